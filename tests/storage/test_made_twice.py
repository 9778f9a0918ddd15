"""What two laptops make apart from each other and mean the same by is one record."""

from datetime import date

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.directory import Partner
from storage.domain.kinds.training import Training
from storage.usecases.codelists import book_of
from storage.usecases.codesettings import hide_code, rename_code
from storage.usecases.editing import keep_record
from storage.usecases.learning import learners, record_attendance
from storage.usecases.misfiling import move_note
from storage.usecases.records import Add, save
from storage.usecases.syncing.reviewing import reviews_of
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, stored
from tests.storage.laptops import everything, meet

HELD, NEXT, LATER = date(2026, 3, 2), date(2026, 3, 20), date(2026, 4, 3)


def _in_view(workspace: Workspace, kind: str) -> list[RecordId]:
    query = f'SELECT id FROM "{kind}" WHERE retired = 0 ORDER BY id'  # noqa: S608 - our own names
    rows = workspace.read(lambda c: c.exec_driver_sql(query).scalars().all())
    return [RecordId(one) for one in rows]


def _hearing(workspace: Workspace) -> RecordId:
    case, _ = workspace.write(add_case)
    given = {"case": case.id, "matter": "delinquency", "event_type": "status", "on": HELD}
    made: RecordId = workspace.write(keep_record, "court_event", None, given)[0].record
    return made


def _continue(workspace: Workspace, event: RecordId, to: date | None) -> None:
    before = stored(workspace, CourtEvent, event)
    workspace.write(keep_record, "court_event", before, {"next_on": to})


def test_a_next_date_written_on_both_makes_one_event(ana: Workspace, ben: Workspace) -> None:
    held = _hearing(ana)
    meet(ana, ben)
    for laptop in (ana, ben):
        _continue(laptop, held, NEXT)
    meet(ana, ben)
    for laptop in (ana, ben):
        assert len(_in_view(laptop, "court_event")) == 2
        assert laptop.read(reviews_of, _in_view(laptop, "court_event")) == []
    assert ana.read(everything) == ben.read(everything)


def test_two_next_dates_are_two_versions_of_one_event(ana: Workspace, ben: Workspace) -> None:
    held = _hearing(ana)
    meet(ana, ben)
    _continue(ana, held, NEXT)
    _continue(ben, held, LATER)
    meet(ana, ben)
    (coming,) = set(_in_view(ana, "court_event")) - {held}
    (review,) = ana.read(reviews_of, [coming])
    assert "on" in review.fields
    assert ana.read(everything) == ben.read(everything)


def test_a_next_event_that_was_retired_is_made_anew(ana: Workspace) -> None:
    held = _hearing(ana)
    before = stored(ana, CourtEvent, held)
    kept, _ = ana.write(keep_record, "court_event", before, {"next_on": NEXT})
    assert kept.dot is not None
    ana.write(undo, kept.dot)
    _continue(ana, held, LATER)
    (coming,) = set(_in_view(ana, "court_event")) - {held}
    assert stored(ana, CourtEvent, coming).record.on == LATER


def test_hours_recorded_on_both_count_once(ana: Workspace, ben: Workspace) -> None:
    training, partner = (ana.write(lambda t: t.new_id()) for _ in range(2))
    records = (
        Training(id=training, on=HELD, title="Signs", direction="given", minutes=90),
        Partner(id=partner, family_name="Adams", team_member=True),
    )
    ana.write(save, [Add(one) for one in records], "add")
    meet(ana, ben)
    for laptop in (ana, ben):
        laptop.write(record_attendance, training, [partner])
    meet(ana, ben)
    assert len(_in_view(ben, "training_hours")) == 1
    assert [one.minutes for one in ben.read(learners)] == [90]


def test_one_code_renamed_here_and_hidden_there_waits_in_review(
    ana: Workspace, ben: Workspace
) -> None:
    ana.write(rename_code, "sex", "female", "Girl")
    ben.write(hide_code, "sex", "female", True)
    meet(ana, ben)
    for laptop in (ana, ben):
        (setting,) = _in_view(laptop, "code_setting")
        reviews = laptop.read(reviews_of, [setting])
        assert sorted(name for one in reviews for name in one.fields) == ["hidden", "relabelled"]
    assert ana.read(book_of).lists["sex"] == ben.read(book_of).lists["sex"]


def test_a_note_moved_on_both_is_in_the_right_case_once(ana: Workspace, ben: Workspace) -> None:
    wrong, _ = ana.write(add_case)
    right, _ = ana.write(add_case, "Ines", "Stone")
    note = ana.write(add_note, wrong, "She likes plums.")
    meet(ana, ben)
    for laptop in (ana, ben):
        laptop.write(move_note, note.id, right.id)
    meet(ana, ben)
    assert len(_in_view(ana, "note")) == 2
    assert ana.read(everything) == ben.read(everything)
