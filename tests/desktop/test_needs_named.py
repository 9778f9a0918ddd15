"""The page of the program names what waits for a person as Review does, and why."""

from PySide6.QtWidgets import QWidget

from desktop.pages.program.needscard import NeedsCard
from desktop.pages.program.page import ProgramPage
from desktop.widgets.labels import Label
from storage.domain.changeset import Operation
from storage.domain.ids import RecordId
from storage.domain.kinds.victimization import Victimization
from storage.usecases.records import Add, save
from storage.usecases.settings import set_settings
from storage.usecases.syncing.misfits import look_over
from tests.desktop.apart import Apart, apart
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import page_desk
from tests.storage.builders import SOME_DAY
from tests.storage.laptops import deliver, told_by_cho

__all__ = ["apart", "page_desk"]


def told(apart: Apart, shown: Show) -> list[str]:
    page = ProgramPage(apart.desk.lanes, apart.desk.context)
    shown(page)
    page.open({})
    apart.desk.settle()
    card: QWidget = page.needs
    assert isinstance(card, NeedsCard)
    return [label.text() for label in card.findChildren(Label) if label.isVisibleTo(card)]


def victimization(apart: Apart, number: int) -> Victimization:
    return Victimization(
        id=RecordId(bytes([number]) * 16), case=apart.case.id, person=apart.youth.id,
        type="bullying", presented_from=SOME_DAY,
    )  # fmt: skip


def test_versions_are_named_with_their_record_their_fields_and_who_wrote_them(
    apart: Apart, shown: Show
) -> None:
    apart.both_edit(apart.youth, {"placement": "A"}, {"placement": "B"})
    for name in ("school", "town", "pronouns", "phone"):
        apart.both_edit(apart.youth, {name: "One"}, {name: "Two"})
    apart.exchange()
    words = told(apart, shown)
    whose = f"{apart.case.number} \u00b7 Vega, Marisol"
    place = words.index(f"Person \u00b7 Marisol Vega \u00b7 {whose}")
    assert words[place + 1] == "Placement: 2 versions, by Ben Ortiz, Ana Reyes"
    assert "5 fields have two versions or more" in words
    assert "Review names the rest." in words


def test_what_a_merge_broke_is_named_though_nothing_else_is_open(apart: Apart, shown: Show) -> None:
    workspace = apart.desk.workspace
    workspace.write(set_settings, {"sync.last": 1})
    workspace.write(look_over)
    workspace.write(save, [Add(victimization(apart, 1))], "add victimization")
    apart.ben.write(save, [Add(victimization(apart, 2))], "add victimization")
    apart.exchange()
    workspace.write(look_over)
    words = told(apart, shown)
    assert "1 record does not fit" in words
    assert any("Victimization" in line and apart.case.number in line for line in words)
    assert "Review names the rest." not in words


def test_what_waits_for_an_update_is_named_with_the_reason(apart: Apart, shown: Show) -> None:
    operation = Operation(0, "edit", "person", apart.youth.id, {"favourite_song": "x"}, {})
    workspace = apart.desk.workspace
    deliver(workspace, [told_by_cho(workspace, apart.case.id, operation)], [])
    words = told(apart, shown)
    assert "1 change waits for more" in words
    assert any(line.startswith("Person \u00b7 Marisol Vega") for line in words)
    assert "It was made with a newer version of Satchel. Update Satchel on this laptop." in words


def test_initials_reach_what_is_named(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"school": "One"}, {"school": "Two"})
    apart.exchange()
    apart.desk.context.toggle_initials()
    assert "Vega" not in " ".join(told(apart, shown))
