"""The frame of the door: who we are on one side, what to do on the other."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.mark import Mark, SideName, SideText
from desktop.widgets.scrollbox import WrappedBody


class DoorSide(QFrame):
    """The dark side of the door: the same words for everyone who looks."""

    def __init__(self) -> None:
        super().__init__()
        name = QHBoxLayout()
        name.setSpacing(px(10))
        name.addWidget(Mark(32))
        name.addWidget(SideName("Satchel"))
        name.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(32), px(32), px(32), px(28))
        column.setSpacing(px(14))
        column.addLayout(name)
        column.addStretch(1)
        for text in (
            self.tr("Works where there is no network."),
            self.tr("Everything kept on this laptop is encrypted."),
            self.tr("Only you open it, or people of your program together. Nobody else can."),
        ):
            column.addWidget(SideText(text, wrap=True))
        self.setMinimumWidth(px(250))
        self.setMaximumWidth(px(340))


class Step(WrappedBody):
    """One step in front of the door: a title, a line beneath it, a body, buttons at the foot."""

    def __init__(self, title: str, subtitle: str = "", count: str = "") -> None:
        super().__init__()
        self.heading = Heading(title, level=1, wrap=True)
        self.subtitle = Muted(subtitle, wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(8))
        self.foot = QHBoxLayout()
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addStretch(1)
        if count:
            column.addWidget(Muted(count))
        column.addWidget(self.heading)
        column.addWidget(self.subtitle)
        self.subtitle.setVisible(bool(subtitle))
        column.addSpacing(px(8))
        column.addLayout(self.body)
        column.addSpacing(px(8))
        column.addLayout(self.foot)
        column.addStretch(1)
        column.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def first_focus(self) -> QWidget | None:
        """Return what gets the keyboard when the step is shown."""
        return None


def step_count(number: int) -> str:
    """Return the line over a step of the first run."""
    text = QCoreApplication.translate("Step", "Step {number} of {count}")
    return text.format(number=number, count=4)
