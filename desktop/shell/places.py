"""Which pages and dialogs there are; their modules are read at the first visit."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, cast

from PySide6.QtWidgets import QDialog, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext


@dataclass(frozen=True, slots=True)
class Place:
    """A page or a dialog: the module and the class it is in."""

    module: str
    cls: str


PAGES: Mapping[str, Place] = {
    "today": Place("desktop.pages.today", "TodayPage"),
    "caseload": Place("desktop.pages.caseload", "CaseloadPage"),
    "case": Place("desktop.pages.case", "CasePage"),
    "reports": Place("desktop.pages.reports", "ReportsPage"),
    "outreach": Place("desktop.pages.outreach", "OutreachPage"),
    "review": Place("desktop.pages.review", "ReviewPage"),
    "settings": Place("desktop.pages.settings", "SettingsPage"),
    "program": Place("desktop.pages.program", "ProgramPage"),
    "disclosures": Place("desktop.pages.disclosures", "DisclosuresPage"),
    "accessrecord": Place("desktop.pages.accessrecord", "AccessRecordPage"),
    "statewide": Place("desktop.pages.statewide", "StatewidePage"),
    "calendar": Place("desktop.pages.calendar", "CalendarPage"),
    "tasks": Place("desktop.pages.tasks", "TasksPage"),
    "directory": Place("desktop.pages.directory", "DirectoryPage"),
    "training": Place("desktop.pages.training", "TrainingPage"),
    "time": Place("desktop.pages.time", "TimePage"),
    "team": Place("desktop.pages.team", "TeamPage"),
    "across": Place("desktop.pages.across", "AcrossPage"),
    "bring": Place("desktop.pages.bring", "BringPage"),
    "arrange": Place("desktop.pages.arrange", "ArrangePage"),
    "kept": Place("desktop.pages.kept", "KeptPage"),
}

DIALOGS: Mapping[str, Place] = {
    "invite": Place("desktop.pages.program.inviting", "InviteDialog"),
    "quicklog": Place("desktop.dialogs.quicklog", "QuickLogDialog"),
    "intake": Place("desktop.dialogs.intake", "IntakeDialog"),
    "share": Place("desktop.dialogs.share", "ShareDialog"),
    "figures": Place("desktop.dialogs.figures", "SendFiguresDialog"),
    "print": Place("desktop.dialogs.share", "ShareDialog"),
    "record": Place("desktop.dialogs.record", "RecordDialog"),
    "addfile": Place("desktop.dialogs.addfile", "AddFileDialog"),
    "viewer": Place("desktop.dialogs.viewer", "ViewerDialog"),
    "outside": Place("desktop.dialogs.outside", "OutsideDialog"),
    "history": Place("desktop.dialogs.history", "HistoryDialog"),
    "sameperson": Place("desktop.dialogs.sameperson", "SamePersonDialog"),
    "misfiled": Place("desktop.dialogs.misfiled", "MisfiledDialog"),
    "access": Place("desktop.dialogs.access", "AccessDialog"),
    "breakglass": Place("desktop.dialogs.breakglass", "BreakGlassDialog"),
    "destroy": Place("desktop.dialogs.destroy", "DestroyDialog"),
    "purge": Place("desktop.dialogs.purge", "PurgeDialog"),
    "lifthold": Place("desktop.dialogs.lifthold", "LiftHoldDialog"),
    "closecase": Place("desktop.dialogs.closecase", "CloseCaseDialog"),
    "reopencase": Place("desktop.dialogs.closecase", "ReopenCaseDialog"),
    "suggest": Place("desktop.dialogs.suggest", "SuggestDialog"),
    "missing": Place("desktop.dialogs.missing", "MissingDialog"),
    "returned": Place("desktop.dialogs.missing", "ReturnedDialog"),
    "safetycard": Place("desktop.dialogs.safetycard", "SafetyCardDialog"),
    "plainplan": Place("desktop.dialogs.plainplan", "PlainPlanDialog"),
    "newoutreach": Place("desktop.dialogs.newoutreach", "NewOutreachDialog"),
    "newtask": Place("desktop.dialogs.newtask", "NewTaskDialog"),
    "attendance": Place("desktop.dialogs.attendance", "AttendanceDialog"),
    "meeting": Place("desktop.dialogs.meeting", "MeetingDialog"),
    "handover": Place("desktop.dialogs.handover", "HandOverDialog"),
    "copypanel": Place("desktop.dialogs.copypanel", "CopyPanelDialog"),
    "dayend": Place("desktop.dialogs.dayend", "DayEndDialog"),
    "factors": Place("desktop.dialogs.factors", "FactorsDialog"),
    "kit": Place("desktop.dialogs.kit", "TryCodeDialog"),
    "newkit": Place("desktop.dialogs.kit", "NewCodeDialog"),
}

NAVIGATION = (
    "today",
    "caseload",
    "calendar",
    "tasks",
    "directory",
    "outreach",
    "training",
    "time",
    "reports",
    "across",
    "team",
    "review",
    "statewide",
    "bring",
    "arrange",
    "kept",
)
"""What stands in the side bar, in this order; settings and help stand at its foot."""


class PageProtocol(Protocol):
    """What the shell asks of a page, which is a QWidget."""

    page_id: str

    def title(self) -> str:
        """Return the page's name for screen readers; never a person's."""

    def open(self, target: Mapping[str, Any]) -> None:
        """Show what ``target`` names; an empty one leaves the page as it is."""

    def place(self) -> dict[str, Any]:
        """Return, as plain data, everything needed to stand here again, typed letters included."""

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""


class DialogProtocol(Protocol):
    """What the shell asks of a dialog, which is a QDialog."""

    dialog_id: str

    def place(self) -> dict[str, Any]:
        """Return, as plain data, everything typed and chosen."""

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""


def exists(place: Place) -> bool:
    """Tell whether the place is part of this Satchel."""
    package = place.module.rpartition(".")[0]
    return find_spec(package) is not None and find_spec(place.module) is not None


def make_page(page_id: str, lanes: Lanes, context: DeskContext) -> QWidget:
    """Make a page; KeyError when there is none of this id."""
    return cast(QWidget, _class_of(PAGES[page_id])(lanes, context))


def make_dialog(
    dialog_id: str, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
) -> QDialog:
    """Make a dialog over ``parent``; KeyError when there is none of this id."""
    return cast(QDialog, _class_of(DIALOGS[dialog_id])(lanes, context, target, parent))


def _class_of(place: Place) -> Any:
    return getattr(import_module(place.module), place.cls)
