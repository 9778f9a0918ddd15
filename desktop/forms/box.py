"""A field on the screen: its label, the reports it feeds, and its editor."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.forms.editor import Editor
from desktop.theme import px
from desktop.widgets.chip import Chip
from desktop.widgets.labels import FieldName, Hint
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.labels import field_label, report_meaning


class FieldBox(QWidget):
    """Label above, editor below; the label's Alt key and a click lead to the editor."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        field = editor.field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(6))
        if not editor.names_itself:
            name = FieldName(field_label(field).replace("&", "&&"), wrap=False)
            name.setBuddy(editor.control)
            row.addWidget(name)
            if field.required:
                row.addWidget(Hint(self.tr("needed")))
        row.addStretch(1)
        for report in field.counts:
            chip = Chip(report, "neutral")
            set_tooltip(chip, report_meaning(report))
            row.addWidget(chip)
        column.addLayout(row)
        column.addWidget(editor, 1)
