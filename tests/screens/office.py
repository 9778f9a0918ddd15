"""A program of five laptops and its server, as a lead finds it on an ordinary Wednesday."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from storage.crypto.passphrases import FLOOR
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.directory import Agency, Partner
from storage.usecases.records import Add, save
from storage.usecases.samepeople import merge
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.governing.leaving import revoke
from sync.client.governing.restricting import access_of, restrict
from sync.client.governing.roles import change_role
from sync.client.recovery.making import make_recovery_key
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.conftest import PASSPHRASE, FixedClock
from tests.storage.builders import add_case, added, edit, stored
from tests.sync.bundles.sticks import enter
from tests.sync.enrolling import begin, join, newcomer

_OTHERS = ("Bea Okafor", "Cleo Marsh", "Dana Wells", "Eli Santos")
_HELD = date(2026, 3, 2)
PROGRAM = "Berkshire County Kids' Place"


class Laptop:
    """One laptop and its way to the server."""

    def __init__(self, workspace: Workspace, way: HttpTransport) -> None:
        self.workspace, self.way = workspace, way

    def run(self, script: Any) -> Any:
        """Carry a script out."""
        return drive(script, self.way, self.workspace)

    def sync(self) -> None:
        """Sync once."""
        self.run(sync_round(self.workspace.clock))


class Office:
    """Ana and Bea lead; Cleo and Dana work on the cases; Eli's laptop was lost and wrote later."""

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.clock = FixedClock(datetime(2026, 3, 4, 15, tzinfo=UTC))
        (folder / "server").mkdir(parents=True)
        self.server = self._stack.enter_context(local_server(folder / "server", clock=self.clock))
        self.folder = folder / "ana"
        beginning = Beginning(person="Ana Reyes", program=PROGRAM)
        self.key = create(self.folder, PASSPHRASE, beginning, cost=FLOOR).key
        self.ana = self._laptop(Workspace(self.folder, self.key, clock=self.clock))
        begin(self.ana.workspace, self.ana.way, self.server)
        self.case: Case = self.ana.workspace.write(add_case)[0]
        self.ana.workspace.write(enter, "Met at the school; the counselor joins on Friday")
        self.ana.sync()
        self.others = {name: self._join(folder / name.split()[0], name) for name in _OTHERS}
        self._govern()

    def close(self) -> None:
        """Close every laptop, then the server."""
        self._stack.close()

    def _laptop(self, workspace: Workspace) -> Laptop:
        way = self._stack.enter_context(HttpTransport(self.server.address))
        self._stack.enter_context(workspace)
        return Laptop(workspace, way)

    def _join(self, folder: Path, name: str) -> Laptop:
        laptop = self._laptop(newcomer(folder, name, self.clock)[0])
        host = (self.ana.workspace, self.ana.way)
        join(host, (laptop.workspace, laptop.way), self.server.address, name)
        laptop.sync()
        return laptop

    def _govern(self) -> None:
        """A second lead, a recovery key of three, and a laptop that was taken out."""
        clock, device = self.clock, _device
        bea, cleo, dana, eli = self.others.values()
        self.ana.run(change_role(clock, device(bea), "admin"))
        self.ana.run(make_recovery_key(clock, tuple(map(device, (self.ana, bea, cleo))), 2))
        for laptop in (self.ana, bea, cleo, dana, eli):
            laptop.sync()
        self._move_a_hearing(cleo)
        self._write_apart(cleo)
        self._keep_to_some(bea, dana)
        self.lost = device(eli)
        eli.workspace.write(add_case)
        self.ana.run(revoke(clock, (device(eli),), "lost"))
        eli.sync()
        clock.moment += timedelta(hours=2)
        for laptop in (self.ana, bea, cleo, self.ana):
            laptop.sync()
        self.ana.workspace.close()

    def _move_a_hearing(self, other: Laptop) -> None:
        """Let Ana and a colleague put one hearing on two days; the last round brings both here."""
        event = self.ana.workspace.write(_hearing, self.case)
        for laptop in (self.ana, other):
            laptop.sync()
        for laptop, day in ((self.ana, 5), (other, 6)):
            found = stored(laptop.workspace, CourtEvent, event.id)
            edit(laptop.workspace, found, on=date(2026, 3, day))
        for laptop in (self.ana, other, self.ana):
            laptop.sync()

    def _keep_to_some(self, *others: Laptop) -> None:
        """Let two cases be for Ana and a few others alone."""
        few = tuple(map(_device, others))
        for name in ("Noor", "Tess"):
            self.kept: Case = self.ana.workspace.write(add_case, name, "Adeyemi")[0]
            self.ana.sync()
            found = self.ana.workspace.read(access_of, self.kept.id)
            assert found is not None
            self.ana.run(restrict(self.clock, found.vault, self.kept.id, few, bytes(range(16))))

    def _write_apart(self, other: Laptop) -> None:
        """Let both add one shelter, take in one youth, and edit one record of no case."""
        mine = self.ana.workspace
        phone = {"phone": "413-555-0100", "secure_mail": "office@elmhouse.example"}
        shelter = added(mine, Agency, name="Elm House Shelter", **phone)
        added(other.workspace, Agency, name="Elm House Shelter", phone="(413) 555 0199")
        _, maya = mine.write(add_case, "Maya", "Santiago")
        _, maia = other.workspace.write(add_case, "Maia", "Santiago")
        self.agency = added(mine, Agency, name="Harbor Legal Aid", phone="413-555-0120")
        harbour = added(mine, Agency, name="Harbour Legal Aid", phone="413-555-0121")
        mine.write(merge, self.agency, harbour)
        partner = added(mine, Partner, given_name="Luz", family_name="Ruiz", phone="413-555-0110")
        training = added(
            mine, Credential, holder="Ana Reyes", credential="caseworker_20m", from_on=_HELD
        )
        for laptop in (self.ana, other, self.ana):
            laptop.sync()
        mine.write(merge, maya.id, maia.id)
        for laptop, number, by in ((self.ana, "0111", "Cho"), (other, "0112", "Dee")):
            workspace = laptop.workspace
            edit(workspace, stored(workspace, Partner, partner), phone=f"413-555-{number}")
            edit(workspace, stored(workspace, Agency, shelter), secure_mail=f"{by}@elm.example")
            edit(workspace, stored(workspace, Credential, training), trained_by=by)
        for laptop in (self.ana, other, self.ana):
            laptop.sync()


def _hearing(transaction: Transaction, case: Case) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(),
        case=case.id,
        matter="care_and_protection",
        event_type="status",
        on=date(2026, 3, 9),
        at=time(9, 30),
        court="Pittsfield Juvenile Court",
    )
    save(transaction, [Add(event)], "add court event")
    return event


def _device(laptop: Laptop) -> bytes:
    return laptop.workspace.device
