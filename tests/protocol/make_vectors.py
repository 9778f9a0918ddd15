"""How the first edition of vectors was made; ``tests.protocol.edition`` makes later ones.

What stands in tests/vectors is never written again: it is what versions in use have written.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

from sync.protocol import chains, factsheet, invitation, requests, sealing, signing
from sync.protocol.encoding import encode
from sync.protocol.envelope import Envelope, to_bytes, without
from sync.protocol.keyring import wrap_keyring
from sync.protocol.program_code import code_of
from tests.protocol.builders import (
    ANA,
    BEN,
    CASE_KEYS,
    CASES,
    CASES_KEY,
    EVE,
    KEYRING,
    SHARED_KEY,
    Laptop,
    Program,
    admission_body,
    changes,
    fixed,
)
from tests.protocol.refused_vectors import Vectors, refused

TIME = 1_770_000_000_000
SERVER_SEED = fixed("server", 32)
SERVER = signing.public_of(SERVER_SEED)


def sealed() -> Vectors:
    """Parts, with what they are made of on the way."""
    contents = {
        "nothing": b"",
        "a phone number": b"617-555-0100",
        "just under the smallest size": bytes(range(235)),
        "text": b"She likes to draw. " * 50,
        "what cannot be packed": fixed("noise", 1000),
    }
    return {
        "parts": [_part(name, content) for name, content in contents.items()],
        "padded": [[n, sealing.padded_length(n)] for n in (0, 1, 256, 257, 1000, 4097, 10**6)],
    }


def _part(name: str, content: bytes) -> Vectors:
    key, salt, place = (fixed(f"{name} {what}", 32) for what in ("key", "salt", "place"))
    frame = zstandard.ZstdCompressor(level=3).compress(content)
    return {
        "name": name,
        "key": key,
        "salt": salt,
        "place": place,
        "content": content,
        "frame": frame,
        "padded_length": sealing.padded_length(4 + len(frame)),
        "sealed": sealing.seal(key, place, content, salt=salt),
    }


def envelopes() -> Vectors:
    """An envelope of each kind, and one of which a part was left out."""
    first = changes()
    second = changes(ANA.address(CASES, number=2, previous=first.digest), new_keys=())
    return {
        "vault_key": CASES_KEY,
        "case_keys": [[scope, key] for scope, key in CASE_KEYS.items()],
        "envelopes": [
            _envelope("the first envelope of a chain", first, ANA),
            _envelope("the envelope after it, with no new key", second, ANA),
            _envelope("a case's content and key left out", without(first, (1, 3)), ANA),
            _envelope("a program's first entry", Program().entries[0], ANA),
            _envelope("an admission", Program().admission(), ANA),
        ],
    }


def _envelope(name: str, envelope: Envelope, by: Laptop) -> Vectors:
    return {
        "name": name,
        "bytes": to_bytes(envelope),
        "header": {field: getattr(envelope.header, field) for field in FIELDS},
        "digest": envelope.digest,
        "public": signing.public_of(by.seed),
        "seed": by.seed,
        "places": [envelope.header.place(part) for part in range(len(envelope.parts))],
    }


FIELDS = ("suite", "kind", "log", "device", "incarnation", "number", "previous", "epoch")


def roster() -> Vectors:
    """A program of three devices, one admitted by the second."""
    program = Program()
    program.admit(BEN, "admin")
    body_after = program.entries[-1].digest
    from_ben = program.entry(admission_body(body_after, EVE), by=BEN)
    program.entries.append(from_ben)
    known = program.roster
    return {
        "entries": [to_bytes(entry) for entry in program.entries],
        "program": known.program,
        "code": code_of(known.program),
        "name_key": SHARED_KEY,
        "names": ["Ana", "Ben", "Ben"],
        "members": [
            [device, member.role, list(member.vaults)] for device, member in known.members.items()
        ],
    }


def keyring() -> Vectors:
    """A key ring wrapped to a device; the wrap is random, so that it is only read."""
    program = Program().roster.program
    return {
        "program": program,
        "device": BEN.id,
        "mlkem768": BEN.mlkem,
        "x25519": BEN.x25519,
        "public": BEN.device.kem,
        "content": encode(KEYRING),
        "wrapped": wrap_keyring(program, BEN.device, KEYRING),
    }


def invitations() -> Vectors:
    """An invitation from its secret to the six words."""
    secret, nonce = fixed("invitation", 16), fixed("nonce", 32)
    program = Program().roster
    offer = invitation.Offer(program.program, program.log, "Suffolk CAC", TIME,
                             invitation.commitment_to(nonce), SERVER)  # fmt: skip
    answer = invitation.Answer(BEN.device, "Ben Ortiz", fixed("other nonce", 32))
    reveal = invitation.Reveal(nonce)
    return {
        "secret": secret,
        "words": invitation.words_of(secret),
        "place": invitation.meeting_place(secret),
        "key": sealing.derive(secret, "rendezvous/key"),
        "nonce": nonce,
        "commitment": offer.commitment,
        "offer": encode(offer),
        "answer": encode(answer),
        "reveal": encode(reveal),
        "sealed_offer": invitation.seal_offer(secret, offer),
        "sealed_answer": invitation.seal_answer(secret, answer),
        "sealed_reveal": invitation.seal_reveal(secret, reveal),
        "six_words": list(invitation.compared_words(offer, answer, reveal)),
    }


def asking() -> Vectors:
    """A signed request with its answer, and the answer to an unsigned one."""
    program = Program().roster.program.hex()
    request = requests.Request("POST", f"/v1/programs/{program}/push", "a=1&b=2", b"body")
    stamp = requests.Stamp(ANA.id, TIME, fixed("request", 16))
    headers = requests.signed_headers(request, requests.server_id(SERVER), stamp, ANA.seed)
    signature = headers[requests.SIGNATURE]
    signed = requests.Asked("POST", request.path, request.query, stamp.nonce, signature)
    unsigned = requests.Asked("GET", "/v1/status", "", fixed("unsigned", 16))
    return {
        "server_public": SERVER,
        "server_id": requests.server_id(SERVER),
        "seed": ANA.seed,
        "public": signing.public_of(ANA.seed),
        "request": {
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "body": request.body,
        },
        "headers": headers,
        "answers": [_answer(signed, 200, b"done"), _answer(unsigned, 503, b"")],
    }


def _answer(asked: requests.Asked, status: int, body: bytes) -> Vectors:
    signature = requests.sign_answer(SERVER_SEED, asked, TIME, status, body)
    return {
        "asked": [asked.method, asked.path, asked.query, asked.nonce, asked.signature],
        "time": TIME,
        "status": status,
        "body": body,
        "signature": signature,
    }


def sheets() -> Vectors:
    """A signed fact sheet."""
    facts = (
        factsheet.Fact("victims", (), 41),
        factsheet.Fact("victims", ("age:0-11", "gender:female"), 7),
        factsheet.Fact("change", (), -3),
    )
    sheet = factsheet.new_sheet(
        Program().roster.program, "suffolk", ("pmt", "2026"), ("2026-01-01", "2026-03-31"), 2, facts
    )
    return {
        "seed": ANA.seed,
        "public": signing.public_of(ANA.seed),
        "device": ANA.id,
        "time": TIME,
        "sheet": encode(sheet),
        "signed": factsheet.sign_sheet(sheet, ANA.id, TIME, ANA.seed),
    }


def links() -> Vectors:
    """A log that grows by three envelopes, the last after a restore of the server."""
    head = chains.empty_head(CASES, 1)
    steps = []
    for sequence, generation in ((1, 1), (2, 1), (3, 2)):
        digest = fixed(f"digest {sequence}", 32)
        link = chains.next_link(head.link, generation, sequence, digest)
        head = chains.Head(generation, sequence, link)
        steps.append([generation, sequence, digest, link])
    return {"log": CASES, "first": chains.first_link(CASES), "steps": steps}


FILES: dict[str, Callable[[], Vectors]] = {
    "sealed": sealed,
    "envelopes": envelopes,
    "roster": roster,
    "keyring": keyring,
    "invitation": invitations,
    "requests": asking,
    "factsheet": sheets,
    "chains": links,
    "refused": refused,
}


def write_vectors(folder: Path) -> None:
    """Write every file into ``folder``; FileExistsError when it is there already."""
    folder.mkdir(parents=True)
    for name, make in FILES.items():
        (folder / f"{name}.json").write_text(_text(make(), indent=1) + "\n", "ascii")


def _text(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, default=bytes.hex, indent=indent)
