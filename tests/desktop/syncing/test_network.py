"""The network thread: scripts one after another, each step where it belongs."""

from collections.abc import Iterator
from threading import Event, current_thread
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.background import Lanes
from desktop.syncing.network import Ended, NetworkLane, Run
from desktop.syncing.scripts import Scripts
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from sync.client.commands import Answer, Ask, Do, Look, Script, Tell, Unreachable
from sync.client.problems import SyncError


class Line:
    """A wire whose other end a test holds."""

    def __init__(self, answer: Answer | Unreachable) -> None:
        self._answer = answer
        self.go_on = Event()
        self.go_on.set()
        self.asked: list[str] = []
        self.closed = False

    def ask(self, ask: Ask) -> Answer | Unreachable:
        self.asked.append(f"{current_thread().name} {ask.path}")
        self.go_on.wait(60)
        return self._answer

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def line() -> Line:
    return Line(Unreachable("timeout"))


@pytest.fixture
def network(line: Line) -> Iterator[NetworkLane]:
    network = NetworkLane(lambda _address: line)
    yield network
    line.go_on.set()
    network.close()
    assert network.join(60)


@pytest.fixture
def scripts(lanes: Lanes) -> Iterator[Scripts]:
    scripts = Scripts(lanes)
    yield scripts
    assert scripts.close(60)


def asks(path: str) -> Script[str]:
    answer = yield Ask("GET", path)
    return f"{path}: {answer.why}"


def renames(name: str) -> Script[tuple[str, str]]:
    """Note on which thread a query and an act run."""
    yield Tell("sending", 1, 2)
    was = yield Do(_rename, (name,))
    thread, now = yield Look(_name)
    return was, f"{thread} {now}"


def _rename(transaction: Transaction, name: str) -> tuple[str, Changes]:
    set_settings(transaction, {"person.name": name})
    return current_thread().name, Changes(act="sync")


def _name(connection: Any) -> tuple[str, str]:
    return current_thread().name, setting(connection, "person.name")


def refuses() -> Script[None]:
    yield Look(_name)
    raise SyncError("blocked")


def recovers() -> Script[str]:
    try:
        yield Look(_fails)
    except ZeroDivisionError:
        return "caught in the script"
    return "nothing was raised"


def _fails(_connection: Any) -> float:
    return 1 / 0


def test_requests_are_asked_on_the_network_thread_and_scripts_wait_their_turn(
    network: NetworkLane, line: Line, qtbot: QtBot
) -> None:
    ended: list[Ended] = []
    for path in ("/one", "/two"):
        network.submit(Run(asks(path), "x", lambda *_: None, lambda _run, end: ended.append(end)))
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert [end.outcome for end in ended] == ["/one: timeout", "/two: timeout"]
    assert line.asked == ["network /one", "network /two"]


def test_what_is_given_up_during_a_request_comes_to_nothing_and_its_script_is_closed(
    network: NetworkLane, line: Line, qtbot: QtBot
) -> None:
    closed = Event()

    def script() -> Script[None]:
        try:
            yield Ask("GET", "/slow")
            yield Ask("GET", "/never")
        finally:
            closed.set()

    line.go_on.clear()
    ended: list[Ended] = []
    run = Run(script(), "x", lambda *_: None, lambda _run, end: ended.append(end))
    network.submit(run)
    qtbot.waitUntil(lambda: bool(line.asked))
    run.stop()
    line.go_on.set()
    assert closed.wait(60)
    assert line.asked == ["network /slow"]
    assert ended == []


def test_closing_returns_at_once_though_a_server_does_not_answer(line: Line, qtbot: QtBot) -> None:
    network = NetworkLane(lambda _address: line)
    line.go_on.clear()
    network.submit(Run(asks("/slow"), "x", lambda *_: None, lambda *_: None))
    qtbot.waitUntil(lambda: bool(line.asked))
    network.close()
    assert not network.join(0)
    line.go_on.set()
    assert network.join(60)
    assert line.closed


def test_acts_run_on_the_storage_lane_and_are_announced_queries_on_the_reader_lane(
    scripts: Scripts, lanes: Lanes, qtbot: QtBot
) -> None:
    found: list[object] = []
    told: list[Tell] = []
    context = QObject()
    with qtbot.waitSignal(lanes.changed._bridge.signal) as heard:
        scripts.run(
            renames("Maria"), "x", context=context, then=found.append, failed=found.append,
            tell=told.append,
        )  # fmt: skip
        assert scripts.at_work
    qtbot.waitUntil(lambda: bool(found))
    assert found == [("storage", "reader Maria")]
    assert told == [Tell("sending", 1, 2)]
    assert heard.args is not None
    assert heard.args[0].act == "sync"
    assert not scripts.at_work


def test_a_refusal_comes_home_and_an_error_of_the_workspace_is_raised_in_the_script(
    scripts: Scripts, qtbot: QtBot
) -> None:
    found: list[object] = []
    context = QObject()
    scripts.run(refuses(), "x", context=context, then=found.append, failed=found.append)
    scripts.run(recovers(), "x", context=context, then=found.append, failed=found.append)
    qtbot.waitUntil(lambda: len(found) == 2)
    assert isinstance(found[0], SyncError)
    assert found[0].problem == "blocked"
    assert found[1] == "caught in the script"


def test_nobody_hears_of_a_script_that_was_given_up(scripts: Scripts, qtbot: QtBot) -> None:
    found: list[object] = []
    context = QObject()
    give_up = scripts.run(
        renames("A"), "x", context=context, then=found.append, failed=found.append
    )
    give_up()
    scripts.run(recovers(), "x", context=context, then=found.append, failed=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["caught in the script"]


def test_lanes_that_closed_meanwhile_leave_no_thread_waiting(lanes: Lanes, qtbot: QtBot) -> None:
    scripts = Scripts(lanes)
    found: list[object] = []
    lanes.close(60)
    scripts.run(renames("A"), "x", context=lanes, then=found.append, failed=found.append)
    qtbot.wait(50)
    assert scripts.close(60)
    assert found == []


def test_a_missing_certificate_file_of_the_county_is_no_connection_to_trust(
    scripts: Scripts, tmp_path: Any, qtbot: QtBot
) -> None:
    scripts.authority = tmp_path / "missing.pem"
    found: list[object] = []
    scripts.run(
        asks("/v1/status"), "https://127.0.0.1:9", context=scripts, then=found.append,
        failed=found.append,
    )  # fmt: skip
    qtbot.waitUntil(lambda: bool(found))
    assert isinstance(found[0], SyncError)
    assert found[0].problem == "untrusted"
