"""Where one looks for words next: from the page on show to the end, then from the beginning."""

from dataclasses import dataclass

from storage.viewing.messages import Found


@dataclass(slots=True)
class Finding:
    """A search through the pages of one document."""

    words: str = ""
    found: Found | None = None
    """Where they were the last time."""
    _start: int = 0
    _round: bool = False

    def begin(self, words: str, page: int) -> int:
        """Return the page to look from; the same words again are looked for behind the last."""
        again = words == self.words and self.found is not None and self.found.page == page
        self.words, self.found = words, None
        self._start, self._round = page + 1 if again else page, False
        return self._start

    def follow(self, found: Found, pages: int) -> int | None:
        """Return the page to go on from, None when it is over: ``found`` says how."""
        if found.page >= 0:
            self.found = found
            return None
        if found.until < pages and not (self._round and found.until >= self._start):
            return found.until
        if self._round or not self._start:
            return None
        self._round = True
        return 0
