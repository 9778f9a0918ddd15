"""A workspace that cannot be opened as it is: what happened, and each way on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.unlock.panel import Step
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Label
from desktop.wording.errors import plain
from storage.errors import DamagedError, HistoryLostError, NewerVersionError


class Trouble(Step):
    """Says what is wrong; ``opened_anyway`` for lost history, ``brought_back`` for a backup."""

    opened_anyway = Signal()
    brought_back = Signal()
    opened_to_read = Signal()
    went_back = Signal()

    def __init__(self, error: BaseException, *, unlocked: bool = False) -> None:
        super().__init__(self._title(error))
        self.body.addWidget(Banner(plain(error), "warn"))
        for sentence in self._ways_on(error):
            self.body.addWidget(Label(sentence, wrap=True, selectable=True))
        self._back = PrimaryButton(self.tr("Back"))
        self._back.clicked.connect(self.went_back)
        if isinstance(error, HistoryLostError):
            anyway = Button(self.tr("Open it as it is"))
            anyway.clicked.connect(self.opened_anyway)
            self.foot.addWidget(anyway)
        if isinstance(error, DamagedError):
            bring = Button(self.tr("Bring back a backup"), "history")
            bring.clicked.connect(self.brought_back)
            self.foot.addWidget(bring)
        if unlocked and not isinstance(error, HistoryLostError | NewerVersionError):
            read = Button(self.tr("Open it to read"), "eye")
            read.clicked.connect(self.opened_to_read)
            self.foot.addWidget(read)
        self.foot.addWidget(self._back)

    @override
    def first_focus(self) -> QWidget:
        return self._back

    def _title(self, error: BaseException) -> str:
        match error:
            case HistoryLostError():
                return self.tr("Something newer was here")
            case NewerVersionError():
                return self.tr("Made by a newer Satchel")
            case DamagedError():
                return self.tr("A file is damaged")
            case _:
                return self.tr("Satchel could not open it")

    def _ways_on(self, error: BaseException) -> list[str]:
        restore = self.tr(
            "To go back to a backup, bring it back: what is here now is moved aside, never deleted."
        )
        match error:
            case HistoryLostError():
                anyway = self.tr(
                    "Or open it as it is: nothing is changed by that, and what was saved after "
                    "this copy is missing. Write down what you remember of it."
                )
                return [restore, anyway]
            case NewerVersionError():
                return [
                    self.tr("Nothing was changed. Install the newest Satchel, then open it again.")
                ]
            case DamagedError():
                return [self.tr("Nothing was deleted."), restore]
            case _:
                return []
