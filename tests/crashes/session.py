"""A day with the program, recorded: every way in which it writes, in an order set by a seed.

It gets the folder that is watched, another one for what is not, and the seed.
"""

import io
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from random import Random  # noqa: TID251 - a session is played again by its seed

from storage.backup.restoring import restore
from storage.crypto import passphrases
from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.domain.kinds.person import Person
from storage.errors import LockedError
from storage.tables import journal
from storage.tables.records import fetch
from storage.usecases import bulk, drafts
from storage.usecases.documents.intake import add_document, take_in
from storage.usecases.records import Add, Edit, Retire, save
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.usecases.undo import last_own_save, undo
from storage.workspace import Beginning, Workspace, create, unlock
from sync.client.courier.leaving import leave_courier
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.crashes.facts import Teller
from tests.crashes.preload import Preloaded
from tests.documents.files import DAY
from tests.storage.builders import add_case, add_note, add_service
from tests.sync.canaries import CANARY
from tests.sync.enrolling import begin, join, newcomer

FIRST, SECOND = "river lantern copper meadow", "another meadow under copper rivers"
OLD_KEY = bytes.fromhex("c81800a676d7aec9b5f54dd1809c46d05b3db08936f18d376076694463d204b9")
MAIN, OLD, BACK, BACKUPS = "workspace", "old", "restored", "backups"
_IMPORTED = 40
_ROUNDS = 3


