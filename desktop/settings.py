"""What the person at this laptop prefers, typed; kept inside the workspace by ``storage``."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

_STORED_AS = {
    "theme": "look.theme",
    "text_size": "look.text_percent",
    "initials": "look.initials",
    "lock_after_minutes": "lock.idle_minutes",
    "meeting_minutes": "lock.meeting_minutes",
    "pin_minutes": "lock.pin_minutes",
    "person": "person.name",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices that screens ask for, with what holds until they are made."""

    theme: str = "auto"
    """``auto``, ``light``, ``dark`` or ``contrast``."""
    text_size: int = 100
    """In per cent, 100 to 200."""
    initials: bool = False
    """Show initials instead of names."""
    lock_after_minutes: int = 5
    meeting_minutes: int = 120
    """The longest time for which a meeting may hold the idle lock; 0 where it may not."""
    pin_minutes: int = 0
    """How long after an idle lock a PIN may unlock; 0 where none may."""
    person: str = ""
    """Who works here: stands in new contacts and notes."""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read ``storage.usecases.settings.settings``; what has another type is left out.

        No stored setting, whoever wrote it, may keep Satchel from working.
        """
        kept: dict[str, Any] = {}
        for field in fields(cls):
            value = stored.get(_STORED_AS[field.name])
            if type(value) is type(field.default):
                kept[field.name] = value
        return cls(**kept)

    def stored(self) -> dict[str, Any]:
        """Return the choices under the names ``storage.usecases.settings`` keeps them by."""
        return {name: getattr(self, field) for field, name in _STORED_AS.items()}
