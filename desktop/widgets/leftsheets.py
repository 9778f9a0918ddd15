"""Asks for the files of sheets that were written to be printed, for as long as they are there."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.wording.errors import plain
from storage.usecases.leftsheets import LeftSheet, delete_sheet, left_sheets


def _tr(text: str) -> str:
    return QCoreApplication.translate("sheets", text)


class LeftSheets(QWidget):
    """One sentence for each sheet that still lies about as a file, with a button that deletes it.

    It takes no room while there is none.
    """

    def __init__(self, lanes: Lanes) -> None:
        super().__init__()
        self._lanes = lanes
        self.banners: list[Banner] = []
        self.told = Banner("", "ok")
        self.told.setObjectName("left_sheets_told")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._column.addWidget(self.told)
        self.told.hide()
        self.hide()

    def look(self) -> None:
        """Look again which files are there; a drive that does not answer keeps nobody waiting."""
        self._lanes.report(left_sheets, context=self, then=self._show, key="sheets")

    def _show(self, sheets: tuple[LeftSheet, ...]) -> None:
        for banner in self.banners:
            banner.hide()
            banner.deleteLater()
        self.banners = [self._banner(number, sheet) for number, sheet in enumerate(sheets)]
        self.setVisible(bool(sheets) or not self.told.isHidden())

    def _banner(self, number: int, sheet: LeftSheet) -> Banner:
        words = _tr(
            "{name} is still in the folder {folder}. Whoever opens the file can read what is on"
            " the paper. Print it, if you have not, then delete it."
        ).format(name=sheet.path.name, folder=sheet.path.parent.name or str(sheet.path.parent))
        banner = Banner(words, "warn", _tr("Delete it now"))
        banner.setObjectName(f"left_sheet_{number}")
        banner.acted.connect(partial(self._delete, sheet))
        self._column.insertWidget(number, banner)
        return banner

    def _delete(self, sheet: LeftSheet) -> None:
        self._lanes.write(
            delete_sheet,
            sheet,
            context=self,
            then=lambda _: self._tell(sheet),
            failed=self._refuse,
        )

    def _tell(self, sheet: LeftSheet) -> None:
        words = _tr(
            "{name} is deleted, and is not in the wastebasket either. The disk may keep what was"
            " in it for a while; nothing can promise to wipe that."
        )
        self.told.set_kind("ok")
        self.told.say(words.format(name=sheet.path.name))
        self.look()

    def _refuse(self, error: BaseException) -> None:
        self.told.set_kind("problem")
        self.told.say(plain(error))
        self.look()
