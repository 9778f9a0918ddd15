"""Agencies and partners that may be recorded twice: whom of the directory somebody should look at.

Two laptops that add the same shelter without a network make two records of it. The names decide:
every word of either must have a like word in the other, so that offices of two towns are no pair.
Two agencies of one name that cover different counties are no pair either.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.names import words_of
from storage.domain.sameness import Sameness
from storage.usecases.indexing import sound_of
from storage.usecases.likeness import ALIKE, digits_of, words_alike

_SCORE, _HELPED = 0.7, 0.9
_ALONE = 0.93
"""How alike names must be where nothing else agrees: Ware is not Wareham."""
_MOST_OF_A_BLOCK = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """What of an agency or a partner is compared."""

    kind: str
    record: RecordId
    words: tuple[str, ...]
    phones: frozenset[str]
    mail: frozenset[str]
    agency: RecordId | None = None
    counties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries of one kind that are alike, how much, and why."""

    one: Entry
    other: Entry
    score: float
    why: str


def entries(connection: Connection) -> list[Entry]:
    """Return every agency and partner that is not retired."""
    agencies = connection.exec_driver_sql(
        "SELECT id, name, phone, secure_mail, counties FROM agency WHERE retired = 0"
    )
    partners = connection.exec_driver_sql(
        "SELECT id, given_name, family_name, phone, mobile, mail, secure_mail, agency FROM partner "
        "WHERE retired = 0"
    )
    return [
        *(
            Entry("agency", RecordId(row.id), _words(row.name), _phones(row.phone),
                  _mail(row.secure_mail), counties=frozenset(json.loads(row.counties)))
            for row in agencies
        ),
        *(
            Entry("partner", RecordId(row.id), _words(f"{row.given_name} {row.family_name}"),
                  _phones(row.phone, row.mobile), _mail(row.mail, row.secure_mail),
                  RecordId(row.agency) if row.agency else None)
            for row in partners
        ),
    ]  # fmt: skip


def directory_pairs(connection: Connection, same: Sameness) -> Iterator[Pair]:
    """Yield the pairs that are worth a look; ``same`` says which agencies are one."""
    for one, other in _near(entries(connection)):
        pair = _AGENCIES_OR_PARTNERS[one.kind](one, other, same)
        if pair is not None:
            yield pair


def _agencies(one: Entry, other: Entry, _same: Sameness) -> Pair | None:
    reached = _reached_alike(one, other)
    elsewhere = one.counties and other.counties and not one.counties & other.counties
    return None if elsewhere and not reached else _named_alike(one, other, helped=reached)


def _partners(one: Entry, other: Entry, same: Sameness) -> Pair | None:
    """Two people of one name work together, or are reached alike; else they are namesakes."""
    reached = _reached_alike(one, other)
    if one.agency is None or other.agency is None:
        return _named_alike(one, other, helped=reached)
    together = same.one(one.agency) == same.one(other.agency)
    why = "same agency" if together and not reached else reached
    return _named_alike(one, other, helped=why) if why else None


def _named_alike(one: Entry, other: Entry, *, helped: str) -> Pair | None:
    near = min(_whole(one.words, other.words), _whole(other.words, one.words))
    if near < (ALIKE if helped else _ALONE):
        return None
    name = "Same name" if near == 1.0 else "Names are alike"
    why = f"{name}, {helped}" if helped else name
    return Pair(one, other, (_HELPED if helped else _SCORE) * near, why)


def _whole(some: Sequence[str], others: Sequence[str]) -> float:
    """Return how like the least like word of ``some`` is to a word of ``others``."""
    return min((max((words_alike(a, b) for b in others), default=0.0) for a in some), default=0.0)


def _reached_alike(one: Entry, other: Entry) -> str:
    if one.phones & other.phones:
        return "same phone"
    return "same mail" if one.mail & other.mail else ""


def _near(found: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs of a kind that share the sound of a word of the name; each pair once."""
    blocks: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in found:
        for sound in {sound_of(word) for word in entry.words}:
            blocks[entry.kind, sound].append(entry)
    seen: set[tuple[RecordId, RecordId]] = set()
    for block in blocks.values():
        # A word of hundreds of names says too little; another word of the name says more.
        for one, other in combinations(block, 2) if len(block) <= _MOST_OF_A_BLOCK else ():
            ids = (one.record, other.record)
            pair = ids if ids[0] < ids[1] else ids[::-1]
            if pair not in seen:
                seen.add(pair)
                yield one, other


def _words(name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words_of(name)))


def _phones(*numbers: str) -> frozenset[str]:
    return frozenset(digits for number in numbers if (digits := digits_of(number)))


def _mail(*addresses: str) -> frozenset[str]:
    return frozenset(one for address in addresses if (one := address.strip().casefold()))


_AGENCIES_OR_PARTNERS: dict[str, Callable[[Entry, Entry, Sameness], Pair | None]] = {
    "agency": _agencies,
    "partner": _partners,
}
