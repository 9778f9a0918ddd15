"""The finder of a real workspace: names looked up on the reader lane."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.background import Lanes
from desktop.forms.finder import Choice
from desktop.wording.dates import short_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.naming import Named, named, named_like

_OF_YOUTHS = frozenset(("person", "case"))


class LaneFinder(QObject):
    """Finds people and cases by name or number; give it to the forms of a page.

    ``searched`` is told what was typed to find a person or a case.
    """

    def __init__(
        self,
        lanes: Lanes,
        parent: QObject | None = None,
        initials: Callable[[], bool] = bool,
        searched: Callable[[str], object] = str,
    ) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._initials = initials
        self._searched = searched

    def find(self, kind: str, typed: str, deliver: Callable[[Sequence[Choice]], object]) -> None:
        """Deliver the records of ``kind`` that fit what is ``typed``, the likeliest first."""
        if kind in _OF_YOUTHS:
            self._searched(typed)
        self._lanes.read(
            named_like,
            kind,
            typed,
            context=self,
            then=lambda found: deliver([self._choice(kind, one) for one in found]),
            key=f"find {kind}",
        )

    def label(self, kind: str, record: RecordId, deliver: Callable[[str], object]) -> None:
        """Deliver the words for one record, or none when it is not on this laptop."""
        self._lanes.read(
            named,
            kind,
            record,
            context=self,
            then=lambda one: deliver(self._choice(kind, one).line if one else ""),
        )

    def _choice(self, kind: str, one: Named) -> Choice:
        """Word a record; people's names as initials where those are asked for."""
        hides = self._initials()
        name = shown(one.name, hides and kind == "person")
        label = f"{name} · {short_day(one.day)}" if one.day else name
        return Choice(one.record, label, shown(one.detail, hides and kind == "case"))