class Session:
    """One laptop and what happens on it."""

    def __init__(self, root: Path, elsewhere: Path, seed: int) -> None:
        self.chance = Random(seed)
        self.root, self.elsewhere = root, elsewhere
        self.folder = root / MAIN
        self.tell = Teller(Preloaded())
        self.people: dict[RecordId, str] = {}
        self.passphrase, self.number = FIRST, 0
        self.key = b""
        self.backup: Path | None = None

    def name(self) -> str:
        """Return a name that was not given before; the canary is in each."""
        self.number += 1
        return f"{CANARY} {self.number}"

    def begin(self) -> None:
        """Begin the workspace."""
        self.tell.phase("begin")
        self.tell.begin(**{f"{MAIN}/passphrase": self.passphrase})
        beginning = Beginning(person="Ana Reyes", program="Kids' Place")
        made = create(self.folder, self.passphrase, beginning, cost=FLOOR)
        self.key = made.key
        self.tell.done(
            **{
                f"{MAIN}/key": made.key.hex(),
                f"{MAIN}/passphrase": self.passphrase,
                f"{MAIN}/paper": made.recovery_code,
            }
        )

    def work(self, workspace: Workspace, reader: Workspace) -> None:
        """Do everything there is to do at least once, in any order."""
        acts: list[Callable[[Workspace], None]] = [
            self._add,
            self._add,
            self._edit,
            self._edit,
            self._retire,
            self._undo,
            self._import,
            self._write_draft,
            self._choose,
            self._note,
            self._add_document,
        ]
        self.chance.shuffle(acts)
        self._add(workspace)
        for act in acts:
            self.tell.phase(act.__name__)
            act(workspace)
            self._head(workspace)
            reader.read(drafts.drafts)

    def _head(self, workspace: Workspace) -> None:
        sequence, chain = workspace.read(journal.head)
        self.tell.done(**{f"{MAIN}/head": [sequence, chain.hex()]})

    def _add(self, workspace: Workspace) -> None:
        name = self.name()
        person = workspace.write(lambda t: t.new_id())
        self.tell.begin(**{_fact(person): name})
        workspace.write(_add_person, person, name)
        self.people[person] = name
        self.tell.done(**{_fact(person): name})

    def _edit(self, workspace: Workspace) -> None:
        person, name = self.chance.choice(sorted(self.people)), self.name()
        self.tell.begin(**{_fact(person): name})
        workspace.write(_rename, person, name)
        self.people[person] = name
        self.tell.done(**{_fact(person): name})

    def _retire(self, workspace: Workspace) -> None:
        self._add(workspace)
        person, name = self.people.popitem()
        self.tell.begin(**{_fact(person): f"{name}, retired"})
        workspace.write(_retire, person)
        self.tell.done(**{_fact(person): f"{name}, retired"})

    def _undo(self, workspace: Workspace) -> None:
        self._add(workspace)
        person, name = self.people.popitem()
        last = workspace.read(last_own_save, workspace.device)
        assert last is not None
        self.tell.begin(**{_fact(person): f"{name}, retired"})
        workspace.write(undo, last[0])
        self.tell.done(**{_fact(person): f"{name}, retired"})

    def _import(self, workspace: Workspace) -> None:
        bulk.CHUNK = 15
        people = {workspace.write(lambda t: t.new_id()): self.name() for _ in range(_IMPORTED)}
        facts = {_fact(person): name for person, name in people.items()}
        self.tell.begin(**facts)
        workspace.write(_bring_in, people)
        self.people |= people
        self.tell.done(**facts)

    def _write_draft(self, workspace: Workspace) -> None:
        for place in ("desk", "quicklog", "desk"):
            text = self.name() * self.chance.randint(1, 400)
            self.tell.begin(**{f"{MAIN}/draft/{place}": text})
            workspace.write(drafts.keep, place, {"text": text})
            self.tell.done(**{f"{MAIN}/draft/{place}": text})

    def _choose(self, workspace: Workspace) -> None:
        size = self.chance.choice((110, 125, 150, 175))
        self.tell.begin(**{f"{MAIN}/text size": size})
        workspace.write(set_settings, {"look.text_percent": size})
        self.tell.done(**{f"{MAIN}/text size": size})

    def _note(self, workspace: Workspace) -> None:
        case, person = workspace.write(add_case, "Luz", self.name())
        workspace.write(add_note, case, f"She walked along the harbor. {self.name()}")
        workspace.write(add_service, case, person)

    def _add_document(self, workspace: Workspace) -> None:
        record = workspace.write(lambda t: t.new_id())
        content = (self.name() * 60_000).encode()
        digest = sha256(content).hexdigest()
        self.tell.begin(**{f"{MAIN}/document/{record.hex()}": digest})
        taken = workspace.read(take_in, record, io.BytesIO(content), "order.txt")
        document = Document(
            id=record, title=self.name(), document_kind="court_order", received_on=DAY
        )
        workspace.write(add_document, document, taken)
        self.tell.done(**{f"{MAIN}/document/{record.hex()}": digest})

    def sync(self, workspace: Workspace) -> None:
        """Begin a program at a server, let a colleague in, and receive what they saved."""
        self.tell.phase("join")
        with ExitStack() as stack:
            server = stack.enter_context(local_server(self.elsewhere / "server"))
            way = stack.enter_context(HttpTransport(server.address))
            its_way = stack.enter_context(HttpTransport(server.address))
            begin(workspace, way, server)
            ben = stack.enter_context(newcomer(self.elsewhere / "ben", "Ben", SystemClock())[0])
            join((workspace, way), (ben, its_way), server.address, "Ben")
            for _ in range(_ROUNDS):
                person, name = ben.write(lambda t: t.new_id()), self.name()
                ben.write(_add_person, person, name)
                drive(sync_round(SystemClock()), its_way, ben)
                self.tell.phase("sync")
                self._edit(workspace)
                self.tell.begin(**{_fact(person): name})
                drive(sync_round(SystemClock()), way, workspace)
                assert workspace.read(fetch, Person, person) is not None
                self.people[person] = name
                self.tell.done(**{_fact(person): name})
        self._head(workspace)

    def back_up(self, workspace: Workspace) -> None:
        """Write a backup."""
        self.tell.phase("backup")
        self.number += 1
        target = self.root / BACKUPS / f"case-{self.number}.backup"
        self.tell.begin(**{f"{BACKUPS}/{target.name}": "whole"})
        workspace.back_up(target)
        self.tell.done(**{f"{BACKUPS}/{target.name}": "whole"})
        self.backup = target

    def change_keys(self, workspace: Workspace) -> None:
        """Change the passphrase, then the printed code; try a wrong passphrase."""
        self.tell.phase("keys")
        fresh = SECOND if self.passphrase == FIRST else FIRST
        self.tell.begin(**{f"{MAIN}/passphrase": fresh})
        workspace.change_passphrase(self.passphrase, fresh)
        self.passphrase = fresh
        self.tell.done(**{f"{MAIN}/passphrase": fresh})
        # What the new paper says is known only to whoever asked for it, and only afterwards.
        self.tell.begin(**{f"{MAIN}/paper": "any"})
        paper = workspace.renew_recovery_code(fresh)
        self.tell.done(**{f"{MAIN}/paper": paper})
        try:
            unlock(self.folder, "not the passphrase at all")
        except LockedError:
            unlock(self.folder, fresh)

    def lock(self, workspace: Workspace, reader: Workspace) -> None:
        """Put everything away as the curtain does, and close."""
        self.tell.phase("lock")
        place = {"page": "case", "typed": self.name() * 50}
        self.tell.begin(**{f"{MAIN}/draft/desk": place["typed"]})
        workspace.write(drafts.keep, "desk", {"text": place["typed"]})
        self.tell.done(**{f"{MAIN}/draft/desk": place["typed"]})
        workspace.write(leave_courier, self.folder, SystemClock())
        reader.close()
        workspace.close()

    def migrate(self) -> None:
        """Open what an earlier version wrote."""
        self.tell.phase("migrate")
        with Workspace(self.root / OLD, OLD_KEY) as workspace:
            name = self.name()
            person = workspace.write(lambda t: t.new_id())
            self.tell.begin(**{_fact(person, OLD): name})
            workspace.write(_add_person, person, name)
            self.tell.done(**{_fact(person, OLD): name})

    def bring_back(self) -> None:
        """Restore the newest backup into a new folder."""
        self.tell.phase("restore")
        assert self.backup is not None
        self.tell.begin(**{f"{BACK}/key": self.key.hex()})
        target = self.root / BACK
        restore(self.backup, target, lambda f: unlock(f, self.passphrase), clock=SystemClock())
        self.tell.done(**{f"{BACK}/key": self.key.hex()})


