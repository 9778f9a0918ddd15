"""Undo of a decision between versions: they stand side by side again, on every laptop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.errors import ChangedMeanwhileError
from storage.usecases.records import Restore, Retire, save
from storage.usecases.syncing.conflicts import conflicts, settle, settle_retired
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, edit, stored
from tests.storage.laptops import joined, meet, tell


@pytest.fixture
def ana(workspace: Workspace) -> Workspace:
    return workspace


@pytest.fixture
def ben(ana: Workspace, tmp_path: Path, clock: FixedClock) -> Iterator[Workspace]:
    with joined(ana, tmp_path / "ben", "Ben Ortiz", clock) as opened:
        yield opened


@pytest.fixture
def youth(ana: Workspace, ben: Workspace) -> RecordId:
    _, person = ana.write(add_case)
    tell(ana, ben)
    return person.id


def _two_schools(ana: Workspace, ben: Workspace, youth: RecordId, clock: FixedClock) -> None:
    edit(ana, stored(ana, Person, youth), school="Lakeside")
    clock.pass_time(minutes=1)
    edit(ben, stored(ben, Person, youth), school="Hillside")
    meet(ana, ben)


def _schools(workspace: Workspace) -> list[str]:
    found = workspace.read(conflicts)
    return sorted(str(v.values["school"]) for each in found for v in each.versions)


@pytest.mark.parametrize("kept", ["Lakeside", "Hillside"])
def test_undo_of_keeping_one_brings_both_back_everywhere(
    ana: Workspace, ben: Workspace, youth: RecordId, clock: FixedClock, kept: str
) -> None:
    _two_schools(ana, ben, youth, clock)
    (found,) = ana.read(conflicts)
    (keep,) = (version.dot for version in found.versions if version.values["school"] == kept)
    changes = ana.write(settle, "person", youth, "school", keep, other_as_note=True)
    assert changes.dot is not None
    tell(ana, ben)
    clock.pass_time(minutes=1)
    ana.write(undo, changes.dot)
    tell(ana, ben)
    for each in (ana, ben):
        assert _schools(each) == ["Hillside", "Lakeside"]
        assert stored(each, Person, youth).record.school == "Hillside"
        each.read(check_replay, lambda _done, _all: None)
    notes = ana.read(
        lambda connection: connection.exec_driver_sql("SELECT retired FROM note").scalars().all()
    )
    assert notes == [1]


def test_what_was_reopened_arrives_at_once_and_can_be_settled_by_the_other_one(
    ana: Workspace, ben: Workspace, youth: RecordId, clock: FixedClock
) -> None:
    _two_schools(ana, ben, youth, clock)
    (found,) = ana.read(conflicts)
    changes = ana.write(settle, "person", youth, "school", found.versions[0].dot)
    assert changes.dot is not None
    ana.write(undo, changes.dot)
    tell(ana, ben)
    assert _schools(ben) == ["Hillside", "Lakeside"]
    (again,) = ben.read(conflicts)
    ben.write(settle, "person", youth, "school", again.versions[1].dot)
    meet(ana, ben)
    assert ana.read(conflicts) == ben.read(conflicts) == []
    assert stored(ana, Person, youth).record == stored(ben, Person, youth).record


@pytest.mark.parametrize("retire", [False, True])
def test_undo_of_deciding_about_a_retired_record_asks_again(
    ana: Workspace,
    ben: Workspace,
    youth: RecordId,
    clock: FixedClock,
    retire: bool,  # noqa: FBT001 - a case
) -> None:
    edit(ana, stored(ana, Person, youth), phone="1")
    clock.pass_time(minutes=1)
    ben.write(save, [Retire(stored(ben, Person, youth))], "retire person")
    meet(ana, ben)
    changes = ana.write(settle_retired, "person", youth, retire=retire)
    assert changes.dot is not None
    clock.pass_time(minutes=1)
    ana.write(undo, changes.dot)
    meet(ana, ben)
    for each in (ana, ben):
        assert not stored(each, Person, youth).retired
        (found,) = each.read(conflicts)
        assert found.register == "~retired"
        each.read(check_replay, lambda _done, _all: None)


def test_undo_of_a_plain_restoring_hides_the_record_again(ana: Workspace, youth: RecordId) -> None:
    ana.write(save, [Retire(stored(ana, Person, youth))], "retire person")
    changes = ana.write(save, [Restore(stored(ana, Person, youth))], "restore person")
    assert changes.dot is not None
    ana.write(undo, changes.dot)
    assert stored(ana, Person, youth).retired
    assert ana.read(conflicts) == []


def test_what_was_changed_since_is_not_reopened(
    ana: Workspace, ben: Workspace, youth: RecordId, clock: FixedClock
) -> None:
    _two_schools(ana, ben, youth, clock)
    (found,) = ana.read(conflicts)
    changes = ana.write(settle, "person", youth, "school", found.versions[0].dot)
    assert changes.dot is not None
    edit(ana, stored(ana, Person, youth), school="Eastside")
    with pytest.raises(ChangedMeanwhileError, match="changed since"):
        ana.write(undo, changes.dot)


def test_a_value_that_two_wrote_is_settled_and_comes_back_as_one(
    ana: Workspace, ben: Workspace, youth: RecordId, tmp_path: Path, clock: FixedClock
) -> None:
    with joined(ana, tmp_path / "cleo", "Cleo Marsh", clock) as cleo:
        meet(ana, ben, cleo)
        for each, school in ((ana, "Lakeside"), (cleo, "Lakeside"), (ben, "Hillside")):
            clock.pass_time(minutes=1)
            edit(each, stored(each, Person, youth), school=school)
        meet(ana, ben, cleo)
        (found,) = ana.read(conflicts)
        dots = [version.dot for version in found.versions]
        assert len(dots) == 2
        changes = ana.write(settle, "person", youth, "school", dots[1], seen=dots)
        assert changes.dot is not None
        meet(ana, ben, cleo)
        assert {stored(w, Person, youth).record.school for w in (ana, ben, cleo)} == {"Lakeside"}
        assert [each for w in (ana, ben, cleo) for each in w.read(conflicts)] == []
        ana.write(undo, changes.dot)
        meet(ana, ben, cleo)
        assert [_schools(w) for w in (ana, ben, cleo)] == [["Hillside", "Lakeside"]] * 3
