"""What the people at two touring laptops tell one another, as small files in one folder."""

from collections.abc import Callable
from pathlib import Path


class Telephone:
    """One end of the line."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def say(self, name: str, text: str = "") -> None:
        """Say ``text``; the others hear it whole or not at all."""
        part = self._folder / f".{name}.part"
        part.write_text(text, "utf-8")
        part.replace(self._folder / name)

    def take_back(self, name: str) -> None:
        """Have it as if it had not been said."""
        (self._folder / name).unlink(missing_ok=True)

    def heard(self, name: str) -> bool:
        """Tell whether somebody has said this."""
        return (self._folder / name).exists()

    def awaits(self, name: str) -> Callable[[], bool]:
        """Return what is ready once somebody has said this."""
        return lambda: self.heard(name)

    def told(self, name: str) -> str:
        """Return what was said."""
        return (self._folder / name).read_text("utf-8")
