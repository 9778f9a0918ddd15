"""For a lead: what colleagues opened with a reason, since the record of access was read last."""

from PySide6.QtCore import QCoreApplication

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from storage.usecases.access.unread import Unread, unread
from storage.usecases.changes import Changes


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class AccessBanner(Banner):
    """Says how many there are and leads to them; hidden where there is nothing new."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__("", "info", _tr("Look"))
        self.setObjectName("today-access")
        self._lanes, self._context, self._act = lanes, context, ""
        self.hide()
        self.acted.connect(self._look)
        lanes.changed.connect(self._on_changed)

    def read(self) -> None:
        """Ask anew."""
        self._lanes.read(unread, context=self, then=self._show, key="unread")

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches("access_batch"):
            self.read()

    def _show(self, found: Unread) -> None:
        # Where more is to be seen than reasons, the whole record is shown.
        self._act = "" if found.cuts or found.faults else "override"
        self.set_text(" ".join(_sentences(found)))
        self.setVisible(bool(found.overrides or found.cuts or found.faults))

    def _look(self) -> None:
        self.hide()
        self._context.go("accessrecord", {"act": self._act})


def _sentences(found: Unread) -> list[str]:
    said = []
    if found.overrides == 1:
        said.append(_tr("A colleague opened something with a reason."))
    elif found.overrides:
        said.append(
            _tr("Colleagues opened something with a reason {count} times.").format(
                count=found.overrides
            )
        )
    if found.cuts:
        said.append(_tr("On a laptop of the program, entries of the record of access are missing."))
    if found.faults:
        said.append(_tr("Entries that came are not what their laptop wrote."))
    return said
