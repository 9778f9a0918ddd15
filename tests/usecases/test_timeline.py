"""Everything that belongs to a case stands in its one timeline."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode, Sighting
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.spec.fields import (
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    Reference,
    References,
    Text,
    Texts,
    Whole,
)
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.caseentries import EntryFilter, entries, entry_order
from storage.usecases.casefile import case_file
from storage.usecases.casekinds import GROUPS, TIMELINE
from storage.usecases.codelists import codebook
from storage.usecases.editing import filled
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note
from tests.usecases.plans import plan_of, whole_reads

SOME_DAY = date(2026, 3, 2)
WORDS = "Marigold"
OWN_LINE = {"amends", "contact", "sign", "override_band"}
"""Left empty: they put a record under another one, or rule out what is filled beside them."""


_FIXED: dict[type[Field], Any] = {
    Text: WORDS,
    Texts: frozenset([WORDS]),
    Day: SOME_DAY,
    Moment: datetime(2026, 3, 2, 15, tzinfo=UTC),
    Whole: 1,
    Flag: True,
}
ELSEWHERE = RecordId(b"o" * 16)


def _value(field: Field, case: Case, youth: Person) -> Any:
    if isinstance(field, Code | Codes):
        code = next(iter(codebook().lists[field.list_name]))
        return code if isinstance(field, Code) else frozenset([code])
    if isinstance(field, Reference | References):
        known = {"person": youth.id, "case": case.id}.get(field.kind)
        needed = known or (ELSEWHERE if field.required else None)
        return frozenset([known]) if isinstance(field, References) and known else needed
    return _FIXED.get(type(field))


def _add(transaction: Transaction, kind: str, case: Case, youth: Person) -> RecordId:
    cls = KINDS[kind]
    values = {
        name: value
        for name, field in fields_of(cls).items()
        if name not in OWN_LINE and (value := _value(field, case, youth)) is not None
    }
    # What a record names beside itself is another one.
    values |= {name: ELSEWHERE for name in ("other", "moved_to") if name in values}
    record = cls(id=transaction.new_id(), **filled(cls, values))
    save(transaction, [Add(record)], "add")
    found: RecordId = record.id
    return found


def test_the_timeline_has_every_kind_of_a_case_that_has_a_day_once() -> None:
    dated = {
        name
        for name, cls in KINDS.items()
        if kind_of(cls).scoped_by == "case" and kind_of(cls).dated_by
    }
    assert set(TIMELINE) == dated | {"exploiter"}
    assert len(TIMELINE) == len(set(TIMELINE))
    assert sum(map(len, GROUPS.values())) == len(TIMELINE)


@pytest.mark.parametrize("kind", TIMELINE)
def test_a_record_of_every_kind_stands_in_the_timeline_in_words(
    workspace: Workspace, kind: str
) -> None:
    case, youth = workspace.write(add_case)
    record = workspace.write(_add, kind, case, youth)
    order = workspace.read(entry_order, EntryFilter(case=case.id, kinds=TIMELINE))
    assert order == [record]
    entry = workspace.read(entries, TIMELINE, order)[record]
    assert entry.kind == kind
    said = " ".join(one.words for one in entry.said)
    if kind_of(KINDS[kind]).restricted:
        assert said == ""
        return
    assert said
    assert entry.day == SOME_DAY
    for name in kind_of(KINDS[kind]).line:
        field = fields_of(KINDS[kind])[name]
        if isinstance(field, Code) and getattr(entry.record, name):
            assert codebook().label(field.list_name, getattr(entry.record, name)) in said


@pytest.mark.parametrize("kind", TIMELINE)
def test_nothing_graphic_is_ever_said_in_a_line(kind: str) -> None:
    fields = fields_of(KINDS[kind])
    assert not [name for name in kind_of(KINDS[kind]).line if fields[name].graphic]


def test_names_in_a_line_are_marked_as_names(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    record = workspace.write(_add, "victimization", case, youth)
    entry = workspace.read(entries, ("victimization",), [record])[record]
    assert [one.words for one in entry.said if one.names] == ["Marisol Vega"]


def _late(transaction: Transaction, case: Case, youth: Person) -> tuple[RecordId, RecordId]:
    # Half past ten in the evening of 2 March in Massachusetts is 3 March in UTC.
    episode = MissingEpisode(
        id=transaction.new_id(), case=case.id, person=youth.id,
        identified_at=datetime(2026, 3, 3, 3, 30, tzinfo=UTC),
    )  # fmt: skip
    seen = Sighting(
        id=transaction.new_id(), case=case.id, episode=episode.id, step="sighting",
        at=datetime(2026, 3, 3, 6, tzinfo=UTC),
    )  # fmt: skip
    save(transaction, [Add(episode), Add(seen)], "add")
    return episode.id, seen.id


def test_an_instant_stands_under_its_day_in_massachusetts(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    episode, seen = workspace.write(_late, case, youth)
    note = workspace.write(add_note, case, "In the morning.", date(2026, 3, 3))
    earlier = workspace.write(add_note, case, "The day before.", date(2026, 3, 1))
    order = workspace.read(entry_order, EntryFilter(case=case.id, kinds=TIMELINE))
    assert order == [seen, note.id, episode, earlier.id]
    found = workspace.read(entries, TIMELINE, order)
    assert found[episode].day == SOME_DAY
    assert found[seen].day == date(2026, 3, 3)


def test_the_head_tells_who_has_custody_where_the_youth_lives_and_who_is_missing(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    workspace.write(_add, "custody_period", case, youth)
    workspace.write(_add, "placement_period", case, youth)
    before = workspace.read(case_file, case.id, SOME_DAY)
    assert before is not None
    assert before.custody is not None
    assert before.placement is not None
    assert before.missing is None
    after = workspace.read(case_file, case.id, date(2026, 3, 3))
    assert after is not None
    assert after.custody is None
    workspace.write(_late, case, youth)
    gone = workspace.read(case_file, case.id, date(2026, 3, 3))
    assert gone is not None
    assert gone.missing is not None


def test_a_cancelled_hearing_is_not_the_next_one(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_cancelled, case)
    found = workspace.read(case_file, case.id, SOME_DAY)
    assert found is not None
    assert found.next_court is None


def _cancelled(transaction: Transaction, case: Case) -> None:
    event = CourtEvent(
        id=transaction.new_id(), case=case.id, matter="delinquency", event_type="status",
        on=date(2026, 3, 9), state="cancelled",
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")


@pytest.mark.parametrize("text", ["", "library"])
def test_the_lines_of_a_case_read_no_whole_table(workspace: Workspace, text: str) -> None:
    case, youth = workspace.write(add_case)
    ids = [workspace.write(_add, kind, case, youth) for kind in TIMELINE]
    chosen = EntryFilter(case=case.id, kinds=TIMELINE, text=text)
    assert whole_reads(plan_of(workspace, entry_order, chosen)) == []
    assert whole_reads(plan_of(workspace, entries, TIMELINE, ids)) == []
    assert Note in {type(one.record) for one in workspace.read(entries, TIMELINE, ids).values()}
