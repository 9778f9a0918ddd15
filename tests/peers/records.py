"""The records that every system is given: the cases and services of the practice state of a year.

A line of the file is one record as JSON: its id, its kind, and every field in which something was
recorded; ids are hexadecimal. One service has a remark that is looked for afterwards wherever it
should not be readable.
"""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.domain.admission import empty_plain
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import Reference
from storage.spec.kinds import fields_of
from storage.tables.records import from_plains, plain_maker, record_maker
from storage.workspace import Workspace
from tests.bench.ground import ground

COUNTS = {"case": 1_188, "service": 31_775}
"""How many of each kind: what earlier measures took, too."""
MARKER = "Marker of the side-by-side run: tangerine lighthouse"
EDITS = 1_000


def write(path: Path) -> int:
    """Write the records of the practice state to ``path``; return how many there are."""
    stand = ground(1)
    with Workspace(stand.folder, stand.key, writer=False) as workspace:
        lines = [line for kind in COUNTS for line in workspace.read(_lines, kind)]
    path.write_text("".join(f"{json.dumps(line, sort_keys=True)}\n" for line in lines))
    return len(lines)


def read(path: Path, kind: str) -> list[Any]:
    """Return the records of ``kind`` that ``write`` wrote, as Satchel has them."""
    make = from_plains(kind)
    empty = {name: empty_plain(field) for name, field in fields_of(KINDS[kind]).items()}
    found = []
    for line in path.read_text().splitlines():
        values = json.loads(line)
        if values.pop("kind") == kind:
            record = RecordId(bytes.fromhex(values.pop("id")))
            found.append(make(record, {**empty, **_from_json(kind, values)}))
    return found


def _lines(connection: Connection, kind: str) -> list[dict[str, Any]]:
    query = f'SELECT * FROM "{kind}" WHERE retired = 0 ORDER BY id LIMIT ?'  # noqa: S608 - our own names
    rows = connection.exec_driver_sql(query, (COUNTS[kind],))
    make, plain = record_maker(kind), plain_maker(kind)
    records = [make(row) for row in rows.mappings()]
    lines = [
        {"id": record.id.hex(), "kind": kind, **_to_json(plain(record)[1])} for record in records
    ]
    if kind == "service":
        lines[5]["remark"] = MARKER  # one that no client edits
    return lines


def _to_json(values: dict[str, Any]) -> dict[str, Any]:
    return {name: v.hex() if isinstance(v, bytes) else v for name, v in values.items()}


def _from_json(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    fields = fields_of(KINDS[kind])
    return {
        name: bytes.fromhex(value) if isinstance(fields[name], Reference) else value
        for name, value in values.items()
    }
