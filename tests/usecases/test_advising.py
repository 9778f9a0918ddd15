"""What a form points out of a record beside others; none of it keeps anybody from saving."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.custody import CustodyPeriod
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.usecases.advising import advice
from storage.usecases.misfiling import move_note
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace

TODAY = date(2026, 3, 4)
YOUTH, MOTHER, CALLER, GROWN = (RecordId(name * 16) for name in (b"y", b"m", b"a", b"g"))
OPEN, CLOSED, NEW = (RecordId(name * 16) for name in (b"o", b"c", b"n"))
CALL, NOTE = RecordId(b"k" * 16), RecordId(b"t" * 16)


def person(one: RecordId, role: str, born: str) -> Person:
    return Person(
        id=one, case=OPEN, role=role, given_name="Maya", born_on=PartialDate.parse(born),
        custody="parents" if one == YOUTH else "",
    )  # fmt: skip


def case(one: RecordId, **fields: Any) -> Case:
    return Case(
        id=one, number=f"BER-26-{one[:1].decode()}", youth=YOUTH, cac="berkshire_kids_place",
        opened_on=date(2026, 1, 7), **fields,
    )  # fmt: skip


WORLD = (
    person(YOUTH, "primary_victim", "2010-05-12"),
    person(MOTHER, "caregiver", "1981"),
    person(CALLER, "anonymous_contact", "unknown"),
    person(GROWN, "primary_victim", "2006-01-01"),
    case(OPEN, status="active_ongoing"),
    case(CLOSED, status="closed", closed_on=date(2026, 2, 1), closure_reason="goals_met"),
    Contact(id=CALL, case=OPEN, on=TODAY),
    Note(id=NOTE, case=OPEN, on=TODAY, note_class="factual", text="Met."),
    Task(id=RecordId(b"1" * 16), case=OPEN, text="Call the school", status="open"),
    CourtEvent(
        id=RecordId(b"2" * 16), case=OPEN, matter="delinquency", event_type="status",
        on=date(2026, 3, 9), state="scheduled",
    ),
    MissingEpisode(
        id=RecordId(b"3" * 16), case=OPEN, person=YOUTH,
        identified_at=datetime(2026, 3, 3, 3, tzinfo=UTC),  # ten in the evening of March 2
    ),
    Service(
        id=RecordId(b"4" * 16), case=OPEN, contact=CALL, recipient=YOUTH, on=TODAY, code="b4",
        funding="maca_csec_voca",
    ),
    Victimization(
        id=RecordId(b"5" * 16), case=OPEN, person=YOUTH, type="human_trafficking_sex",
        presented_from=date(2026, 1, 7),
    ),
    Exploiter(id=RecordId(b"6" * 16), case=OPEN, name="R.", person=MOTHER),
    CustodyPeriod(
        id=RecordId(b"7" * 16), case=OPEN, person=YOUTH, custody="dcf_temporary",
        from_on=date(2026, 2, 1),
    ),
    SamePerson(
        id=RecordId(b"8" * 16), case=OPEN, kept=YOUTH, other=GROWN, on=TODAY, different=True
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A record as it would be saved, the field at which something is said, and a part of it."""

    record: Any
    field: str
    words: str


def victimization(who: RecordId, kind: str, on: date = TODAY) -> Victimization:
    return Victimization(id=NEW, case=OPEN, person=who, type=kind, presented_from=on)


def service(**fields: Any) -> Service:
    values: dict[str, Any] = {
        "recipient": YOUTH,
        "contact": None,
        "code": "b4",
        "on": TODAY,
        "case": OPEN,
    } | fields
    return Service(id=NEW, funding="maca_csec_voca", **values)


def custody(**fields: Any) -> CustodyPeriod:
    values: dict[str, Any] = {
        "custody": "parents",
        "from_on": date(2025, 1, 1),
        "until_on": date(2025, 6, 1),
    }
    return CustodyPeriod(id=NEW, case=OPEN, person=YOUTH, **(values | fields))


def screening(**fields: Any) -> Screening:
    values: dict[str, Any] = {
        "instrument": "cse_it_2",
        "screener_trained": True,
        "total": 8,
    } | fields
    return Screening(id=NEW, case=OPEN, person=YOUTH, on=TODAY, **values)


