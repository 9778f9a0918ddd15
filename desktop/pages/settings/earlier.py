"""Earlier workspaces that bringing a backup back moved aside, each with the way to destroy it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.dialogs import ask
from desktop.widgets.labels import Label, Muted
from desktop.wording.dates import local_moment
from storage.backup.movedaside import Aside


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class EarlierWorkspaces(QWidget):
    """Says which lie beside this one; ``unwanted`` carries one that is to be destroyed."""

    unwanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Aside, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(8))
        self.hide()

    def show_all(self, earlier: Sequence[Aside]) -> None:
        """Show these, the latest first; nothing at all where there are none."""
        if self._shown != tuple(earlier):
            self._shown = tuple(earlier)
            while (item := self._rows.takeAt(0)) is not None:
                row = item.widget()
                if row is not None:
                    row.hide()
                    row.deleteLater()
            for one in earlier:
                self._rows.addWidget(self._row(one))
        self.setVisible(bool(earlier))

    def _row(self, one: Aside) -> QWidget:
        when = local_moment(one.moved)
        text = _tr(
            "An earlier workspace of {when} lies beside this one. Whoever has the laptop and its"
            " passphrase of that day opens it, and it still holds what was destroyed since."
        )
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(Label(text.format(when=when), wrap=True))
        folder = _tr("It is in {folder}").format(folder=one.path)
        column.addWidget(Muted(folder, wrap=True, selectable=True))
        button = Button(_tr("Destroy it…"))
        button.setObjectName("settings_destroy_earlier")
        button.setAccessibleName(_tr("Destroy the workspace of {when}").format(when=when))
        button.clicked.connect(lambda: self._ask(one))
        beside = QHBoxLayout()
        beside.addWidget(button)
        beside.addStretch(1)
        column.addLayout(beside)
        return row

    def _ask(self, one: Aside) -> None:
        text = _tr(
            "Its keys are overwritten, then the folder {folder} goes. What was saved in it, never"
            " sent and in no backup is lost. There is no way back. This workspace and its backups"
            " stay as they are."
        )
        ask(
            self.window(),
            _tr("Destroy the earlier workspace of {when}?").format(when=local_moment(one.moved)),
            text.format(folder=one.path.name),
            yes=_tr("Destroy it"),
            then=lambda: self.unwanted.emit(one),
        )
