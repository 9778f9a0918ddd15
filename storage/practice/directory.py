"""Make the directory of a program: agencies by town and kind, and the people one reaches there.

Public bodies go by what they are; providers are made up, and so is everybody who works there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from storage.domain.kinds.directory import Agency, Partner
from storage.practice import names, places
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk
from storage.practice.people import phone
from storage.practice.seeded import Rng

_STAFF = {
    "police": ("law_enforcement", ("Detective", "Juvenile officer", "Sergeant"), 2),
    "dcf": ("dcf", ("Ongoing worker", "Supervisor", "Response worker", "Screener"), 8),
    "da": ("prosecution", ("Assistant District Attorney", "Victim witness advocate"), 5),
    "mentor": ("mentor", ("Survivor mentor", "Program director"), 4),
    "mental_health": ("mental_health", ("Clinician", "Intake coordinator"), 4),
    "residential": ("provider", ("Program director", "Clinician", "Shift supervisor"), 4),
    "hospital": ("medical", ("Pediatric nurse", "Social worker"), 4),
    "legal": ("counsel", ("Youth's attorney", "Immigration attorney"), 3),
    "shelter": ("provider", ("Outreach worker", "Case manager"), 3),
    "community": ("provider", ("Youth worker", "Family partner"), 3),
}
_MADE_UP = {
    "mentor": ("Open Gate Mentors", "Second Tide Mentors", "North Lantern Mentors"),
    "mental_health": ("Willow Bend Clinic", "Stepping Stone Therapy", "Riverside Family Clinic"),
    "residential": places.GROUP_HOMES,
    "hospital": places.HOSPITALS,
    "legal": ("Youth Law Collective", "Harbor Legal Aid"),
    "shelter": ("Safe Landing House", "Evergreen Youth Shelter"),
    "community": ("Bridge Street Youth Center", "Hilltop Family Support"),
}
_NEEDS = {
    "mentor": {"peer_mentor", "emotional_support"},
    "mental_health": {"trauma_therapy", "psychiatric_crisis", "substance_use"},
    "residential": {"csec_placement", "housing"},
    "hospital": {"medical", "substance_use"},
    "legal": {"counsel", "immigration_legal"},
    "shelter": {"housing", "basic_needs"},
    "community": {
        "education", "employment", "recreation", "caregiver_support", "transportation",
        "basic_needs", "victim_advocacy", "safety_services", "phone_safety",
    },
}  # fmt: skip
_HOW = (
    "Call the intake line, then send the form by secure mail. An answer takes two workdays.",
    "Ask for the duty worker; say that it is about a referral of the MDT.",
    "Form on their site; a warm hand-off call helps. Openings are known on Mondays.",
)
_AGES = weighted({"12 to 18": 5, "13 to 21": 3, "11 to 17": 2, "14 to 24": 2})
_CARRIED = weighted({True: 70, False: 30})


@dataclass(slots=True)
class Directory:
    """The agencies of one program by kind, those of each county, and the partners."""

    by_kind: dict[str, list[Agency]] = field(default_factory=dict)
    partners: list[Partner] = field(default_factory=list)

    def one(self, rng: Rng, kind: str, county: str = "") -> Agency:
        """Return an agency of ``kind``, of ``county`` where there is one."""
        known = self.by_kind[kind]
        near = [agency for agency in known if county in agency.counties] if county else known
        return pick(rng, near or known)

    def offering(self, rng: Rng, need: str) -> Agency | None:
        """Return an agency that offers ``need``; None where no agency of the program does."""
        for kind, needs in _NEEDS.items():
            if need in needs:
                return self.one(rng, kind)
        return None


def add_directory(desk: Desk, since: date) -> Directory:
    """Make the agencies and partners of the program, written down on ``since``."""
    made = Directory()
    for agency in _agencies(desk, since):
        desk.batch.add(agency)
        made.by_kind.setdefault(agency.agency_kind, []).append(agency)
        for _ in range(_STAFF[agency.agency_kind][2]):
            partner = _partner(desk, agency, since)
            desk.batch.add(partner)
            made.partners.append(partner)
    return made


def _agencies(desk: Desk, since: date) -> Iterator[Agency]:
    for county in desk.program.counties:
        name = county.title()
        yield _agency(desk, since, "dcf", f"DCF {name} area office", county)
        yield _agency(desk, since, "da", f"Office of the District Attorney, {name}", county)
        for town in places.TOWNS[county]:
            yield _agency(desk, since, "police", f"Police department of {town}", county, town)
    county = next(iter(desk.program.counties))
    for kind, known in _MADE_UP.items():
        yield _agency(desk, since, kind, pick(desk.rng, known), county)


def _agency(desk: Desk, since: date, kind: str, name: str, county: str, town: str = "") -> Agency:
    rng = desk.rng
    provider = kind in _MADE_UP
    signed = since - timedelta(days=int(rng.random() * 700))
    towns = frozenset({town} if town else places.TOWNS[county])
    return Agency(
        id=desk.ids.on(since),
        name=name,
        agency_kind=kind,
        phone=phone(rng),
        after_hours=phone(rng) if kind in {"police", "dcf", "mentor", "hospital"} else "",
        secure_mail=f"intake{int(rng.random() * 900) + 100}@secure.example",
        address=f"{int(rng.random() * 300) + 1} Main Street, {town or min(towns)}",
        towns=towns,
        counties=frozenset({county} if not provider else desk.program.counties),
        needs=frozenset(_NEEDS.get(kind, ())),
        ages=pick(rng, _AGES) if provider else "",
        intake=pick(rng, _HOW) if provider else "",
        mou_signed_on=signed,
        mou_until=signed + timedelta(days=3 * 365),
    )


def _partner(desk: Desk, agency: Agency, since: date) -> Partner:
    rng = desk.rng
    culture = names.culture(rng)
    given = names.given_name(rng, culture, girl=rng.random() < 0.6)  # noqa: PLR2004 - plausible share
    family = names.family_name(rng, culture)
    discipline, positions, _ = _STAFF[agency.agency_kind]
    member = pick(rng, _CARRIED)
    return Partner(
        id=desk.ids.on(since),
        given_name=given,
        family_name=family,
        agency=agency.id,
        discipline=discipline,
        position=pick(rng, positions),
        team_member=member,
        phone=agency.phone,
        mobile=phone(rng),
        mail=f"staff{int(rng.random() * 9000) + 1000}@agency.example",
        towns=agency.towns,
        confidentiality_signed_on=since if member else None,
    )
