"""Make trainings given and received, the hours of each person, questions answered, credentials."""

from collections.abc import Sequence
from datetime import date, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.training import AssistanceRequest, Training, TrainingHours
from storage.practice import remarks
from storage.practice.cases import backup_of
from storage.practice.chances import apportion, pick, weighted
from storage.practice.desk import Desk
from storage.practice.directory import Directory
from storage.practice.places import TOWNS

_GIVEN = weighted(
    {
        ("Recognizing exploitation: a first training", "csec_basics", "mdt_member"): 30,
        ("How a referral is made and what follows", "csec_basics", "school_staff"): 18,
        ("Responding when a child comes back", "missing", "law_enforcement"): 14,
        ("Talking with youth about risk online", "online_safety", "community"): 14,
        ("Trauma and trust in a first meeting", "trauma", "medical"): 14,
        ("What may be shared, and with whom", "privacy", "mdt_member"): 10,
    }
)
_RECEIVED = (
    ("Screening instrument, user training", "screening", 360),
    ("Statewide coordinators' day", "resources", 300),
    ("Secondary trauma and staying well", "wellness", 180),
    ("Court process for exploited children", "law", 240),
    ("Interviewing across the disciplines", "interviewing", 480),
)
_QUESTIONS = weighted(
    {"dcf": 34, "education": 22, "law_enforcement": 18, "medical": 10, "provider": 10,
     "probation": 6}
)  # fmt: skip
_BECAME = weighted({"advice": 60, "referral_expected": 20, "report_advised": 12,
                    "referred_elsewhere": 8})  # fmt: skip
_HALF_HOURS = (2, 2, 3, 4, 6)
_CSEC = {"csec_basics", "screening", "online_safety", "missing"}
_ATTENDED, _WEEKEND, _AT_LEAST = 0.5, 5, 8
_FUNDING = "maca_csec_voca"


def add_learning(
    desk: Desk, directory: Directory, first: date, last: date, given: int, trained: int
) -> None:
    """Make ``given`` trainings that reach ``trained`` people, what was received, and questions."""
    sizes = apportion(trained, [1 + desk.rng.random() * 5 for _ in range(given)], _AT_LEAST)
    for size in sizes:
        _add_given(desk, directory, _workday(desk, first, last), size)
    for title, topic, minutes in _RECEIVED:
        _add_received(desk, _workday(desk, first, last), title, topic, minutes)
    for _ in range(2 * given):
        _add_question(desk, directory, _workday(desk, first, last), last)


def add_credentials(desk: Desk, today: date) -> None:
    """Make what the coordinator is trained for: the 25 hours of M.G.L. c.233 s.20M, and more."""
    for credential, minutes, days_ago, days_left in (
        ("caseworker_20m", 1_560, 420, 310),
        ("instrument", 360, 300, 65),
        ("advocate", 2_400, 700, 25),
    ):
        desk.batch.add(
            Credential(
                id=desk.ids.on(today - timedelta(days=days_ago)),
                holder=desk.program.coordinator,
                credential=credential,
                training_minutes=minutes,
                trained_by="MACA",
                supervisor="Program director",
                from_on=today - timedelta(days=days_ago),
                until_on=today + timedelta(days=days_left + int(desk.rng.random() * 90)),
            )
        )


def _add_given(desk: Desk, directory: Directory, day: date, attendees: int) -> None:
    rng, program = desk.rng, desk.program
    title, topic, audience = pick(rng, _GIVEN)
    county = pick(rng, tuple(program.counties))
    training = Training(
        id=desk.ids.on(day),
        on=day,
        title=title,
        direction="given",
        topic=topic,
        csec=topic in _CSEC,
        minutes=30 * pick(rng, _HALF_HOURS),
        trainer=program.coordinator,
        audience=frozenset({audience}),
        attendees=attendees,
        evaluation="" if rng.random() < 0.6 else "Asked for a second part; pace was right.",  # noqa: PLR2004 - plausible share
        town=pick(rng, TOWNS[county]),
        county=county,
        cac=program.cac,
        coordinator=program.coordinator,
        funding=_FUNDING,
    )
    desk.batch.add(training)
    if audience == "mdt_member":
        members = [one for one in directory.partners if one.team_member]
        for partner in rng.sample(members, min(8, len(members))):
            if rng.random() < _ATTENDED:
                _add_hours(desk, training, partner=partner.id)


def _add_received(desk: Desk, day: date, title: str, topic: str, minutes: int) -> None:
    training = Training(
        id=desk.ids.on(day),
        on=day,
        title=title,
        direction="received",
        topic=topic,
        csec=topic in _CSEC,
        minutes=minutes,
        trainer="MACA",
        cac=desk.program.cac,
        coordinator=desk.program.coordinator,
        funding=_FUNDING,
    )
    desk.batch.add(training)
    for staff in (desk.program.coordinator, backup_of(desk.program.cac)):
        _add_hours(desk, training, staff=staff)


def _add_hours(
    desk: Desk, training: Training, partner: RecordId | None = None, staff: str = ""
) -> None:
    day = training.on or date.min
    desk.batch.add(
        TrainingHours(
            id=desk.ids.on(day),
            on=day,
            partner=partner,
            staff=staff,
            training=training.id,
            minutes=training.minutes,
            csec_minutes=training.minutes if training.csec else None,
            certificate=desk.rng.random() < 0.5,  # noqa: PLR2004 - plausible share
        )
    )


def _add_question(desk: Desk, directory: Directory, day: date, last: date) -> None:
    rng = desk.rng
    discipline = pick(rng, _QUESTIONS)
    asking = [one for one in directory.partners if one.discipline == discipline]
    partner = pick(rng, asking) if asking else None
    topic, question, answer = pick(rng, remarks.QUESTIONS)
    answered = min(last, day + timedelta(days=int(rng.random() * 3)))
    desk.batch.add(
        AssistanceRequest(
            id=desk.ids.on(day),
            on=day,
            asked_by="" if partner else "A school counselor",
            partner=partner.id if partner else None,
            agency=partner.agency if partner else None,
            discipline=discipline,
            topic=topic,
            question=question,
            answer=answer,
            answered_on=answered,
            minutes=10 + 5 * int(rng.random() * 7),
            became=pick(rng, _BECAME),
            county=pick(rng, tuple(desk.program.counties)),
            coordinator=desk.program.coordinator,
            funding=_FUNDING,
        )
    )


def _workday(desk: Desk, first: date, last: date) -> date:
    day = first + timedelta(days=int(desk.rng.random() * (last - first).days))
    return day - timedelta(days=max(0, day.weekday() - _WEEKEND + 1))


def trained(chosen: Sequence[int], total: int) -> list[int]:
    """Cut ``total`` people trained into one share per program, by the program's size."""
    return apportion(total, chosen, _AT_LEAST * 20)
