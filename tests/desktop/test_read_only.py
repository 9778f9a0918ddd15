"""At the desk of a workspace that can only be read: what may leave all the same, what may not."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.kit import NewCodeDialog, TryCodeDialog
from desktop.dialogs.outside import OutsideDialog
from desktop.dialogs.safetycard import SafetyCardDialog
from desktop.lending import Lending
from desktop.pages.case.outside import OutsideBar
from desktop.system.outside import Room
from desktop.widgets.buttons import Button
from storage.domain.kinds.document import Document
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.usecases.settings import set_settings
from storage.workspace import Workspace, unlock_with_recovery_code
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.at_desk import AtDesk
from tests.desktop.conftest import Show
from tests.desktop.rooms import base
from tests.desktop.test_safety_tab import make_plan
from tests.documents.files import add_file
from tests.documents.hostile import said
from tests.storage.builders import add_case

__all__ = ["base"]

MEMBERS = {"format": 1, "settings": {"documents.outside": "members"}, "locked": []}


@pytest.fixture
def document(folder: Path, template: Template, clock: FixedClock) -> Document:
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(set_settings, {"computer.policy": MEMBERS})
        return add_file(workspace, case.id, said(), "order.pdf")


@pytest.fixture
def plan(folder: Path, template: Template, clock: FixedClock) -> SafetyPlan:
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case, "Joana")
        made: SafetyPlan = workspace.write(
            lambda t: make_plan(
                t, case, date(2026, 2, 1), safe_people="Aunt Rosa", copy_given="paper"
            )
        )[0]
        return made


@pytest.fixture
def reading(
    folder: Path,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    document: Document,  # noqa: ARG001 - it is there before
    plan: SafetyPlan,  # noqa: ARG001 - it is there before
) -> Iterator[AtDesk]:
    sitting = AtDesk(folder, template.key, clock, qtbot, read_only=True)
    yield sitting
    sitting.close()


@pytest.fixture
def a_window(shown: Show) -> QWidget:
    window = QWidget()
    window.setAccessibleName("Window")
    shown(window)
    return window


def _opener(opened: list[Path]) -> Callable[[Path], bool]:
    def note(path: Path) -> bool:
        opened.append(path)
        return True

    return note


def purposes(folder: Path, template: Template, clock: FixedClock) -> list[str]:
    """What the disclosure log has once something can be saved again."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        query = "SELECT purpose FROM disclosure"
        return workspace.read(lambda c: list(c.exec_driver_sql(query).scalars()))


def test_a_document_is_opened_outside_and_entered_later(  # noqa: PLR0913, PLR0917 - what is around it
    reading: AtDesk,
    document: Document,
    a_window: QWidget,
    base: Path,
    folder: Path,
    template: Template,
    clock: FixedClock,
) -> None:
    opened: list[Path] = []
    lending = Lending(reading.context, Room(base), _opener(opened))
    bar = OutsideBar(reading.lanes, reading.context)
    target = {"document": document.id.hex()}
    dialog = OutsideDialog(reading.lanes, reading.context, target, a_window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    reading.rest()
    dialog.reason.setText("Court on Monday")
    dialog.send()
    reading.rest()
    reading.rest()
    assert not dialog.isVisible(), dialog.notice.text
    assert opened[0].read_bytes() == said()
    assert reading.said[-1].text.startswith("Opened outside. It is written down beside")
    opened[0].write_bytes(said(box=b"0 0 500 700"))
    lending.look()
    assert lending.out[0].changed
    assert bar.findChildren(Button, "outside_keep") == []
    lending.give_back(lending.out[0])
    bar.deleteLater()
    assert purposes(folder, template, clock) == ["Court on Monday"]


def test_no_new_recovery_code_is_made_and_the_paper_stays_good(
    reading: AtDesk, a_window: QWidget, folder: Path, template: Template
) -> None:
    dialog = NewCodeDialog(reading.lanes, reading.context, {}, a_window)
    dialog.open()
    dialog.passphrase.setText(PASSPHRASE)
    dialog.make()
    reading.rest()
    assert "The code on your paper is still good" in dialog.notice.text
    assert not dialog.code.isVisible()
    assert unlock_with_recovery_code(folder, template.recovery_code) == template.key
    dialog.reject()
    trying = TryCodeDialog(reading.lanes, reading.context, {}, a_window)
    trying.open()
    trying.code.setText(template.recovery_code)
    trying.try_code()
    reading.rest()
    assert "It works" in reading.said[-1].text


def test_a_card_whose_answer_was_recorded_before_goes_on_to_the_gate(
    reading: AtDesk, plan: SafetyPlan, a_window: QWidget
) -> None:
    dialog = SafetyCardDialog(reading.lanes, reading.context, {"plan": plan.id.hex()}, a_window)
    dialog.open()
    reading.rest()
    dialog.copy.setCurrentIndex(dialog.copy.findData("none_unsafe"))
    dialog.go_on()
    reading.rest()
    assert "nothing can be saved" in dialog.notice.text
    dialog.copy.setCurrentIndex(dialog.copy.findData("paper"))
    dialog.go_on()
    assert reading.opened[-1].target["card"] == plan.id.hex()
