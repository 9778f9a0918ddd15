from dataclasses import replace
from datetime import date
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.caseentries import EntryFilter, entry_order
from storage.usecases.casefile import stored_record
from storage.usecases.editing import Kept, keep_record
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, stored

HELD, NEXT, LATER = date(2026, 3, 2), date(2026, 3, 20), date(2026, 4, 3)


def _keep(workspace: Workspace, case: Case, **values: Any) -> Kept:
    given = {
        "case": case.id, "matter": "delinquency", "event_type": "status", "on": HELD,
        "court": "Pittsfield", "docket": "26 DL 7", "state": "held", **values,
    }  # fmt: skip
    kept: Kept = workspace.write(keep_record, "court_event", None, given)[0]
    return kept


def _edit(workspace: Workspace, event: RecordId, **values: Any) -> Kept:
    before = workspace.read(stored_record, "court_event", event)
    kept: Kept = workspace.write(keep_record, "court_event", before, values)[0]
    return kept


def _events(workspace: Workspace, case: Case) -> list[CourtEvent]:
    order = workspace.read(entry_order, EntryFilter(case=case.id, kinds=("court_event",)))
    return [stored(workspace, CourtEvent, one).record for one in order]


def test_a_next_date_makes_the_next_event_in_the_same_save(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    kept = _keep(workspace, case, next_on=NEXT, person=youth.id)
    coming, held = _events(workspace, case)
    assert (coming.on, coming.previous, coming.state) == (NEXT, held.id, "scheduled")
    assert (coming.matter, coming.court, coming.docket) == (held.matter, held.court, held.docket)
    assert coming.person == youth.id
    assert kept.dot is not None
    workspace.write(undo, kept.dot)
    assert _events(workspace, case) == []


def test_the_next_event_is_never_made_twice(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    kept = _keep(workspace, case, next_on=NEXT)
    _edit(workspace, kept.record, outcome="Continued to the 20th.", next_on=NEXT)
    assert len(_events(workspace, case)) == 2


def test_a_date_that_somebody_wrote_down_already_makes_none(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    _keep(workspace, case, on=NEXT, state="scheduled")
    _keep(workspace, case, next_on=NEXT)
    assert len(_events(workspace, case)) == 2


def test_a_next_date_that_moves_takes_its_event_along(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    kept = _keep(workspace, case, next_on=NEXT)
    _edit(workspace, kept.record, next_on=LATER)
    assert [event.on for event in _events(workspace, case)] == [LATER, HELD]


def test_an_event_that_was_held_stays_where_it_was_held(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    kept = _keep(workspace, case, next_on=NEXT)
    coming = _events(workspace, case)[0]
    _edit(workspace, coming.id, state="continued")
    _edit(workspace, kept.record, next_on=LATER)
    assert [event.on for event in _events(workspace, case)] == [NEXT, HELD]


def test_events_held_with_nobody_beside_the_child_are_listed(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    alone = _keep(workspace, case)
    nobody = _keep(workspace, case, on=date(2026, 3, 3), accompanied_by="nobody")
    _keep(workspace, case, accompanied_by="coordinator")
    _keep(workspace, case, state="cancelled")
    chosen = EntryFilter(case=case.id, kinds=("court_event",))
    listed = workspace.read(entry_order, replace(chosen, unaccompanied=True))
    assert listed == [nobody.record, alone.record]
