"""A case's facts in the order of NCAtrak's tabs, to be copied there field by field.

The order of the tabs is NCAtrak's own, as its public help describes it. Nothing privileged,
restricted or graphic is among them: no note, no account, nothing about exploiters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.spec.kinds import fields_of
from storage.tables.records import TABLES, fetch, record_maker
from storage.usecases.changes import Changes
from storage.usecases.record_words import words_of_value
from storage.usecases.settings import setting
from storage.usecases.sharing import Basis, Intent, release
from storage.usecases.transaction import Transaction

FORM = "Copy panel for NCAtrak"
_INTERVIEW = "b5"
"""The PMT's row of forensic exams and interviews."""
_EMPTY: tuple[object, ...] = (None, "", frozenset(), False)
_BETWEEN = " \u00b7 "


@dataclass(frozen=True, slots=True, repr=False)
class Fact:
    """One field to copy: what it is, and what it says."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Tab:
    """One tab of NCAtrak, or a part of one, with its facts."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Panel:
    """The panel of one case, and whom it is about."""

    tabs: tuple[Tab, ...]
    people: frozenset[RecordId]


def copy_panel(connection: Connection, case: RecordId) -> Panel | None:
    """Return the panel of ``case``; None when it is not on this laptop."""
    stored = fetch(connection, Case, case)
    if stored is None:
        return None
    record = stored.record
    youth = fetch(connection, Person, record.youth) if record.youth else None
    tabs = tuple(
        Tab(title, facts)
        for title, some in _tabs(connection, record, youth.record if youth else None)
        if (facts := tuple(some))
    )
    return Panel(tabs, frozenset({record.youth}) if record.youth else frozenset())


def log_copying(transaction: Transaction, case: RecordId) -> Changes:
    """Write in the disclosure log that the facts of ``case`` are copied into NCAtrak."""
    panel = copy_panel(transaction.connection, case)
    tabs = panel.tabs if panel else ()
    practice = setting(transaction.connection, "program.practice")
    basis: Basis = "practice" if practice else "own_use"
    intent = Intent(
        form=FORM,
        content="records",
        purpose="Entry into the center's own case tracking",
        recipient="NCAtrak",
        basis=basis,
        people=panel.people if panel else frozenset(),
        records=1,
    )
    text = "\n".join(f"{fact.label}: {fact.value}" for tab in tabs for fact in tab.facts)
    return release(transaction, intent, {"copied": text.encode()}).changes


def _tabs(
    connection: Connection, case: Case, youth: Person | None
) -> Iterator[tuple[str, Iterator[Fact]]]:
    services = _records(connection, "service", case.id)
    yield "Youth", _youth(connection, case, youth)
    yield "Referral", _each(connection, _records(connection, "referral", case.id), _REFERRAL)
    interviews = [one for one in services if one.code == _INTERVIEW]
    yield "Forensic interview", _lines(connection, interviews, ("on", "code", "provider"))
    yield "Law enforcement", _police(connection, case)
    yield (
        "Victim advocacy: services",
        _lines(connection, services, ("on", "code", "quantity", "provider")),
    )
    helped = [one for one in services if one.compensation_assisted]
    yield "Victim advocacy: crime compensation", _lines(connection, helped, ("on", "code"))
    outside = _records(connection, "referral_out", case.id)
    yield (
        "Victim advocacy: outside referrals",
        _lines(connection, outside, ("referred_on", "need", "provider", "program", "status")),
    )
    contacts = _records(connection, "contact", case.id)
    yield (
        "Victim advocacy: additional points of contact",
        _lines(connection, contacts, ("on", "mode", "with_whom", "minutes", "coordinator")),
    )
    yield "Prosecution", _prosecution(connection, case)
    yield "MDT", _each(connection, [case], _TEAM)


_REFERRAL = (
    "received_on", "received_at", "source", "source_person", "source_position", "mode",
    "received_by", "report_filed_on", "intake_number", "report_decision", "outcome",
)  # fmt: skip
_TEAM = (
    "response", "status", "opened_on", "coordinator", "exploitation_now", "next_review_on",
    "closed_on", "closure_reason",
)  # fmt: skip
_YOUTH = ("given_name", "family_name", "born_on", "sex", "gender_identity", "race", "languages")


def _youth(connection: Connection, case: Case, youth: Person | None) -> Iterator[Fact]:
    yield from _each(connection, [case], ("number",))
    if youth is not None:
        yield Fact("Name", display_name(youth))
        yield from _each(connection, [youth], _YOUTH)


def _police(connection: Connection, case: Case) -> Iterator[Fact]:
    yield from _each(connection, [case], ("police",))
    yield from _each(connection, _records(connection, "referral", case.id), ("police_number",))
    missing = _records(connection, "missing_episode", case.id)
    yield from _each(connection, missing, ("police", "police_number"))


def _prosecution(connection: Connection, case: Case) -> Iterator[Fact]:
    yield from _each(connection, [case], ("da_office",))
    names = ("on", "court", "docket", "matter", "event_type", "state", "orders", "outcome")
    yield from _lines(connection, _records(connection, "court_event", case.id), names)


def _records(connection: Connection, kind: str, case: RecordId) -> list[Any]:
    """Return the records of a case, the earliest first."""
    table, make = TABLES[kind], record_maker(kind)
    query = select(table).where(table.c.case == case, table.c.retired == 0)
    query = query.order_by(table.c[_DAYS.get(kind, "on")], table.c.id)
    return [make(row) for row in connection.execute(query).mappings()]


_DAYS = {
    "referral": "received_on",
    "referral_out": "referred_on",
    "missing_episode": "identified_at",
}


def _each(connection: Connection, records: Sequence[Any], names: Sequence[str]) -> Iterator[Fact]:
    """Yield each filled field of each record by itself."""
    for record in records:
        for name in names:
            if words := _words(connection, record, name):
                yield Fact(fields_of(type(record))[name].label, words)


def _lines(connection: Connection, records: Sequence[Any], names: Sequence[str]) -> Iterator[Fact]:
    """Yield each record as one line under its day."""
    for record in records:
        day, *rest = (_words(connection, record, name) for name in names)
        yield Fact(day, _BETWEEN.join(filter(None, rest)))


def _words(connection: Connection, record: Any, name: str) -> str:
    value = getattr(record, name)
    if value in _EMPTY:
        return ""
    return words_of_value(connection, fields_of(type(record))[name], value)
