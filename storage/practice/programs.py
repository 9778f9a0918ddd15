"""The twelve CACs with their counties, a coordinator each, and how many youth each serves.

The CACs and their counties are those of the code lists; the weights are plausible, not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from storage.usecases.codelists import rows_of


@dataclass(frozen=True, slots=True)
class Program:
    """One CAC of the practice state."""

    cac: str
    name: str
    prefix: str
    """Begins its case numbers."""
    weight: int
    coordinator: str
    counties: Mapping[str, int]
    """How its youth are spread over its counties."""


@cache
def programs() -> tuple[Program, ...]:
    """Return the twelve programs in the order of the code list."""
    labels = {row["code"]: row["label"] for row in rows_of("codes/cac.csv")}
    counties: dict[str, dict[str, int]] = {cac: {} for cac in labels}
    for row in rows_of("codes/cac_county.csv"):
        counties[row["cac"]][row["county"]] = _COUNTY_WEIGHTS.get(row["county"], 1)
    return tuple(
        Program(cac, label, *_FACTS[cac], counties=counties[cac]) for cac, label in labels.items()
    )


STATEWIDE = "Statewide (practice)"
"""The name of the one practice program that holds the whole state."""

_COUNTY_WEIGHTS = {"barnstable": 40, "dukes": 5, "nantucket": 3}

_FACTS = {
    "childrens_cove": ("CAP", 48, "Delia Samplewood"),
    "berkshire_kids_place": ("BER", 18, "Owen Examplar"),
    "bristol_cac": ("BRI", 150, "Teresa Practicehill"),
    "essex_cac": ("ESS", 120, "Marcus Testaverde-Sample"),
    "franklin_north_quabbin_cac": ("FRA", 12, "Hanna Specimen"),
    "baystate_family_advocacy": ("HAM", 110, "Rosa Exampleton"),
    "hampshire_cac": ("HSH", 10, "Julian Modelfield"),
    "middlesex_cac": ("MID", 190, "Priya Samplestone"),
    "norfolk_advocates": ("NOR", 75, "Calvin Drillworth"),
    "plymouth_cac": ("PLY", 90, "Odette Rehearsal"),
    "suffolk_cac": ("SUF", 200, "Naomi Practicewell"),
    "worcester_cac": ("WOR", 165, "Gabriel Trialwood"),
}
