"""The narrative harvest: what was marked, by topic, with nobody in it."""

from datetime import date
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.need import UnmetNeed
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.usecases.misfiling import move_note
from storage.usecases.narratives import FLAGGED, harvest, write_line
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, edit, stored

YEAR = (date(2025, 10, 1), date(2026, 9, 30))
NOTE, NEED, TALK = (RecordId(name * 16) for name in (b"n", b"u", b"t"))


@pytest.fixture
def marked(workspace: Workspace) -> Workspace:
    def put(transaction: Transaction) -> None:
        case, youth = add_case(transaction, "Maya", "Vega")
        success = frozenset({"success"})
        records: list[Any] = [
            Note(
                id=NOTE, case=case.id, on=date(2026, 3, 2), note_class="factual",
                text="Maya Vega found a home.", narrative=success,
            ),
            UnmetNeed(
                id=NEED, case=case.id, person=youth.id, on=date(2026, 2, 1), county="suffolk",
                need="csec_placement", reason="no_provider", remark="Maya waits",
                narrative=success | {"challenge"},
            ),
            Outreach(
                id=TALK, on=date(2025, 9, 30), title="Talk", outreach_kind="presentation",
                narrative=frozenset({"awareness"}),
            ),
        ]  # fmt: skip
        save(transaction, [Add(record) for record in records], "add")

    workspace.write(put)
    return workspace


def test_what_is_marked_in_the_year_stands_under_each_of_its_topics(marked: Workspace) -> None:
    found = marked.read(harvest, *YEAR)
    assert {topic: [one.record for one in some] for topic, some in found.items()} == {
        "challenge": [NEED],
        "success": [NEED, NOTE],
    }
    assert [one.county for one in found["success"]] == ["suffolk", ""]
    assert set(marked.read(harvest, date(2025, 9, 30), date(2025, 9, 30))) == {"awareness"}


def test_nobody_is_in_it_but_the_line_that_was_typed(marked: Workspace) -> None:
    assert "Maya" not in str(marked.read(harvest, *YEAR))
    marked.write(write_line, NOTE, " A youth found a home. ")
    (line,) = (one.line for one in marked.read(harvest, *YEAR)["success"] if one.record == NOTE)
    assert line == "A youth found a home."
    marked.write(write_line, NOTE, "")
    assert not any(one.line for one in marked.read(harvest, *YEAR)["success"])
    with pytest.raises(ValueError, match="2,000"):
        marked.write(write_line, NOTE, "x" * 2_001)


def test_a_note_that_was_moved_is_left_out(marked: Workspace) -> None:
    marked.write(move_note, NOTE, None)
    assert [one.record for one in marked.read(harvest, *YEAR)["success"]] == [NEED]


def test_what_is_marked_no_more_is_gone_and_every_kind_with_the_field_is_asked(
    marked: Workspace,
) -> None:
    edit(marked, stored(marked, UnmetNeed, NEED), narrative=frozenset())
    assert [one.record for one in marked.read(harvest, *YEAR)["success"]] == [NOTE]
    assert set(FLAGGED) == {"note", "unmet_need", "outreach", "referral_out", "training"}
