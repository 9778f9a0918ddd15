"""For the year's narrative: what was marked, and the line that a person types for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.lists.tools import ListTools
from desktop.pages.across.yearly import MarkedSince, marks_change
from desktop.theme import px
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Muted
from desktop.wording.dates import short_day
from desktop.wording.errors import plain
from desktop.wording.labels import kind_label
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.periods import FEDERAL, STATE, Period, year_of
from storage.usecases.changes import Changes
from storage.usecases.narratives import Harvested, harvest, write_line

Key = tuple[str, RecordId, str]
"""Topic, record, kind: a record that is marked for two topics stands under both."""
_LONGEST = 2_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("across", text)


class NarrativeSource:
    """One row for each topic of each marked record; no text of the record is in it."""

    def __init__(self, context: DeskContext) -> None:
        book = context.book
        self.columns = (
            Column(
                _tr("Topic"), 190, sort="topic", show=lambda c: book.label("narrative_topic", c)
            ),
            Column(_tr("Day"), 110, sort="on", show=short_day),
            Column(_tr("What"), 150, sort="kind", show=lambda kind: kind_label(KINDS[kind])),
            Column(_tr("County"), 120, sort="county", show=lambda c: book.label("county", c)),
            Column(_tr("Line for the narrative"), 300, "strong", sort="line", stretch=True),
        )

    def order(self, connection: Any, filter: Period, sort: Sort) -> Sequence[Key]:  # noqa: A002 - the protocol's word
        """Return the rows of a period, in order."""
        found = _marked(connection, filter.start, filter.end)
        if sort.column == "topic":
            found.sort(key=lambda pair: pair[0], reverse=sort.descending)
        else:
            found.sort(key=lambda p: attrgetter(sort.column)(p[1]), reverse=sort.descending)
        return [(topic, one.record, one.kind) for topic, one in found]

    def rows(self, connection: Any, keys: Sequence[Key]) -> Mapping[Key, Sequence[Any]]:
        """Return the rows of ``keys``."""
        wanted = set(keys)
        found = _marked(connection, date.min, date.max) if keys else []
        return {
            key: (topic, one.on, one.kind, one.county, one.line)
            for topic, one in found
            if (key := (topic, one.record, one.kind)) in wanted
        }


class NarrativeTab(QWidget):
    """A year, the list, and under it the line of the row that is chosen; Enter keeps it."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self.year = ChoiceBox(_tr("Year"))
        self.year.setObjectName("narrative-year")
        self.year.setMaximumWidth(px(300))
        this = [year_of(context.today(), begins) for begins in (STATE, FEDERAL)]
        before = [year_of(date(one.start.year - 1, one.start.month, 1), one_begins)
                  for one, one_begins in zip(this, (STATE, FEDERAL), strict=True)]  # fmt: skip
        self._years = [*this, *before]
        for one in self._years:
            self.year.addItem(one.words())
        self.table = RecordTable(
            lanes,
            NarrativeSource(context),
            _tr("For the narrative"),
            sort=Sort("topic"),
            filter=self._years[0],
        )
        self.table.setObjectName("narrative-table")
        self.line = LineEdit(_tr("Line for the narrative"))
        self.line.setObjectName("narrative-line")
        self.line.setMaxLength(_LONGEST)
        self.line.setEnabled(False)
        self._typed = ""
        """What was typed before the curtain, for the row that is chosen again."""
        self.since = MarkedSince(lanes, context)
        self._arrange()
        self.year.activated.connect(self._show_year)
        self.table.current_changed.connect(self._choose)
        self.table.opened.connect(self._open)
        self.line.returnPressed.connect(self.keep)

    def keep(self) -> None:
        """Keep the line of the chosen row, and go back to the list."""
        key = self.table.current()
        if key is not None:
            text = self.line.text()
            self._lanes.write(
                write_line, key[1], text, context=self, then=self._kept, failed=self._refuse
            )

    def follow(self, changes: Changes) -> None:
        """Read again where something that can be marked was saved, or went with its case."""
        if marks_change(changes):
            self.refresh()

    def refresh(self) -> None:
        """Read the list of the year again, and what was marked in cases that are gone."""
        self.table.refresh()
        self.since.read(self._year)

    def place(self) -> dict[str, Any]:
        """Return the year, where the list stands, and what is typed."""
        return {
            "year": self.year.currentIndex(),
            "table": self.table.place(),
            "line": self.line.text(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        at = int(place.get("year", 0))
        self.year.setCurrentIndex(at if at < len(self._years) else 0)
        self._show_year()
        self.table.restore_place(dict(place.get("table", {})))
        self._typed = str(place.get("line", ""))

    @property
    def _year(self) -> Period:
        return self._years[self.year.currentIndex()]

    def _show_year(self) -> None:
        self.table.show_filter(self._year)
        self.since.read(self._year)

    def _choose(self, key: Key | None) -> None:
        self.line.setEnabled(key is not None)
        if key is None:
            self.line.clear()
        else:
            self._lanes.read(_line_of, key[1], context=self, then=self._show_line, key="line")

    def _show_line(self, line: str) -> None:
        self.line.setText(self._typed or line)
        self._typed = ""

    def _kept(self, _nothing: object) -> None:
        self.table.refresh()
        self.table.setFocus()

    def _refuse(self, error: BaseException) -> None:
        self._context.say(plain(error))

    def _open(self, key: Key) -> None:
        self._context.open("record", {"kind": key[2], "record": key[1].hex()})

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(px(8))
        column.addWidget(labelled(_tr("&Year"), self.year))
        tools = ListTools(
            self._context, self.table, "narrative", _tr("marked record"), _tr("marked records")
        )
        column.addWidget(tools)
        self.table.setMinimumHeight(px(240))
        column.addWidget(self.table, 1)
        column.addWidget(self.since)
        column.addWidget(labelled(_tr("&Line for the narrative; Enter keeps it"), self.line))
        words = _tr(
            "Write it from memory and name nobody. Records are marked in their own form, "
            "under “Use in narrative”."
        )
        column.addWidget(Muted(words, wrap=True))


def _marked(connection: Any, first: date, last: date) -> list[tuple[str, Harvested]]:
    found = harvest(connection, first, last)
    return [(topic, one) for topic, some in found.items() for one in some]


def _line_of(connection: Any, record: RecordId) -> str:
    marked = _marked(connection, date.min, date.max)
    return next((one.line for _topic, one in marked if one.record == record), "")