def main(root: Path, elsewhere: Path, seed: int) -> None:
    """Live through the day."""
    session = Session(root, elsewhere, seed)
    passphrases.calibrate = lambda: FLOOR
    session.tell.done(**{f"{OLD}/key": OLD_KEY.hex()})
    session.begin()
    with (
        Workspace(session.folder, session.key) as workspace,
        Workspace(session.folder, session.key, writer=False) as reader,
    ):
        session.work(workspace, reader)
        session.change_keys(workspace)
        session.back_up(workspace)
        session.lock(workspace, reader)
    session.migrate()
    with (
        Workspace(session.folder, session.key) as workspace,
        Workspace(session.folder, session.key, writer=False) as reader,
    ):
        session.sync(workspace)
        session.work(workspace, reader)
        session.back_up(workspace)
        session.lock(workspace, reader)
    session.bring_back()
    sys.stdout.write(json.dumps({"people": len(session.people)}))


def _fact(person: bytes, workspace: str = MAIN) -> str:
    return f"{workspace}/person/{person.hex()}"


def _add_person(transaction: Transaction, person: RecordId, name: str) -> None:
    save(transaction, [Add(Person(id=person, role="sibling", given_name=name))], "add")


def _rename(transaction: Transaction, person: RecordId, name: str) -> None:
    stored = fetch(transaction.connection, Person, person)
    assert stored is not None
    after = Person(id=person, role="sibling", given_name=name)
    save(transaction, [Edit(stored, after)], "rename")


def _retire(transaction: Transaction, person: RecordId) -> None:
    stored = fetch(transaction.connection, Person, person)
    assert stored is not None
    save(transaction, [Retire(stored)], "retire")


def _bring_in(transaction: Transaction, people: dict[RecordId, str]) -> None:
    records = [Person(id=id_, role="sibling", given_name=name) for id_, name in people.items()]
    bulk.add_all(transaction, records, "import", batch=bulk.batch_id(transaction))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), int(sys.argv[3]))
