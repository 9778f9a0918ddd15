"""The jobs that are done while a computer runs out of memory, files or processes.

Those of the calls that fail, and what starts more than it writes: the door, a table that somebody
else made, a document on show.
"""

from hashlib import sha256
from pathlib import Path

from typing_extensions import override

from storage.exchange.foreign.opening import table_of
from storage.viewing.session import Viewing
from storage.workspace import Workspace, unlock
from tests.crashes.jobs import JOBS, Job, add_person
from tests.crashes.session import FIRST

_TABLE = b"Name,Born\nAna,2009-04-01\nBea,2010-05-02\n"
_LETTER = b"Ordered that the youth be seen by a doctor.\n" * 40


class Unlocking(Job):
    """Open by the passphrase, and save."""

    @override
    def do(self, place: Path) -> None:
        folder = place / "workspace"
        with Workspace(folder, unlock(folder, FIRST)) as workspace:
            workspace.write(add_person, "Unlocked")


class ReadingTable(Job):
    """Have a process without keys read a table, and save what it said."""

    @override
    def do(self, place: Path) -> None:
        with self.opened(place) as workspace:
            table = table_of(_TABLE)
            rows = [row for sheet in table.sheets for row in sheet.rows]
            workspace.write(add_person, repr(rows)[:100])


class Showing(Job):
    """Have a process without keys show a document, and save what it showed."""

    @override
    def do(self, place: Path) -> None:
        viewing = Viewing(60)
        with self.opened(place) as workspace:
            try:
                viewing.open("text", len(_LETTER), [_LETTER])
                said = sha256(viewing.text(0).encode()).hexdigest()
            finally:
                viewing.close()
            workspace.write(add_person, said)


SCARCE_JOBS: dict[str, type[Job]] = {
    "unlock": Unlocking,
    "table": ReadingTable,
    "show": Showing,
    **JOBS,
}
