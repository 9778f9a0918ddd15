"""A field on the screen: its label, the reports it feeds, and its editor."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.forms.editor import Editor
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.chip import Tag
from desktop.widgets.labels import FieldName, Hint
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.labels import field_label, report_meaning


class FieldBox(QWidget):
    """Label above, editor below; the label's Alt key and a click lead to the editor."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        self._mark: QWidget | None = None
        self._withheld = False
        self._needed_here = Hint(self.tr("needed here"))
        self._head = self._above(editor)
        self._beneath = Hint("", wrap=True)
        self._advice = Hint("", wrap=True)
        column.addLayout(self._head)
        column.addWidget(editor, 1)
        self._unfold: QuietButton | None = None
        if editor.field.graphic:
            self._unfold = QuietButton(self.tr("Show the account"), "eye")
            self._unfold.clicked.connect(self._open)
            column.addWidget(self._unfold, alignment=Qt.AlignmentFlag.AlignLeft)
            self._unfold.hide()
        for line in (self._beneath, self._advice):
            column.addWidget(line)
            line.hide()

    def mark(self, mark: QWidget | None, beneath: str) -> None:
        """Show ``mark`` beside the label and a line under the editor, instead of what was there."""
        if self._mark is not None:
            self._mark.hide()
            self._head.removeWidget(self._mark)
            self._mark.deleteLater()
        self._mark = mark
        if mark is not None:
            self._head.insertWidget(self._head.count() - 1, mark)
        self._beneath.setText(beneath)
        self._beneath.setVisible(bool(beneath))

    def advise(self, text: str) -> None:
        """Say under the editor what is worth a second look; nothing takes the line away."""
        self._advice.setText(text)
        self._advice.setVisible(bool(text))

    def arrange(self, label: str, *, hidden: bool, needed: bool) -> None:
        """Show the field as the program wants it: under another name, not at all, as needed."""
        self.editor.rename(label)
        if not self.editor.names_itself:
            self._name.setText(field_label(self.editor.field).replace("&", "&&"))
        self._needed_here.setVisible(needed and not self.editor.field.required)
        if hidden != self._withheld:
            self._withheld = hidden
            self.setVisible(not hidden)

    @override
    def setVisible(self, visible: bool, /) -> None:
        """Show or hide the field; one that the program withholds stays hidden."""
        super().setVisible(visible and not self._withheld)

    def fold(self) -> None:
        """Hide a graphic text that is there until somebody asks for it; any other stays."""
        if self._unfold is not None:
            self.editor.setVisible(self.editor.is_empty())
            self._unfold.setVisible(not self.editor.is_empty())

    def unfold(self) -> None:
        """Show the text."""
        if self._unfold is not None:
            self._unfold.hide()
            self.editor.show()

    def _open(self) -> None:
        self.unfold()
        self.editor.focus_here()

    def _above(self, editor: Editor) -> QHBoxLayout:
        field = editor.field
        row = QHBoxLayout()
        row.setSpacing(px(6))
        # A tick box stands as low as the inputs beside it.
        text = "" if editor.names_itself else field_label(field).replace("&", "&&")
        name = self._name = FieldName(text)
        row.addWidget(name)
        if not editor.names_itself:
            name.setBuddy(editor.control)
        if field.required:
            row.addWidget(Hint(self.tr("needed")))
        row.addWidget(self._needed_here)
        self._needed_here.hide()
        for report in field.counts:
            tag = Tag(report)
            set_tooltip(tag, report_meaning(report))
            row.addWidget(tag)
        row.addStretch(1)
        return row
