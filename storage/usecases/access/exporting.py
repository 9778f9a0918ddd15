"""The record of access as JSON that proves itself: ``docs/access-record.md`` is its format.

A choice of entries leaves the chain whole: of an entry that is not wanted only its line's digest
is written. The laptop that exports signs the list of all links, and each laptop has signed the
ends of its own chain, so that whatever is changed afterwards is found, and where.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from storage.crypto import signatures
from storage.domain.access import FORM, Entry, line_of, link_after
from storage.tables import access
from storage.usecases.access.reading import Wanted, order
from storage.usecases.syncing.roster import program

PURPOSE = "access export"
_PREFIX = 8
"""Bytes of a link in the signed list: enough to tell every entry from every other."""


@dataclass(frozen=True, slots=True)
class Made:
    """An export: its bytes, how many entries it tells, and the fingerprint of who signed it."""

    content: bytes
    entries: int
    fingerprint: str


def fingerprint(public: bytes) -> str:
    """Return the digits by which people compare a signing key: eight groups of four."""
    digits = sha256(b"satchel/1/access key of\0" + public).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def access_json(
    connection: Connection, wanted: Wanted, *, program_name: str, author: str, made_ms: int
) -> Made:
    """Return the entries that ``wanted`` lets through, with what proves the whole chains."""
    row = connection.exec_driver_sql("SELECT id, signing FROM this_device").one()
    known = program(connection)
    kept = set(order(connection, wanted, most=-1))
    chains = [*_chains(connection, kept)]
    public = signatures.public_half(row.signing)
    content: dict[str, Any] = {
        "form": f"{FORM} export",
        "program": known.id.hex() if known else "",
        "name": program_name,
        "made": made_ms,
        "by": author,
        "exporter": row.id.hex(),
        "laptops": _laptops(connection, row.id, public),
        "chains": chains,
    }
    index = index_of(content)
    content["index"] = index
    content["signature"] = signatures.sign(row.signing, PURPOSE, canonical(index)).hex()
    told = sum("line" in entry for chain in chains for entry in chain["entries"])
    text = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return Made(text, told, fingerprint(public))


def canonical(value: Any) -> bytes:
    """Return the one way in which ``value`` is written to be signed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def index_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return what is signed of an export: whatever stands before the entries, and their links."""
    about = {name: value for name, value in content.items() if name != "chains"}
    chains = [
        {
            "device": chain["device"],
            "incarnation": chain["incarnation"],
            "before": chain["before"],
            "first": chain["first"],
            "links": " ".join(_mark(entry) for entry in chain["entries"]),
            "ends": [end[0] for end in chain["ends"]],
        }
        for chain in content["chains"]
    ]
    return {"about": about, "chains": chains}


def _mark(entry: dict[str, Any]) -> str:
    """Return the beginning of an entry's link, and a letter for how much of it is told."""
    told = "h" if "line" not in entry else "f" if entry["said"] is None else "s"
    return f"{entry['link'][: 2 * _PREFIX]}{told}"


def _chains(connection: Connection, kept: set[int]) -> Iterator[dict[str, Any]]:
    for device, incarnation in access.chains(connection):
        entries: list[dict[str, Any]] = []
        first, before = 0, b""
        for row in connection.exec_driver_sql(_CHAIN, (device, incarnation)):
            entry = access.entry_of(row)
            if not entries or entry.number != first + len(entries):
                if entries:
                    yield _chain(connection, device, incarnation, first, before, entries)
                entries, first = [], entry.number
                before = _before(connection, entry, row.link)
            line = line_of(entry)
            told = {
                "line": json.loads(line),
                "salt": None if entry.salt is None else entry.salt.hex(),
                "said": entry.said,
            }
            hidden = {"digest": sha256(line).hexdigest()}
            entries.append({**(told if row.rowid in kept else hidden), "link": row.link.hex()})
        if entries:
            yield _chain(connection, device, incarnation, first, before, entries)


def _before(connection: Connection, entry: Entry, link: bytes) -> bytes:
    """Return the link that ``entry`` follows, of those that it may follow."""
    known = sorted(access.links_before(connection, entry))
    fitting = (each for each in known if link_after(each, entry) == link)
    return next(fitting, known[0] if known else b"")


def _chain(
    connection: Connection,
    device: bytes,
    incarnation: int,
    first: int,
    before: bytes,
    entries: list[dict[str, Any]],
) -> dict[str, Any]:
    last = first + len(entries) - 1
    ends = connection.exec_driver_sql(_ENDS, (device, incarnation, first, last)).all()
    return {
        "device": device.hex(),
        "incarnation": incarnation,
        "before": before.hex(),
        "first": first,
        "entries": entries,
        "ends": [[end.last, end.signature.hex()] for end in ends],
    }


def _laptops(connection: Connection, own: bytes, public: bytes) -> list[dict[str, str]]:
    found = {row.device: row for row in connection.exec_driver_sql(_LAPTOPS)}
    listed = [
        {"device": row.device.hex(), "name": row.name, "key": row.signing.hex()}
        for row in found.values()
    ]
    if own not in found:
        listed.append({"device": own.hex(), "name": "", "key": public.hex()})
    return listed


_CHAIN = "SELECT rowid, * FROM access_entry WHERE device = ? AND incarnation = ? ORDER BY number"
_ENDS = (
    "SELECT last, signature FROM access_seal WHERE device = ? AND incarnation = ? "
    "AND last BETWEEN ? AND ? ORDER BY last"
)
_LAPTOPS = (
    "SELECT device, name, signing FROM member_device "
    "WHERE device IN (SELECT device FROM access_entry) ORDER BY device"
)
