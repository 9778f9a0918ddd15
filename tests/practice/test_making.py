"""Practice workspaces on the disk."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from installer import develop
from storage.claiming import NAME, Claim, claim
from storage.crypto.strength import check_new_passphrase
from storage.errors import CancelledError, LockedError, RejectedError
from storage.practice.making import PASSPHRASE, practice
from storage.practice.programs import programs
from storage.practice.seeded import StoppedClock
from storage.tables.journal import verify_chain
from storage.usecases.searching import search_names, search_texts
from storage.usecases.settings import settings
from storage.workspace import Workspace, unlock
from tests.practice.conftest import NOW

YEAR = "\"on\" BETWEEN '2021-07-01' AND '2022-06-30'"


def ask(connection: Connection, query: str) -> list[Any]:
    return [tuple(row) for row in connection.exec_driver_sql(query)]


def opened(state: tuple[Path, bytes]) -> Workspace:
    folder, key = state
    return Workspace(folder, key, writer=False)


def test_the_state_holds_its_figures_on_the_disk(state: tuple[Path, bytes]) -> None:
    with opened(state) as workspace:
        counted = (
            f"SELECT count(*), sum(quantity), count(DISTINCT recipient) FROM service WHERE {YEAR}"  # noqa: S608 - our own words
        )
        assert workspace.read(ask, counted) == [(31_775, 31_775, 1188)]
        assert workspace.read(ask, f"SELECT count(*) FROM outreach WHERE {YEAR}") == [(176,)]  # noqa: S608 - our own words


def test_it_is_marked_as_practice_and_knows_its_name(state: tuple[Path, bytes]) -> None:
    with opened(state) as workspace:
        known = workspace.read(settings)
    assert known["program.practice"] is True
    assert known["program.name"] == "Statewide (practice)"


def test_its_journal_holds_from_the_first_entry_to_the_last(state: tuple[Path, bytes]) -> None:
    with opened(state) as workspace:
        assert workspace.read(verify_chain) > 30


def test_its_people_and_notes_are_found(state: tuple[Path, bytes]) -> None:
    with opened(state) as workspace:
        assert workspace.read(search_names, "nunez")
        assert workspace.read(search_texts, '"safety plan"')
        assert workspace.read(search_texts, "interpreter")


def test_everything_was_stored_as_one_batch_that_can_be_found(state: tuple[Path, bytes]) -> None:
    with opened(state) as workspace:
        assert len(workspace.read(ask, "SELECT DISTINCT batch, act FROM journal")) == 1


def test_each_program_gets_a_workspace_and_together_they_are_the_state(
    of_each_program: list[Path],
) -> None:
    assert [folder.name for folder in of_each_program] == [program.cac for program in programs()]
    total = 0
    for folder, program in zip(of_each_program, programs(), strict=True):
        with Workspace(folder, unlock(folder, PASSPHRASE), writer=False) as workspace:
            total += workspace.read(ask, f"SELECT count(*) FROM service WHERE {YEAR}")[0][0]  # noqa: S608 - our own words
            assert workspace.read(settings)["program.cac"] == program.cac
            assert workspace.read(settings)["person.name"] == program.coordinator
    assert total == 31_775


@pytest.mark.usefixtures("state")
def test_progress_is_told_and_grows_to_the_end(told: list[tuple[int, int]]) -> None:
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
    assert len(told) > 20


def test_a_stopped_making_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        practice(tmp_path / "out", clock=NOW, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_two_never_write_at_once_and_what_a_killed_one_left_goes(tmp_path: Path) -> None:
    refused: list[str] = []

    def begin_again(done: int, _total: int) -> None:
        if done:
            with pytest.raises(LockedError) as second:
                practice(tmp_path / "out", clock=NOW)
            refused.append(str(second.value))
            raise CancelledError("Stopped.")

    beside = tmp_path / ".out.partial"
    (beside / "workspace.unfinished").mkdir(parents=True)
    (beside / "workspace.db").write_bytes(b"of a making that was killed")
    with pytest.raises(CancelledError):
        practice(tmp_path / "out", clock=NOW, progress=begin_again)
    assert "Another Satchel is writing" in refused[0]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_a_window_has_is_left_to_it(tmp_path: Path) -> None:
    early, late = tmp_path / "early", tmp_path / "late"
    windows: list[Claim | None] = []

    def stand(out: Path) -> None:
        out.mkdir()
        windows.append(claim(out))

    def stand_late(done: int, total: int) -> None:
        if done == total and not late.exists():
            stand(late)

    stand(early)
    with pytest.raises(RejectedError, match="already"):
        practice(early, clock=NOW)
    with pytest.raises(OSError, match="not empty"):
        practice(late, clock=NOW, progress=stand_late)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["early", "late"]
    for out, window in zip((early, late), windows, strict=True):
        assert window is not None
        assert [path.name for path in out.iterdir()] == [NAME]
        assert claim(out) is None
        window.release()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for taken in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(RejectedError, match="already"):
            practice(taken, clock=NOW)
    assert (tmp_path / "letter.txt").read_text() == "mine"


def test_a_clock_that_stands_before_the_fixed_years_is_named(tmp_path: Path) -> None:
    with pytest.raises(RejectedError, match="clock"):
        practice(tmp_path / "out", clock=StoppedClock(datetime(2022, 1, 1, tzinfo=UTC)))


def test_the_public_passphrase_is_for_practice_alone_and_the_first_command_names_it() -> None:
    with pytest.raises(RejectedError, match="guessed too soon"):
        check_new_passphrase(PASSPHRASE)
    assert develop.PRACTICE_PASSPHRASE == PASSPHRASE
