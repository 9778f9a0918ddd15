"""A legal hold: what is held is destroyed nowhere where the hold is known, whatever comes."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storage.backup.restoring import restore
from storage.crypto.chunkfiles import chunks_in
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.hold import LegalHold
from storage.domain.kinds.note import Note
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.retention.holds import (
    held_cases,
    holds_of,
    lift_hold,
    place_hold,
    to_look_at,
)
from storage.usecases.syncing.expunging import held_back
from storage.workspace import Workspace
from sync.client.governing.expunging import expunge
from sync.client.round import sync_round
from tests.documents.files import add_file, content_of
from tests.storage.builders import SOME_DAY, add_case, add_note, edit
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import cases_vault, entered, has, met
from tests.sync.restricting.test_expunging import destroyed, is_gone
from tests.sync.restricting.test_kept_counts import served, sound, told

ASKED = LegalHold(
    id=RecordId(bytes(16)), ground="prosecution", reason="The trial has not ended", from_on=SOME_DAY
)


def hold(laptop: Laptop, case: RecordId, person: RecordId | None = None) -> RecordId:
    laptop.workspace.write(place_hold, replace(ASKED, case=case, person=person))
    return laptop.workspace.read(holds_of, case)[-1].id


def lifted(laptop: Laptop, case: RecordId) -> None:
    for one in laptop.workspace.read(holds_of, case):
        laptop.workspace.write(lift_hold, one.id, "The trial has ended")


def test_a_lead_cannot_destroy_what_is_held_until_it_is_lifted(three: Three) -> None:
    case = served(three.ben)
    hold(three.ben, case)
    met(three.ben, three.ana)
    with pytest.raises(RejectedError, match="under a legal hold since 2026-03-02, placed by Ben"):
        destroyed(three.ana, case)
    assert has(three.ana, case)
    lifted(three.ana, case)
    assert destroyed(three.ana, case)
    met(three.ben)
    assert is_gone(three.ben, case)


def test_a_hold_of_a_person_keeps_every_case_of_theirs(three: Three) -> None:
    first, youth = three.ana.workspace.write(add_case)
    second, _ = three.ana.workspace.write(add_case)
    stored = three.ana.workspace.read(fetch, Case, second.id)
    assert stored is not None
    edit(three.ana.workspace, stored, youth=youth.id)
    placed = hold(three.ana, first.id, youth.id)
    held = three.ana.workspace.read(held_cases)
    assert {case: [one.id for one in holds] for case, holds in held.items()} == {
        first.id: [placed],
        second.id: [placed],
    }
    for case in (first.id, second.id):
        with pytest.raises(RejectedError, match="legal hold"):
            destroyed(three.ana, case)


def test_a_laptop_that_knows_of_a_hold_keeps_what_is_destroyed_elsewhere(three: Three) -> None:
    """The lead had not heard: where the hold stands the case is kept, to be read and no more."""
    case, other = served(three.ben), served(three.ben)
    met(three.ben, three.ana, three.cal)
    before = told(three.ana)
    hold(three.ben, case)
    assert destroyed(three.ana, case)
    met(three.ben, three.cal)
    assert is_gone(three.cal, case)
    assert has(three.ben, case)
    assert three.ben.workspace.read(held_back) == {case}
    kept = three.ben.workspace.read(fetch, Case, case)
    assert kept is not None
    with pytest.raises(RejectedError, match="destroyed"):
        three.ben.workspace.write(add_note, kept.record, "later")
    for laptop in (three.ana, three.ben, three.cal):
        assert told(laptop) == before
        sound(laptop)
        assert has(laptop, other)
    lifted(three.ben, case)
    assert is_gone(three.ben, case)
    assert three.ben.workspace.read(held_back) == set()
    assert told(three.ben) == before
    sound(three.ben)
    outcome = three.ben.run(sync_round(three.ben.clock))
    assert outcome.problem is None


def test_a_hold_does_not_run_out_by_itself(three: Three) -> None:
    case = served(three.ben)
    three.ben.workspace.write(
        place_hold, replace(ASKED, case=case, until_on=SOME_DAY + timedelta(days=1))
    )
    later = SOME_DAY + timedelta(days=400)
    holds = three.ben.workspace.read(holds_of, case)
    assert to_look_at(holds, later) == list(holds)
    met(three.ben, three.ana)
    with pytest.raises(RejectedError, match="legal hold"):
        destroyed(three.ana, case)


def test_a_hold_that_two_people_placed_is_over_when_both_are_lifted(three: Three) -> None:
    """Of the second hold the lead had not heard: it keeps the case where it is known."""
    case = served(three.ben)
    hold(three.ben, case)
    met(three.ben, three.ana)
    hold(three.ben, case)
    lifted(three.ana, case)
    assert destroyed(three.ana, case)
    met(three.ben, three.cal)
    assert three.ben.workspace.read(held_back) == {case}
    lifted(three.ben, case)
    assert is_gone(three.ben, case)
    met(three.ben, three.ana)
    assert told(three.ben) == told(three.ana)


def test_privileged_notes_stay_with_the_case_that_is_held(three: Three) -> None:
    case, _ = three.ben.workspace.write(add_case)
    note = three.ben.workspace.write(add_note, case, "factual")
    met(three.ben, three.ana)
    hold(three.ben, case.id)
    destroyed(three.ana, case.id)
    met(three.ben)
    assert three.ben.workspace.read(fetch, Note, note.id) is not None


def put_back(laptop: Laptop, backup: Path) -> None:
    """Bring a backup back over what is here, with the list of what was destroyed since."""
    laptop.workspace.close()
    aside = restore(
        backup, laptop.folder, lambda _folder: laptop.key, clock=laptop.clock, move_aside=True
    ).moved_aside
    assert aside is not None
    shutil.rmtree(aside)
    laptop.workspace = Workspace(laptop.folder, laptop.key, clock=laptop.clock)


def test_a_backup_brought_back_keeps_what_stands_here_for_a_hold_alone(
    three: Three, tmp_path: Path
) -> None:
    """What is destroyed everywhere else is no more destroyed by that; what was let go is."""
    case, other = served(three.ben), served(three.ben)
    met(three.ben, three.ana)
    hold(three.ben, case)
    before, after = tmp_path / "before.backup", tmp_path / "after.backup"
    three.ben.workspace.back_up(before)
    vault = cases_vault(three.ana)
    assert three.ana.run(expunge(three.ana.clock, ((vault, case), (vault, other)), "retention"))
    met(three.ben)
    three.ben.workspace.back_up(after)
    figures = told(three.ben)
    for backup in (before, after):
        put_back(three.ben, backup)
        assert has(three.ben, case)
        assert is_gone(three.ben, other)
        met(three.ben)
        assert three.ben.workspace.read(held_back) == {case}
        assert told(three.ben) == figures
        sound(three.ben)
    lifted(three.ben, case)
    for backup in (before, after):
        put_back(three.ben, backup)
        assert is_gone(three.ben, case)
        met(three.ben)
        assert told(three.ben) == figures


def test_a_backup_with_the_hold_keeps_the_case_after_one_without_it_lost_it(
    three: Three, tmp_path: Path
) -> None:
    """The list beside them names the case by then: a backup that knows of the hold goes before."""
    case = served(three.ben)
    met(three.ben, three.ana)
    before, after = tmp_path / "before.backup", tmp_path / "after.backup"
    three.ben.workspace.back_up(before)
    hold(three.ben, case)
    three.ben.workspace.back_up(after)
    destroyed(three.ana, case)
    met(three.ben)
    figures = told(three.ben)
    put_back(three.ben, before)
    met(three.ben)
    assert is_gone(three.ben, case)
    put_back(three.ben, after)
    assert has(three.ben, case)
    assert three.ben.workspace.read(held_back) == {case}
    met(three.ben)
    assert three.ben.workspace.read(held_back) == {case}
    assert told(three.ben) == figures
    sound(three.ben)


def test_a_hold_that_is_placed_again_after_an_older_backup_came_back_keeps_the_case(
    three: Three, tmp_path: Path
) -> None:
    """The hold went nowhere but with the case: who brings back what was before it says it anew."""
    case = served(three.ben)
    met(three.ben, three.ana)
    before = tmp_path / "before.backup"
    three.ben.workspace.back_up(before)
    hold(three.ben, case)
    destroyed(three.ana, case)
    met(three.ben)
    put_back(three.ben, before)
    hold(three.ben, case)
    met(three.ben, three.ana)
    assert three.ben.workspace.read(held_back) == {case}
    assert told(three.ben) == told(three.ana)
    sound(three.ben)


def test_the_files_of_what_was_let_go_are_off_the_disk_after_the_next_round(three: Three) -> None:
    case = entered(three.ben)
    add_file(three.ben.workspace, case, content_of(500))
    met(three.ben, three.ana)
    hold(three.ben, case)
    destroyed(three.ana, case)
    met(three.ben)
    assert list(chunks_in(three.ben.folder))
    lifted(three.ben, case)
    met(three.ben)
    assert not list(chunks_in(three.ben.folder))
