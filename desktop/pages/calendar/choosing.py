"""Choose the case that a new court event belongs to."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.editors import editor_for
from desktop.forms.lookup import LaneFinder
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from storage.domain.ids import RecordId
from storage.domain.kinds.task import Task
from storage.spec.kinds import fields_of


class CaseChoice(Dialog):
    """Asks for one case and hands it to ``then``."""

    def __init__(
        self,
        lanes: Lanes,
        context: DeskContext,
        parent: QWidget,
        title: str,
        then: Callable[[RecordId], object],
    ) -> None:
        super().__init__(parent, title)
        self._then = then
        field = fields_of(Task)["case"]
        finder = LaneFinder(lanes, self, lambda: context.initials, context.looks.searched)
        self.editor = editor_for(field, context.book, context.today(), finder)
        self.editor.setObjectName("case-choice")
        self.editor.control.setAccessibleName(self.tr("Case"))
        self.body.addWidget(Label(self.tr("In which case? Type a name or a number."), wrap=True))
        self.body.addWidget(self.editor)
        self.add_button(self.tr("Cancel"))
        self.add_button(self.tr("Go on"), self._go_on, primary=True)
        self.editor.focus_here()

    def _go_on(self) -> None:
        case = None if self.editor.problem() else self.editor.value()
        if not case:
            self.editor.show_problem(self.tr("Choose a case of the list."))
            self.editor.focus_here()
            return
        self.accept()
        self._then(case)
