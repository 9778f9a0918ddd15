"""The keys that work in one place only, declared once for F1."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark ``text`` for the translators under the name their tool looks for; Qt's has no type."""
    return text


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """One key, and what it does where the keyboard is."""

    key: str
    what: str

    def explanation(self) -> str:
        """Return what it does in the user's language."""
        return QCoreApplication.translate("actions", self.what)


PLACE_KEYS = {
    QT_TRANSLATE_NOOP("actions", "In lists"): (
        PlaceKey("Enter", QT_TRANSLATE_NOOP("actions", "Open the record")),
        PlaceKey(
            "A \N{EN DASH} Z",
            QT_TRANSLATE_NOOP("actions", "Go to the first row that begins with what is typed"),
        ),
        PlaceKey("Home, End", QT_TRANSLATE_NOOP("actions", "Go to the first or the last row")),
    ),
    QT_TRANSLATE_NOOP("actions", "In forms and dialogs"): (
        PlaceKey(
            "Ctrl+Return", QT_TRANSLATE_NOOP("actions", "Save, or do what the dialog is there for")
        ),
        PlaceKey("Alt+Down", QT_TRANSLATE_NOOP("actions", "In a day: a month to choose from")),
        PlaceKey(
            "Up, Down", QT_TRANSLATE_NOOP("actions", "In a day or a number: one more or less")
        ),
    ),
    QT_TRANSLATE_NOOP("actions", "In a case"): (
        PlaceKey("Ctrl+Tab", QT_TRANSLATE_NOOP("actions", "Turn to the next part of the case")),
        PlaceKey("Ctrl+Shift+Tab", QT_TRANSLATE_NOOP("actions", "Turn to the part before")),
    ),
    QT_TRANSLATE_NOOP("actions", "In Quick log"): (
        PlaceKey(",", QT_TRANSLATE_NOOP("actions", "Take this youth and name another")),
        PlaceKey("=", QT_TRANSLATE_NOOP("actions", "Log the last service again")),
        PlaceKey(
            "Backspace", QT_TRANSLATE_NOOP("actions", "In an empty line: take the last one back")
        ),
    ),
    QT_TRANSLATE_NOOP("actions", "On Tasks"): (
        PlaceKey("Space", QT_TRANSLATE_NOOP("actions", "Done, or not done after all")),
        PlaceKey("+", QT_TRANSLATE_NOOP("actions", "A day later")),
        PlaceKey("7", QT_TRANSLATE_NOOP("actions", "A week later")),
        PlaceKey("C", QT_TRANSLATE_NOOP("actions", "Carry over")),
        PlaceKey("N", QT_TRANSLATE_NOOP("actions", "A new task")),
    ),
    QT_TRANSLATE_NOOP("actions", "On the calendar"): (
        PlaceKey("D", QT_TRANSLATE_NOOP("actions", "Show the day")),
        PlaceKey("W", QT_TRANSLATE_NOOP("actions", "Show the week")),
        PlaceKey("M", QT_TRANSLATE_NOOP("actions", "Show the month")),
        PlaceKey("A", QT_TRANSLATE_NOOP("actions", "Show the agenda")),
        PlaceKey("T", QT_TRANSLATE_NOOP("actions", "Go to today")),
        PlaceKey("N", QT_TRANSLATE_NOOP("actions", "Add something to the day")),
        PlaceKey(
            "PgUp, PgDown",
            QT_TRANSLATE_NOOP("actions", "The days before, the days after"),
        ),
    ),
}
"""By the place, in the order of the sheet."""


def place_label(place: str) -> str:
    """Return the words of a place in the user's language."""
    return QCoreApplication.translate("actions", place)
