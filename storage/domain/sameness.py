"""Which records of people are one person, and which of them stands for all.

Decisions come from several laptops, in any order, may form chains (a is b, b is c) and circles
(here a is kept, there b). The answer depends on the set of decisions alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from storage.domain.ids import RecordId

Pair = tuple[RecordId, RecordId]
"""The record that is kept, and the one that is the same person."""


@dataclass(frozen=True, slots=True)
class Sameness:
    """Who is recorded more than once; everybody else is nowhere in it."""

    stands: Mapping[RecordId, RecordId] = field(default_factory=dict)
    """Every record of somebody recorded several times, to the one that stands for all."""
    members: Mapping[RecordId, tuple[RecordId, ...]] = field(default_factory=dict)
    """The one that stands for all, to the others, in order of their ids."""

    def one(self, person: RecordId) -> RecordId:
        """Return the record that stands for ``person``."""
        return self.stands.get(person, person)

    def all_of(self, person: RecordId) -> tuple[RecordId, ...]:
        """Return every record of ``person``, the one that stands for all first."""
        one = self.one(person)
        return (one, *self.members.get(one, ()))

    def everyone(self, people: Iterable[RecordId]) -> Iterator[RecordId]:
        """Yield every record of ``people``."""
        for person in people:
            yield from self.all_of(person)


def sameness(pairs: Collection[Pair], hidden: Collection[RecordId] = ()) -> Sameness:
    """Return who is one person by ``pairs``.

    The record that stands for all is one that is not ``hidden``, was kept and never given away,
    and has the least id, in this order of weight: so it is the same one wherever the same
    decisions have arrived.
    """
    groups = _groups(pairs)
    given_away = {other for kept, other in pairs if kept != other}
    stands, members = {}, {}
    for group in groups:
        first = min(group, key=lambda one: (one in hidden, one in given_away, one))
        stands.update(dict.fromkeys(group, first))
        members[first] = tuple(sorted(group - {first}))
    return Sameness(stands, members)


def _groups(pairs: Iterable[Pair]) -> Iterator[set[RecordId]]:
    near: defaultdict[RecordId, set[RecordId]] = defaultdict(set)
    for kept, other in pairs:
        if kept != other:
            near[kept].add(other)
            near[other].add(kept)
    seen: set[RecordId] = set()
    for start in near:
        if start in seen:
            continue
        group, waiting = set[RecordId](), [start]
        while waiting:
            person = waiting.pop()
            if person not in group:
                group.add(person)
                waiting.extend(near[person])
        seen |= group
        yield group
