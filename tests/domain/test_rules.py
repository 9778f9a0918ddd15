"""Rules between the fields of one record: which refuse, which only ask."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.custody import CustodyPeriod, PlacementPeriod
from storage.domain.kinds.directory import Agency
from storage.domain.kinds.exploitation import Exploitation, Indicator
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.link import CaseLink, Misfiling, SamePerson
from storage.domain.kinds.missing_episode import MissingEpisode, Sighting
from storage.domain.kinds.need import Need, UnmetNeed
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage, TimeEntry
from storage.domain.kinds.training import AssistanceRequest, TrainingHours
from storage.domain.partial_dates import PartialDate
from storage.domain.rules import rule_hints, rule_problems
from storage.spec.kinds import fields_of
from storage.usecases.wording import sentence

ID, OTHER = RecordId(b"i" * 16), RecordId(b"o" * 16)
MON, TUE, WED = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
SIX, NINE, TEN = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (11, 14, 15))
PERIOD: dict[str, Any] = {"from_on": WED, "until_on": TUE}


def case(**fields: Any) -> Case:
    values: dict[str, Any] = {"cac": "berkshire_kids_place", "status": "active_ongoing"} | fields
    return Case(id=ID, number="BER-26-1", opened_on=TUE, **values)


def missing(**fields: Any) -> MissingEpisode:
    values: dict[str, Any] = {"identified_at": NINE}
    return MissingEpisode(id=ID, person=OTHER, **(values | fields))


def screening(**fields: Any) -> Screening:
    return Screening(id=ID, on=TUE, instrument="other", **fields)


def court(**fields: Any) -> CourtEvent:
    return CourtEvent(id=ID, on=TUE, matter="delinquency", event_type="status", **fields)


def hours(**fields: Any) -> TrainingHours:
    values: dict[str, Any] = {"staff": "Ana", "title": "MDT", "minutes": 60}
    return TrainingHours(id=ID, on=TUE, **(values | fields))


def task(**fields: Any) -> Task:
    values: dict[str, Any] = {"status": "open"}
    return Task(id=ID, text="Call", **(values | fields))


REFUSED: list[tuple[Any, str, str]] = [
    (case(closed_on=MON), "closed_on", "before-start"),
    (case(reopened_on=MON), "reopened_on", "before-start"),
    (Referral(id=ID, source="dcf", received_on=TUE, decided_on=MON), "decided_on", "before-start"),
    (CaseLink(id=ID, case=OTHER, other=OTHER, link="peers", on=TUE), "other", "itself"),
    (SamePerson(id=ID, kept=OTHER, other=OTHER, on=TUE), "other", "itself"),
    (Misfiling(id=ID, case=OTHER, note=ID, moved_to=OTHER, on=TUE), "moved_to", "itself"),
    (CustodyPeriod(id=ID, person=OTHER, custody="parents", **PERIOD), "until_on", "before-start"),
    (
        PlacementPeriod(id=ID, person=OTHER, living_situation="kin", **PERIOD),
        "until_on",
        "before-start",
    ),
    (Credential(id=ID, holder="Ana", credential="c", **PERIOD), "until_on", "before-start"),
    (Coverage(id=ID, away="Ana", covered_by="Ben", **PERIOD), "until_on", "before-start"),
    (Agency(id=ID, name="A", mou_signed_on=WED, mou_until=TUE), "mou_until", "before-start"),
    (Need(id=ID, on=WED, need="food", met_on=TUE), "met_on", "before-start"),
    (UnmetNeed(id=ID, on=WED, need="food", reason="cost", met_on=TUE), "met_on", "before-start"),
    (missing(returned_at=SIX), "returned_at", "before-start"),
    (screening(override_band="clear_concern"), "override_reason", "missing"),
    (Indicator(id=ID, on=TUE), "vulnerability", "one-of"),
    (Indicator(id=ID, on=TUE, vulnerability="neglect", sign="gifts"), "sign", "one-only"),
    (Exploitation(id=ID, known_on=TUE, types=frozenset({"other"})), "explanation", "missing"),
    (
        Exploitation(id=ID, known_on=TUE, started=PartialDate(2025), ended=PartialDate(2024)),
        "ended",
        "before-start",
    ),
    (court(next_on=MON), "next_on", "before-start"),
    (court(previous=ID), "previous", "itself"),
    (SafetyPlan(id=ID, made_on=TUE, replaces=ID), "replaces", "itself"),
    (Note(id=ID, on=TUE, note_class="factual", text="x", amends=ID), "amends", "itself"),
    (hours(staff=""), "partner", "one-of"),
    (hours(csec_minutes=61), "csec_minutes", "more-than"),
    (TimeEntry(id=ID, on=TUE, coordinator="A", activity="a", funding="f"), "minutes", "one-of"),
]
ASKED: list[tuple[Any, str, str]] = [
    (case(status="reopened"), "reopened_on", "asked"),
    (case(coordinator="Ana", backup_coordinator="Ana"), "backup_coordinator", "same"),
    (
        case(status="closed", closed_on=WED, closure_reason="duplicate"),
        "exploitation_at_close",
        "asked",
    ),
    (
        Referral(
            id=ID,
            source="dcf",
            received_on=TUE,
            report_filed=True,
            report_filed_on=WED,
            report_decided_on=TUE,
        ),
        "report_decided_on",
        "before",
    ),
    (
        Referral(id=ID, source="dcf", outcome="out_of_jurisdiction", decided_on=TUE),
        "sent_to",
        "asked",
    ),
    (missing(last_seen_at=TEN), "identified_at", "before"),
    (missing(police_at=SIX), "police_at", "before"),
    (missing(ncmec_at=SIX), "ncmec_at", "before"),
    (missing(team_at=SIX), "team_at", "before"),
    (missing(returned_at=TEN, interview_on=date(2026, 3, 1)), "interview_on", "before"),
    (missing(returned_how="alone"), "returned_at", "asked"),
    (missing(screening=ID, screening_not_done="Left"), "screening_not_done", "contradicts"),
    (Sighting(id=ID, at=NINE, step="seen", police_told_at=SIX), "police_told_at", "before"),
    (screening(screener_trained_on=WED), "on", "before"),
    (screening(next_on=MON), "next_on", "before"),
    (screening(band="a", override_band="a", override_reason="r"), "override_band", "same"),
    (Exploiter(id=ID), "name", "unnamed"),
    (Exploitation(id=ID, known_on=TUE, ended=PartialDate(2025), active="yes"), "active", "ended"),
    (court(state="held"), "accompanied_by", "accompanied"),
    (court(state="continued"), "next_on", "asked"),
    (
        ReferralOut(id=ID, referred_on=TUE, need="food", status="sent", kept="yes"),
        "offered_on",
        "asked",
    ),
    (
        ReferralOut(id=ID, referred_on=TUE, need="food", status="s", status_on=MON),
        "status_on",
        "before",
    ),
    (UnmetNeed(id=ID, on=TUE, need="food", reason="capacity"), "reason", "capacity"),
    (UnmetNeed(id=ID, on=TUE, need="food", reason="waitlist"), "wait_days", "asked"),
    (task(status="done"), "done_on", "asked"),
    (task(done_on=TUE), "status", "contradicts"),
    (
        Contact(id=ID, on=TUE, youth_present=True, with_whom=frozenset({"caregiver"})),
        "youth_present",
        "contradicts",
    ),
    (Person(id=ID, role="sibling", further_roles=frozenset({"sibling"})), "further_roles", "same"),
    (Person(id=ID, role="sibling", device_watched=True, text_ok=True), "device_watched", "watched"),
    (hours(partner=OTHER), "staff", "one-person"),
    (hours(title=""), "title", "one-of"),
    (
        Coverage(id=ID, away="Ana", covered_by="ana ", from_on=TUE, until_on=TUE),
        "covered_by",
        "same",
    ),
    (AssistanceRequest(id=ID, on=WED, question="q", answered_on=TUE), "answered_on", "before"),
]
FINE = [
    case(),
    case(closed_on=TUE),
    missing(last_seen_at=SIX, police_at=NINE, ncmec_at=TEN, returned_at=TEN),
    missing(last_seen_at=SIX, returned_at=TEN, interview_on=MON),
    Indicator(id=ID, on=TUE, sign="gifts"),
    Exploitation(id=ID, known_on=TUE, types=frozenset({"other"}), account="As told."),
    court(state="held", accompanied_by="coordinator"),
    screening(override_band="a", override_reason="She told more", band="b"),
    task(status="done", done_on=TUE),
    hours(csec_minutes=60),
    CustodyPeriod(id=ID, person=OTHER, custody="parents", from_on=TUE, until_on=TUE),
]


@pytest.mark.parametrize(("record", "field", "key"), REFUSED)
def test_what_would_mean_nothing_is_refused(record: Any, field: str, key: str) -> None:
    assert [(one.field, one.key) for one in rule_problems(record)] == [(field, key)]


@pytest.mark.parametrize(("record", "field", "key"), ASKED)
def test_what_is_odd_is_asked_and_never_refused(record: Any, field: str, key: str) -> None:
    assert rule_problems(record) == []
    assert (field, key) in [(one.field, one.key) for one in rule_hints(record)]


@pytest.mark.parametrize("record", FINE, ids=lambda record: type(record).__name__)
def test_nothing_is_said_of_what_holds(record: Any) -> None:
    assert [*rule_problems(record), *rule_hints(record)] == []


@pytest.mark.parametrize(("record", "field", "key"), [*REFUSED, *ASKED])
def test_every_rule_has_a_sentence_that_names_its_field(record: Any, field: str, key: str) -> None:
    said = [sentence(type(record), one) for one in (*rule_problems(record), *rule_hints(record))]
    assert said
    assert all(words.endswith(".") and "{" not in words for words in said)
    label = fields_of(type(record))[field].label
    assert key == "capacity" or any(words.startswith(label) for words in said), key
