"""What a request can be: one anybody may make, or one that a device signs."""

from collections.abc import Callable
from dataclasses import dataclass

from sync.protocol.requests import CONTENT_TYPE
from sync.protocol.roster import Roster
from sync.server.asks import Ask
from sync.server.authorisation import Action, Asker, Target
from sync.server.service import Service


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a device before its signature is looked at."""

    roster: Roster
    statewide: bool
    blocked: frozenset[bytes]
    """The program's devices that the operator blocked."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a signed request is about, and what to do when that is allowed."""

    target: Target
    act: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Open:
    """A request that anybody may make."""

    method: str
    path: str
    answer: Callable[[Service, Ask], bytes]
    largest: int = 0
    """Bytes of the largest body taken."""
    types: tuple[str, ...] = (CONTENT_TYPE,)
    """Content types that a body may have."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A request that a device signs; ``action`` is what ``authorisation.may`` is asked."""

    method: str
    path: str
    action: Action
    standing: Callable[[Service, Ask], Standing | None]
    """Looks up whom the request says it is by; None for an unknown device or program."""
    plan: Callable[[Service, Ask, Asker], Plan]
    largest: int = 0
    types: tuple[str, ...] = (CONTENT_TYPE,)


Operation = Open | Signed


def name_of(operation: Operation) -> str:
    """Return what requests of this kind are counted under."""
    if isinstance(operation, Signed):
        return operation.action
    return operation.path.rpartition("/")[2].strip("{}").partition(":")[0]
