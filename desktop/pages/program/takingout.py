"""Take a laptop out of the program: why, what happens, and what is left to do by people."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox, ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment
from desktop.wording.incident import duties, laptop_words, reason_words
from desktop.wording.names import shown
from desktop.wording.troubles import what_happened
from sync.client.governing.leaving import revoke
from sync.client.members import MemberDevice

_ERASING = frozenset({"lost", "stolen", "left"})


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class TakeOutDialog(Dialog):
    """One laptop. When it is done the sheet says what people have to do now."""

    dialog_id = "takeout"

    def __init__(
        self,
        context: DeskContext,
        member: MemberDevice,
        parent: QWidget,
        others: Sequence[MemberDevice] = (),
    ) -> None:
        self._name = shown(member.name, context.initials)
        title = _tr("Take {name}'s laptop out of the program").format(name=self._name)
        super().__init__(parent, title)
        self._context, self._member, self._others = context, member, others
        self.reason = ChoiceBox(_tr("What happened"))
        self.reason.setObjectName("takeout_reason")
        for code in ("lost", "stolen", "left", "replaced"):
            self.reason.addItem(reason_words(code), code)
        self.others = CheckBox(
            _tr("Take the person's &other laptops out too ({count})").format(count=len(others))
        )
        self.others.setObjectName("takeout_others")
        self.erase = CheckBox(_tr("&Erase what is on it at its next sync"))
        self.erase.setObjectName("takeout_erase")
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.sheet = Label("", wrap=True, selectable=True)
        self.sheet.setObjectName("takeout_sheet")
        self.sheet.hide()
        self._asked = self._arrange()
        self.close_button = self.add_button(_tr("Cancel"))
        self.button = self.add_button(_tr("Take it out"), self.take_out, primary=True)
        self.button.setObjectName("takeout_now")
        self.keep_button = self.add_button(_tr("&Save the sheet…"), self.keep)
        self.keep_button.setObjectName("takeout_keep")
        self.keep_button.hide()
        self.reason.currentIndexChanged.connect(self._suggest)
        self._suggest()
        self.take_room(560, 420)

    def take_out(self) -> None:
        """Sign it, with new keys for everybody who stays."""
        self.button.setEnabled(False)
        self.button.setText(_tr("Making new keys…"))
        self.notice.hide()
        reason = self.reason.currentData()
        others = [one.device for one in self._others if self.others.isChecked()]
        script = revoke(
            self._context.clock,
            (self._member.device, *others),
            reason,
            erase=self.erase.isChecked(),
        )
        self._context.syncing.run(
            script,
            context=self,
            then=lambda _done: self._show_done(),
            failed=self._fail,
        )

    def keep(self) -> None:
        """Save the sheet through the gate; it can be saved again from the list of members."""
        self.accept()
        self._context.open("share", {"incident": self._member.device.hex()})

    def _arrange(self) -> tuple[QWidget, ...]:
        heard = self._member.heard
        last = (
            _tr("The last change that came from it was made on {when}.").format(
                when=local_moment(heard)
            )
            if heard is not None
            else _tr("No change ever came from it.")
        )
        what = Label(
            _tr(
                "From now on it receives nothing more, and every key it knew is replaced. What was"
                " sent from it stays. What it has not sent yet is handed to the program's leads,"
                " who decide about it."
            ),
            wrap=True,
        )
        limits = Muted(
            _tr(
                "Files of documents that it has not sent cannot be handed over; the documents say"
                " so. What is on it already stays readable to whoever knows its passphrase, until"
                " it was erased. A laptop that never meets the server again is never told."
            ),
            wrap=True,
        )
        member = self._member
        which = [laptop_words(member.place, member.laptops)] if member.laptops > 1 else []
        asked = (
            Label(". ".join((*which, last)), wrap=True),
            labelled(_tr("&What happened"), self.reason),
            *((self.others,) if self._others else ()),
            self.erase,
            what,
            limits,
        )
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(10))
        for part in (*asked, self.sheet):
            column.addWidget(part)
        column.addStretch(1)
        self.body.addWidget(self.notice)
        self.body.addWidget(ScrollBox(inside), 1)
        return asked

    def _suggest(self, _index: int = 0) -> None:
        self.erase.setChecked(self.reason.currentData() in _ERASING)
        # Whoever leaves does so with all laptops; a lost one is one.
        self.others.setChecked(bool(self._others) and self.reason.currentData() == "left")

    def _show_done(self) -> None:
        """Say what people have to do now; it can be saved, copied or written down."""
        for part in self._asked:
            part.hide()
        out = _tr("{name}'s laptop is out")
        if self.others.isChecked():
            out = _tr("{name}'s laptops are out")
        self.title.setText(out.format(name=self._name))
        self.sheet.setText("\n\n".join(duties(self.reason.currentData())))
        self.sheet.show()
        self.button.hide()
        self.keep_button.show()
        self.close_button.setText(_tr("Close"))
        self.close_button.setFocus()

    def _fail(self, error: BaseException) -> None:
        self.notice.say(what_happened(error))
        self.button.setEnabled(True)
        self.button.setText(_tr("Take it out"))
