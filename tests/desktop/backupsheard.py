"""Whoever listens to how the backups stand, and the card of Settings that shows it."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.backups import BackupState
from desktop.pages.settings.backupcard import BackupCard
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label
from tests.desktop.at_desk import AtDesk
from tests.desktop.conftest import Show


class Heard(QObject):
    """Whoever listens to how the backups stand."""

    def __init__(self, at_desk: AtDesk) -> None:
        super().__init__()
        self.states: list[BackupState] = []
        at_desk.context.backups.changed.connect(self.take)

    def take(self, state: BackupState) -> None:
        self.states.append(state)


@pytest.fixture
def heard(at_desk: AtDesk) -> Heard:
    return Heard(at_desk)


@pytest.fixture
def card(at_desk: AtDesk, shown: Show) -> BackupCard:
    card = BackupCard(at_desk.context, Button("By hand"), Label(""))
    shown(card)
    return card


def after(qtbot: QtBot, heard: Heard, count: int) -> BackupState:
    qtbot.waitUntil(lambda: len(heard.states) >= count, timeout=20_000)
    return heard.states[-1]
