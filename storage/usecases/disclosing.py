"""Write a disclosure down: in the log and the record of access, or beside what can only be read.

What was told beside a workspace is entered by the next opening of the workspace, or of a backup of
it, in which something can be saved.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.domain.kinds.disclosure import Disclosure
from storage.errors import GateError
from storage.spec.kinds import fields_of
from storage.spec.plain import to_plain
from storage.tables.records import fetch, from_plains
from storage.usecases import leftsheets
from storage.usecases.access.noting import NOBODY, Look, Subject, note, note_all
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction

_MOST_LOOKED_UP = 50
_AT_ONCE = 500


def write_down(transaction: Transaction, disclosure: Disclosure, act: str) -> Changes:
    """Write ``disclosure`` down, with ``act`` (a code of ``access_act``) for the record of access.

    Where nothing can be saved it is told beside the workspace; GateError where that fails too.
    """
    if transaction.aside is None:
        return _enter(transaction, disclosure, act)
    try:
        transaction.aside(_told(disclosure, act))
    except OSError as error:
        raise GateError(
            "What leaves has to be written down, and neither the folder of the workspace nor your "
            f"own folder can be written ({error.strerror or error}). Make room on the disk, then "
            "try again. Nothing left the workspace."
        ) from error
    return Changes()


def enter_later(transaction: Transaction, told: Sequence[bytes], spoilt: int) -> Changes:
    """Enter what was told beside the workspace; what is in the log already stays as it is.

    Files that were saved are asked for from now on. Of lines that nobody can read
    any more, ``spoilt`` in number, the record of access says so.
    """
    ids: set[RecordId] = set()
    for content in told:
        plain: dict[str, Any] = json.loads(content)
        if leftsheets.remember_later(transaction, plain):
            continue
        disclosure, act = _read(plain)
        if fetch(transaction.connection, Disclosure, disclosure.id) is not None:
            continue
        here = _here(transaction.connection, disclosure.people)
        _enter(transaction, replace(disclosure, people=here), act, later=True)
        ids.add(disclosure.id)
    if spoilt:
        lines = "1 disclosure" if spoilt == 1 else f"{spoilt} disclosures"
        said = f"{lines} of a workspace that could only be read cannot be read any more."
        note(transaction, "cut", NOBODY, said)
    return Changes({"disclosure": frozenset(ids)}, "share") if ids else Changes()


def _enter(
    transaction: Transaction, disclosure: Disclosure, act: str, *, later: bool = False
) -> Changes:
    changes = save(transaction, [Add(disclosure)], "share")
    case = _case_of(transaction.connection, disclosure.people)
    said = f"{disclosure.form}; {disclosure.purpose}; {disclosure.recipient}"
    moment = disclosure.at if later and disclosure.at is not None else transaction.clock.now()
    if later:
        said = f"{said}; the workspace could only be read then"
    subject = Subject("disclosure", disclosure.id, case)
    note_all(transaction, [(Look(act, subject, milliseconds(moment), said), 0)])
    return changes


def _told(disclosure: Disclosure, act: str) -> bytes:
    plain = {n: to_plain(f)(getattr(disclosure, n)) for n, f in fields_of(Disclosure).items()}
    plain["people"] = [person.hex() for person in sorted(disclosure.people)]
    return json.dumps({**plain, "id": disclosure.id.hex(), "act": act}, sort_keys=True).encode()


def _read(plain: dict[str, Any]) -> tuple[Disclosure, str]:
    plain["people"] = [bytes.fromhex(person) for person in plain["people"]]
    made = from_plains("disclosure")(RecordId(bytes.fromhex(plain.pop("id"))), plain)
    return made, str(plain["act"])


def _here(connection: Connection, people: Iterable[RecordId]) -> frozenset[RecordId]:
    """Return those of ``people`` who are in a backup that may be older than what left."""
    asked, found = sorted(people), set[RecordId]()
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        query = f"SELECT id FROM person WHERE id IN ({', '.join('?' * len(some))})"  # noqa: S608 - our own names
        found.update(map(RecordId, connection.exec_driver_sql(query, tuple(some)).scalars()))
    return frozenset(found)


def _case_of(connection: Connection, people: frozenset[RecordId]) -> bytes:
    """Return the one case of all ``people``; empty where they are of several, or of none."""
    if not 0 < len(people) <= _MOST_LOOKED_UP:
        return b""
    marks = ", ".join("?" * len(people))
    query = f'SELECT DISTINCT "case" FROM person WHERE id IN ({marks})'  # noqa: S608 - our own names
    cases = connection.exec_driver_sql(query, tuple(people)).scalars().all()
    return cases[0] or b"" if len(cases) == 1 else b""
