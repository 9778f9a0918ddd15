"""What an import refuses: the file, the row, the field and the reason; never the value."""

from collections.abc import Iterator
from dataclasses import dataclass

from storage.errors import RejectedError

LISTED = 200
"""Rejects that are named; of the rest, how many there are."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One reason why an import was refused; row 1 is the header, 0 the file as a whole."""

    file: str
    row: int
    field: str
    reason: str

    def text(self) -> str:
        """Return the reject as one line."""
        place = [self.file]
        if self.row:
            place.append(f"row {self.row}")
        if self.field:
            place.append(self.field)
        return f"{', '.join(place)}: {self.reason}"


class ImportRejectedError(RejectedError):
    """An import that kept nothing; ``rejects`` are the first, ``count`` is how many there were."""

    def __init__(self, rejects: tuple[Reject, ...], count: int) -> None:
        self.rejects = rejects
        self.count = count
        reasons = "1 reason" if count == 1 else f"{count:,} reasons"
        super().__init__(f"Nothing was imported: {reasons} against it.")

    def lines(self) -> Iterator[str]:
        """Yield one line for each named reject, and one for those that are not named."""
        for reject in self.rejects:
            yield reject.text()
        if self.count > len(self.rejects):
            yield f"and {self.count - len(self.rejects):,} more"


class RejectList:
    """Collects the rejects of one import."""

    def __init__(self) -> None:
        self._named: list[Reject] = []
        self.count = 0

    def add(self, file: str, row: int, field: str, reason: str) -> None:
        """Note one reject."""
        self.count += 1
        if len(self._named) < LISTED:
            self._named.append(Reject(file, row, field, reason))

    def raise_any(self) -> None:
        """Raise ImportRejectedError when anything was rejected."""
        if self.count:
            files = list(dict.fromkeys(reject.file for reject in self._named))
            named = sorted(self._named, key=lambda each: (files.index(each.file), each.row))
            raise ImportRejectedError(tuple(named), self.count)
