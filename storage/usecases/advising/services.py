"""Advice on services and contacts: what the PMT would count twice, or as something else."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Service
from storage.domain.kinds.person import Person
from storage.tables.records import fetch
from storage.usecases.advising.cases import within
from storage.usecases.advising.saying import Advice, Adviser, rows


def _twice(connection: Connection, record: Service, _today: date) -> Iterator[Advice]:
    """One explanation counts once, however often it was given in one contact (domain 1.6)."""
    if record.contact is None or record.recipient is None:
        return
    query = (
        "SELECT id FROM service WHERE contact = ? AND recipient = ? AND code = ? AND id <> ? "
        "AND retired = 0"
    )
    for row in rows(connection, query, (record.contact, record.recipient, record.code, record.id)):
        words = (
            "The same service stands in this contact already. Raise its number of times instead."
        )
        yield Advice("code", words, "service", RecordId(row.id))
        return


def _to_nobody(connection: Connection, record: Service, _today: date) -> Iterator[Advice]:
    stored = fetch(connection, Person, record.recipient) if record.recipient else None
    if stored is None:
        return
    if stored.record.role == "anonymous_contact":
        words = (
            "An anonymous contact: the PMT counts it in question 2, and no person in question 1."
        )
        yield Advice("recipient", words, "person", record.recipient)
    elif stored.retired:
        words = "This record is retired: its services are not counted."
        yield Advice("recipient", words, "person", record.recipient)


ADVISERS: dict[str, tuple[Adviser, ...]] = {"service": (_twice, _to_nobody, within)}
