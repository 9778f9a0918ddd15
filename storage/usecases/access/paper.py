"""The record of access on paper: tagged PDF made in memory; it leaves by the gate alone."""

from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.crypto import signatures
from storage.domain.clocks import ZONE
from storage.errors import DamagedError
from storage.tables import access
from storage.usecases.access.exporting import fingerprint
from storage.usecases.access.reading import Shown, Wanted, acts, order, people, rows
from storage.usecases.printing import Printing
from storage.usecases.typesetting import typeset

MOST = 2_000
"""Entries on paper; a file has them all."""
_NOTE = (
    "Times are what each laptop's own clock said, in Massachusetts time. Every entry is chained to "
    "the one before, and the ends of the chains are signed. The same record as a JSON file can be "
    "checked by anybody with the program satchel_access_record.py and the fingerprint above."
)


def access_pdf(connection: Connection, wanted: Wanted, printing: Printing) -> bytes:
    """Return the entries that ``wanted`` lets through, the newest first, as tagged PDF."""
    keys = order(connection, wanted, most=-1)
    told = rows(connection, keys[:MOST])
    signing = connection.exec_driver_sql("SELECT signing FROM this_device").scalar_one()
    count = f"{len(keys):,}" if len(keys) <= MOST else f"the newest {MOST:,} of {len(keys):,}"
    data = {
        "title": "Record of access",
        "subtitle": choice_words(connection, wanted),
        **printing.foot(),
        "entries": count,
        "whole": _whole(connection),
        "fingerprint": fingerprint(signatures.public_half(signing)),
        "note": _NOTE,
        "rows": [_row(told[key]) for key in keys[:MOST] if key in told],
    }
    return typeset("access", data)


def choice_words(connection: Connection, wanted: Wanted) -> str:
    """Return in words which entries ``wanted`` lets through."""
    parts = []
    if wanted.person:
        names = {one.id: one.name for one in people(connection)}
        parts.append(names.get(wanted.person, wanted.person.hex()))
    if wanted.case:
        number = connection.exec_driver_sql(
            'SELECT number FROM "case" WHERE id = ?', (wanted.case,)
        ).scalar()
        parts.append(f"case {number or wanted.case.hex()}")
    if wanted.act:
        parts.append(acts().get(wanted.act, wanted.act).lower())
    if wanted.since:
        parts.append(f"from {_moment(wanted.since)}")
    if wanted.until:
        parts.append(f"until {_moment(wanted.until)}")
    return ", ".join(parts) or "everything"


def _whole(connection: Connection) -> str:
    try:
        count = access.verify_chains(connection)
    except DamagedError as error:
        return str(error)
    return f"every link of {count:,} entries holds"


def _row(one: Shown) -> dict[str, str]:
    what = ": ".join(part for part in (one.what, one.named) if part)
    until = f"until {_moment(one.until)}" if one.until else ""
    late = "(the clock had gone back)" if one.late else ""
    return {
        "when": _moment(one.at),
        "who": one.who,
        "act": one.act,
        "what": ", ".join(p for p in (what, one.case if one.case != one.named else "") if p),
        "why": "; ".join(part for part in (one.why, until, late) if part),
    }


def _moment(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC).astimezone(ZONE)
    return moment.strftime("%Y-%m-%d %H:%M:%S")
