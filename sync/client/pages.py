"""The pages of one log that a server gives, counted: none goes on for ever, or dribbles."""

from dataclasses import dataclass

from sync.client.problems import SyncError
from sync.protocol.messages import Page

_THIN_ITEMS, _THIN_BYTES, _THIN_PAGES = 50, 64 * 1024, 16
"""A page of a log that goes on holds hundreds of envelopes or megabytes, but for a large one."""


@dataclass(slots=True)
class Pages:
    """What came of a log since it was asked for; ``most`` is how many bytes may."""

    most: int
    end: int = -1
    """Where the log ended as the first page said; what comes behind that waits."""
    size: int = 0
    _thin: int = 0

    def add(self, page: Page, content: bytes) -> None:
        """Count a page; SyncError ("refused", "thin-pages") where too many hold next to nothing."""
        self.end = page.head.sequence if self.end < 0 else self.end
        self.size += len(content)
        self._thin += len(page.items) < _THIN_ITEMS and len(content) < _THIN_BYTES
        if self._thin > _THIN_PAGES:
            raise SyncError("refused", "thin-pages")

    def check_size(self) -> None:
        """Raise SyncError ("refused", "too-long") where more came than may."""
        if self.size > self.most:
            raise SyncError("refused", "too-long")
