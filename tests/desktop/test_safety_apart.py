"""What two people wrote apart about a youth's safety: all of it is shown, none of it is printed
as if it were settled.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
import pytest
from PySide6.QtWidgets import QWidget

from desktop.conflicts.chip import VersionsChip
from desktop.pages.case.missing import MissingTab
from desktop.pages.case.safety import SafetyTab
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.errors import GateError
from storage.usecases.printing import Printing
from storage.usecases.records import Add, save
from storage.usecases.safety.card import CardChoice, card_of
from storage.usecases.safety.missing import begin
from storage.usecases.safety.packet import packet_pdf
from storage.usecases.transaction import Transaction
from tests.desktop.apart import Apart, apart
from tests.desktop.pagedesk import page_desk
from tests.storage.builders import stored
from tests.storage.laptops import tell

__all__ = ["apart", "page_desk"]
Show = Callable[[QWidget], QWidget]
NIGHT = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)


def make_plan(transaction: Transaction, case: Case) -> SafetyPlan:
    plan = SafetyPlan(
        id=transaction.new_id(), case=case.id, made_on=transaction.today(), code_word="blue bike",
        safe_people="Aunt Rosa", copy_given="paper",
    )  # fmt: skip
    save(transaction, [Add(plan)], "add safety plan")
    return plan


def test_both_versions_of_a_plan_are_read_and_no_card_is_made_of_either(
    apart: Apart, shown: Show
) -> None:
    plan = apart.desk.workspace.write(make_plan, apart.case)
    tell(apart.desk.workspace, apart.ben)
    apart.both_edit(plan, {"code_word": "red kite"}, {"code_word": "green door"})
    apart.exchange()
    tab = SafetyTab(apart.desk.lanes, apart.desk.context)
    shown(tab)
    tab.open_case(apart.case.id, {})
    apart.desk.settle()
    said = tab.view.texts()["code_word"]
    assert "red kite" in said
    assert "green door" in said
    assert [chip.isVisible() for chip in tab.findChildren(VersionsChip)] == [True]
    choice = CardChoice(lines=("code_word",))
    with pytest.raises(GateError, match="wait in Review"):
        apart.desk.workspace.read(card_of, plan.id, choice)
    card = apart.desk.workspace.read(card_of, plan.id, CardChoice())
    assert [entry["text"] for entry in card.entries] == ["Aunt Rosa"], "what is not in question"


def test_every_danger_that_anybody_wrote_is_shown_and_on_the_page(
    apart: Apart, shown: Show
) -> None:
    workspace = apart.desk.workspace
    begun, _ = workspace.write(begin, apart.youth.id, apart.case.id, {"identified_at": NIGHT})
    tell(workspace, apart.ben)
    episode = stored(workspace, MissingEpisode, begun.episode).record
    apart.both_edit(episode, {"dangers": "Carries an inhaler"}, {"dangers": "Allergic to bees"})
    apart.exchange()
    tab = MissingTab(apart.desk.lanes, apart.desk.context)
    shown(tab)
    tab.open_case(apart.case.id, {})
    apart.desk.settle()
    said = tab.episode.facts["dangers"].text()
    printing = Printing(
        program="Kids' Place", printed_by="Ana Reyes", printed_at=NIGHT, practice=False
    )
    made = workspace.read(packet_pdf, begun.episode, printing)
    with pypdfium2.PdfDocument(made) as document:
        page = document[0].get_textpage().get_text_range()
    for text in (said, page):
        assert "Carries an inhaler" in text
        assert "Allergic to bees" in text
