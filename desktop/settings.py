"""What the user of this laptop prefers. Kept inside the workspace, never in a file beside it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Self

from storage.spec.plain import Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The choices, with what holds until they are made."""

    theme: str = "auto"
    """``auto``, ``light``, ``dark`` or ``contrast``."""
    text_size: int = 100
    """In per cent, 100 to 200."""
    lock_after_minutes: int = 10
    initials: bool = False
    """Show initials instead of names."""
    reduce_motion: bool = False
    coordinator: str = ""
    """Who works here: stands in new contacts and notes."""
    funding: str = ""
    """The funding project that new services carry."""

    @classmethod
    def from_plain(cls, stored: Mapping[str, Plain]) -> Self:
        """Read what ``to_plain`` wrote; what is missing, unknown or of another type is left out.

        A newer or older Satchel may have written it: no stored setting may keep one from working.
        """
        kept = {
            field.name: stored[field.name]
            for field in fields(cls)
            if type(stored.get(field.name)) is type(field.default)
        }
        return cls(**kept)  # type: ignore[arg-type]  # each has just been compared with its default

    def to_plain(self) -> dict[str, Plain]:
        """Return the settings as plain values by name."""
        return asdict(self)
