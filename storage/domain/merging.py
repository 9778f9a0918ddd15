"""How versions of one record that were written apart come together.

Concurrency is read from what was replaced, never from clocks: the live versions of a register are
those that were written, less those that any write named as replaced. The result is the same in
whatever order the writes arrive. ``docs/architecture.md`` tells the rules; the tests show every
case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from storage.domain.changeset import RETIRED, Dot, SetEdit, Verb
from storage.domain.versions import Versions
from storage.spec.plain import Plain

SEEN = "~seen"
"""Under this name an act of retiring lists every version that was seen."""

Member = str | bytes
Place = tuple[str, Dot]
"""A register, or a set with one member, and a version of it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The registers of a kind, each with its fields and their empty values, and its sets."""

    registers: Mapping[str, Mapping[str, Plain]]
    sets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Version:
    """What one person wrote into one register: the plain values of its fields."""

    dot: Dot
    stamp: int
    author: str
    act: str
    values: Mapping[str, Plain]

    @property
    def order(self) -> tuple[int, Dot]:
        """What decides which of several live versions is displayed."""
        return self.stamp, self.dot


@dataclass(frozen=True, slots=True)
class Written:
    """One operation as it bears on versions: whole registers, members of sets, what it replaces."""

    verb: Verb
    dot: Dot
    stamp: int
    author: str
    act: str
    registers: Mapping[str, Mapping[str, Plain]]
    members: Mapping[str, SetEdit]
    replaces: Mapping[str, tuple[Dot, ...]]

    def version(self, register: str) -> Version:
        """Return what was written into ``register``."""
        return Version(self.dot, self.stamp, self.author, self.act, self.registers[register])


@dataclass(frozen=True, slots=True)
class Live:
    """Everything about one record that a further write may meet.

    Registers and members that are not listed are as the version ``born`` wrote them; ``origin``
    is that version, whose values are ``values``. ``seen`` has what each live act of retiring saw.
    ``early`` names versions that were replaced before they arrived.
    """

    origin: Version
    values: Mapping[str, Plain]
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    members: Mapping[str, Mapping[Member, tuple[Dot, ...]]] = field(default_factory=dict)
    seen: Mapping[Dot, frozenset[Dot]] = field(default_factory=dict)
    early: frozenset[Place] = frozenset()
    saved: int = 0

    @property
    def born(self) -> Dot:
        """The version that counts as the writer of all that is not listed."""
        return self.origin.dot


@dataclass(frozen=True, slots=True)
class Shown:
    """What a record displays, and the versions beside that."""

    values: Mapping[str, Plain]
    versions: Versions
    retired: bool
    siblings: tuple[tuple[str, Version], ...]


def begun(written: Written, shape: Shape) -> Live:
    """Return the record that the addition ``written`` makes."""
    values = {
        name: plain for fields in written.registers.values() for name, plain in fields.items()
    }
    sets = {name: list(written.members[name].added) for name in shape.sets}
    origin = Version(written.dot, written.stamp, written.author, written.act, {})
    return Live(origin, {**values, **sets}, saved=written.stamp)  # type: ignore[dict-item]  # of one type


def absorbed(live: Live, written: Written, shape: Shape) -> Live:
    """Return ``live`` with one more write, whatever the order in which writes arrive."""
    if written.verb == "add":
        live = _listed(live, written, shape)
    return replace(
        _with_registers(_with_members(live, written), written, shape),
        early=frozenset(_early(live, written)),
        saved=max(live.saved, written.stamp),
    )


def again(live: Live, written: Written, shape: Shape) -> Live:
    """Return ``live`` with the parts of an addition that could not be read when it was absorbed."""
    versions = dict(live.versions)
    for register in written.registers:
        versions[register] = tuple(
            written.version(register) if version.dot == written.dot else version
            for version in live_in(live, register, shape)
        )
    members = _with_members(live, written).members
    early = frozenset(_still_early(live, written))
    return replace(live, versions=versions, members=members, early=early)


def live_in(live: Live, register: str, shape: Shape) -> tuple[Version, ...]:
    """Return the live versions of ``register``."""
    listed = live.versions.get(register)
    if listed is not None:
        return listed
    if register == RETIRED:
        return ()
    return (replace(live.origin, values=_part(live.values, shape.registers[register])),)


def live_dots(live: Live, shape: Shape) -> set[Dot]:
    """Return every live version of the record but those that only retire it."""
    found = {
        version.dot
        for register, versions in live.versions.items()
        for version in versions
        if register != RETIRED or not version.values["retired"]
    }
    for known in live.members.values():
        found.update(chain.from_iterable(known.values()))
    if any(name not in live.versions for name in shape.registers):
        found.add(live.born)
    return found


def shown(live: Live, shape: Shape) -> Shown:
    """Return what is displayed: of each register the live version with the greatest stamp."""
    values, listed, siblings = dict(live.values), {}, []
    is_retired = False
    for register, versions in live.versions.items():
        newest = max(versions, key=lambda version: version.order)
        same = sorted(v.dot for v in versions if v.values == newest.values)
        beside = [v for v in versions if v.values != newest.values]
        if register == RETIRED:
            is_retired = bool(newest.values["retired"]) and _is_seen(live, shape)
            if newest.values["retired"] and not is_retired:
                beside = list(versions)
        else:
            values.update(newest.values)
        if register == RETIRED or same != [live.born]:
            listed[register] = tuple(same)
        siblings += [(register, version) for version in beside]
    for name in live.members:
        values[name] = sorted(_members(live, name))  # type: ignore[assignment]  # of one type
    siblings.sort(key=lambda pair: (pair[0], pair[1].dot))
    members = {
        name: {member: dots for member, dots in known.items() if dots != (live.born,)}
        for name, known in live.members.items()
    }
    members = {name: known for name, known in members.items() if known}
    return Shown(values, Versions(live.born, listed, members), is_retired, tuple(siblings))


def place_of(name: str, member: Member) -> str:
    """Return the name under which a member of the set ``name`` is listed as replaced early."""
    return f"{name}/{member.hex() if isinstance(member, bytes) else member}"


def _part(values: Mapping[str, Plain], names: Iterable[str]) -> dict[str, Plain]:
    return {name: values[name] for name in names}


def _listed(live: Live, written: Written, shape: Shape) -> Live:
    """Return ``live`` with all it has from its origin listed by name.

    A second addition of one id (an import on two laptops) writes every register beside the first;
    the lesser of the two is the record's origin, in whatever order they come.
    """
    versions = {name: live_in(live, name, shape) for name in shape.registers}
    members = {name: _dots(live, name) for name in shape.sets}
    second = Version(written.dot, written.stamp, written.author, written.act, {})
    origin = min(live.origin, second, key=lambda version: version.dot)
    return replace(live, origin=origin, versions={**live.versions, **versions}, members=members)


def _with_registers(live: Live, written: Written, shape: Shape) -> Live:
    versions, seen = dict(live.versions), dict(live.seen)
    for register in written.registers:
        replaced = set(written.replaces.get(register, ())) - {written.dot}
        left = [v for v in live_in(live, register, shape) if v.dot not in replaced]
        # What names itself or one another as replaced was forged; something stays displayed.
        if (register, written.dot) not in live.early or not left:
            left.append(written.version(register))
        versions[register] = tuple(sorted(left, key=lambda version: version.order))
    if written.verb == "retire":
        seen[written.dot] = frozenset(written.replaces.get(SEEN, ()))
    return replace(live, versions=versions, seen=seen)


def _with_members(live: Live, written: Written) -> Live:
    members = dict(live.members)
    for name, change in written.members.items():
        known = dict(members.get(name, {}))
        before = _dots(live, name)
        replaced = set(written.replaces.get(name, ()))
        for member in change.removed:
            known[member] = tuple(d for d in before.get(member, ()) if d not in replaced)
        for member in change.added:
            dots = set(known.get(member, before.get(member, ())))
            if (place_of(name, member), written.dot) not in live.early:
                dots.add(written.dot)
            known[member] = tuple(sorted(dots))
        members[name] = known
    return replace(live, members=members)


def _early(live: Live, written: Written) -> Iterator[Place]:
    """Yield what is replaced before it arrives, now that ``written`` has arrived."""
    yield from _still_early(live, written)
    for register in written.registers:
        known = {version.dot for version in live.versions.get(register, (live.origin,))}
        for dot in written.replaces.get(register, ()):
            if dot not in known and dot != written.dot:
                yield register, dot
    for name, change in written.members.items():
        before = _dots(live, name)
        for member in change.removed:
            for dot in written.replaces.get(name, ()):
                if dot not in before.get(member, ()) and dot != written.dot:
                    yield place_of(name, member), dot


def _still_early(live: Live, written: Written) -> Iterator[Place]:
    arrived = {*written.registers, *written.members}
    for place, dot in live.early:
        if dot != written.dot or place.partition("/")[0] not in arrived:
            yield place, dot


def _dots(live: Live, name: str) -> dict[Member, tuple[Dot, ...]]:
    """Return the live versions of every member of the set ``name``."""
    shown_now: Iterable[Member] = live.values[name]  # type: ignore[assignment]  # a set is a list
    return {**dict.fromkeys(shown_now, (live.born,)), **live.members.get(name, {})}


def _members(live: Live, name: str) -> list[Member]:
    return [member for member, dots in _dots(live, name).items() if dots]


def _is_seen(live: Live, shape: Shape) -> bool:
    """Tell whether those who retired the record had seen everything that is live in it."""
    seen: set[Dot] = set()
    for version in live.versions[RETIRED]:
        seen |= live.seen.get(version.dot, frozenset())
    return live_dots(live, shape) <= seen
