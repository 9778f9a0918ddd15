from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, current_thread

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.background import Lanes
from desktop.channel import Channel
from desktop.progress import Progress
from storage.domain.ids import RecordId
from storage.errors import CancelledError
from storage.usecases.changes import Changes
from storage.usecases.drafts import drafts, keep
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import Template
from tests.patience import within

CASE = RecordId(b"c" * 16)
TOUCHED = Changes({"case": frozenset({CASE})}, act="saved")


class Page(QObject):
    """Notes what comes home, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: set[str] = set()

    def take(self, result: object) -> None:
        self.got.append(result)
        self.threads.add(current_thread().name)


@pytest.fixture
def page(qapp: QApplication) -> Page:  # noqa: ARG001 - signals come home to an application
    return Page()


def count_tables(connection: object) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar())  # type: ignore[attr-defined]


def name_thread(_connection: object) -> str:
    return current_thread().name


def wait_for(_connection: object, started: Event, release: Event) -> str:
    started.set()
    release.wait(60)
    return "waited"


def touch(_transaction: object) -> Changes:
    return TOUCHED


def touch_and_tell(_transaction: object, word: str) -> tuple[str, Changes]:
    return word, TOUCHED


def fail(_connection: object) -> None:
    raise ValueError("no such thing")


def test_a_read_runs_on_its_lane_and_its_result_comes_home(
    lanes: Lanes, page: Page, qtbot: QtBot
) -> None:
    lanes.read(count_tables, context=page, then=page.take)
    lanes.read(name_thread, context=page, then=page.take)
    qtbot.waitUntil(lambda: len(page.got) == 2)
    assert isinstance(page.got[0], int)
    assert page.got[0] > 5
    assert page.got[1] == "reader"
    assert page.threads == {"MainThread"}


def test_a_write_gives_its_result_and_announces_its_changes_once(
    lanes: Lanes, page: Page, qtbot: QtBot
) -> None:
    seen = Page()
    lanes.changed.connect(seen.take)
    lanes.write(touch_and_tell, "kept", context=page, then=page.take)
    qtbot.waitUntil(lambda: bool(seen.got))
    assert page.got == ["kept"]
    assert seen.got == [TOUCHED]
    assert seen.threads == {"MainThread"}


def test_changes_are_announced_even_when_the_page_that_saved_is_gone(
    lanes: Lanes, qtbot: QtBot
) -> None:
    page, seen = Page(), Page()
    lanes.changed.connect(seen.take)
    lanes.write(touch, context=page, then=page.take)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: bool(seen.got))
    assert page.got == []


def test_an_error_goes_to_the_one_who_asked_or_else_to_everyone(
    lanes: Lanes, page: Page, qtbot: QtBot
) -> None:
    everyone = Page()
    lanes.failed.connect(everyone.take)
    lanes.read(fail, context=page, then=page.take, failed=page.take)
    lanes.read(fail, context=page, then=page.take)
    qtbot.waitUntil(lambda: bool(everyone.got))
    assert [str(error) for error in page.got] == ["no such thing"]
    assert [str(error) for error in everyone.got] == ["no such thing"]


def test_a_later_read_of_the_same_page_makes_the_earlier_one_void(
    lanes: Lanes, page: Page, qtbot: QtBot
) -> None:
    started, release = Event(), Event()
    runs: list[int] = []

    def query(_connection: object, number: int) -> int:
        runs.append(number)
        return number

    lanes.read(wait_for, started, release, context=page, then=page.take, key="list")
    assert started.wait(60)
    for number in range(5):
        lanes.read(query, number, context=page, then=page.take, key="list")
    release.set()
    qtbot.waitUntil(lambda: bool(page.got))
    assert page.got == [4]
    assert runs == [4]


def test_a_long_report_never_delays_a_search(lanes: Lanes, page: Page, qtbot: QtBot) -> None:
    started, release = Event(), Event()
    lanes.report(wait_for, started, release, context=page, then=page.take)
    assert started.wait(60)
    lanes.read(name_thread, context=page, then=page.take)
    qtbot.waitUntil(lambda: page.got == ["reader"])
    release.set()
    qtbot.waitUntil(lambda: page.got == ["reader", "waited"])


def test_closing_finishes_the_writes_and_drops_the_reads(
    folder: Path, template: Template, page: Page
) -> None:
    lanes = Lanes(partial(Workspace, folder, template.key))
    reads = Page()
    started, release = Event(), Event()
    lanes.write(wait_for, started, release, context=page, then=page.take)
    assert started.wait(60)
    for number in range(5):
        lanes.write(touch_and_tell, str(number), context=page, then=page.take)
    hold, free = Event(), Event()
    lanes.read(wait_for, hold, free, context=reads, then=reads.take)
    assert hold.wait(60)
    lanes.read(name_thread, context=reads, then=reads.take)
    free.set()
    release.set()
    assert lanes.close(seconds=60)
    assert page.got == ["waited", "0", "1", "2", "3", "4"]
    assert "reader" not in reads.got


def test_closing_ends_what_goes_on_aside_and_waits_for_none_of_it(lanes: Lanes, page: Page) -> None:
    started, goes_on, ended = Event(), Event(), Event()

    def work(_workspace: object, check: Callable[[], None]) -> None:
        started.set()
        goes_on.wait(60)
        try:
            while True:
                check()
        finally:
            ended.set()

    lanes.aside(work, context=page, then=page.take, failed=page.take)
    assert started.wait(60)
    assert lanes.close(seconds=60)
    goes_on.set()
    assert ended.wait(60)
    assert lanes._backups.join(60)


def test_it_says_when_it_is_busy_and_when_it_is_done(
    lanes: Lanes, page: Page, qtbot: QtBot
) -> None:
    lamp = Page()
    lanes.busy.connect(lamp.take)
    lanes.read(name_thread, context=page, then=page.take)
    lanes.read(name_thread, context=page, then=page.take)
    qtbot.waitUntil(lambda: lamp.got == [True, False])


def test_a_workspace_that_does_not_open_fails_every_job_and_hangs_none(
    page: Page, qtbot: QtBot, tmp_path: Path
) -> None:
    lanes = Lanes(partial(Workspace, tmp_path / "nowhere", bytes(32)))
    lanes.read(count_tables, context=page, then=page.take, failed=page.take)
    qtbot.waitUntil(lambda: bool(page.got))
    assert isinstance(page.got[0], Exception)
    assert lanes.close(seconds=60)


def test_long_work_says_how_far_it_is_and_stops_when_told(
    lanes: Lanes, page: Page, qtbot: QtBot
) -> None:
    progress, told = Progress(), Page()
    progress.moved.connect(told.take)
    going = Event()

    def work(_connection: object) -> None:
        for step in range(1_000):
            progress.at(step, 1_000)
            if step == 3:
                going.set()
                progress.cancel()

    lanes.report(work, context=page, then=page.take, failed=page.take)
    qtbot.waitUntil(lambda: bool(page.got))
    assert going.is_set()
    assert isinstance(page.got[0], CancelledError)
    assert told.got == [(step, 1_000) for step in range(4)]


def test_a_channel_takes_only_receivers_with_a_thread_and_an_end_of_life() -> None:
    channel: Channel[int] = Channel()
    with pytest.raises(TypeError):
        channel.connect(print)


def test_a_channel_forgets_a_receiver_that_is_deleted_or_disconnected(page: Page) -> None:
    channel: Channel[int] = Channel()
    other = Page()
    channel.connect(page.take)
    channel.connect(other.take)
    channel.announce(1)
    channel.disconnect(other.take)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    channel.announce(2)
    assert (page.got, other.got) == ([1], [1])


ENDLESS = (
    "WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row) SELECT count(*) FROM row"
)


def work_for_ever(transaction: Transaction, started: Event, kind: str) -> None:
    keep(transaction, "half an import", {})
    started.set()
    while True:
        statement = ENDLESS if kind == "one long statement" else "SELECT 1"
        transaction.connection.exec_driver_sql(statement).all()


@pytest.mark.parametrize("kind", ["one long statement", "many short ones"])
def test_a_draft_is_kept_at_once_though_an_import_holds_the_lane(
    lanes: Lanes, page: Page, qtbot: QtBot, kind: str
) -> None:
    started = Event()
    lanes.write(work_for_ever, started, kind, context=page, failed=page.take)
    lanes.write(touch, context=page, then=page.take)
    assert started.wait(60)
    with within(1):
        assert lanes.write_now(keep, "desk", {"note": "half a"}, patience=0.05, seconds=60)
    qtbot.waitUntil(lambda: len(page.got) == 2)
    stopped, then_saved = page.got
    assert isinstance(stopped, CancelledError)
    assert then_saved is TOUCHED
    lanes.read(drafts, context=page, then=page.take)
    qtbot.waitUntil(lambda: len(page.got) == 3)
    kept = page.got[-1]
    assert isinstance(kept, list)
    assert [(draft.place, draft.content) for draft in kept] == [("desk", {"note": "half a"})]


def test_a_short_write_is_not_given_up_for_a_draft(lanes: Lanes, page: Page, qtbot: QtBot) -> None:
    started, release = Event(), Event()
    lanes.write(wait_for, started, release, context=page, then=page.take)
    assert started.wait(60)
    release.set()
    assert lanes.write_now(keep, "desk", {}, patience=60, seconds=60)
    qtbot.waitUntil(lambda: page.got == ["waited"])


def test_nothing_is_given_up_where_nothing_is_under_way(workspace: Workspace) -> None:
    workspace.give_up()
    assert workspace.read(count_tables) > 5
