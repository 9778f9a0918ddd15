"""The chip that says a field has several versions; pressing it shows them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy

from desktop.background import Lanes
from desktop.conflicts.popup import VersionsPopup
from desktop.conflicts.words import chip_words, fields_words, short_fields_words
from desktop.context import DeskContext
from desktop.widgets.buttons import Button
from storage.usecases.syncing.reviewing import Review


class VersionsChip(Button):
    """``2 versions``; a button, so that the keyboard reaches it."""

    _role = "info"

    def __init__(
        self, lanes: Lanes, context: DeskContext, reviews: Sequence[Review], *, named: bool = False
    ) -> None:
        """Stand for ``reviews``; with ``named`` the chip says which fields they are about."""
        words = chip_words(reviews)
        about = "; ".join(fields_words(review) for review in reviews)
        spoken = words if about == words else f"{words}: {about}"
        short = words if about == words else f"{words}: {short_fields_words(reviews)}"
        super().__init__(short if named else words, "layers")
        self._lanes, self._context = lanes, context
        self._reviews = tuple(reviews)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        first = self._reviews[0]
        self.setObjectName(f"versions-{first.record.hex()}-{first.register}")
        self.setAccessibleName(spoken)
        self.setAccessibleDescription(self.tr("Shows the versions side by side"))
        self.clicked.connect(self._open)

    @property
    def reviews(self) -> tuple[Review, ...]:
        """What it stands for."""
        return self._reviews

    def _open(self) -> None:
        popup = VersionsPopup(self.window(), self._lanes, self._context, self._reviews)
        popup.open_under(self)
