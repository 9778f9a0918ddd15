"""The code lists shipped with Satchel, read once."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sqlalchemy import Connection

from storage.domain.codes import CodeBook, CodeEntry
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Codes
from storage.spec.kinds import fields_of


@cache
def codebook() -> CodeBook:
    """Return every code list that a field of any kind names, and the PMT's own lists."""
    named = {
        field.list_name
        for kind in KINDS.values()
        for field in fields_of(kind).values()
        if isinstance(field, Code | Codes)
    }
    return CodeBook(MappingProxyType({name: _list(name) for name in sorted(named)}))


def book_of(_connection: Connection) -> CodeBook:
    """Return the code lists as the program of this workspace offers them."""
    return codebook()


def rows_of(path: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file below ``resources``."""
    text = files("resources").joinpath(path).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _list(name: str) -> Mapping[str, CodeEntry]:
    entries = (_entry(row) for row in rows_of(f"codes/{name}.csv"))
    return MappingProxyType({entry.code: entry for entry in entries})


def _entry(row: Mapping[str, str]) -> CodeEntry:
    return CodeEntry(
        code=row["code"],
        label=row["label"],
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        pmt=row["pmt"],
        nca=row["nca"],
        verified=row["verified"] == "yes",
        note=row["note"],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
