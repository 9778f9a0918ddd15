"""What the administrator of one computer sets for Satchel on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from storage.errors import RejectedError, SatchelError
from storage.profile.county import locked_of, settings_of
from storage.profile.precedence import Layer
from storage.profile.reading import read_object

FORMAT = 1
_WHAT = "The policy of this computer"


@dataclass(frozen=True, slots=True)
class MachinePolicy:
    """Settings and locks; unsigned, because only an administrator can write where it lies."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    @property
    def layer(self) -> Layer:
        """What this computer sets and locks."""
        return Layer(self.settings, self.locked)

    def body(self) -> dict[str, Any]:
        """Return the policy as plain data."""
        return {"format": FORMAT, "settings": dict(self.settings), "locked": sorted(self.locked)}


def load_policy(path: Path) -> MachinePolicy:
    """Read the policy's file: ``{"format": 1, "settings": {…}, "locked": […]}``.

    RejectedError or DamagedError in words.
    """
    said = read_object(path, _WHAT)
    if said.get("format") != FORMAT or not set(said) <= {"format", "settings", "locked"}:
        raise RejectedError(f"{_WHAT} is of a format that Satchel does not know. Update Satchel.")
    try:
        return MachinePolicy(
            settings_of(said.get("settings", {})), locked_of(said.get("locked", []))
        )
    except SatchelError as error:
        raise RejectedError(str(error).replace("The county profile", _WHAT)) from error
