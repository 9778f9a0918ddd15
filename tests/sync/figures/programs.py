"""Programs as they are: a workspace with records, a program on a server, figures approved."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import Clock
from storage.domain.periods import Period
from storage.reports.approval import approve, preview
from storage.usecases.figuresheets import Sheet
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import Transport, drive
from sync.client.figures import Sending, send_sheets
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer
from tests.conftest import PASSPHRASE
from tests.reports.facts import put
from tests.sync.enrolling import begin

QUARTER = Period.parse("2021-10-01..2021-12-31")


@dataclass(frozen=True)
class Site:
    """One program's laptop with its way to the server."""

    workspace: Workspace
    way: Transport
    code: str

    def approve(self, form: str = "headline", period: Period = QUARTER) -> Sheet:
        shown = self.workspace.read(preview, form, period)
        sheet, _ = self.workspace.write(approve, shown.draft)
        return sheet

    def send(self) -> Sending:
        return drive(send_sheets(self.workspace.clock), self.way, self.workspace)


@contextmanager
def site(
    folder: Path, server: LocalServer, clock: Clock, cac: str, facts: Iterable[Any] = ()
) -> Iterator[Site]:
    """A program that has begun on ``server``, with ``facts`` in its workspace."""
    beginning = Beginning(person="Ana Reyes", program=f"Program {cac}", cac=cac)
    key = create(folder, PASSPHRASE, beginning, cost=FLOOR).key
    with Workspace(folder, key, clock=clock) as workspace, HttpTransport(server.address) as way:
        workspace.write(put, facts)
        yield Site(workspace, way, begin(workspace, way, server))
