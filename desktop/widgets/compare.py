"""Six words on two screens: a person says whether they are the same."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Label
from desktop.widgets.words import WordGrid


class ComparePanel(QWidget):
    """The words and the two answers. Enter answers nothing: somebody has to choose."""

    matched = Signal()
    differed = Signal()

    def __init__(self, text: str, words: Sequence[str]) -> None:
        super().__init__()
        self.grid = WordGrid(self.tr("The six words"), words, 3)
        self.match_button = PrimaryButton(self.tr("They match"), "check")
        self.match_button.setObjectName("compare_match")
        self.differ_button = Button(self.tr("They do not match"), "x")
        self.differ_button.setObjectName("compare_differ")
        self.match_button.clicked.connect(self.matched)
        self.differ_button.clicked.connect(self.differed)
        answers = FlowLayout()
        answers.setSpacing(px(8))
        answers.addWidget(self.match_button)
        answers.addWidget(self.differ_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(Label(text, wrap=True))
        column.addWidget(self.grid)
        column.addSpacing(px(4))
        column.addLayout(answers)

    def work(self) -> None:
        """Take no second answer while the first is carried out."""
        self.match_button.setEnabled(False)
        self.differ_button.setEnabled(False)

    def rest(self) -> None:
        """Ask again: the answer could not be carried out."""
        self.match_button.setEnabled(True)
        self.differ_button.setEnabled(True)
