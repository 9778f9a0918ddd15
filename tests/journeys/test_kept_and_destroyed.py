"""A case is kept to two people; a court order destroys another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.widgets.inputs import CheckBox, LineEdit
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, ana, lena, new_folder, new_template, served, settle
from tests.desktop.syncing.test_taking_out import a_lead
from tests.journeys.walking import Walker
from tests.storage.builders import add_case
from tests.sync.enrolling import join, newcomer

__all__ = ["ana", "lena", "new_folder", "new_template", "served"]


class Mia:
    """A third laptop, whose owner belongs to neither of the two."""

    def __init__(self, workspace: Workspace, way: HttpTransport) -> None:
        self._workspace, self._way = workspace, way

    def sync(self) -> None:
        outcome = drive(sync_round(self._workspace.clock), self._way, self._workspace)
        assert outcome.problem is None

    def has(self, case: RecordId) -> bool:
        """Tell whether the case is on her laptop after its next sync."""
        self.sync()
        return self._workspace.read(fetch, Case, case) is not None


@pytest.fixture
def mia(ana: Ana, lena: Sessions, tmp_path: Path, clock: FixedClock) -> Iterator[Mia]:
    assert not lena.living
    workspace, _ = newcomer(tmp_path / "mia", "Mia Stone", clock)
    with workspace, HttpTransport(ana.server.address) as way:
        join((ana.workspace, ana.way), (workspace, way), ana.server.address, "Mia Stone")
        yield Mia(workspace, way)


def test_a_case_is_kept_to_two_people_and_a_court_order_destroys_another(
    lena: Sessions, ana: Ana, mia: Mia, qtbot: QtBot
) -> None:
    kept, destroyed = (ana.save(add_case)[0] for _ in range(2))
    assert mia.has(kept.id)
    assert mia.has(destroyed.id)
    session, _ = a_lead(lena, ana, qtbot)
    walker = Walker(session, qtbot)
    keep(walker, kept, "Ana Reyes")
    settle(session, qtbot)
    assert not mia.has(kept.id)
    assert of_ana(ana, kept) == kept.number
    destroy(walker, destroyed)
    settle(session, qtbot)
    assert not mia.has(destroyed.id)
    assert of_ana(ana, destroyed) is None
    assert walker.read(fetch, Case, destroyed.id) is None
    assert walker.read(fetch, Case, kept.id).record.number == kept.number


def keep(walker: Walker, case: Case, name: str) -> None:
    """Open the case, say who may see it besides oneself, and read that it is so."""
    open_case(walker, case)
    walker.push("Who may see it")
    assert "Everybody of the program may see it." in walker.words()
    boxes = {box.text(): box for box in walker.front().findChildren(CheckBox)}
    assert sorted(boxes) == ["Ana Reyes", "Mia Stone"]
    boxes[name].click()
    walker.push("Keep it to them")
    walker._qtbot.waitUntil(lambda: walker.front() is walker.window, timeout=20_000)
    walker.push("Who may see it")
    assert "Only these people may see it: Ana Reyes, Lena Ortiz." in walker.words()
    walker.push("Close")


def destroy(walker: Walker, case: Case) -> None:
    """Type the number that stands on the order; nothing else presses the button."""
    open_case(walker, case)
    walker.push("Who may see it")
    walker.push("Destroy this case…")
    assert "backups made before today" in walker.words()
    line = walker.find(LineEdit, "destroy_number")
    line.setFocus()
    walker.write_here(case.number)
    walker.push("Destroy it for good")
    walker._qtbot.waitUntil(lambda: walker.front() is walker.window, timeout=20_000)
    assert walker.window.navigator.current_id == "caseload"


def open_case(walker: Walker, case: Case) -> None:
    """Open a case by its number, as one does who holds a letter."""
    walker.press("Ctrl+K")
    walker.window.box.line.setText(case.number)
    walker._qtbot.waitUntil(lambda: not walker.window.box.waits)
    walker.rest()
    walker.press("Return")
    walker._qtbot.waitUntil(lambda: walker.window.navigator.current_id == "case")
    walker.rest()


def of_ana(ana: Ana, case: Case) -> str | None:
    """Return the number of the case on Ana's laptop after its next sync; None where it is gone."""
    ana.sync()
    stored = ana.workspace.read(fetch, Case, case.id)
    return stored.record.number if stored is not None else None
