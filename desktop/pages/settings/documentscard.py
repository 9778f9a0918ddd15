"""What the county's profile or this computer lets happen to documents: told, not chosen."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.pages.settings.line import SettingLine
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class DocumentsCard(Card):
    """Two rules, each with the words for what holds; ``lines`` say who set them."""

    def __init__(self) -> None:
        super().__init__(_tr("Documents"))
        self.pictures, self.outside = Label("", wrap=True), Label("", wrap=True)
        self.pictures.setObjectName("settings_pictures")
        self.outside.setObjectName("settings_outside")
        self.lines = {
            "documents.pictures": SettingLine(_tr("Photographs and scans"), self.pictures),
            "documents.outside": SettingLine(_tr("In another program"), self.outside),
        }
        for line in self.lines.values():
            self.body.addWidget(line)
        words = _tr("These are rules of your program; its profile or this computer sets them.")
        self.body.addWidget(Muted(words, wrap=True))
        self.body.addStretch(1)

    def show_rules(self, stored: Mapping[str, Any]) -> None:
        """Say what holds."""
        taken, refused = (
            _tr("May come in as documents."),
            _tr(
                "Do not come in. If a picture may show abuse, do not copy it; call the police"
                " and NCMEC."
            ),
        )
        self.pictures.setText(taken if stored["documents.pictures"] else refused)
        self.outside.setText(_outside()[str(stored["documents.outside"])])


def _outside() -> dict[str, str]:
    return {
        "nobody": _tr("Nobody opens a document outside Satchel."),
        "leads": _tr("The program's leads may open one, with a reason."),
        "members": _tr("Everybody may open one, with a reason."),
    }
