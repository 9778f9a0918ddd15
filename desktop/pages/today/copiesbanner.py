"""That copies which were saved on an earlier day still lie about, and what to do with them."""

from datetime import datetime, time

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog, tell
from desktop.widgets.labels import Label, Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.domain.clocks import ZONE, milliseconds
from storage.usecases.leftsheets import LeftSheet, delete_copies, keep_copies, left_copies


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class CopiesBanner(Banner):
    """Says how many files are left where they were saved; hidden where there is none."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("", "warn", _tr("Look at them"))
        self.setObjectName("today-copies")
        self._lanes, self._context = lanes, context
        self._copies: tuple[LeftSheet, ...] = ()
        self.hide()
        self.acted.connect(self._open)

    def read(self) -> None:
        """Look which are there; a drive that does not answer keeps nobody waiting."""
        midnight = datetime.combine(self._context.today(), time(), ZONE)
        self._lanes.report(
            left_copies, milliseconds(midnight), context=self, then=self._show, key="copies"
        )

    def _show(self, copies: tuple[LeftSheet, ...]) -> None:
        self._copies = copies
        files = counted(len(copies), _tr("file"), _tr("files"))
        words = _tr(
            "{files} that you printed or exported on an earlier day still lie where you saved"
            " them. Whoever opens them can read them."
        )
        if len(copies) == 1:
            words = _tr(
                "{files} that you printed or exported on an earlier day still lies where you saved"
                " it. Whoever opens it can read it."
            )
        self.set_text(words.format(files=files))
        self.setVisible(bool(copies))

    def _open(self) -> None:
        dialog = CopiesDialog(self._lanes, self._copies, self.window())
        dialog.finished.connect(self.read)
        dialog.open()


class CopiesDialog(Dialog):
    """Names the files, and deletes them or lets them lie."""

    def __init__(self, lanes: Lanes, copies: tuple[LeftSheet, ...], parent: QWidget) -> None:
        super().__init__(parent, _tr("Files that were saved"))
        self._lanes, self._copies = lanes, copies
        self.listed = Label("\n".join(map(_line, copies)), wrap=True)
        self.listed.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        names = ScrollBox(self.listed)
        names.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # The arrow keys scroll: there may be many.
        names.setAccessibleName(_tr("Files that were saved"))
        words = _tr(
            "Only the files that Satchel wrote and that are as it wrote them. What was moved,"
            " copied or sent on is yours to look after. A deleted file is not in the wastebasket;"
            " the disk may keep what was in it for a while."
        )
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.body.addWidget(self.notice)
        self.body.addWidget(names, 1)
        self.body.addWidget(Muted(words, wrap=True))
        self.add_button(_tr("Later")).setFocus()
        self.keep_button = self.add_button(_tr("Still needed, ask no more"), self.keep)
        self.keep_button.setObjectName("copies_keep")
        self.delete_button = self.add_button(_tr("Delete them now"), self.delete)
        self.delete_button.setObjectName("copies_delete")
        self.take_room(540, 360)

    def keep(self) -> None:
        """Let the files lie and ask no more."""
        self._lanes.write(
            keep_copies, self._copies, context=self, then=lambda _: self.accept(),
            failed=self._refuse,
        )  # fmt: skip

    def delete(self) -> None:
        """Delete the files that are what they were."""
        self._lanes.write(
            delete_copies, self._copies, context=self, then=self._told, failed=self._refuse
        )

    def _told(self, stay: tuple[str, ...]) -> None:
        self.accept()
        if stay:
            tell(self.parentWidget(), _tr("These were not deleted"), "\n".join(stay))

    def _refuse(self, error: BaseException) -> None:
        self.notice.say(plain(error))


def _line(copy: LeftSheet) -> str:
    saved = datetime.fromtimestamp(copy.saved / 1000, ZONE)
    folder = copy.path.parent.name or str(copy.path.parent)
    return _tr("{name} in {folder}, saved {when}").format(
        name=copy.path.name, folder=folder, when=local_moment(saved)
    )
