"""What was once written is read for ever, by this reader and by the second one."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sync.protocol import chains, factsheet, invitation, keyring, requests, sealing, signing
from sync.protocol import roster as rosters
from sync.protocol.changes import open_changes
from sync.protocol.encoding import decode_canonical, encode
from sync.protocol.envelope import Kind, digest_of, make, parse, to_bytes, verify
from sync.protocol.errors import (
    NewerProtocolError,
    ProtocolError,
    SealError,
    SignatureError,
)
from sync.protocol.program_code import PREFIX_LENGTH, code_of, prefix_of
from tests.protocol import second_reader as second
from tests.protocol.builders import ANA, CASES
from tests.protocol.make_vectors import FILES, write_vectors
from tests.protocol.messagepack import pack, unpack

_FROZEN = Path(__file__).parents[1] / "vectors/sync"
EDITIONS = ("1",)
"""Those of the first form; tests/protocol/test_editions.py reads all of them."""
h = bytes.fromhex


@pytest.fixture(params=EDITIONS)
def frozen(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    """Reads one file of one edition."""
    return lambda name: json.loads((_FROZEN / request.param / f"{name}.json").read_text("ascii"))


def test_every_edition_has_every_file() -> None:
    for edition in EDITIONS:
        assert {path.stem for path in (_FROZEN / edition).iterdir()} == set(FILES)


def test_new_vectors_are_never_written_over_others(tmp_path: Path) -> None:
    write_vectors(tmp_path / "new")
    assert {path.stem for path in (tmp_path / "new").iterdir()} == set(FILES)
    with pytest.raises(FileExistsError):
        write_vectors(tmp_path / "new")


def test_sealed_parts_open(frozen: Callable[[str], Any]) -> None:
    vectors = frozen("sealed")
    for part in vectors["parts"]:
        key, place, salt, sealed = (h(part[n]) for n in ("key", "place", "salt", "sealed"))
        assert sealing.open_sealed(key, place, sealed) == h(part["content"]), part["name"]
        assert second.open_part(key, place, sealed) == h(part["content"])
        frame, padded = h(part["frame"]), part["padded_length"]
        assert second.seal_frame(key, place, salt, frame, padded) == sealed
        assert len(sealing.seal(key, place, h(part["content"]), salt=salt)) == len(sealed)
        assert sealed[:32] == salt
    assert [[n, sealing.padded_length(n)] for n, _ in vectors["padded"]] == vectors["padded"]


def test_envelopes_open(frozen: Callable[[str], Any]) -> None:
    vectors = frozen("envelopes")
    vault_key = h(vectors["vault_key"])
    case_keys = {h(scope): h(key) for scope, key in vectors["case_keys"]}
    for vector in vectors["envelopes"]:
        content = h(vector["bytes"])
        envelope, other = parse(content), second.read_envelope(content)
        public = h(vector["public"])
        verify(envelope, public)
        second.check_signature(public, "envelope", other.signed, other.signature)
        assert envelope.digest == digest_of(other.signed) == h(vector["digest"])
        assert to_bytes(envelope) == content
        assert signing.sign(h(vector["seed"]), "envelope", envelope.signed) == envelope.signature
        values = [v if isinstance(v, int) else h(v) for v in vector["header"].values()]
        assert other.header[:8] == values
        places = [envelope.header.place(part) for part in range(len(envelope.parts))]
        assert places == [other.place(part) for part in range(len(other.parts))]
        assert places == [h(place) for place in vector["places"]]
        if envelope.header.kind == Kind.CHANGES:
            opened = open_changes(
                envelope, vault_key, lambda scope: [case_keys[scope]] if scope in case_keys else []
            )
            read = second.read_changes(other, vault_key, case_keys)
            assert opened.keys == read.keys
            assert unpack(encode(opened.changesets)) == read.changesets
            assert {s: unpack(encode(p)) for s, p in opened.pieces.items()} == read.pieces


def test_rosters_are_followed(frozen: Callable[[str], Any]) -> None:
    vector = frozen("roster")
    entries = [h(entry) for entry in vector["entries"]]
    known = rosters.begin(parse(entries[0]))
    for entry in entries[1:]:
        known = rosters.extend(known, parse(entry))
    program, members = second.read_roster(entries)
    assert known.program == program == h(vector["program"])
    assert code_of(program) == vector["code"]
    assert prefix_of(vector["code"]) == program[:PREFIX_LENGTH]
    listed = {
        h(device): (role, [h(v) for v in vaults]) for device, role, vaults in vector["members"]
    }
    assert members == listed
    assert {d: (m.role, list(m.vaults)) for d, m in known.members.items()} == listed
    key = h(vector["name_key"])
    names = [second.read_envelope(entry).open(1, key).decode() for entry in entries]
    assert names == vector["names"]


def test_key_rings_unwrap(frozen: Callable[[str], Any]) -> None:
    vector = frozen("keyring")
    arguments = [h(vector[n]) for n in ("program", "device", "mlkem768", "x25519", "wrapped")]
    program, device, mlkem768, x25519, wrapped = arguments
    assert encode(keyring.unwrap_keyring(*arguments)) == h(vector["content"])
    read = second.read_keyring(program, device, mlkem768, x25519, wrapped)
    assert pack(read) == h(vector["content"])


def test_invitations_lead_to_the_same_six_words(frozen: Callable[[str], Any]) -> None:
    vector = frozen("invitation")
    secret = h(vector["secret"])
    assert invitation.words_of(secret) == vector["words"]
    assert invitation.secret_of(vector["words"]) == second.secret_of(vector["words"]) == secret
    assert invitation.meeting_place(secret) == h(vector["place"])
    assert second.derive(secret, "rendezvous/place", 16) == h(vector["place"])
    key = second.derive(secret, "rendezvous/key", 32)
    assert key == h(vector["key"])
    steps = ("offer", "answer", "reveal")
    contents = [second.open_part(key, s.encode(), h(vector[f"sealed_{s}"])) for s in steps]
    assert contents == [h(vector[step]) for step in steps]
    assert second.six_words(*map(unpack, contents)) == vector["six_words"]
    offer = invitation.open_offer(secret, h(vector["sealed_offer"]))
    answer = invitation.open_answer(secret, h(vector["sealed_answer"]))
    reveal = invitation.open_reveal(secret, h(vector["sealed_reveal"]), offer)
    assert list(invitation.compared_words(offer, answer, reveal)) == vector["six_words"]
    assert invitation.commitment_to(h(vector["nonce"])) == h(vector["commitment"])


def test_requests_and_answers_are_signed_so(frozen: Callable[[str], Any]) -> None:
    vector = frozen("requests")
    plain, server = vector["request"], h(vector["server_id"])
    assert requests.server_id(h(vector["server_public"])) == server
    request = requests.Request(plain["method"], plain["path"], plain["query"], h(plain["body"]))
    stamp, signature = requests.read_stamp(vector["headers"])
    requests.verify_request(request, server, stamp, signature, h(vector["public"]))
    assert requests.signed_headers(request, server, stamp, h(vector["seed"])) == vector["headers"]
    address = [request.method, request.path, request.query, sha256(request.body).digest()]
    message = pack([1, server, *address, stamp.device, stamp.time, stamp.nonce])
    second.check_signature(h(vector["public"]), "request", message, signature)
    for answer in vector["answers"]:
        method, path, query, nonce, signed = answer["asked"]
        asked = requests.Asked(method, path, query, h(nonce), signed)
        time, status, body = answer["time"], answer["status"], h(answer["body"])
        public, given = h(vector["server_public"]), answer["signature"]
        requests.verify_answer(public, asked, time, status, body, given)
        content = [1, [method, path, query, h(nonce), signed], time, status, sha256(body).digest()]
        second.check_signature(public, "answer", pack(content), h(given))


def test_fact_sheets_are_read(frozen: Callable[[str], Any]) -> None:
    vector = frozen("factsheet")
    sheet, signed = factsheet.read_signed(h(vector["signed"]))
    factsheet.verify_sheet(signed, h(vector["public"]))
    content, device, time, signature = unpack(h(vector["signed"]))
    second.check_signature(
        h(vector["public"]), "fact sheet", pack([content, device, time]), signature
    )
    assert (content, device, time) == (h(vector["sheet"]), h(vector["device"]), vector["time"])
    assert encode(sheet) == content
    again = factsheet.sign_sheet(sheet, device, time, h(vector["seed"]))
    assert again == h(vector["signed"])


def test_a_log_has_the_same_links(frozen: Callable[[str], Any]) -> None:
    vector = frozen("chains")
    link = chains.first_link(h(vector["log"]))
    assert link == sha256(b"satchel/1/log\0" + h(vector["log"])).digest() == h(vector["first"])
    for generation, sequence, digest, expected in vector["steps"]:
        told = pack([link, generation, sequence, h(digest)])
        link = chains.next_link(link, generation, sequence, h(digest))
        assert link == sha256(b"satchel/1/link\0" + told).digest() == h(expected)


def test_what_must_be_refused_is(frozen: Callable[[str], Any]) -> None:
    vectors = frozen("refused")
    public, key, place = (h(vectors[name]) for name in ("public", "key", "place"))
    errors = {"newer": NewerProtocolError, "signature": SignatureError, "malformed": ProtocolError}
    for vector in vectors["envelopes"]:
        with pytest.raises(errors[vector["refused"]]):
            verify(parse(h(vector["bytes"])), public)
    for vector in vectors["parts"]:
        with pytest.raises(SealError):
            sealing.open_sealed(key, place, h(vector["sealed"]))
    for vector in vectors["keys"]:
        with pytest.raises(SignatureError):
            signing.check_public(h(vector["public"]))
    for vector in vectors["sheets"]:
        with pytest.raises(ProtocolError):
            factsheet.read_signed(h(vector["signed"]))


def test_what_is_sealed_today_the_second_reader_opens() -> None:
    envelope = make(ANA.address(CASES), [b"a part"], ANA.seed)
    assert second.read_envelope(to_bytes(envelope)).parts == [b"a part"]
    assert decode_canonical(envelope.signed, type(envelope.header)) == envelope.header


def _held(keys: Mapping[bytes, bytes], scope: bytes) -> list[bytes]:
    return [keys[scope]] if scope in keys else []
