"""Advice on people: age against victimization rows, custody, who may be the same, who consents."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.custody import CustodyPeriod
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import age_on
from storage.tables.records import fetch
from storage.usecases.advising.saying import Advice, Adviser, day_words, marks, rows
from storage.usecases.onepeople import same_people

_OF_AGE = 18
_OLD = 60
_FOR_ADULTS = frozenset({"adult_physical_assault", "adult_sexual_assault", "adult_abused_as_child"})
"""PMT question 5A, rows a, b and c."""
_FOR_CHILDREN = frozenset({"child_physical_abuse_neglect", "child_sexual_abuse"})
"""Rows g and i; row h, images, may go on after eighteen."""


def _age(connection: Connection, record: Victimization, _today: date) -> Iterator[Advice]:
    stored = fetch(connection, Person, record.person) if record.person else None
    age = (
        age_on(stored.record.born_on, record.presented_from)
        if (stored is not None and record.presented_from)
        else None
    )
    if age is None:
        return
    if age < _OF_AGE and record.type in _FOR_ADULTS:
        words = f"This row is for adults; the person was {age}. Rows g to i are for children."
    elif age >= _OF_AGE and record.type in _FOR_CHILDREN:
        words = (
            f"This row is for children; the person was {age}. Row c counts adults who were abused "
            "as children."
        )
    elif age < _OLD and record.type == "elder_abuse_neglect":
        words = f"This row is for people of 60 and older; the person was {age}."
    else:
        return
    yield Advice("type", words, "person", record.person)


def _presented_already(
    connection: Connection, record: Victimization, _today: date
) -> Iterator[Advice]:
    if record.person is None or not record.type:
        return
    everyone = same_people(connection).all_of(record.person)
    query = (
        f"SELECT id, presented_from FROM victimization WHERE person IN ({marks(everyone)}) "  # noqa: S608 - marks
        "AND type = ? AND id <> ? AND retired = 0 ORDER BY presented_from LIMIT 1"
    )
    for row in rows(connection, query, (*everyone, record.type, record.id)):
        words = (
            f"On record for this person already, from {day_words(row.presented_from)}. "
            "Save it if this is another time."
        )
        yield Advice("type", words, "victimization", RecordId(row.id))


def _abuser_decides(
    connection: Connection, record: CustodyPeriod, _today: date
) -> Iterator[Advice]:
    """A consent of the abuser of a minor does not count (28 CFR 94.115)."""
    if record.holder_person is None:
        return
    everyone = same_people(connection).all_of(record.holder_person)
    query = f"SELECT id FROM exploiter WHERE person IN ({marks(everyone)}) AND retired = 0"  # noqa: S608 - marks
    for row in rows(connection, query, everyone):
        words = (
            "This person is on record as an alleged exploiter. A consent given by an abuser does "
            "not count (28 CFR 94.115)."
        )
        yield Advice("holder_person", words, "exploiter", RecordId(row.id))
        return


def _overlaps(connection: Connection, record: CustodyPeriod, _today: date) -> Iterator[Advice]:
    if record.person is None or record.from_on is None:
        return
    until = record.until_on.isoformat() if record.until_on else "9999"
    query = (
        "SELECT id, custody FROM custody_period WHERE person = ? AND id <> ? AND retired = 0 "
        "AND from_on < ? AND coalesce(until_on, '9999') > ? AND custody <> ?"
    )
    values = (record.person, record.id, until, record.from_on.isoformat(), record.custody)
    for row in rows(connection, query, values):
        words = (
            "Another custody is on record for some of these days. End one, or keep both if shared."
        )
        yield Advice("from_on", words, "custody_period", RecordId(row.id))
        return


def _holds_custody(connection: Connection, record: Exploiter, today: date) -> Iterator[Advice]:
    if record.person is None or record.gives_consent:
        return
    query = (
        "SELECT id FROM custody_period WHERE holder_person = ? AND retired = 0 "
        "AND from_on <= ? AND coalesce(until_on, '9999') >= ?"
    )
    day = today.isoformat()
    for row in rows(connection, query, (record.person, day, day)):
        words = "This person has custody of a child now. Say that they could sign for the child."
        yield Advice("gives_consent", words, "custody_period", RecordId(row.id))
        return


def _custody_differs(connection: Connection, record: Person, today: date) -> Iterator[Advice]:
    query = (
        "SELECT id FROM custody_period WHERE person = ? AND retired = 0 AND from_on <= ? "
        "AND coalesce(until_on, '9999') >= ? AND custody <> ?"
    )
    day = today.isoformat()
    found = rows(connection, query, (record.id, day, day, record.custody)) if record.custody else ()
    for row in found:
        words = "The custody history says otherwise for today. Correct one of the two."
        yield Advice("custody", words, "custody_period", RecordId(row.id))
        return


def _both_ways(connection: Connection, record: SamePerson, _today: date) -> Iterator[Advice]:
    query = (
        "SELECT id FROM same_person WHERE retired = 0 AND different <> ? "
        "AND ((kept = ? AND other = ?) OR (kept = ? AND other = ?))"
    )
    pair = (record.kept, record.other, record.other, record.kept)
    for row in rows(connection, query, (int(record.different), *pair)):
        words = "One decision says that they are one, another that they are two. Decide once more."
        yield Advice("different", words, "same_person", RecordId(row.id))
        return


ADVISERS: dict[str, tuple[Adviser, ...]] = {
    "victimization": (_presented_already, _age),
    "custody_period": (_abuser_decides, _overlaps),
    "exploiter": (_holds_custody,),
    "person": (_custody_differs,),
    "same_person": (_both_ways,),
}
