"""People, agencies, partners and cases that may be recorded twice: what somebody should look at.

Only what is on this laptop is compared, and a workspace holds one program: nobody is ever
compared across programs.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.sameness import Sameness
from storage.usecases.casetwice import cases_of_one_youth
from storage.usecases.directorytwice import directory_pairs
from storage.usecases.likeness import LIKELY, Traits, likeness, traits_of
from storage.usecases.onepeople import same_people
from storage.usecases.samepeople import Side, beside

_MOST_OF_A_BLOCK = 60
_COUNTED = 1_000
_ONE_YOUTH = 0.85
"""How likely two open cases of one youth are one, opened twice."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two records that may be one, how likely that is, why, and of which kind they are."""

    one: RecordId
    other: RecordId
    score: float
    why: str
    kind: str = "person"


def suggestions(connection: Connection, most: int = 50) -> list[Suggestion]:
    """Return the likeliest pairs of the whole program nobody has decided about, best first."""
    rows = connection.exec_driver_sql(f"{_PEOPLE} AND role <> 'anonymous_contact'").all()
    everybody = {row.id: traits_of(row) for row in rows}
    near = _near_pairs(everybody.values())
    alike = ((one, other, likeness(everybody[one], everybody[other])) for one, other in near)
    people = (Suggestion(one, other, how.score, how.why) for one, other, how in alike)
    same = same_people(connection)
    directory = (
        Suggestion(pair.one.record, pair.other.record, pair.score, pair.why, pair.one.kind)
        for pair in directory_pairs(connection, same)
    )
    cases = (
        Suggestion(pair.one, pair.other, _ONE_YOUTH, _cases_words(pair.days), "case")
        for pair in cases_of_one_youth(connection, same)
    )
    return _best(connection, same, chain(people, directory, cases), most)


def sheet(connection: Connection, most: int = 5) -> tuple[list[tuple[Suggestion, Side]], int]:
    """Return the likeliest pairs with both records beside each other, and how many there are."""
    found = suggestions(connection, _COUNTED)
    sides = ((pair, beside(connection, pair.one, pair.other)) for pair in found[:most])
    pairs = [(pair, side) for pair, side in sides if side is not None]
    return pairs, len(found)


def _cases_words(days: int) -> str:
    if not days:
        return "Same youth, both open, opened on the same day"
    apart = "1 day" if days == 1 else f"{days} days"
    return f"Same youth, both open, opened {apart} apart"


def _near_pairs(everybody: Iterable[Traits]) -> Iterator[tuple[RecordId, RecordId]]:
    """Yield pairs that share a day of birth, a phone, or the sound of both names."""
    blocks: defaultdict[tuple[str, ...], list[Traits]] = defaultdict(list)
    for one in everybody:
        for key in set(_keys(one)):
            blocks[key].append(one)
    seen: set[tuple[RecordId, RecordId]] = set()
    for block in blocks.values():
        for group in _small(block):
            for one, other in combinations(group, 2):
                pair = (one.person, other.person)
                pair = pair if pair[0] < pair[1] else pair[::-1]
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _keys(one: Traits) -> Iterator[tuple[str, ...]]:
    if one.born_on is not None and one.born_on.day:
        yield ("born", one.born_on.text())
    if one.phone:
        yield ("phone", one.phone)
    given, family = one.sounds
    for mine in given:
        for theirs in family:
            yield ("name", *sorted((mine, theirs)))


def _small(block: list[Traits]) -> Iterable[list[Traits]]:
    """Return a block that is too large by year of birth: a name of hundreds says too little."""
    if len(block) <= _MOST_OF_A_BLOCK:
        return [block]
    years: defaultdict[int | None, list[Traits]] = defaultdict(list)
    for one in block:
        if one.born_on is not None and one.born_on.year:
            years[one.born_on.year].append(one)
    return years.values()


def _best(
    connection: Connection, same: Sameness, pairs: Iterable[Suggestion], most: int
) -> list[Suggestion]:
    apart = {
        frozenset((same.one(RecordId(kept)), same.one(RecordId(other))))
        for kept, other in connection.exec_driver_sql(_APART)
    }
    found: dict[frozenset[RecordId], Suggestion] = {}
    for pair in pairs:
        both = frozenset((same.one(pair.one), same.one(pair.other)))
        if len(both) == 1 or both in apart:
            continue
        if pair.score >= LIKELY and (both not in found or pair.score > found[both].score):
            found[both] = replace(pair, one=min(both), other=max(both))
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.one))[:most]


_PEOPLE = (
    "SELECT id, role, given_name, family_name, name_used, born_on, phone, town FROM person "
    "WHERE retired = 0"
)
_APART = "SELECT kept, other FROM same_person WHERE retired = 0 AND different = 1"
