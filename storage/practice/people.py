"""Make the people of a case: the youth, a caregiver, a sibling."""

from dataclasses import dataclass
from datetime import date, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import PartialDate, Unknown, age_on
from storage.practice import names, places
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk, Plan, Youth
from storage.practice.plans import TRAFFICKING
from storage.practice.seeded import Rng

_GENDERS = weighted(
    {
        ("female", "female", ""): 60,
        ("female", "female", "she/her"): 20,
        ("male", "male", ""): 14,
        ("male", "male", "he/him"): 4,
        ("male", "transgender_female", "she/her"): 0.6,
        ("female", "transgender_male", "he/him"): 0.5,
        ("female", "nonbinary", "they/them"): 0.9,
    }
)
_LIVING = weighted(
    {
        ("home_with_parent", "parents", "open_clinical"): 30,
        ("home_with_parent", "parents", "none"): 14,
        ("kin", "guardian", "open_clinical"): 9,
        ("congregate_care", "dcf_temporary", "custody_cp"): 14,
        ("dcf_foster", "dcf_temporary", "custody_cp"): 9,
        ("intensive_foster", "dcf_permanent", "custody_cp"): 4,
        ("starr_emergency", "dcf_temporary", "custody_cra"): 6,
        ("residential_treatment", "dcf_permanent", "custody_cp"): 3,
        ("cse_program", "dcf_temporary", "custody_cra"): 3,
        ("couch_surfing", "parents", "open_intake"): 4,
        ("hospital", "one_parent", "open_intake"): 2,
        ("independent", "self", "young_adult"): 1,
        ("not_asked", "not_asked", "unknown"): 1,
    }
)
_CLASSES = weighted(
    {
        frozenset[str](): 62,
        frozenset({"lgbtq"}): 8,
        frozenset({"disability"}): 8,
        frozenset({"homeless"}): 5,
        frozenset({"mental_health_crisis"}): 6,
        frozenset({"substance_use_concern"}): 5,
        frozenset({"pregnant_parenting"}): 2,
        frozenset({"other"}): 1,
        frozenset({"declined"}): 1,
    }
)
_SAFE_CONTACT = (
    "Text first, then call. Never after nine in the evening.",
    "Only through the caregiver until further notice.",
    "Phone is shared with a sibling; say that the library is calling.",
    "Ask for the green notebook; if the answer is no, call back tomorrow.",
    "Call the program's front desk and ask for the clinician.",
)
_NICKNAME, _ALIAS, _AT_RISK, _CAREGIVER, _SIBLING = 0.08, 0.04, 0.6, 0.74, 0.15
_MONTH_ONLY, _YEAR_ONLY = 0.05, 0.03
_YEAR_DAYS = 365.25


@dataclass(frozen=True, slots=True)
class _Family:
    names: names.Culture
    family_name: str
    town: str
    county: str
    languages: frozenset[str]


def add_people(desk: Desk, plan: Plan, case: RecordId) -> Youth:
    """Make the youth of ``plan`` and, mostly, a caregiver, sometimes a sibling."""
    rng, program = desk.rng, desk.program
    culture = names.culture(rng)
    county = rng.choices(list(program.counties), list(program.counties.values()))[0]
    family = _Family(
        culture,
        names.family_name(rng, culture),
        pick(rng, places.TOWNS[county]),
        county,
        pick(rng, culture.languages),
    )
    youth = _youth(desk, plan, case, family)
    desk.batch.people.append(youth)
    caregiver = _caregiver(desk, plan, case, family) if rng.random() < _CAREGIVER else None
    if rng.random() < _SIBLING:
        desk.batch.people.append(_sibling(desk, plan, case, family))
    return Youth(
        person=youth.id,
        case=case,
        name=youth.name_used or youth.given_name,
        county=county,
        school=youth.school,
        place=youth.placement,
        language=_first(family.languages),
        interpreter=youth.interpreter_needed,
        caregiver=caregiver,
    )


_MAJORITY = 18
_AT_HOME = ("home_with_parent", "parents", "none")


