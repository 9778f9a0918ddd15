"""The plainest page and dialog that keep the shell's contract: two fields each."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import LineEdit, TextArea
from desktop.widgets.page import Page


class PlainPage(Page):
    """A line and a text."""

    page_id = "plain"

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("Plain", "A page with two fields")
        self.lanes, self.context = lanes, context
        self.targets: list[Mapping[str, Any]] = []
        self.line = LineEdit("Line")
        self.line.setObjectName(f"{self.page_id}_line")
        self.text = TextArea("Text")
        self.text.setObjectName(f"{self.page_id}_text")
        self.body.addWidget(self.line)
        self.body.addWidget(self.text)

    def title(self) -> str:
        return "Plain"

    def open(self, target: Mapping[str, Any]) -> None:
        self.targets.append(dict(target))

    def place(self) -> dict[str, Any]:
        return {
            "line": self.line.text(),
            "text": self.text.toPlainText(),
            "target": dict(self.targets[-1]) if self.targets else {},
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        self.targets.append(place.get("target", {}))
        self.line.setText(place["line"])
        self.text.setPlainText(place["text"])

    def first_focus(self) -> QWidget:
        return self.line


class TodayPage(PlainPage):
    page_id = "today"


class CaseloadPage(PlainPage):
    page_id = "caseload"


class CasePage(PlainPage):
    page_id = "case"


class QuickLogDialog(Dialog):
    """A field, and what it was opened with."""

    dialog_id = "quicklog"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, "Quick log")
        self.lanes, self.context, self.target = lanes, context, target
        self.line = LineEdit("Person")
        self.line.setObjectName("quicklog_person")
        self.body.addWidget(self.line)
        self.add_button("Log", self.accept, primary=True)

    def place(self) -> dict[str, Any]:
        return {"line": self.line.text()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        self.line.setText(place["line"])
