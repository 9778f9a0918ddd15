"""Make what points to exploitation: screenings over time, indicators, what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.exploitation import Exploitation, Indicator
from storage.domain.kinds.screening import Screening
from storage.domain.partial_dates import PartialDate
from storage.practice import remarks
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course
from storage.practice.desk import Desk

_INSTRUMENTS = weighted(
    {
        ("cse_it_2", "2.0"): 70,
        ("cse_it_brief", "Brief"): 8,
        ("dcf_guidance", ""): 14,
        ("clinical_judgement", ""): 8,
    }
)
_DOMAINS = (
    "housing", "abuse", "health", "environment", "relationships", "trauma", "coercion",
    "exploitation",
)  # fmt: skip
_HIGHEST, _CLEAR, _POSSIBLE = 23, 9, 4
_INTAKE, _QUARTERLY, _QUARTER = 0.76, 0.4, 91
_VULNERABILITIES = weighted(
    {
        "running_away": 18, "prior_sexual_abuse": 14, "prior_neglect": 11, "mental_health": 11,
        "multiple_placements": 10, "school_disengagement": 9, "online_time": 9,
        "caregiver_difficulty": 6, "prior_physical_abuse": 5, "prior_dcf_dys": 4, "poverty": 3,
    }
)  # fmt: skip
_SIGNS = weighted(
    {
        "unexplained_goods": 22, "controlling_person": 16, "online_profiles": 15, "rides": 12,
        "association": 11, "absent_after_contact": 9, "hotels": 6, "exhaustion": 5, "coached": 4,
    }
)  # fmt: skip
_SOURCES = weighted(
    {"dcf": 30, "local_police": 16, "school": 14, "caregiver": 12, "congregate_care_program": 12,
     "self": 10, "mental_health_provider": 6}
)  # fmt: skip
_CONFIDENCE = weighted({"reported": 55, "observed": 33, "corroborated": 12})
_TYPES = weighted(
    {
        ("exchange_for_value",): 22, ("child_sex_trafficking", "third_party_controlled"): 16,
        ("survival",): 12, ("online_enticement", "sharing_images"): 14,
        ("partner_facilitated",): 10, ("sextortion_financial",): 6, ("sextortion_sexual",): 6,
        ("self_produced_traded",): 5, ("peer_facilitated",): 5, ("family_facilitated",): 3,
        ("unknown",): 1,
    }
)  # fmt: skip
_VALUES = weighted(
    {"money": 24, "belonging": 18, "housing": 12, "clothing": 10, "phone": 10, "transport": 8,
     "food": 7, "vape": 5, "gift_cards": 4, "promise": 2}
)  # fmt: skip
_VENUES = weighted(
    {"online": 26, "online_to_offline": 24, "hotel": 16, "residence": 18, "party": 8,
     "vehicle": 8}
)  # fmt: skip
_RECRUITERS = weighted(
    {"friend": 22, "intimate_partner": 20, "met_online": 34, "acquaintance": 14, "relative": 4,
     "unknown": 6}
)  # fmt: skip
_DISCLOSED = weighted({"not_yet": 44, "partly": 38, "fully": 16, "withdrawn": 2})
_ACTIVE = weighted({"unknown": 30, "no": 48, "yes": 22})
_PLATFORMS = ("A chat app", "A video app", "A gaming platform", "A photo app")
_INDICATED, _KNOWN_WITHOUT, _ACCOUNT = 0.62, 0.12, 0.4


@dataclass(frozen=True, slots=True)
class Return:
    """A return from being missing that asks for a screening, and when it took place."""

    on: date
    screening: RecordId


def add_findings(desk: Desk, course: Course, returns: Sequence[Return]) -> None:
    """Make the screenings of a case, its indicators, and what is known of the exploitation."""
    rng = desk.rng
    highest = 17 if course.trafficked else 9
    if rng.random() < _INTAKE:
        on = course.within(course.first + timedelta(days=int(rng.random() * 14)))
        _add_screening(desk, course, on, "intake", highest)
    for back in returns:
        _add_screening(desk, course, back.on, "return", highest, back.screening)
    day = course.first + timedelta(days=_QUARTER)
    while day < course.last and rng.random() < _QUARTERLY:
        highest = max(3, highest - int(rng.random() * 4))
        _add_screening(desk, course, day, "quarterly", highest)
        day += timedelta(days=_QUARTER - 7 + int(rng.random() * 14))
    if rng.random() < _INDICATED:
        for _ in range(1 + int(rng.random() * 2.4)):
            _add_indicator(desk, course)
    if course.trafficked or rng.random() < _KNOWN_WITHOUT:
        _add_exploitation(desk, course)


def _add_screening(
    desk: Desk, course: Course, on: date, trigger: str, highest: int, named: RecordId | None = None
) -> None:
    rng = desk.rng
    instrument, version = pick(rng, _INSTRUMENTS)
    scored = instrument.startswith("cse_it")
    total = min(_HIGHEST, max(0, int(rng.gauss(highest * 0.7, 3)))) if scored else None
    level = total if total is not None else int(highest * 0.7)
    band = (
        "clear_concern"
        if level >= _CLEAR
        else "possible_concern"
        if level >= _POSSIBLE
        else "no_concern"
    )
    clear = frozenset(rng.sample(_DOMAINS, 2)) if band == "clear_concern" else frozenset[str]()
    possible = frozenset(rng.sample(_DOMAINS, 2)) - clear if level >= _POSSIBLE else clear
    desk.batch.add(
        Screening(
            id=named or desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            instrument=instrument,
            instrument_version=version,
            on=on,
            screener=desk.program.coordinator,
            screener_trained=scored,
            trigger=trigger,
            total=total,
            band=band,
            possible_concerns=possible,
            clear_concerns=clear,
            next_on=on + timedelta(days=_QUARTER) if course.open else None,
        )
    )


def _add_indicator(desk: Desk, course: Course) -> None:
    rng = desk.rng
    on = course.day(rng, 0, 0.4)
    observed = rng.random() < 0.6  # noqa: PLR2004 - plausible share
    desk.batch.add(
        Indicator(
            id=desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            on=on,
            vulnerability="" if observed else pick(rng, _VULNERABILITIES),
            sign=pick(rng, _SIGNS) if observed else "",
            source=pick(rng, _SOURCES),
            confidence=pick(rng, _CONFIDENCE),
            remark=pick(rng, remarks.INDICATED) if observed else "",
        )
    )


def _add_exploitation(desk: Desk, course: Course) -> None:
    rng = desk.rng
    on = course.day(rng, 0, 0.3)
    born = course.youth.born_on.year if course.youth.born_on else None
    age = max(8, on.year - born - 1) if born else None
    active = pick(rng, _ACTIVE) if course.open else "no"
    desk.batch.add(
        Exploitation(
            id=desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            known_on=on,
            types=frozenset(pick(rng, _TYPES)),
            things_of_value=frozenset({pick(rng, _VALUES), pick(rng, _VALUES)}),
            venues=frozenset({pick(rng, _VENUES)}),
            platforms=frozenset({pick(rng, _PLATFORMS)}),
            recruiter=pick(rng, _RECRUITERS),
            age_first=age,
            started=PartialDate(on.year - (1 if on.month < 7 else 0), estimated=True),  # noqa: PLR2004 - the half of a year
            active=active,
            third_party="unknown" if rng.random() < 0.4 else pick(rng, ("yes", "no")),  # noqa: PLR2004 - plausible share
            disclosed=pick(rng, _DISCLOSED),
            account=pick(rng, remarks.ACCOUNTS) if rng.random() < _ACCOUNT else "",
        )
    )
