"""Two people of one program who work apart, the first of them at a window."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.usecases.changes import Changes
from storage.usecases.records import Retire, save
from storage.usecases.syncing.applying import Applied, apply
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.desktop.pagedesk import PageDesk
from tests.storage.builders import add_case, edit, stored
from tests.storage.laptops import adopt_keys, joined, keys_of, outbox, tell


class Apart:
    """Ana Reyes at the window, Ben Ortiz on his laptop; both have seen one case."""

    def __init__(self, desk: PageDesk, ben: Workspace, clock: FixedClock) -> None:
        self.desk, self.ben, self._clock = desk, ben, clock
        self.case: Case
        self.youth: Person
        self.case, self.youth = desk.workspace.write(add_case)
        tell(desk.workspace, ben)

    def ana_edits(self, record: Any, **values: Any) -> None:
        """Let Ana save, on what she sees now."""
        self._edit(self.desk.workspace, record, values)

    def ben_edits(self, record: Any, **values: Any) -> None:
        """Let Ben save, on what he sees now."""
        self._edit(self.ben, record, values)

    def ben_retires(self, record: Any) -> None:
        """Let Ben retire what he sees."""
        self._clock.pass_time(minutes=5)
        self.ben.write(save, [Retire(stored(self.ben, type(record), record.id))], "retire person")

    def both_edit(self, record: Any, first: dict[str, Any], second: dict[str, Any]) -> None:
        """Let Ana save ``first`` and Ben, later and without having seen it, ``second``."""
        self.ana_edits(record, **first)
        self.ben_edits(record, **second)

    def exchange(self) -> None:
        """Let both hear what the other one saved, as the window does."""
        tell(self.desk.workspace, self.ben)
        changesets, keys = outbox(self.ben), self.ben.read(keys_of)

        def take(transaction: Transaction) -> tuple[Applied, Changes]:
            adopt_keys(transaction, keys)
            applied = apply(transaction, changesets)
            return applied, applied.changes

        self.desk.lanes.write(take, context=self.desk.context)
        self.desk.settle()

    def ana_sees(self, record: Any) -> Any:
        """Return ``record`` as Ana's laptop shows it."""
        return stored(self.desk.workspace, type(record), record.id).record

    def ben_sees(self, record: Any) -> Any:
        """Return ``record`` as Ben's laptop shows it."""
        return stored(self.ben, type(record), record.id).record

    def _edit(self, workspace: Workspace, record: Any, values: dict[str, Any]) -> None:
        self._clock.pass_time(minutes=5)
        before = stored(workspace, type(record), record.id)
        edit(workspace, before, f"edit {type(record).__name__.lower()}", **values)


@pytest.fixture
def apart(page_desk: PageDesk, tmp_path: Path, clock: FixedClock) -> Iterator[Apart]:
    with joined(page_desk.workspace, tmp_path / "ben", "Ben Ortiz", clock) as ben:
        yield Apart(page_desk, ben, clock)
