"""Make court and legal events: those of a contact, and those nobody has been to yet."""

from datetime import date, time, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.practice import phrases
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk, Youth
from storage.practice.places import court_for

_HEARINGS = weighted(
    {
        ("care_and_protection", "status"): 20,
        ("care_and_protection", "temporary_custody"): 8,
        ("care_and_protection", "permanency"): 7,
        ("care_and_protection", "review_redetermination"): 5,
        ("care_and_protection", "trial"): 2,
        ("cra", "fact_finding"): 6,
        ("cra", "informal_assistance_review"): 12,
        ("cra", "status"): 9,
        ("delinquency", "pretrial"): 5,
        ("delinquency", "arraignment"): 3,
        ("youthful_offender", "status"): 1,
        ("criminal_exploiter", "arraignment"): 3,
        ("criminal_exploiter", "dangerousness"): 2,
        ("criminal_exploiter", "pretrial"): 5,
        ("criminal_exploiter", "motion"): 2,
        ("criminal_exploiter", "plea"): 2,
        ("criminal_exploiter", "sentencing"): 1,
        ("federal", "status"): 1,
        ("grand_jury", "grand_jury"): 1,
        ("probate_guardianship", "status"): 2,
        ("immigration", "visa_certification"): 1,
    }
)
_ORDERS = (("order_209a", "order_hearing"), ("order_258e", "order_renewal"))
_SAIN = ("criminal_exploiter", "sain_interview")
_TIMES = (time(8, 30), time(9, 0), time(9, 30), time(10, 0), time(11, 30), time(14, 0))
_ACCOMPANIED = weighted(
    {"coordinator": 75, "backup_coordinator": 10, "other_advocate": 11, "": 3, "nobody": 1}
)
"""Now and then nobody writes who went along, or nobody did."""
_SESSIONS = ("First session", "Second session", "Courtroom 3", "Courtroom 5", "By video")
_JUDGES = ("Judge of the first session", "Judge of the second session", "Judge on circuit")
_ON_RECORD, _NEXT_DATE, _EXPLOITER = 0.65, 0.5, 0.08
_ORDER_SETS = weighted(
    {
        frozenset[str](): 60,
        frozenset({"no_contact"}): 10,
        frozenset({"stay_away", "no_contact"}): 8,
        frozenset({"custody_dcf"}): 12,
        frozenset({"evaluation"}): 5,
        frozenset({"impoundment"}): 5,
    }
)


def hearing_of(desk: Desk, youth: Youth, day: date, activity: str) -> RecordId | None:
    """Return the court event that a contact of ``activity`` was about, made now, or None."""
    rng = desk.rng
    if activity == "court_accompaniment":
        kinds = pick(rng, _HEARINGS)
    elif activity == "protection_order_help":
        kinds = pick(rng, _ORDERS)
    elif activity == "sain_accompaniment":
        kinds = _SAIN
    else:
        return None
    if rng.random() > _ON_RECORD:
        return None
    return add_past(desk, youth, day, kinds)


def add_past(desk: Desk, youth: Youth, day: date, kinds: tuple[str, str]) -> RecordId:
    """Make an event that took place on ``day``."""
    rng = desk.rng
    matter, event_type = kinds
    later = day + timedelta(days=21 + int(rng.random() * 70))
    event = CourtEvent(
        id=desk.ids.on(day),
        case=youth.case,
        person=youth.person,
        matter=matter,
        event_type=event_type,
        on=day,
        at=pick(rng, _TIMES),
        court="CAC interview room"
        if event_type == "sain_interview"
        else court_for(rng, matter, youth.county),
        session="" if event_type == "sain_interview" else pick(rng, _SESSIONS),
        judge="" if event_type == "sain_interview" else pick(rng, _JUDGES),
        docket=_docket(desk, day),
        youth_required=rng.random() < 0.6,  # noqa: PLR2004 - plausible share
        accompanied_by=pick(rng, _ACCOMPANIED),
        exploiter_present=matter == "criminal_exploiter" and rng.random() < _EXPLOITER * 3,
        orders=pick(rng, _ORDER_SETS),
        outcome="Interview completed in one session."
        if event_type == "sain_interview"
        else pick(rng, phrases.OUTCOMES),
        next_on=later if rng.random() < _NEXT_DATE else None,
    )
    desk.batch.court_events.append(event)
    return event.id


def add_coming(desk: Desk, youth: Youth, today: date, day: date) -> None:
    """Make an event that is still to come on ``day``, as it is known ``today``."""
    rng = desk.rng
    matter, event_type = pick(rng, _HEARINGS)
    desk.batch.court_events.append(
        CourtEvent(
            id=desk.ids.on(today),
            case=youth.case,
            person=youth.person,
            matter=matter,
            event_type=event_type,
            on=day,
            at=pick(rng, _TIMES),
            court=court_for(rng, matter, youth.county),
            session=pick(rng, _SESSIONS),
            docket=_docket(desk, today),
            youth_required=rng.random() < 0.6,  # noqa: PLR2004 - plausible share
            exploiter_present=rng.random() < _EXPLOITER,
        )
    )


def _docket(desk: Desk, day: date) -> str:
    return f"{day.year % 100:02d}P{int(desk.rng.random() * 10_000):04d}{desk.program.prefix}"
