"""What the door says of changes that a courier carries while Satchel is locked."""

from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from desktop.wording.numbers import counted
from storage import threads
from storage.domain.clocks import Clock
from storage.threads import NoThreadError

if TYPE_CHECKING:
    from sync.client.courier.travelling import Journey, News

_LETTER = "workspace.courier"


class CourierPost(QObject):
    """Sends what was sealed before the lock, on a thread of its own that holds no keys.

    ``said`` is one plain sentence; ``erased`` comes after the program's leads had a lost laptop
    destroy what it held.
    """

    said = Signal(str)
    erased = Signal()
    _heard = Signal(object)

    def __init__(self, folder: Path, clock: Clock, profile: Path | None, owner: QObject) -> None:
        super().__init__(owner)
        self._folder, self._clock, self._profile = folder, clock, profile
        self._journey: Journey | None = None
        self._stopped = False
        self._heard.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin, where there is a letter; the library is read on the thread."""
        if not (self._folder / _LETTER).exists():
            return
        try:
            threads.start(Thread(target=self._travel, name="courier", daemon=True))
        except NoThreadError:
            self.said.emit(_tr("What waits to be sent is sent after you unlock."))

    def stop(self) -> None:
        """Leave the rest to the workspace, which is being opened."""
        self._stopped = True
        if self._journey is not None:
            self._journey.stop()

    def _travel(self) -> None:
        module = import_module("sync.client.courier.travelling")
        transport = import_module("sync.client.transport").HttpTransport
        authority = import_module("desktop.profile").installed(self._profile).ca_path
        self._journey = module.Journey(
            self._folder, self._clock, lambda address: transport(address, authority)
        )
        if not self._stopped:
            self._journey.travel(self._tell)

    def _tell(self, news: "News") -> None:
        try:
            self._heard.emit(news)
        except RuntimeError:  # the door was closed meanwhile
            self.stop()

    def _say(self, news: "News") -> None:
        if self._stopped:
            return
        if news.standing == "erase" and not news.waiting and not news.more:
            self.erased.emit()
        else:
            self.said.emit(courier_sentence(news))


def courier_sentence(news: "News") -> str:
    """Write ``3 changes wait to be sent.``; empty where there is nothing to say."""
    said = []
    if news.standing != "member":
        said.append(_tr("This laptop has been taken out of its program."))
    elif news.waiting:
        changes = counted(news.waiting, "change", "changes")
        waits = _tr("{changes} waits to be sent.") if news.waiting == 1 else None
        said.append((waits or _tr("{changes} wait to be sent.")).format(changes=changes))
    elif news.sent:
        said.append(_tr("Everything that waited was sent."))
    if news.more and news.standing == "member":
        said.append(_tr("The rest is sent after you unlock."))
    return " ".join(said)


def _tr(text: str) -> str:
    return QCoreApplication.translate("unlock", text)
