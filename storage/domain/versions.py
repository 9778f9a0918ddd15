"""Which version of each register a record shows.

A record that was never edited needs one dot. Only registers written later are listed, so that
the blob beside a row stays small.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from storage.domain.changeset import RETIRED, Dot


@dataclass(frozen=True, slots=True)
class Versions:
    """The dots of a record: of its creation, of its edited registers, of its set members."""

    born: Dot
    registers: Mapping[str, tuple[Dot, ...]] = field(default_factory=dict)
    members: Mapping[str, Mapping[str | bytes, tuple[Dot, ...]]] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether nothing was written since the record was born."""
        return not self.registers and not self.members

    def of(self, register: str) -> tuple[Dot, ...]:
        """Return the dots of the versions shown for ``register``."""
        default = () if register == RETIRED else (self.born,)
        return self.registers.get(register, default)

    def of_members(self, name: str, members: Iterable[str | bytes]) -> tuple[Dot, ...]:
        """Return the dots that put ``members`` into the set ``name``."""
        known = self.members.get(name, {})
        return tuple(dot for member in members for dot in known.get(member, (self.born,)))

    def renamed(self, named: Callable[[Dot], Dot]) -> "Versions":
        """Return the same versions under other names, in the order of these."""
        return Versions(
            named(self.born),
            {name: tuple(sorted(map(named, dots))) for name, dots in self.registers.items()},
            {
                name: {member: tuple(sorted(map(named, dots))) for member, dots in known.items()}
                for name, known in self.members.items()
            },
        )

    def all_dots(self) -> tuple[Dot, ...]:
        """Return every dot the record shows, in order."""
        found = {self.born}
        for dots in self.registers.values():
            found.update(dots)
        for known in self.members.values():
            for dots in known.values():
                found.update(dots)
        return tuple(sorted(found))
