"""The bars: search, quick log, privacy, look and lock at the top; the state at the foot."""

from datetime import date, datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget
from typing_extensions import override

from desktop.actions import action_of
from desktop.theme import px, tokens
from desktop.theme.icons import icon
from desktop.widgets.buttons import Button, IconButton, PressButton
from desktop.widgets.chip import Chip
from desktop.widgets.labels import Label, Muted
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.dates import clock_time, short_day
from storage.domain.clocks import ZONE

_LEAST_SEARCH = 100
"""How wide the search is at least, in pixels at 100 %: it says what it is."""


class SearchButton(PressButton):
    """Looks like a search field, and opens the one box for search and commands."""

    def __init__(self) -> None:
        action = action_of("search")
        super().__init__(action.label())
        self._words = (action.label(), self.tr("Search"), "")
        self._key = action.shortcut
        self.setObjectName("top_search")
        self.setAccessibleName(action.label())
        self.setAccessibleDescription(action.explanation())
        self.setIcon(icon("search", "muted"))
        self.setIconSize(QSize(px(22), px(16)))
        self.setMinimumWidth(px(_LEAST_SEARCH))
        self.setMaximumWidth(px(330))

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(330), super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        room = self.width() - px(50) - (px(60) if self._has_room_for_key() else 0)
        wide = self.fontMetrics().horizontalAdvance
        self.setText(next(words for words in self._words if not words or wide(words) <= room))

    def _has_room_for_key(self) -> bool:
        return self.width() >= px(230)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        if not self._has_room_for_key():
            return
        painter = QPainter(self)
        painter.setPen(tokens().muted)
        box = self.rect().adjusted(px(12), 0, -px(12), 0)
        painter.drawText(
            box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._key
        )
        painter.end()


class TopBar(QFrame):
    """``chosen`` carries the id of the action that was pressed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._until = ""
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(px(24), px(8), px(20), px(8))
        row.setSpacing(px(8))
        search = SearchButton()
        search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        search.clicked.connect(lambda: self.chosen.emit("search"))
        quick = self._quick = Button(action_of("quicklog").label(), "zap")
        quick.setObjectName("top_quicklog")
        quick.setAccessibleName(action_of("quicklog").label())
        quick.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tooltip(quick, f"{action_of('quicklog').explanation()} (Ctrl+J)")
        quick.clicked.connect(lambda: self.chosen.emit("quicklog"))
        self._initials_chip = Chip("", "info", "eye-off")
        self._initials_chip.hide()
        self.meeting = Button("", "clock")
        self.meeting.setObjectName("top_meeting")
        self.meeting.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.meeting.clicked.connect(lambda: self.chosen.emit("meeting"))
        self.meeting.hide()
        row.addWidget(search, 100)
        row.addStretch(1)
        row.addWidget(self.meeting)
        row.addWidget(self._initials_chip)
        row.addWidget(quick)
        self._initials = self._icon("initials")
        self._theme = self._icon("theme")
        for button in (self._initials, self._theme, self._icon("lock")):
            row.addWidget(button)

    def show_look(self, *, initials: bool, dark: bool) -> None:
        """Let the buttons say what they would do now."""
        self._initials_chip.setVisible(initials)
        self._initials.setIcon(icon("eye" if initials else "eye-off"))
        self._initials.set_name(
            self._named(
                self.tr("Show names") if initials else self.tr("Show initials only"), "initials"
            )
        )
        self._theme.setIcon(icon("sun" if dark else "moon"))
        self._theme.set_name(
            self._named(self.tr("Switch to light") if dark else self.tr("Switch to dark"), "theme")
        )
        self._fit()

    def show_meeting(self, until: datetime | None) -> None:
        """Say until when the idle lock waits; nothing where it does not."""
        self.meeting.setVisible(until is not None)
        if until is not None:
            time = clock_time(until.astimezone(ZONE).time())
            self._until = time
            words = self.tr("No idle lock until {time}").format(time=time)
            self.meeting.setAccessibleName(words)
            set_tooltip(self.meeting, self._named(action_of("meeting").explanation(), "meeting"))
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say less where there is no room for every word; screen readers are told them all."""
        for is_short in (False, True):
            self._say(is_short=is_short)
            if self._row.minimumSize().width() <= self.width():
                return

    def _say(self, *, is_short: bool) -> None:
        until = self.tr("Until {time}") if is_short else self.tr("No idle lock until {time}")
        self.meeting.setText(until.format(time=self._until))
        self._quick.setText("" if is_short else action_of("quicklog").label())
        chip = self.tr("Initials") if is_short else self.tr("Initials only")
        self._initials_chip.set(chip, "info", "eye-off")

    def _icon(self, action_id: str) -> IconButton:
        action = action_of(action_id)
        button = IconButton(action.icon, self._named(action.label(), action_id))
        button.setObjectName(f"top_{action_id}")
        # A click must not take the keyboard from what is being typed.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(action_id))
        return button

    @staticmethod
    def _named(words: str, action_id: str) -> str:
        return f"{words} ({action_of(action_id).shortcut})"


class PracticeStrip(Label):
    """On every screen of practice: nobody here is real."""

    def __init__(self) -> None:
        super().__init__(self.tr("Practice: no real person"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class StateBar(QFrame):
    """Where the work is: saved here, encrypted here, and what of it the server has."""

    def __init__(self, sync: QWidget) -> None:
        super().__init__()
        self._saved = Muted()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(14), px(2), px(14), px(2))
        row.setSpacing(px(14))
        row.addWidget(self._saved)
        row.addWidget(sync, 100)
        row.addStretch(1)
        row.addWidget(Muted(self.tr("Encrypted on this laptop")))

    @property
    def text(self) -> str:
        """What it says about the last Save."""
        return self._saved.text()

    def show_saved(self, moment: datetime | None, today: date) -> None:
        """Say when the last Save was; None where there was none."""
        if moment is None:
            self._saved.setText(self.tr("Nothing saved yet"))
            return
        local = moment.astimezone(ZONE)
        time = clock_time(local.time())
        words = self.tr("Saved on this laptop {time}").format(time=time)
        if local.date() != today:
            day = short_day(local.date())
            words = self.tr("Saved on this laptop {day}, {time}").format(day=day, time=time)
        self._saved.setText(words)