def _youth(desk: Desk, plan: Plan, case: RecordId, family: _Family) -> Person:
    rng = desk.rng
    sex, gender, pronouns = pick(rng, _GENDERS)
    girl = gender in {"female", "transgender_female"} or (gender != "male" and sex == "female")
    living, custody, dcf = pick(rng, _LIVING)
    if custody == "self" and (plan.age or 0) < _MAJORITY:
        living, custody, dcf = _AT_HOME
    classes = pick(rng, _CLASSES)
    no_english = "english" not in family.languages
    if no_english:
        classes = classes - {"declined"} | {"limited_english"}
    given = names.given_name(rng, family.names, girl=girl)
    at_risk = TRAFFICKING not in plan.types and rng.random() < _AT_RISK
    return Person(
        id=desk.ids.on(plan.opened),
        case=case,
        role="at_risk_youth" if at_risk else "primary_victim",
        given_name=given,
        family_name=family.family_name,
        name_used=given[:3].title() if rng.random() < _NICKNAME and len(given) > 5 else "",  # noqa: PLR2004 - short names are not cut
        aliases=frozenset({f"Lil {given}"}) if rng.random() < _ALIAS else frozenset(),
        pronouns=pronouns,
        born_on=_born(rng, plan),
        sex=sex,
        gender_identity=gender,
        race=pick(rng, family.names.races),
        languages=family.languages,
        interpreter_needed=no_english,
        special_classifications=classes,
        special_explanation="Newly arrived student" if "other" in classes else "",
        town=family.town,
        county=family.county,
        living_situation=living,
        placement=places.placement(rng, living),
        custody=custody,
        dcf_status=dcf,
        school=places.school(rng, 15 if plan.age is None else plan.age),
        phone=phone(rng),
        voicemail_ok=rng.random() < 0.3,  # noqa: PLR2004 - plausible share
        text_ok=rng.random() < 0.7,  # noqa: PLR2004 - plausible share
        safe_contact=pick(rng, _SAFE_CONTACT) if rng.random() < 0.25 else "",  # noqa: PLR2004 - plausible share
    )


def _caregiver(desk: Desk, plan: Plan, case: RecordId, family: _Family) -> RecordId:
    rng = desk.rng
    woman = rng.random() < 0.8  # noqa: PLR2004 - plausible share
    caregiver = Person(
        id=desk.ids.on(plan.opened),
        case=case,
        role="caregiver",
        given_name=names.given_name(rng, family.names, girl=woman),
        family_name=family.family_name,
        sex="female" if woman else "male",
        languages=family.languages,
        interpreter_needed="english" not in family.languages,
        town=family.town,
        county=family.county,
        phone=phone(rng),
        voicemail_ok=True,
        text_ok=True,
    )
    desk.batch.people.append(caregiver)
    return caregiver.id


def _sibling(desk: Desk, plan: Plan, case: RecordId, family: _Family) -> Person:
    rng = desk.rng
    girl = rng.random() < 0.5  # noqa: PLR2004 - as many girls as boys
    return Person(
        id=desk.ids.on(plan.opened),
        case=case,
        role="sibling",
        given_name=names.given_name(rng, family.names, girl=girl),
        family_name=family.family_name,
        born_on=PartialDate(plan.opened.year - 4 - int(rng.random() * 14), estimated=True),
        sex="female" if girl else "male",
        languages=family.languages,
        town=family.town,
        county=family.county,
    )


def _born(rng: Rng, plan: Plan) -> PartialDate | None:
    """Return a date of birth that gives the planned age on the first service; most are exact."""
    if plan.age is None:
        return pick(rng, (None, PartialDate.because(Unknown.DECLINED)))
    latest = _years_before(plan.first, plan.age)
    day = latest - timedelta(days=int(rng.random() * (_YEAR_DAYS - 1)))
    chance = rng.random()
    if chance < _MONTH_ONLY:
        partial = PartialDate(day.year, day.month)
    elif chance < _MONTH_ONLY + _YEAR_ONLY:
        partial = PartialDate(day.year, estimated=True)
    else:
        return PartialDate.of(day)
    return partial if age_on(partial, plan.first) == plan.age else PartialDate.of(day)


def _years_before(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year - years, day.month, 28 if leap else day.day)


def _first(languages: frozenset[str]) -> str:
    """Return a language in which the family is written to."""
    return min(languages - {"english"}, default="english")


def phone(rng: Rng) -> str:
    """Return a number of the range that is kept for fiction."""
    area = pick(rng, ("413", "508", "617", "774", "781", "857", "978"))
    return f"({area}) 555-01{int(rng.random() * 100):02d}"
