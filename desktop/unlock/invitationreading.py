"""Read an invitation's file, or the picture of its code, while the door stays alive."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.errand import Errand
from desktop.wording.errors import plain
from storage.errors import CancelledError
from storage.viewing.session import Viewing
from sync.client.enrolment.links import Invited
from sync.client.enrolment.pictures import read_path, read_picture


class InvitationReading:
    """``take`` gets what was read, ``refuse`` why nothing was; one at a time.

    A process without keys looks at pictures; it is ended with whoever asked for it.
    """

    def __init__(
        self, owner: QWidget, take: Callable[[Invited], object], refuse: Callable[[str], object]
    ) -> None:
        self._owner, self._take, self._refuse = owner, take, refuse
        self._viewing = Viewing()
        # A door that shows another step deletes this one without closing it.
        owner.destroyed.connect(self.end)

    def read_path(self, path: Path) -> None:
        """Read the file at ``path``."""
        self._read(lambda viewing: read_path(path, viewing))

    def read_picture(self, content: bytes) -> None:
        """Read a picture that was pasted."""
        self._read(lambda viewing: read_picture(content, viewing))

    def end(self) -> None:
        """Read no further."""
        self._viewing.close()

    def _read(self, work: Callable[[Viewing], Invited]) -> None:
        self.end()
        viewing = self._viewing = Viewing()
        Errand(self._owner).run(lambda: work(viewing), self._take, self._not_read)

    def _not_read(self, error: BaseException) -> None:
        # Whoever ended it, or reads another, knows.
        if not isinstance(error, CancelledError):
            self._refuse(plain(error))
