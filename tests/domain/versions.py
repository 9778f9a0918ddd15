"""Acts of several people on one record, in plain data: what the tests of merging are told in."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from storage.domain.changeset import RETIRED, Dot, SetEdit, Verb
from storage.domain.merging import (
    SEEN,
    Live,
    Member,
    Shape,
    Shown,
    Written,
    absorbed,
    begun,
    live_dots,
    live_in,
    shown,
)
from storage.spec.plain import Plain

SHAPE = Shape(
    {"phone": {"phone": ""}, "school": {"school": ""}, "hearing": {"on": None, "court": ""}},
    frozenset({"needs"}),
)
"""Two facts, a group of two, a set."""


@dataclass(slots=True)
class Laptop:
    """One person's laptop: what has arrived on it, in order, and the record as it shows it."""

    name: str
    clock: int = 0
    heard: list[Written] = field(default_factory=list)
    count: int = 0

    @property
    def live(self) -> Live:
        found = fold(self.heard)
        assert found is not None
        return found

    @property
    def shown(self) -> Shown:
        return shown(self.live, SHAPE)

    def dot(self) -> Dot:
        self.count += 1
        return Dot(self.name.encode().ljust(8, b"."), 1, self.count, 0)

    def hears(self, other: "Laptop") -> None:
        known = {written.dot for written in self.heard}
        self.heard += [written for written in other.heard if written.dot not in known]

    def add(self, needs: Iterable[Member] = (), **values: Plain) -> Written:
        registers = {
            register: {name: values.get(name, empty) for name, empty in fields.items()}
            for register, fields in SHAPE.registers.items()
        }
        return self.writes("add", registers, {"needs": SetEdit(tuple(needs), ())}, {})

    def edit(self, register: str, **values: Plain) -> Written:
        """Change what is displayed, as a form does."""
        on_screen = self.shown.versions.of(register)
        fields = {**SHAPE.registers[register], **values}
        return self.writes("edit", {register: fields}, {}, {register: on_screen})

    def settle(self, register: str, **values: Plain) -> Written:
        replaced = tuple(version.dot for version in live_in(self.live, register, SHAPE))
        fields = {**SHAPE.registers[register], **values}
        return self.writes("edit", {register: fields}, {}, {register: replaced})

    def change_set(self, added: Iterable[Member] = (), removed: Iterable[Member] = ()) -> Written:
        replaced = self.shown.versions.of_members("needs", removed)
        change = SetEdit(tuple(added), tuple(removed))
        return self.writes("edit", {}, {"needs": change}, {"needs": replaced})

    def hide(self, *, retired: bool) -> Written:
        live = self.live
        replaces = {RETIRED: tuple(v.dot for v in live_in(live, RETIRED, SHAPE))}
        if retired:
            replaces[SEEN] = tuple(sorted(live_dots(live, SHAPE)))
        verb: Verb = "retire" if retired else "restore"
        return self.writes(verb, {RETIRED: {"retired": retired}}, {}, replaces)

    def writes(
        self,
        verb: Verb,
        registers: dict[str, dict[str, Plain]],
        members: dict[str, SetEdit],
        replaces: dict[str, tuple[Dot, ...]],
    ) -> Written:
        self.clock += 1
        written = Written(
            verb, self.dot(), self.clock, self.name, verb, registers, members, replaces
        )
        self.heard.append(written)
        return written


def fold(arrived: Iterable[Written]) -> Live | None:
    """Return the record after ``arrived``; what comes before the record waits for it."""
    live: Live | None = None
    waiting: list[Written] = []
    for written in arrived:
        if live is not None:
            live = absorbed(live, written, SHAPE)
        elif written.verb == "add":
            live = begun(written, SHAPE)
            for early in waiting:
                live = absorbed(live, early, SHAPE)
        else:
            waiting.append(written)
    return live
