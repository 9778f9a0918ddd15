"""What every kind of document that can be shown is to the process that shows it."""

from collections.abc import Sequence
from typing import Protocol

from storage.viewing.messages import Page

Place = tuple[float, float, float, float]


class Shown(Protocol):
    """A document in memory; its pages are counted from 0."""

    pages: int
    drawn: bool
    """Whether a page is a picture; otherwise it is text alone."""

    def page(self, number: int, width: int) -> Page:
        """Return a page as pixels, at most ``width`` wide and never more than agreed."""

    def text(self, number: int) -> str:
        """Return the text of a page, as it is read."""

    def places(self, number: int, words: str) -> Sequence[Place] | None:
        """Return where ``words`` stand on a page, None where they do not."""
