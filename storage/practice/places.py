"""Towns, courts, schools and placements. Towns and courts are real places; the rest is invented."""

from functools import cache

from storage.practice.chances import pick
from storage.practice.seeded import Rng
from storage.usecases.codelists import rows_of

TOWNS = {
    "barnstable": ("Hyannis", "Falmouth", "Sandwich", "Yarmouth", "Mashpee", "Orleans"),
    "berkshire": ("Pittsfield", "North Adams", "Great Barrington", "Adams", "Lee"),
    "bristol": ("Fall River", "New Bedford", "Taunton", "Attleboro", "Fairhaven", "Somerset"),
    "dukes": ("Edgartown", "Oak Bluffs", "Vineyard Haven"),
    "essex": ("Lawrence", "Lynn", "Salem", "Haverhill", "Peabody", "Methuen", "Gloucester"),
    "franklin": ("Greenfield", "Orange", "Montague", "Athol"),
    "hampden": ("Springfield", "Holyoke", "Chicopee", "Westfield", "West Springfield"),
    "hampshire": ("Northampton", "Easthampton", "Ware", "Belchertown"),
    "middlesex": ("Lowell", "Framingham", "Cambridge", "Malden", "Everett", "Marlborough"),
    "nantucket": ("Nantucket",),
    "norfolk": ("Quincy", "Randolph", "Weymouth", "Stoughton", "Dedham", "Franklin"),
    "plymouth": ("Brockton", "Plymouth", "Wareham", "Bridgewater", "Hingham"),
    "suffolk": ("Boston", "Dorchester", "Roxbury", "East Boston", "Chelsea", "Revere"),
    "worcester": ("Worcester", "Fitchburg", "Leominster", "Milford", "Southbridge", "Gardner"),
}

ELEMENTARY = ("Maple Hill Elementary", "Three Rivers Elementary", "Lantern Street Elementary")
MIDDLE = ("Stonebridge Middle School", "Orchard Lane Middle School", "Bluebird Middle School")
HIGH = (
    "Harborview High School",
    "Millbrook High School",
    "Lighthouse Regional High School",
    "Quarry Hill Vocational High School",
    "Granite Street Alternative School",
    "Cranberry Valley High School",
)

GROUP_HOMES = ("Cedar House", "Juniper House", "Meadowlark Program", "Birchwood Residence")
FOSTER = ("Foster home, north side", "Foster home with two other teens", "Kinship home, aunt")
PROGRAMS = ("Compass Rose Program", "New Moorings Program")
HOSPITALS = ("Riverbend Hospital", "Harbor Medical Center")

_MIDDLE_FROM, _HIGH_FROM = 11, 14
_FIVE = 5


@cache
def _courts() -> dict[str, tuple[str, ...]]:
    labels = {row["code"]: row["label"] for row in rows_of("codes/juvenile_court.csv")}
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_of("codes/juvenile_court_county.csv"):
        found[row["county"]] = (
            *found.get(row["county"], ()),
            labels[row["juvenile_court"]],
        )
    return found


def juvenile_court(rng: Rng, county: str) -> str:
    """Return a juvenile court of ``county``."""
    return pick(rng, _courts()[county])


def court_for(rng: Rng, matter: str, county: str) -> str:
    """Return where ``matter`` is heard."""
    match matter:
        case "criminal_exploiter" | "grand_jury":
            return f"{county.title()} Superior Court"
        case "federal":
            return "United States District Court, Boston"
        case "order_209a" | "order_258e":
            return f"{pick(rng, TOWNS[county])} District Court"
        case "probate_guardianship":
            return f"{county.title()} Probate and Family Court"
        case _:
            return juvenile_court(rng, county)


def school(rng: Rng, age: int) -> str:
    """Return a school for a child of ``age``; the empty string before school age."""
    if age < _FIVE:
        return ""
    if age < _MIDDLE_FROM:
        return pick(rng, ELEMENTARY)
    return pick(rng, MIDDLE if age < _HIGH_FROM else HIGH)


def placement(rng: Rng, living: str) -> str:
    """Return the name of the place for a living situation; empty where home needs none."""
    match living:
        case "congregate_care" | "starr_emergency" | "residential_treatment":
            return pick(rng, GROUP_HOMES)
        case "dcf_foster" | "intensive_foster":
            return pick(rng, FOSTER)
        case "cse_program":
            return pick(rng, PROGRAMS)
        case "hospital":
            return pick(rng, HOSPITALS)
        case _:
            return ""
