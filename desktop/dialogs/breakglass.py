"""Break-glass: open what the program's rule withholds, with a reason, for some hours."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import ChoiceBox, TextArea
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label
from desktop.wording.errors import plain
from storage.usecases.access.noting import Subject
from storage.usecases.access.withholding import HOURS, permit


def _tr(text: str) -> str:
    return QCoreApplication.translate("breakglass", text)


class BreakGlassDialog(Dialog):
    """Asks why; ``then`` in the target (dialog or not, name, target) is shown afterwards."""

    dialog_id = "breakglass"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Open with a reason"))
        self._lanes, self._context, self._target = lanes, context, dict(target)
        self._banner = Banner("", "warn")
        self._banner.hide()
        self.reason = TextArea(_tr("Why you open it"))
        self.reason.setObjectName("breakglass_reason")
        self.reason.setFixedHeight(px(84))
        self.hours = ChoiceBox(_tr("For how long"))
        self.hours.setObjectName("breakglass_hours")
        words = (_tr("1 hour"), _tr("8 hours"), _tr("24 hours"))
        for hours, said in zip(HOURS, words, strict=True):
            self.hours.addItem(said, hours)
        self._arrange()

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen."""
        return {"reason": self.reason.toPlainText(), "hours": self.hours.currentIndex()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        self.reason.setPlainText(str(place.get("reason", "")))
        self.hours.setCurrentIndex(int(place.get("hours", 0)))

    def save(self) -> None:
        """Enter the reason and go on, or say what is missing."""
        subject = Subject(
            str(self._target["kind"]),
            bytes.fromhex(str(self._target["record"])),
            bytes.fromhex(str(self._target.get("case", ""))),
        )
        self._lanes.write(
            permit,
            subject,
            self.reason.toPlainText(),
            int(self.hours.currentData()),
            context=self,
            then=self._go_on,
            failed=self._failed,
        )

    def _go_on(self, _changes: object) -> None:
        self.accept()
        then = self._target.get("then")
        if then:
            is_dialog, name, target = then
            (self._context.open if is_dialog else self._context.go)(str(name), dict(target))

    def _failed(self, error: BaseException) -> None:
        self._banner.set_text(plain(error))
        self._banner.show()
        self.reason.setFocus()

    def _arrange(self) -> None:
        self.body.addWidget(Label(self._told(), wrap=True))
        self.body.addWidget(self._banner)
        self.body.addWidget(labelled(_tr("&Why you open it"), self.reason))
        self.body.addWidget(labelled(_tr("For how &long"), self.hours))
        self.add_button(self.tr("Cancel"))
        self.add_button(_tr("Open it"), self.save, primary=True)
        self.reason.setFocus()
        self.take_room(520)

    def _told(self) -> str:
        number = str(self._target.get("number", ""))
        if whose := str(self._target.get("whose", "")):
            first = _tr("Case {number} is {whose}'s.").format(number=number, whose=whose)
        else:
            first = _tr("This record is restricted.")
        rest = _tr(
            "By your program's rule it is opened only with a reason. Your reason, and that you "
            "opened it, go into the record of access, which your program's leads read."
        )
        return f"{first} {rest}"
