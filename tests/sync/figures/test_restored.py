"""A figures server that was restored gets back what laptops had sent to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from storage.reports.publishing import notes, published
from storage.reports.statewide import Statewide, statewide
from storage.usecases.figuresheets import next_revision, note_server, sheets, waiting
from storage.workspace import Workspace
from sync.client.commands import Answer, Ask, Script, Unreachable
from sync.client.driving import Transport, carry_out, drive
from sync.client.figures import Sending, fetch_sheets, send_sheets
from sync.server.local import LocalServer, local_server
from tests.conftest import FixedClock
from tests.reports.facts import outreach, put
from tests.sync.figures.programs import QUARTER, Site, site


@pytest.fixture
def server(tmp_path: Path, clock: FixedClock) -> Iterator[LocalServer]:
    with local_server(tmp_path / "server", clock=clock) as running:
        yield running


@pytest.fixture
def suffolk(tmp_path: Path, server: LocalServer, clock: FixedClock) -> Iterator[Site]:
    with site(tmp_path / "suffolk", server, clock, "suffolk_cac") as made:
        server.add_program(made.code, name="Suffolk")
        yield made


@pytest.fixture
def maca(tmp_path: Path, server: LocalServer, clock: FixedClock) -> Iterator[Site]:
    with site(tmp_path / "maca", server, clock, "") as made:
        server.add_program(made.code, name="MACA", statewide=True)
        yield made


@contextmanager
def tables(server: LocalServer) -> Iterator[sqlite3.Connection]:
    path = server.settings.database.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database, database:
        yield database


def stored(server: LocalServer) -> list[tuple[int, bytes]]:
    with tables(server) as database:
        wanted = "SELECT revision, sheet FROM sheets ORDER BY report, first_day"
        return [(revision, sheet) for revision, sheet in database.execute(wanted)]


def restore_empty(server: LocalServer) -> None:
    """Restore the server from a backup of before the first sheet."""
    with tables(server) as database:
        database.execute("DELETE FROM sheets")
    server.new_generation()


def states(site: Site) -> list[tuple[int, str]]:
    return [(one.revision, one.state) for one in site.workspace.read(sheets, "headline", QUARTER)]


class Counted:
    """A way that counts what is asked over it, and may be cut."""

    def __init__(self, way: Transport) -> None:
        self.way, self.asked, self.is_cut = way, list[str](), False

    def ask(self, ask: Ask) -> Answer | Unreachable:
        self.asked.append(f"{ask.method} {ask.path.rsplit('/', 1)[-1]}")
        return Unreachable("no-network") if self.is_cut else self.way.ask(ask)


def send_further(site: Site, day: str) -> None:
    """Save one more outreach, approve the figures anew and send them."""
    site.workspace.write(put, [outreach(day)])
    site.approve()
    site.send()


def test_what_a_restored_server_lost_is_sent_once_more_byte_for_byte(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.approve("pmt")
    assert suffolk.send().sent == 2
    (first,) = suffolk.workspace.read(sheets, "headline", QUARTER)
    before = stored(server)
    restore_empty(server)
    clock.pass_time(hours=1)
    assert suffolk.send() == Sending(sent=2)
    assert stored(server) == before
    assert suffolk.workspace.read(sheets, "headline", QUARTER) == [first], "sent when it first was"


def test_a_server_is_asked_once_an_hour_and_only_where_something_was_sent(
    suffolk: Site, clock: FixedClock
) -> None:
    way = Counted(suffolk.way)

    def send() -> list[str]:
        way.asked.clear()
        drive(send_sheets(clock), way, suffolk.workspace)
        return way.asked.copy()

    clock.pass_time(hours=2)
    assert send() == []
    suffolk.approve()
    assert send() == ["GET status", "PUT sheets"]
    clock.pass_time(minutes=59)
    assert send() == []
    clock.pass_time(minutes=1)
    assert send() == ["GET status"]
    assert send() == []
    clock.pass_time(days=-30)
    assert send() == ["GET status"], "the clock was put back"


def test_where_nothing_waits_a_server_that_does_not_answer_is_no_trouble(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.send()
    restore_empty(server)
    clock.pass_time(hours=1)
    way = Counted(suffolk.way)
    way.is_cut = True
    assert drive(send_sheets(clock), way, suffolk.workspace) == Sending()
    assert suffolk.send().sent == 1, "it is asked with the next round"


def test_a_process_may_end_between_any_two_commands(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.approve("pmt")
    suffolk.send()
    before = stored(server)
    commands, has_ended = 0, False
    while not has_ended:
        commands += 1
        restore_empty(server)
        clock.pass_time(hours=1)
        has_ended = is_over(send_sheets(clock), commands, suffolk)
        suffolk.send()
        assert stored(server) == before, commands
        assert states(suffolk) == [(1, "sent")]
    assert commands > 8


def is_over(script: Script[Any], commands: int, site: Site) -> bool:
    """Carry so many commands out and end the script; True where it had ended by itself."""
    result = None
    try:
        for _ in range(commands):
            result = carry_out(script.send(result), site.way, site.workspace)
    except StopIteration:
        return True
    script.close()
    return False


def test_only_the_newest_of_each_period_goes_again(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    for day in ("2021-11-03", "2021-11-04"):
        send_further(suffolk, day)
    restore_empty(server)
    clock.pass_time(hours=1)
    assert suffolk.send() == Sending(sent=1)
    assert [revision for revision, _ in stored(server)] == [2]
    assert states(suffolk) == [(2, "sent"), (1, "sent")]


def test_what_another_laptop_has_followed_since_stays_sent(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.send()
    send_further(suffolk, "2021-11-03")
    # The second is another laptop's, so to speak: it is on the server and not known here.
    suffolk.workspace.write(
        lambda t: t.connection.exec_driver_sql("DELETE FROM figures_sheet WHERE revision = 2")
    )
    server.new_generation()
    clock.pass_time(hours=1)
    assert suffolk.send() == Sending(sent=1)
    assert states(suffolk) == [(1, "sent")]
    assert suffolk.workspace.read(next_revision, "headline", QUARTER) == 3


def test_a_revision_that_another_laptop_took_on_the_restored_server_is_said(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.send()
    restore_empty(server)
    suffolk.workspace.write(
        lambda t: t.connection.exec_driver_sql("UPDATE figures_sheet SET approved_at = 1")
    )
    clock.pass_time(hours=1)
    assert suffolk.send().sent == 1
    # What stands there now under revision 1 is other bytes than these.
    suffolk.workspace.write(
        lambda t: t.connection.exec_driver_sql("UPDATE figures_sheet SET approved_at = 2")
    )
    server.new_generation()
    clock.pass_time(hours=1)
    assert suffolk.send().refused == 1
    (refused,) = suffolk.workspace.read(sheets, "headline", QUARTER)
    assert (refused.state, refused.reason, refused.newest) == ("refused", "not-next", 1)


def test_another_server_has_nothing_of_what_was_sent(suffolk: Site) -> None:
    suffolk.approve()
    suffolk.send()
    for server in ("https://figures.example 00", "https://figures.example 01"):
        again, changes = suffolk.workspace.write(note_server, server, 1)
        assert [one.revision for one in again] == [1]
        assert changes.touches("figures_sheet", again[0].id)
        assert suffolk.send().sent == 1


def test_what_was_sent_by_an_earlier_satchel_goes_once_more(
    suffolk: Site, server: LocalServer
) -> None:
    suffolk.approve()
    suffolk.send()
    forget_server(suffolk.workspace)
    restore_empty(server)
    assert suffolk.send().sent == 1
    assert len(stored(server)) == 1


def forget_server(workspace: Workspace) -> None:
    statement = "DELETE FROM setting WHERE name = 'figures.server'"
    workspace.write(lambda t: t.connection.exec_driver_sql(statement))


def test_a_later_revision_takes_the_place_of_one_that_was_to_go_once_more(
    suffolk: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.send()
    suffolk.workspace.write(note_server, "https://figures.example 00", 1)
    assert [one.revision for one in suffolk.workspace.read(waiting)] == [1]
    suffolk.workspace.write(put, [outreach("2021-11-03")])
    suffolk.approve()
    assert states(suffolk) == [(2, "approved"), (1, "sent")], "it was sent, and is not refused"
    clock.pass_time(hours=1)
    suffolk.send()
    assert states(suffolk) == [(2, "sent"), (1, "sent")]
    assert [revision for revision, _ in stored(server)] == [2]


def read(site: Site, clock: FixedClock) -> Statewide:
    clock.pass_time(seconds=1)
    drive(fetch_sheets(clock, QUARTER), site.way, site.workspace)
    return site.workspace.read(statewide, "headline", QUARTER)


def test_the_reader_keeps_and_names_what_the_server_lost_until_it_is_there_again(
    suffolk: Site, maca: Site, server: LocalServer, clock: FixedClock
) -> None:
    for day in ("2021-11-03", "2021-11-04"):
        send_further(suffolk, day)
        read(maca, clock)
    before = read(maca, clock)
    assert (before.row("outreach").total, before.lost) == (2, ())
    restore_empty(server)
    after = read(maca, clock)
    assert (after.row("outreach").total, after.lost) == (2, ("Suffolk",))
    assert "suffolk_cac" not in after.missing
    said = notes(published(after), frozenset())
    assert "As sent before; the server does not have them now: Suffolk." in said
    clock.pass_time(hours=1)
    suffolk.send()
    again = read(maca, clock)
    assert (again.row("outreach").total, again.senders[0].revision, again.lost) == (2, 2, ())


def test_the_reader_keeps_a_later_revision_than_the_restored_server_has(
    suffolk: Site, maca: Site, server: LocalServer, clock: FixedClock
) -> None:
    suffolk.approve()
    suffolk.send()
    backup = stored(server)
    clock.pass_time(minutes=1)
    send_further(suffolk, "2021-11-03")
    assert read(maca, clock).senders[0].revision == 2
    put_back(server, *backup[0])
    kept = read(maca, clock)
    assert (kept.senders[0].revision, kept.lost) == (2, ("Suffolk",))
    assert read(maca, clock).lost == ("Suffolk",), "asked once more, it is the same"


def test_the_reader_takes_what_was_approved_after_what_the_server_lost(
    suffolk: Site, maca: Site, server: LocalServer, clock: FixedClock
) -> None:
    for day in ("2021-11-03", "2021-11-04"):
        send_further(suffolk, day)
    assert read(maca, clock).senders[0].revision == 2
    # Another laptop of the program knows of neither, and the first one is lost.
    restore_empty(server)
    suffolk.workspace.write(lambda t: t.connection.exec_driver_sql("DELETE FROM figures_sheet"))
    suffolk.workspace.write(put, [outreach("2021-11-05")])
    clock.pass_time(minutes=1)
    assert suffolk.approve().revision == 1
    suffolk.send()
    found = read(maca, clock)
    assert (found.row("outreach").total, found.senders[0].revision, found.lost) == (3, 1, ())


def put_back(server: LocalServer, revision: int, sheet: bytes) -> None:
    with tables(server) as database:
        database.execute("UPDATE sheets SET revision = ?, sheet = ?", (revision, sheet))
    server.new_generation()
