"""What the door hands on, and what it was told to make."""

from dataclasses import dataclass, field
from pathlib import Path

from desktop.system.sleep_gap import since_the_start

PHRASE, PIN = "passphrase", "PIN"
CODE, HELPERS = "recovery code", "supervisors"
"""What may open a workspace, in the words of the record of access."""


@dataclass(frozen=True, slots=True, repr=False)
class Unlocked:
    """A workspace with its key."""

    folder: Path
    key: bytes
    by: str = ""
    """What opened it, as the record of access tells it; empty where nothing says so."""
    accept_lost_history: bool = False
    read_only: bool = False
    """To be read as it is: it is damaged, or its disk cannot be written."""
    recovery_proved: bool = False
    """The recovery code was just written down and typed back."""
    since: float = field(default_factory=since_the_start)
    """When the passphrase was typed: a PIN does not make it anew."""
    renewal: bool = False
    """New keys were asked for in Settings."""
    helpers: tuple[bytes, ...] | None = None
    """Where the passphrase was forgotten: the supervisors' devices that opened it, none when it
    was the recovery code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProgram:
    """What a person says when a program begins, or when they join one that has begun."""

    person: str
    program: str
    cac: str = ""
    joining: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Begun:
    """A new workspace, and the recovery code that is shown once."""

    unlocked: Unlocked
    recovery_code: str
