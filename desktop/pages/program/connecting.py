"""Connect this laptop's program to a server: its address, then the code for its operator."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.program.code import CodePanel
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import FieldName, Hint, Label
from desktop.wording.errors import plain
from desktop.wording.troubles import trouble
from storage.errors import SatchelError
from storage.profile import CountyProfile, server_address
from storage.usecases.county import county
from sync.client.enrolment.connect import begin_program
from sync.client.problems import SyncError


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class ConnectDialog(Dialog):
    """Asks for the address, meets the server, and ends with the program's code."""

    def __init__(self, lanes: Lanes, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent, _tr("Connect to a server"))
        self._context = context
        self._pinned: tuple[bytes, ...] = ()
        words = _tr(
            "The server carries what you save to your colleagues' laptops and keeps a copy. It"
            " cannot read any of it: only the laptops of your program can."
        )
        self.text = Label(words, wrap=True)
        self.name = FieldName(_tr("&Address of the server"))
        self.address = LineEdit(_tr("Address of the server"))
        self.address.setObjectName("connect_address")
        self.address.setPlaceholderText("https://")
        self.name.setBuddy(self.address)
        self.origin = Hint(_tr("Whoever runs the server gave it to you."), wrap=True)
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.panel = CodePanel()
        self.panel.hide()
        self.panel.copied.connect(lambda: context.say(_tr("The code was copied.")))
        for widget in (self.text, self.name, self.address, self.origin, self.notice, self.panel):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.close_button = self.add_button(_tr("Cancel"))
        self.connect_button = self.add_button(_tr("Connect"), self.connect_now, primary=True)
        self.connect_button.setObjectName("connect_now")
        self.take_room(500, 290)
        self.address.setFocus()
        lanes.read(county, context=self, then=self._show_county, key="county")

    def connect_now(self) -> None:
        """Meet the server and begin the program there, or say why not."""
        try:
            address = server_address(self.address.text())
        except SatchelError as error:
            self.notice.say(str(error))
            self.address.setFocus()
            return
        self.address.setText(address)
        self._work(working=True)
        syncing = self._context.syncing
        script = begin_program(self._context.clock, address, pinned=self._pinned)
        syncing.scripts.run(
            script, address, context=self, then=self._connected, failed=self._refuse
        )

    def _show_county(self, profile: CountyProfile | None) -> None:
        if profile is None or profile.records is None:
            return
        self._pinned = tuple(bytes.fromhex(key) for key in profile.records.keys)
        self.address.setText(profile.records.address)
        self.address.setEnabled(False)
        self.origin.setText(_tr("Set by {county}; locked").format(county=profile.name))
        self.connect_button.setFocus()

    def _connected(self, code: str) -> None:
        self._context.syncing.look()
        self.text.setText(_tr("This laptop has met the server. One thing is left to do:"))
        self.panel.show_code(code)
        for widget in (self.name, self.address, self.origin, self.notice, self.connect_button):
            widget.hide()
        self.panel.show()
        self.close_button.setText(_tr("Done"))
        self.close_button.setObjectName("connect_done")
        self.panel.copy_button.setFocus()

    def _refuse(self, error: BaseException) -> None:
        self._work(working=False)
        if isinstance(error, SyncError):
            why = trouble(error.problem)
            self.notice.say(f"{why.title}. {why.meaning}")
        else:
            self.notice.say(plain(error))
        self.connect_button.setFocus()

    def _work(self, *, working: bool) -> None:
        self.notice.hide()
        self.connect_button.setEnabled(not working)
        self.connect_button.setText(_tr("Meeting the server…") if working else _tr("Connect"))
