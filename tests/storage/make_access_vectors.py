"""Make the vectors of the record of access, once: ``python -m tests.storage.make_access_vectors``.

They are frozen: a workspace or a program of today must be readable for ever. What is here is about
nobody, and its keys are public.
"""

import base64
import json
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from storage.crypto import accessseal, signatures
from storage.domain.access import (
    Entry,
    end_message,
    genesis,
    line_of,
    link_after,
    said_digest,
)
from storage.domain.ids import RecordId
from storage.domain.kinds.access import AccessBatch
from storage.usecases.access import batches
from sync.protocol.wrapping import kem_public_of, wrap_to

PLACE = Path(__file__).parents[1] / "vectors" / "access" / "1.json"
PROGRAM = sha256(b"a program of vectors").digest()
DEVICE = bytes.fromhex("0102030405060708")
SEED = sha256(b"a signing key of vectors").digest()
KEY = sha256(b"a key of batches of vectors").digest()
KEM = (sha256(b"vectors 1").digest() + sha256(b"vectors 2").digest(), sha256(b"vectors 3").digest())
SHELF = bytes(range(16))


def entries() -> list[tuple[Entry, bytes]]:
    """Return a chain of every sort of entry with its links."""
    told: list[tuple[str, str, bytes, bytes, str, int]] = [
        ("begin", "", b"", b"", "", 0),
        ("open", "case", SHELF, SHELF, "", 0),
        ("search", "", b"", b"", "Zoë “O'Hara” \\ \n \u202e 雪", 0),
        ("override", "case", SHELF, SHELF, "She was found tonight", 1_772_700_000_000),
        ("print", "disclosure", bytes(16), SHELF, "Case; for court; Juvenile Court", 0),
        ("admit", "device", DEVICE, b"", "member", 0),
    ]
    link, made = genesis(DEVICE), []
    for number, (act, kind, subject, case, said, until) in enumerate(told, start=1):
        salt = sha256(str(number).encode()).digest()[:16] if said else b""
        entry = Entry(
            device=DEVICE,
            incarnation=1,
            number=number,
            at=1_772_668_800_000 + number,
            act=act,
            kind=kind,
            subject=subject,
            case=case,
            author="Ana Réyes",
            until=until,
            digest=said_digest(salt, said),
            salt=salt,
            said=said,
        )
        link = link_after(link, entry)
        made.append((entry, link))
    return made


def batch() -> dict[str, Any]:
    """Return the fields of a batch of these entries."""
    return batches.sealed(PROGRAM, KEY, SEED, genesis(DEVICE), entries())


def record(fields: dict[str, Any]) -> AccessBatch:
    """Return the record that carries a batch."""
    return AccessBatch(id=RecordId(SHELF), shelf=RecordId(SHELF), **fields)


def make() -> dict[str, Any]:
    """Return all vectors."""
    whole = batch()
    (last, link) = entries()[-1]
    end = end_message(PROGRAM, DEVICE, 1, last.number, link)
    public = kem_public_of(*KEM)
    purpose = b"access key\0" + PROGRAM + DEVICE
    return {
        "program": PROGRAM.hex(),
        "signing": signatures.public_half(SEED).hex(),
        "key": KEY.hex(),
        "key id": accessseal.id_of(KEY).hex(),
        "entries": [
            {"line": line_of(entry).decode(), "link": link.hex(), **_said(entry)}
            for entry, link in entries()
        ],
        "genesis": genesis(DEVICE).hex(),
        "end": {
            "message": end.decode(),
            "signature": signatures.sign(SEED, accessseal.PURPOSE, end).hex(),
        },
        "batch": whole,
        "refused": _refused(whole),
        "wrapped": {
            "mlkem768": KEM[0].hex(),
            "x25519": KEM[1].hex(),
            "purpose": purpose.hex(),
            "wrapped": base64.b64encode(wrap_to(public, purpose, KEY)).decode(),
        },
    }


def _said(entry: Entry) -> dict[str, Any]:
    values = asdict(entry)
    return {"salt": values["salt"].hex(), "said": values["said"]}


def _refused(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """Return batches that nobody may take for whole, each with what was done to it."""
    closed = bytearray(base64.b64decode(whole["sealed"]))
    closed[20] ^= 1
    flipped = base64.b64encode(closed).decode()
    short = batches.sealed(PROGRAM, KEY, SEED, genesis(DEVICE), entries()[:3])
    edits: list[tuple[str, dict[str, Any]]] = [
        ("a bit of the sealed entries is flipped", {"sealed": flipped}),
        ("the sealed entries are cut", {"sealed": whole["sealed"][:40]}),
        ("the sealed entries are no base64", {"sealed": "!" + whole["sealed"][1:]}),
        ("another signature", {"signature": "00" * 64}),
        ("no signature", {"signature": "zz"}),
        ("another laptop", {"device": "ff" * 8}),
        ("another incarnation", {"incarnation": 2}),
        ("a further entry is named", {"last": whole["last"] + 1}),
        ("the first entry is not named", {"first": 2}),
        ("another link before", {"before": "00" * 32}),
        ("another link behind", {"link": "00" * 32}),
        ("another key is named", {"key": "00" * 32}),
        ("the entries of another batch", {"sealed": short["sealed"]}),
        ("the signature of another batch", {"signature": short["signature"]}),
    ]
    return [{"what": what, "batch": {**whole, **edit}} for what, edit in edits]


if __name__ == "__main__":
    PLACE.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n", "utf-8")
