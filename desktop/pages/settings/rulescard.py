"""What the county's profile or this computer asks of people at work: told, not chosen."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.pages.settings.line import SettingLine
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class RulesCard(Card):
    """When a reason is asked for, each rule in words; ``lines`` say who set them."""

    def __init__(self) -> None:
        super().__init__(_tr("When a reason is asked for"))
        self.others, self.restricted = Label("", wrap=True), Label("", wrap=True)
        self.many = Label("", wrap=True)
        for name in ("others", "restricted", "many"):
            getattr(self, name).setObjectName(f"settings_{name}")
        self.lines = {
            "access.others_cases": SettingLine(_tr("Cases of colleagues"), self.others),
            "access.restricted": SettingLine(_tr("Restricted records"), self.restricted),
            "masschange.lead_only": SettingLine(_tr("Very many records at once"), self.many),
        }
        for line in self.lines.values():
            self.body.addWidget(line)
        words = _tr(
            "These are rules of your program; its signed profile or the policy of this computer"
            " sets them, and nobody changes them here. To have one changed, ask whoever gave you"
            " the profile, or looks after this computer."
        )
        self.body.addWidget(Muted(words, wrap=True))
        self.body.addStretch(1)

    def show_rules(self, stored: Mapping[str, Any]) -> None:
        """Say what holds."""
        self.others.setText(
            _tr(
                "Open with a reason, but for leads and whoever covers for the colleague. The"
                " reason stands in the record of access."
            )
            if stored["access.others_cases"] == "reason"
            else _tr("Open without a reason. The record of access says who opened what.")
        )
        self.restricted.setText(
            _tr("Open with a reason, but for leads. The reason stands in the record of access.")
            if stored["access.restricted"] == "reason"
            else _tr("Open without a reason. The record of access says who opened what.")
        )
        most = _tr(
            "Whoever changes more than 10 cases or retires more than 10 records at once (5\u00a0%"
            " of the cases where that is more, at most 25) is stopped first."
        )
        goes_on = (
            _tr("Only a lead goes on, with a reason.")
            if stored["masschange.lead_only"]
            else _tr("Everybody may go on, with a reason.")
        )
        self.many.setText(f"{most} {goes_on}")
