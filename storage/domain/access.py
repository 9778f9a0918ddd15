"""One entry of a record of access, and the chain that entries stand in.

An entry's line is JSON, so that a program of a few lines can compute it again; the link of an
entry is the SHA-256 of the link before and the digest of its line, so that a line can be held back
from a paper and the chain remains provable. What was said with it, such as a reason or
what was searched for, stands beside under a digest with a salt, so that it can be forgotten one
day. ``docs/access-record.md`` says the same for others.
"""

import json
from dataclasses import dataclass
from hashlib import sha256

FORM = "satchel/1/access"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who did what to what, and when, as the laptop's own clock told it (Unix milliseconds).

    ``subject`` and ``case`` are ids, empty where there is none; ``until`` is when a permission
    that was taken ends, 0 without one. ``said`` is None where it was forgotten.
    """

    device: bytes
    incarnation: int
    number: int
    at: int
    act: str
    kind: str = ""
    subject: bytes = b""
    case: bytes = b""
    author: str = ""
    until: int = 0
    digest: bytes
    salt: bytes | None = None
    said: str | None = None


def genesis(device: bytes) -> bytes:
    """Return the link before the first entry of a laptop."""
    return sha256(f"{FORM}/{device.hex()}".encode()).digest()


def said_digest(salt: bytes, said: str) -> bytes:
    """Return the digest that stands in an entry's line for what was said."""
    return sha256(f"{FORM} said\0".encode() + salt + said.encode()).digest()


def line_of(entry: Entry) -> bytes:
    """Return the canonical bytes of ``entry``."""
    line = [
        FORM,
        entry.device.hex(),
        entry.incarnation,
        entry.number,
        entry.at,
        entry.until,
        entry.act,
        entry.kind,
        entry.subject.hex(),
        entry.case.hex(),
        entry.author,
        entry.digest.hex(),
    ]
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()


def link_after(before: bytes, entry: Entry) -> bytes:
    """Return the link of ``entry``, which comes after the link ``before``."""
    return linked(before, sha256(line_of(entry)).digest())


def linked(before: bytes, digest: bytes) -> bytes:
    """Return the link behind ``before`` of an entry whose line has this digest."""
    return sha256(before + digest).digest()


def is_whole(entry: Entry) -> bool:
    """Tell whether what was said is what the entry's digest stands for, or was forgotten."""
    if entry.salt is None or entry.said is None:
        return entry.salt is None and entry.said is None
    return said_digest(entry.salt, entry.said) == entry.digest


def end_message(program: bytes, device: bytes, incarnation: int, number: int, link: bytes) -> bytes:
    """Return what a laptop signs for the end of its chain, which is the entry of this number.

    ``program`` is empty before there is one.
    """
    line = [f"{FORM} end", program.hex(), device.hex(), incarnation, number, link.hex()]
    return json.dumps(line, separators=(",", ":")).encode()
