"""Every structure as the product reads it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sync.client.enrolment import byfile, links
from sync.client.enrolment.names import secret_in
from sync.protocol import (
    audit,
    blobs,
    changes,
    courier,
    envelope,
    factsheet,
    invitation,
    keyring,
    messages,
    program_code,
    recoverykey,
    segments,
    shares,
    signing,
    snapshot,
    supervision,
)
from sync.protocol import roster as rosters
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.sealing import open_sealed
from sync.protocol.wrapping import unwrap_with
from tests.protocol import bundled
from tests.protocol.messagepack import unpack
from tests.protocol.reading.given import Given, Read, before, by_epoch, every, h, held, kem


def _verified(given: Given, content: bytes) -> envelope.Envelope:
    read = envelope.parse(content)
    envelope.verify(read, h(given["public"]))
    return read


def _envelope(given: Given, content: bytes) -> Any:
    read = _verified(given, content)
    places = [read.header.place(n) for n in range(len(read.parts))]
    return [unpack(read.signed), read.digest, read.parts, places]


def _by_scope(mapping: Mapping[bytes, Any]) -> list[Any]:
    return [[scope, mapping[scope]] for scope in sorted(mapping)]


def _changes(given: Given, content: bytes) -> Any:
    known = held(given)
    read = changes.open_changes(
        _verified(given, content), h(given["vault_key"]), lambda scope: known.get(scope, [])
    )
    found = [_by_scope(read.keys), read.changesets, _by_scope(read.pieces)]
    return [*found, sorted(read.locked), sorted(read.left_out)]


def _roster(given: Given, content: bytes) -> Any:
    return _said(_followed([*before(given), content]))


def _followed(entries: Sequence[bytes]) -> rosters.Roster:
    known = rosters.begin(envelope.parse(entries[0]))
    for entry in entries[1:]:
        known = rosters.extend(known, envelope.parse(entry))
    return known


def _standing(given: Given, content: bytes) -> Any:
    log, device, incarnation, number = decode_canonical(content, tuple[bytes, bytes, int, int])
    return _followed(before(given)).standing((log, device, incarnation), number)


def _said(known: rosters.Roster) -> list[Any]:
    key = known.recovery
    return [
        known.program,
        [[d, *_keys(m.device), *_member(m)] for d, m in sorted(known.members.items())],
        known.vaults,
        sorted(known.epochs.items()),
        [
            [d, g.reason, g.erase, g.entry, *_member(g.member)]
            for d, g in sorted(known.gone.items())
        ],
        [[*chain, up_to] for chain, up_to in sorted(known.cuts.items())],
        sorted(known.stale),
        [[*place, to] for place, to in sorted(known.expunged.items())],
        key and [key.id, key.signing, sha256(key.kem).digest(), key.threshold, key.holders],
        known.last,
    ]


def _keys(device: rosters.Device) -> list[bytes]:
    return [device.signing, sha256(device.kem).digest()]


def _member(member: rosters.Member) -> list[Any]:
    return [member.role, member.vaults, member.person, member.ends]


def _key_ring(given: Given, content: bytes) -> Any:
    program, device = every(given, "program", "device")
    return keyring.unwrap_keyring(program, device, *kem(given), content)


def _handed(given: Given, content: bytes) -> Any:
    program, device, after = every(given, "program", "device", "after")
    return keyring.handed_keys(program, device, after, *kem(given), content)


def _snapshot(given: Given, content: bytes) -> Any:
    body = snapshot.open_snapshot(_verified(given, content), h(given["vault_key"]))
    return [unpack(encode(body)), snapshot.total_of(body)]


def _attestation(given: Given, content: bytes) -> Any:
    return snapshot.open_attestation(_verified(given, content), h(given["vault_key"]))


def _vault_key(given: Given) -> Callable[[int], bytes]:
    def find(epoch: int) -> bytes:
        if epoch not in by_epoch(given):
            raise ProtocolError("There is no key of this epoch here.")
        return by_epoch(given)[epoch]

    return find


def _segment(given: Given, content: bytes) -> Any:
    known = held(given)

    def find(scopes: Collection[bytes]) -> dict[bytes, Sequence[bytes]]:
        return {scope: known.get(scope, ()) for scope in scopes}

    read = segments.open_segment(h(given["log"]), content, _vault_key(given), find)
    return [read.changesets, _by_scope(read.pieces)]


def _front(given: Given, content: bytes) -> Any:
    read = segments.open_front(h(given["log"]), content, _vault_key(given))
    return [read.keys, read.aside, segments.keys_digest(read.keys)]


def _segment_digest(_given: Given, content: bytes) -> Any:
    rows = decode_canonical(content, tuple[tuple[bytes, tuple[tuple[int, bytes], ...]], ...])
    return segments.segment_digest(rows)


def _manifest(_given: Given, content: bytes) -> Any:
    return [blobs.blob_id(content), blobs.chunks_of(content)] if blobs.chunks_of(content) else None


def _bundle(given: Given, content: bytes) -> Any:
    return bundled.items_of(content, *kem(given), h(given["public"]))


def _courier(given: Given, content: bytes) -> Any:
    credential = courier.credential_of({courier.HEADER: _text(content)}) or b""
    read = courier.verify_courier(credential, *every(given, "public", "program", "server"))
    return [read.program, read.server, read.device, read.key, read.begins, read.ends]


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise ProtocolError("This is no text.") from error


def _link(_given: Given, content: bytes) -> Any:
    read = links._read_link(_text(content))
    return [read.address, read.server_key, secret_in(read.words)]


def _meeting(given: Given, content: bytes) -> Any:
    read = byfile._read(given["step"], content)
    return [read.step, read.place, read.address, read.server, read.sealed]


def _words(_given: Given, content: bytes) -> Any:
    secret = secret_in(_text(content))
    if secret is None:
        raise ProtocolError("These are no words of an invitation.")
    return secret


def _offer(given: Given, content: bytes) -> Any:
    return unpack(encode(invitation.open_offer(h(given["secret"]), content)))


def _answer(given: Given, content: bytes) -> Any:
    return unpack(encode(invitation.open_answer(h(given["secret"]), content)))


def _reveal(given: Given, content: bytes) -> Any:
    committed = h(given["commitment"])
    offer = invitation.Offer(bytes(32), bytes(16), "", 0, committed, bytes(32))
    return unpack(encode(invitation.open_reveal(h(given["secret"]), content, offer)))


def _code(_given: Given, content: bytes) -> Any:
    return program_code.prefix_of(_text(content))


def _line(_given: Given, content: bytes) -> Any:
    return program_code.found_by(_text(content))


def _share(_given: Given, content: bytes) -> Any:
    read = shares.read(_text(content))
    return [read.set, read.number, read.threshold]


def _sealed_share(given: Given, content: bytes) -> Any:
    bound = supervision.share_purpose(*every(given, "program", "workspace", "device", "salt"))
    return unwrap_with(*kem(given), bound, content).decode("ascii")


def _held_share(given: Given, content: bytes) -> Any:
    bound = recoverykey.held_purpose(*every(given, "program", "device", "after"))
    return unwrap_with(*kem(given), bound, content).decode("ascii")


def _request(_given: Given, content: bytes) -> Any:
    read = supervision.read_request(content)
    digest = supervision.digest_of(read)
    return [unpack(encode(read)), digest, supervision.words_of(read)]


def _unlocking(given: Given, content: bytes) -> Any:
    request = supervision.read_request(h(given["request"]))
    answer, signed, signature = supervision.read_answer(content)
    public = h(given["public"])
    words = supervision.open_answer(request, kem(given), answer, public, signed, signature)
    return [answer.request, answer.device, words]


def _given_share(given: Given, content: bytes) -> Any:
    read, signed, signature = recoverykey.read_given(content)
    recoverykey.verify_given(h(given["public"]), signed, signature)
    words = recoverykey.take_given(read, *kem(given))
    return [read.program, read.key, read.holder, read.receiver, words]


def _recovery_key(_given: Given, content: bytes) -> Any:
    made = recoverykey.keys_of(content)
    return [made.id, made.public, made.signing, made.mlkem768, made.x25519]


def _audit_head(given: Given, content: bytes) -> Any:
    read = audit.verify_head(content, *every(given, "public", "server", "prefix"))
    return [read.count, read.digest, read.time]


def _audit_rows(given: Given, content: bytes) -> Any:
    digest = audit.first_digest(h(given["prefix"]))
    for row in decode_canonical(content, tuple[audit.Row, ...]):
        digest = audit.next_digest(digest, row)
    return digest


_BODIES: dict[str, type[messages.Message]] = {
    "STATUS": messages.Status, "HEADS": messages.Heads, "PUSH": messages.Push,
    "PUSHED": messages.Pushed, "PAGE": messages.Page, "SNAPSHOTS": messages.Snapshots,
    "EXPUNGE": messages.Expunge, "PARKED": messages.ParkedList, "SHEET": messages.Sheet,
    "SHEETS": messages.Sheets, "BLOB": messages.Kept, "REFUSAL": messages.Refusal,
}  # fmt: skip


def _body(given: Given, content: bytes) -> Any:
    return unpack(encode(decode(content, _BODIES[given["body"]])))


def _sheet(given: Given, content: bytes) -> Any:
    sheet, signed = factsheet.read_signed(content)
    factsheet.verify_sheet(signed, h(given["public"]))
    return unpack(encode(sheet))


def _signing_key(_given: Given, content: bytes) -> Any:
    return signing.check_public(content)


def _part(given: Given, content: bytes) -> Any:
    return open_sealed(h(given["key"]), h(given["place"]), content)


FIRST: dict[str, Read] = {
    "envelope": _envelope,
    "part": _part,
    "changes": _changes,
    "roster": _roster,
    "standing": _standing,
    "key-ring": _key_ring,
    "handed-keys": _handed,
    "snapshot": _snapshot,
    "attestation": _attestation,
    "segment": _segment,
    "segment-digest": _segment_digest,
    "front": _front,
    "blob-manifest": _manifest,
    "bundle": _bundle,
    "courier": _courier,
    "invitation-link": _link,
    "invitation-words": _words,
    "offer": _offer,
    "answer": _answer,
    "reveal": _reveal,
    "meeting-file": _meeting,
    "program-code": _code,
    "program-line": _line,
    "share": _share,
    "supervisor-share": _sealed_share,
    "held-share": _held_share,
    "unlock-request": _request,
    "unlock-answer": _unlocking,
    "given-share": _given_share,
    "recovery-key": _recovery_key,
    "audit-head": _audit_head,
    "audit-rows": _audit_rows,
    "body": _body,
    "fact-sheet": _sheet,
    "signing-key": _signing_key,
}
