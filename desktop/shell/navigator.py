"""Which page is shown, how one came there, and how to stand there again."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.shell.places import PageProtocol

_HISTORY = 30
_RECENT = 8


class PageStack(QStackedWidget):
    """The pages made so far, one of them on show."""


class Navigator(PageStack):
    """Makes pages at their first visit and keeps them; ``arrived`` names the one on show."""

    arrived = Signal(str)
    failed = Signal(object)

    def __init__(self, make: Callable[[str], QWidget]) -> None:
        super().__init__()
        self._make = make
        self._pages: dict[str, QWidget] = {}
        self._places: dict[str, dict[str, Any]] = {}
        self._history: list[tuple[str, dict[str, Any]]] = []
        self._recent: list[str] = []
        self.current_id = ""

    @property
    def recent_cases(self) -> tuple[str, ...]:
        """The cases that were open lately, the last one first."""
        return tuple(self._recent)

    def go(self, page_id: str, target: Mapping[str, Any]) -> None:
        """Show a page with ``target``; Back returns to what is shown now."""
        if self.current_id:
            self._leave()
            if page_id != self.current_id or target:
                self._history = [*self._history, (self.current_id, self._here())][-_HISTORY:]
        self._note_case(page_id, target)
        fresh = page_id not in self._pages
        page = self._page(page_id)
        if fresh and not target and page_id in self._places:
            page.restore_place(self._places[page_id])
        else:
            page.open(target)
        self._show(page_id)

    def back(self) -> bool:
        """Return to the screen before, as it was left; False when there is none."""
        if not self._history:
            return False
        page_id, place = self._history.pop()
        self._leave()
        self._page(page_id).restore_place(place)
        self._show(page_id)
        return True

    def place(self) -> dict[str, Any]:
        """Return all of it as plain data."""
        self._leave()
        return {
            "page": self.current_id,
            "pages": dict(self._places),
            "history": [[page_id, place] for page_id, place in self._history],
            "recent": list(self._recent),
        }

    def restore_place(self, place: Mapping[str, Any]) -> bool:
        """Stand where ``place`` says; False when it names no page there is."""
        self._places = {str(key): dict(kept) for key, kept in _items(place.get("pages"))}
        self._recent = [str(case) for case in place.get("recent", ())]
        self._history = [(str(page_id), dict(kept)) for page_id, kept in place.get("history", ())]
        page_id = str(place.get("page", ""))
        try:
            page = self._page(page_id)
        except KeyError:
            return False
        if page_id in self._places:
            page.restore_place(self._places[page_id])
        else:
            page.open({})
        self._show(page_id)
        return True

    def page(self) -> PageProtocol:
        """Return the page on show."""
        return cast(PageProtocol, self.currentWidget())

    def _page(self, page_id: str) -> PageProtocol:
        if page_id not in self._pages:
            page = self._make(page_id)
            self._pages[page_id] = page
            self.addWidget(page)
        return cast(PageProtocol, self._pages[page_id])

    def _show(self, page_id: str) -> None:
        page = self._pages[page_id]
        self.current_id = page_id
        self.setCurrentWidget(page)
        page.setAccessibleName(self.page().title())
        first = getattr(page, "first_focus", None)
        widget = first() if callable(first) else None
        (widget or page).setFocus()
        self.arrived.emit(page_id)

    def _leave(self) -> None:
        if not self.current_id:
            return
        try:
            self._places[self.current_id] = self.page().place()
        except Exception as error:  # noqa: BLE001 - nobody may be held on a page that fails
            self.failed.emit(error)

    def _here(self) -> dict[str, Any]:
        return self._places.get(self.current_id, {})

    def _note_case(self, page_id: str, target: Mapping[str, Any]) -> None:
        case = target.get("case")
        if page_id == "case" and isinstance(case, str):
            others = [known for known in self._recent if known != case]
            self._recent = [case, *others][:_RECENT]


def _items(value: object) -> list[tuple[Any, Mapping[str, Any]]]:
    return list(value.items()) if isinstance(value, Mapping) else []
