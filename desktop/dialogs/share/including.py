"""What stays off paper unless it is asked for: restricted records, accounts, a file as it came."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.dialogs.share.offered import Offer
from desktop.theme import px
from desktop.widgets.inputs import CheckBox


class IncludingBoxes(QWidget):
    """Three questions, each asked only where there is something to leave out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.restricted = CheckBox(self.tr("With restricted records, such as alleged exploiters"))
        self.accounts = CheckBox(self.tr("With accounts of what was done to a child"))
        self.exact = CheckBox(self.tr("Byte for byte, with what the file says of itself"))
        self.exact.setObjectName("share_exact")
        self.restricted.setObjectName("share_restricted")
        self.accounts.setObjectName("share_accounts")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for box in (self.restricted, self.accounts, self.exact):
            column.addWidget(box)
            box.hide()
            box.toggled.connect(self.changed)

    def chosen(self) -> dict[str, bool]:
        """Return what is asked for, as a target carries it."""
        return {
            "restricted": self.restricted.isChecked(),
            "accounts": self.accounts.isChecked(),
            "exact": self.exact.isChecked(),
        }

    def choose(self, chosen: Mapping[str, Any]) -> None:
        """Set all, as after a lock."""
        self.restricted.setChecked(bool(chosen.get("restricted")))
        self.accounts.setChecked(bool(chosen.get("accounts")))
        self.exact.setChecked(bool(chosen.get("exact")))

    def show_offer(self, offered: Offer) -> None:
        """Ask about what the paper leaves out, or holds because it was asked for."""
        facts = dict(offered.lines)
        for name, box in (("restricted", self.restricted), ("accounts", self.accounts)):
            box.setVisible(box.isChecked() or facts.get(name, "0") != "0")
        # A text says nothing of itself.
        self.exact.setVisible("exact" in facts and facts.get("media") != "text")

    def words(self, offered: Offer) -> list[str]:
        """Return a sentence for each that is left out."""
        facts = dict(offered.lines)
        words = {
            "restricted": self.tr("Restricted records are left out: {count}."),
            "accounts": self.tr("Accounts are left out: {count}."),
        }
        return [
            words[name].format(count=facts[name]) for name in words if facts.get(name, "0") != "0"
        ]
