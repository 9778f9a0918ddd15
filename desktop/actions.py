"""What one can do anywhere in Satchel, declared once: for menus, keys, the command box and F1."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark ``text`` for the translators under the name their tool looks for; Qt's has no type."""
    return text


@dataclass(frozen=True, slots=True)
class Action:
    """One command: a stable id, its words, its key, its icon, what it does, and its group."""

    id: str
    text: str
    shortcut: str
    icon: str
    what: str
    group: str

    def label(self) -> str:
        """Return its words in the user's language."""
        return QCoreApplication.translate("actions", self.text)

    def explanation(self) -> str:
        """Return what it does in the user's language."""
        return QCoreApplication.translate("actions", self.what)


GROUPS = {
    "work": QT_TRANSLATE_NOOP("actions", "Work"),
    "go": QT_TRANSLATE_NOOP("actions", "Go to"),
    "privacy": QT_TRANSLATE_NOOP("actions", "Privacy"),
    "window": QT_TRANSLATE_NOOP("actions", "Window"),
}

ACTIONS = (
    Action(
        "search",
        QT_TRANSLATE_NOOP("actions", "Search or run a command"),
        "Ctrl+K",
        "search",
        QT_TRANSLATE_NOOP(
            "actions", "Find a person, a case or a word in a note, or run any command by its name"
        ),
        "work",
    ),
    Action(
        "quicklog",
        QT_TRANSLATE_NOOP("actions", "Quick log"),
        "Ctrl+J",
        "zap",
        QT_TRANSLATE_NOOP("actions", "Log a service for one or many youth from wherever you are"),
        "work",
    ),
    Action(
        "intake",
        QT_TRANSLATE_NOOP("actions", "New case"),
        "Ctrl+N",
        "plus",
        QT_TRANSLATE_NOOP("actions", "Begin a case with what is known now"),
        "work",
    ),
    Action(
        "missing",
        QT_TRANSLATE_NOOP("actions", "Missing: open an episode"),
        "Ctrl+M",
        "footprints",
        QT_TRANSLATE_NOOP(
            "actions",
            "Say that a youth is missing now; the clocks start and the packet is made ready",
        ),
        "work",
    ),
    Action(
        "newtask",
        QT_TRANSLATE_NOOP("actions", "New task"),
        "Ctrl+T",
        "square-check",
        QT_TRANSLATE_NOOP("actions", "Write down what is to be done, by whom and by when"),
        "work",
    ),
    Action(
        "newoutreach",
        QT_TRANSLATE_NOOP("actions", "Add outreach or training"),
        "Ctrl+U",
        "megaphone",
        QT_TRANSLATE_NOOP("actions", "Add an outreach activity or a training in a few seconds"),
        "work",
    ),
    Action(
        "dayend",
        QT_TRANSLATE_NOOP("actions", "End of the day"),
        "Ctrl+Shift+E",
        "sunset",
        QT_TRANSLATE_NOOP(
            "actions", "Compare the calendar with what is logged, and log what is missing"
        ),
        "work",
    ),
    Action(
        "undo",
        QT_TRANSLATE_NOOP("actions", "Undo the last save"),
        "Ctrl+Z",
        "undo-2",
        QT_TRANSLATE_NOOP("actions", "Take back what was saved last; in a field, take back typing"),
        "work",
    ),
    Action(
        "sync",
        QT_TRANSLATE_NOOP("actions", "Send and receive now"),
        "F5",
        "refresh-cw",
        QT_TRANSLATE_NOOP(
            "actions",
            "Exchange with the server at once what is otherwise exchanged every few minutes",
        ),
        "work",
    ),
    Action(
        "today",
        QT_TRANSLATE_NOOP("actions", "Today"),
        "Ctrl+1",
        "layout-dashboard",
        QT_TRANSLATE_NOOP("actions", "What is due and what is coming"),
        "go",
    ),
    Action(
        "caseload",
        QT_TRANSLATE_NOOP("actions", "Caseload"),
        "Ctrl+2",
        "folder-open",
        QT_TRANSLATE_NOOP("actions", "Every case, sorted and filtered"),
        "go",
    ),
    Action(
        "reports",
        QT_TRANSLATE_NOOP("actions", "Reports"),
        "Ctrl+3",
        "file-chart-column",
        QT_TRANSLATE_NOOP(
            "actions", "The quarter and the year, with the records behind every number"
        ),
        "go",
    ),
    Action(
        "outreach",
        QT_TRANSLATE_NOOP("actions", "Outreach"),
        "Ctrl+4",
        "megaphone",
        QT_TRANSLATE_NOOP("actions", "Presentations, trainings and materials given out"),
        "go",
    ),
    Action(
        "review",
        QT_TRANSLATE_NOOP("actions", "Review"),
        "Ctrl+6",
        "layers",
        QT_TRANSLATE_NOOP("actions", "Fields with two versions, and what could not be taken in"),
        "go",
    ),
    Action(
        "settings",
        QT_TRANSLATE_NOOP("actions", "Settings"),
        "Ctrl+5",
        "settings",
        QT_TRANSLATE_NOOP("actions", "Look, text size, idle lock, backup"),
        "go",
    ),
    Action(
        "program",
        QT_TRANSLATE_NOOP("actions", "Program and sync"),
        "Ctrl+7",
        "users",
        QT_TRANSLATE_NOOP("actions", "Who works with you, the server, and how far sync is"),
        "go",
    ),
    Action(
        "statewide",
        QT_TRANSLATE_NOOP("actions", "Statewide"),
        "Ctrl+8",
        "layers",
        QT_TRANSLATE_NOOP("actions", "What the programs have sent to MACA, added up"),
        "go",
    ),
    Action(
        "calendar",
        QT_TRANSLATE_NOOP("actions", "Calendar"),
        "Ctrl+9",
        "calendar-days",
        QT_TRANSLATE_NOOP("actions", "Court, tasks and reviews by day, week, month or as a list"),
        "go",
    ),
    Action(
        "tasks",
        QT_TRANSLATE_NOOP("actions", "Tasks"),
        "Ctrl+Shift+A",
        "list-todo",
        QT_TRANSLATE_NOOP("actions", "Everything promised, by whom and by when"),
        "go",
    ),
    Action(
        "directory",
        QT_TRANSLATE_NOOP("actions", "Directory"),
        "Ctrl+Shift+D",
        "building-2",
        QT_TRANSLATE_NOOP("actions", "Agencies, partners and how to reach them"),
        "go",
    ),
    Action(
        "training",
        QT_TRANSLATE_NOOP("actions", "Training"),
        "Ctrl+Shift+G",
        "graduation-cap",
        QT_TRANSLATE_NOOP("actions", "Trainings, hours per person, consultations, credentials"),
        "go",
    ),
    Action(
        "time",
        QT_TRANSLATE_NOOP("actions", "Time and miles"),
        "Ctrl+Shift+M",
        "timer",
        QT_TRANSLATE_NOOP("actions", "Hours and miles by funding project"),
        "go",
    ),
    Action(
        "team",
        QT_TRANSLATE_NOOP("actions", "Team"),
        "Ctrl+0",
        "users-round",
        QT_TRANSLATE_NOOP(
            "actions", "Caseloads by weight, coverage and hand-over; load, never text"
        ),
        "go",
    ),
    Action(
        "across",
        QT_TRANSLATE_NOOP("actions", "Across cases"),
        "Ctrl+Shift+L",
        "table-properties",
        QT_TRANSLATE_NOOP(
            "actions", "Court, referrals, unmet needs and the narrative of all cases in lists"
        ),
        "go",
    ),
    Action(
        "bring",
        QT_TRANSLATE_NOOP("actions", "Bring in records"),
        "Ctrl+Shift+I",
        "file-input",
        QT_TRANSLATE_NOOP(
            "actions",
            "Bring in a table from elsewhere: match columns, rehearse, take back if need be",
        ),
        "go",
    ),
    Action(
        "arrange",
        QT_TRANSLATE_NOOP("actions", "Forms and lists"),
        "Ctrl+Shift+F",
        "sliders-horizontal",
        QT_TRANSLATE_NOOP(
            "actions", "How this program arranges its forms, lists, clocks and activities"
        ),
        "go",
    ),
    Action(
        "kept",
        QT_TRANSLATE_NOOP("actions", "Kept until"),
        "Ctrl+Shift+K",
        "history",
        QT_TRANSLATE_NOOP(
            "actions", "How long closed cases are kept, what is due, and legal holds"
        ),
        "go",
    ),
    Action(
        "back",
        QT_TRANSLATE_NOOP("actions", "Back"),
        "Alt+Left",
        "chevron-left",
        QT_TRANSLATE_NOOP("actions", "Return to the screen before, as you left it"),
        "go",
    ),
    Action(
        "lock",
        QT_TRANSLATE_NOOP("actions", "Lock"),
        "Ctrl+L",
        "lock",
        QT_TRANSLATE_NOOP(
            "actions", "Draw the curtain at once; what you were typing is there when you return"
        ),
        "privacy",
    ),
    Action(
        "hide",
        QT_TRANSLATE_NOOP("actions", "Quick hide"),
        "F9",
        "circle-off",
        QT_TRANSLATE_NOOP(
            "actions",
            "Cover everything at once; F9 again within a minute shows it, after that it locks",
        ),
        "privacy",
    ),
    Action(
        "meeting",
        QT_TRANSLATE_NOOP("actions", "In a meeting"),
        "Ctrl+Shift+B",
        "clock",
        QT_TRANSLATE_NOOP(
            "actions", "Say until when: so long Satchel does not lock for want of a touch"
        ),
        "privacy",
    ),
    Action(
        "initials",
        QT_TRANSLATE_NOOP("actions", "Show initials or names"),
        "Ctrl+Shift+H",
        "eye-off",
        QT_TRANSLATE_NOOP(
            "actions", "Reduce every name on the screen to initials, or show them again"
        ),
        "privacy",
    ),
    Action(
        "theme",
        QT_TRANSLATE_NOOP("actions", "Switch light and dark"),
        "Ctrl+Shift+T",
        "moon",
        QT_TRANSLATE_NOOP("actions", "Change between the light and the dark look"),
        "window",
    ),
    Action(
        "notice",
        QT_TRANSLATE_NOOP("actions", "Go to the notice"),
        "F6",
        "info",
        QT_TRANSLATE_NOOP("actions", "Bring the keyboard to the notice at the foot of the window"),
        "window",
    ),
    Action(
        "help",
        QT_TRANSLATE_NOOP("actions", "Keyboard and help"),
        "F1",
        "circle-help",
        QT_TRANSLATE_NOOP("actions", "Every key on one page"),
        "window",
    ),
    Action(
        "quit",
        QT_TRANSLATE_NOOP("actions", "Quit Satchel"),
        "Ctrl+Q",
        "x",
        QT_TRANSLATE_NOOP("actions", "Close Satchel; what you were typing is kept"),
        "window",
    ),
)


def group_label(group: str) -> str:
    """Return the words of a group in the user's language."""
    return QCoreApplication.translate("actions", GROUPS[group])


def action_of(action_id: str) -> Action:
    """Return the action of this id; KeyError when there is none."""
    for action in ACTIONS:
        if action.id == action_id:
            return action
    raise KeyError(action_id)
