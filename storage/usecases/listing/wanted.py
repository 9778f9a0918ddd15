"""What a list shows: conditions on fields, words anywhere, and the order of the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Test = Literal["contains", "one_of", "between", "empty", "filled"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one field.

    ``values`` are the words to contain (one text), the codes (or ``"1"`` and ``"0"`` of a flag)
    to be one of, or the two ends of a range, both included, as ISO days or digits, an empty one
    open.
    """

    field: str
    test: Test
    values: tuple[str, ...] = ()

    def plain(self) -> list[Any]:
        """Return it as plain data, for a view that is kept."""
        return [self.field, self.test, list(self.values)]

    @classmethod
    def of(cls, plain: Any) -> "Condition":
        """Return what ``plain`` returned; ValueError for anything else."""
        match plain:
            case [
                str(name),
                ("contains" | "one_of" | "between" | "empty" | "filled") as test,
                [*v],
            ]:
                return cls(name, test, tuple(map(str, v)))
            case _:
                raise ValueError("This is no condition of a list.")


class By(NamedTuple):
    """One key of the order."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records of a kind a list shows.

    ``within`` fixes fields to a stored value (``{"case": id}``), ``words`` must each be found in
    one of ``searched``.
    """

    conditions: tuple[Condition, ...] = ()
    words: str = ""
    searched: tuple[str, ...] = ()
    within: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    retired: bool = False
