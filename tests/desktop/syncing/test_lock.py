"""The curtain and sync: what waits is sealed, nobody waits for a server."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.shell.curtain import Curtain
from desktop.shell.session import Session
from storage.domain.kinds.case import Case
from storage.usecases.drafts import draft
from storage.workspace import Workspace
from sync.client.commands import Ask, Script
from sync.client.sealing import anything_waits
from tests.conftest import Template
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, Served, save, settle
from tests.desktop.syncing.test_by_itself import note_texts, write_note
from tests.patience import within
from tests.storage.builders import add_case


@pytest.fixture
def case(ana: Ana) -> Case:
    case: Case = ana.workspace.write(add_case)[0]
    return case


class Silence:
    """A server that takes every connection and never says a word."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def silence() -> Iterator[Silence]:
    silence = Silence()
    yield silence
    silence.close()


def point_to(session: Session, qtbot: QtBot, address: str) -> None:
    """Let the program be at another address, as when a network swallows every answer."""

    def act(transaction: Any) -> None:
        transaction.connection.exec_driver_sql("UPDATE program SET server = ?", (address,))

    done: list[Any] = []
    session.lanes.write(act, context=session, then=done.append)
    qtbot.waitUntil(lambda: bool(done))
    session.syncing.look()
    settle(session, qtbot)


def test_what_waits_is_sealed_before_the_keys_go(
    case: Case, lena: Sessions, served: Served, new_folder: Any, new_template: Template,
    qtbot: QtBot,
) -> None:  # fmt: skip
    session = lena.start()
    settle(session, qtbot)
    served.stop()
    save(session, qtbot, write_note, case, "Just before the lock.")
    session.lock()
    assert len(lena.replaced) == 1
    assert session.lanes.close(60)
    with Workspace(new_folder, new_template.key, writer=False) as workspace:
        assert not workspace.read(anything_waits)
        assert workspace.read(draft, "desk") is not None


def test_the_lock_waits_for_no_server(
    case: Case, lena: Sessions, silence: Silence, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    point_to(session, qtbot, silence.address)
    save(session, qtbot, write_note, case, "Waits for a voice.")
    session.syncing.sync_now()
    qtbot.wait(300)
    assert session.syncing.at_work
    with within(2):
        session.lock()
    assert len(lena.replaced) == 1
    silence.close()


def test_an_idle_lock_lets_a_running_round_finish_behind_the_curtain_and_begins_no_other(
    ana: Ana, case: Case, lena: Sessions, new_folder: Any, new_template: Template, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    ana.save(write_note, case, "Arrives behind the curtain.")
    session.syncing.sync_now()
    session.lock_idle()
    curtain = lena.window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    assert curtain.isVisible()
    assert not lena.replaced
    qtbot.waitUntil(lambda: len(lena.replaced) == 1, timeout=20_000)
    assert session.lanes.close(60)
    with Workspace(new_folder, new_template.key, writer=False) as workspace:
        assert workspace.read(note_texts) == {"Arrives behind the curtain."}
    session.syncing.sync_now()
    assert not session.syncing.at_work


def test_closing_the_window_gives_the_round_up_and_what_arrives_is_there_next_time(
    ana: Ana, case: Case, lena: Sessions, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    ana.save(write_note, case, "News.")
    session.syncing.sync_now()
    lena.window.close()
    assert not session.syncing.at_work
    assert session.syncing.stop(60)
    window = session.window
    assert window is not None
    lena.end()
    again = lena.start()
    settle(again, qtbot)
    found: list[Any] = []
    again.lanes.read(note_texts, context=again, then=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == [{"News."}]


def test_an_idle_lock_does_not_outwait_an_invitation_that_asks_again_and_again(
    lena: Sessions, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)

    def asks() -> Script[None]:
        yield Ask("GET", "/v1/status")

    address = session.syncing.standing.server if session.syncing.standing else ""
    session.syncing.scripts.run(asks(), address, context=session, then=bool, failed=bool)
    session.lock_idle()
    assert not lena.replaced
    qtbot.waitUntil(lambda: len(lena.replaced) == 1)