POINTED_OUT = [
    # Age against the rows of PMT question 5A.
    Told(victimization(YOUTH, "adult_sexual_assault"), "type", "for adults; the person was 15"),
    Told(victimization(YOUTH, "adult_abused_as_child"), "type", "for adults"),
    Told(victimization(GROWN, "child_sexual_abuse"), "type", "Row c counts adults"),
    Told(victimization(MOTHER, "elder_abuse_neglect"), "type", "60 and older"),
    Told(victimization(YOUTH, "human_trafficking_sex"), "type", "from Jan 7, 2026"),
    # Services.
    Told(service(contact=CALL), "code", "in this contact already"),
    Told(service(recipient=CALLER), "recipient", "question 2"),
    Told(service(on=date(2026, 1, 6)), "on", "before the case was opened on Jan 7, 2026"),
    Told(service(case=CLOSED), "on", "closed on Feb 1, 2026"),
    Told(Contact(id=NEW, case=CLOSED, on=TODAY), "on", "closed on Feb 1, 2026"),
    # Status steps, and what is open at closing.
    Told(case(OPEN, status="triage"), "status", "Triage does not usually follow Active, ongoing"),
    Told(case(CLOSED, status="monitoring"), "status", "first marked as Reopened"),
    Told(case(OPEN, status="closed"), "status", "task is still open"),
    Told(case(OPEN, status="closed"), "status", "court date is still to come"),
    Told(case(OPEN, status="closed"), "status", "missing episode is still open"),
    Told(Task(id=NEW, case=CLOSED, text="Call", status="open"), "status", "case is closed"),
    # Custody and consent.
    Told(custody(holder_person=MOTHER), "holder_person", "28 CFR 94.115"),
    Told(custody(until_on=None), "from_on", "Another custody"),
    Told(WORLD[0], "custody", "history says otherwise"),
    # Screening, missing, notes, people.
    Told(screening(screener_trained=False), "screener_trained", "trained users"),
    Told(screening(total=24), "total", "between 0 and 23"),
    Told(
        MissingEpisode(
            id=NEW, case=OPEN, person=YOUTH, identified_at=datetime(2026, 3, 4, 9, tzinfo=UTC)
        ),
        "identified_at",
        "from Mar 2, 2026",
    ),
    Told(SamePerson(id=NEW, kept=GROWN, other=YOUTH, on=TODAY), "different", "they are one, "),
    Told(
        Outreach(
            id=NEW, on=date(2026, 3, 5), title="Talk", outreach_kind="presentation", attendees=9
        ),
        "on",
        "still to come",
    ),
    # Within one record: see the rules.
    Told(
        CourtEvent(
            id=NEW, case=OPEN, matter="delinquency", event_type="status", on=TODAY, state="held",
            at=time(9),
        ),
        "accompanied_by",
        "c.119 s.39K",
    ),
]  # fmt: skip
NOT_WORTH_A_WORD = [
    victimization(YOUTH, "child_sexual_abuse"),
    victimization(GROWN, "adult_sexual_assault"),
    victimization(CALLER, "adult_sexual_assault"),
    service(),
    service(contact=CALL, code="e10"),
    case(OPEN, status="monitoring"),
    case(CLOSED, status="reopened", reopened_on=TODAY),
    custody(),
    custody(until_on=date(2026, 2, 1)),
    screening(),
    screening(instrument="other", screener_trained=False),
    Outreach(id=NEW, on=TODAY, title="Talk", outreach_kind="presentation", attendees=9),
    WORLD[1],
]


@pytest.fixture
def world(workspace: Workspace) -> Workspace:
    def put(transaction: Transaction) -> None:
        save(transaction, [Add(record) for record in WORLD], "intake")

    workspace.write(put)
    return workspace


@pytest.mark.parametrize("told", POINTED_OUT, ids=lambda told: told.words)
def test_it_is_pointed_out_at_its_field(world: Workspace, told: Told) -> None:
    found = world.read(advice, told.record, TODAY)
    said = [one.sentence for one in found if one.field == told.field]
    assert any(told.words in sentence for sentence in said), found


@pytest.mark.parametrize("record", NOT_WORTH_A_WORD, ids=lambda record: type(record).__name__)
def test_nothing_is_said_where_nothing_is_odd(world: Workspace, record: Any) -> None:
    assert world.read(advice, record, TODAY) == []


def test_what_is_said_names_the_other_record(world: Workspace) -> None:
    (one,) = world.read(advice, service(contact=CALL), TODAY)
    assert (one.kind, one.other) == ("service", RecordId(b"4" * 16))


def test_an_amendment_of_a_moved_note_is_pointed_out(world: Workspace) -> None:
    world.write(move_note, NOTE, None)
    late = Note(id=NEW, case=OPEN, on=TODAY, note_class="factual", text="More.", amends=NOTE)
    (one,) = world.read(advice, late, TODAY)
    assert one.field == "amends"


def test_a_record_whose_neighbours_are_elsewhere_is_left_in_peace(workspace: Workspace) -> None:
    for told in POINTED_OUT:
        strange: Callable[..., Any] = replace
        record = strange(told.record, id=RecordId(b"z" * 16))
        assert isinstance(workspace.read(advice, record, TODAY), list)
