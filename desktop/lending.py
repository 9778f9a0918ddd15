"""Documents that other programs show: what is outside now, whether it changed, and its wiping."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from desktop.channel import Channel
from desktop.system.outside import Room, users_of, wiped
from storage.domain.kinds.document import Document
from storage.errors import SatchelError
from storage.usecases.documents.outside import Leaving, is_changed
from storage.usecases.sharing import Released, write_private

_LOOK_MS = 4_000


@dataclass(slots=True, eq=False)
class Lent:
    """One document outside: under which kind it is spoken of, where it lies, whether it changed."""

    document: Document
    kind: str
    path: Path
    changed: bool = False
    held: bool = False
    """Another program does not let it go; wiping is tried again."""


def _open(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class Lending(QObject):
    """What is outside, for the desk; ``changed`` when that changes. Lives on the GUI thread."""

    def __init__(
        self, parent: QObject, room: Room | None = None, opener: Callable[[Path], bool] = _open
    ) -> None:
        super().__init__(parent)
        self.changed: Channel[object] = Channel()
        self.out: list[Lent] = []
        self._room = room or Room()
        self._opener = opener
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.look)

    @staticmethod
    def of(desk: QObject) -> "Lending":
        """Return the one of this desk."""
        found = desk.findChild(Lending)
        return found if isinstance(found, Lending) else Lending(desk)

    def lend(self, what: Leaving, released: Released) -> bool:
        """Write what passed the gate and have the system open it; False where nothing can.

        GateError where there is no private place for it.
        """
        path = write_private(released, self._room.place(what.ending))
        lent = Lent(what.document, what.kind, path)
        if not self._opener(path):
            wiped(path, Path.unlink)
            return False
        self.out.append(lent)
        self._look.start()
        self.changed.announce(None)
        return True

    def look(self) -> None:
        """Look whether a copy was changed, and try again to wipe what was held."""
        before = [(one.changed, one.held) for one in self.out]
        for one in list(self.out):
            if one.held:
                self._wipe(one)
            else:
                one.changed = _changed(one, one.document.digest)
        if before != [(one.changed, one.held) for one in self.out]:
            self.changed.announce(None)

    def is_newer(self, lent: Lent, kept: str = "") -> bool:
        """Look at one copy now; tell whether it holds what nobody was told of, or kept.

        ``kept`` is the digest of what was kept of it.
        """
        if lent.held or (lent.changed and not kept):
            return False
        newer = _changed(lent, kept or lent.document.digest)
        if newer and not lent.changed:
            lent.changed = True
            self.changed.announce(None)
        return newer

    def give_back(self, lent: Lent) -> list[str]:
        """Wipe one copy; return the other programs that still had it open."""
        users = users_of(lent.path)
        self._wipe(lent)
        self.changed.announce(None)
        return users

    def _wipe(self, lent: Lent) -> None:
        lent.held = not wiped(lent.path, Path.unlink)
        if not lent.held:
            self.out = [one for one in self.out if one is not lent]
        if not self.out:
            self._room.wipe()
            self._look.stop()


def _changed(lent: Lent, known: str) -> bool:
    try:
        return is_changed(lent.path, replace(lent.document, digest=known))
    except SatchelError:
        # It is being written at this moment, or was taken away: looked at again in a moment.
        return lent.changed
