"""How alike two people on record are: names, their sound, dates of birth. One way of scoring.

The score orders what a person looks at and decides nothing. Names are compared word by word: the
same, sounding the same (Metaphone), or spelled nearly the same (Jaro-Winkler).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import JaroWinkler

from storage.domain.ids import RecordId
from storage.domain.names import words_of
from storage.domain.partial_dates import PartialDate
from storage.usecases.indexing import sound_of

LIKELY = 0.6
"""From here on a pair is worth a look."""
ALIKE = 0.86
"""From here on two words of a name are alike."""
_SOUNDS = 0.93
_NUMBER = 7
_GROWN = frozenset({"caregiver", "witness"})


class Birth(StrEnum):
    """What two dates of birth say of each other."""

    SAME = "same"
    NEAR = "near"
    FITS = "fits"
    UNKNOWN = "unknown"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a person is compared."""

    person: RecordId
    role: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    born_on: PartialDate | None
    phone: str = ""
    town: str = ""

    @property
    def sounds(self) -> tuple[frozenset[str], frozenset[str]]:
        """How the given and the family names sound."""
        return frozenset(map(sound_of, self.given)), frozenset(map(sound_of, self.family))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How likely it is that two are one, from 0 to 1, and what of them is alike, in words."""

    score: float
    why: str


def traits_of(row: Any) -> Traits:
    """Return the traits of a person or of its row."""
    born = row.born_on
    return Traits(
        row.id,
        row.role,
        tuple(dict.fromkeys(words_of(f"{row.given_name} {row.name_used}"))),
        tuple(words_of(row.family_name)),
        PartialDate.parse(born) if isinstance(born, str) else born,
        _last_digits(row.phone),
        row.town.strip().casefold(),
    )


def digits_of(phone: str) -> str:
    """Return the digits of a phone by which it is compared; empty where they are too few."""
    digits = _last_digits(phone)
    return digits if len(digits) >= _NUMBER else ""


def likeness(one: Traits, other: Traits) -> Likeness:
    """Return how alike two people are; the same in both directions."""
    given, family = _names(one.given, other.given), _whole_names(one.family, other.family)
    crossed = min(_names(one.given, other.family), _names(one.family, other.given))
    if crossed > min(given, family):
        given = family = crossed
    phone = len(one.phone) >= _NUMBER and one.phone == other.phone
    place = bool(one.town) and one.town == other.town
    birth = births(one.born_on, other.born_on)
    # A child and a grown-up of one name in one town are mother and daughter, as a rule.
    peers = (one.role in _GROWN) is (other.role in _GROWN)
    score = _score(given, family, birth, helped=phone or (place and peers))
    if phone and min(given, family) >= ALIKE and birth is not Birth.OTHER:
        score = min(1.0, score + 0.1)
    return Likeness(score, _why(given, family, birth, phone=phone))


def births(one: PartialDate | None, other: PartialDate | None) -> Birth:
    """Return what two dates of birth say of each other; an estimate is never the same day."""
    if one is None or other is None or one.year is None or other.year is None:
        return Birth.UNKNOWN
    if one.day and other.day and not (one.estimated or other.estimated):
        return _days(one, other)
    if one.estimated or other.estimated:
        return Birth.FITS if abs(one.year - other.year) <= 1 else Birth.OTHER
    same = one.year == other.year and (not one.month or not other.month or one.month == other.month)
    return Birth.FITS if same else Birth.OTHER


def _last_digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]


def _days(one: PartialDate, other: PartialDate) -> Birth:
    here, there = (one.year, one.month, one.day), (other.year, other.month, other.day)
    if here == there:
        return Birth.SAME
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    slips = sum(a != b for a, b in zip(here, there, strict=True))
    return Birth.NEAR if swapped or slips == 1 else Birth.OTHER


def _score(given: float, family: float, birth: Birth, *, helped: bool) -> float:
    both = min(given, family)
    match birth:
        case Birth.SAME if both >= ALIKE:
            return 0.9 + 0.1 * both
        case Birth.SAME:
            # Twins share a family name and a day; a family name may change, a given one stays.
            return 0.75 if given >= ALIKE else 0.5 if family >= ALIKE else 0.2
        case Birth.NEAR:
            return 0.8 * both if both >= ALIKE else 0.0
        case Birth.FITS:
            return 0.75 * both if both >= ALIKE else 0.0
        case Birth.UNKNOWN if both >= _SOUNDS:
            return 0.7 * both if helped else 0.55 * both
        case _:
            return 0.3 * both


def _names(some: Sequence[str], others: Sequence[str]) -> float:
    """Return how like the likest two words are; nothing is like no name."""
    return max((words_alike(one, other) for one in some for other in others), default=0.0)


def _whole_names(some: Sequence[str], others: Sequence[str]) -> float:
    """Return how like two names of several words are: every word of the shorter one counts."""
    few, many = sorted((some, others), key=len)
    near = [max((words_alike(one, other) for other in many), default=0.0) for one in few]
    return sum(near) / len(near) if near else 0.0


def words_alike(one: str, other: str) -> float:
    """Return how alike two words of a name are, from 0 to 1."""
    if one == other:
        return 1.0
    near: float = JaroWinkler.similarity(one, other, score_cutoff=0.8)
    if one[0] == other[0] and sound_of(one) == sound_of(other):
        return max(_SOUNDS, near)
    return near


def _why(given: float, family: float, birth: Birth, *, phone: bool) -> str:
    both = min(given, family)
    name = "Same name" if both == 1.0 else "Names are alike" if both >= ALIKE else ""
    if not name and given >= ALIKE:
        name = "Given names are alike"
    said = [name, _BIRTHS[birth], "same phone" if phone else ""]
    words = ", ".join(part for part in said if part)
    return words[:1].upper() + words[1:]


_BIRTHS = {
    Birth.SAME: "same date of birth",
    Birth.NEAR: "dates of birth differ in one place",
    Birth.FITS: "dates of birth fit",
    Birth.UNKNOWN: "a date of birth is not known",
    Birth.OTHER: "",
}
