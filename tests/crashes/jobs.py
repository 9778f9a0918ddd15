"""What a laptop does to its disk, each as one job that is done under faults and judged after.

A job makes its ground once, is done on a copy of it, and says what it finds there: the same as
before, the same as after it was done whole, or something else, which is a fault of ours.
"""

import io
import shutil
from abc import ABC, abstractmethod
from pathlib import Path

from sqlalchemy import Connection
from typing_extensions import override

from storage import migrations
from storage.backup.closed import copy_closed
from storage.backup.making import make_in_place
from storage.backup.place import kept
from storage.backup.restoring import inspect, restore
from storage.crypto import chunkfiles, slots
from storage.crypto.database import NAME
from storage.crypto.keytree import derive_workspace_keys
from storage.crypto.passphrases import FLOOR
from storage.doctor.checks import verify
from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.domain.kinds.person import Person
from storage.errors import LockedError
from storage.usecases import bulk, drafts
from storage.usecases.documents.intake import add_document, take_in
from storage.usecases.documents.reading import whole_document
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create, unlock
from storage.workspace.renewing import renew
from tests.crashes.session import FIRST, OLD_KEY, SECOND
from tests.documents.files import DAY, content_of

_ZOO = Path(__file__).parents[1] / "zoo" / "0002"
_FOLDER = "workspace"
_PAPER = RecordId(bytes(range(16)))
_SIZE = 1_200_000
_IMPORTED = 40


class Job(ABC):
    """One job on a workspace; ``key`` is that of the ground."""

    key: bytes = b""
    made: "dict[str, bytes]"

    def prepare(self, ground: Path) -> None:
        """Make the ground: a small workspace in which something was done."""
        self.key = create(
            ground / _FOLDER, FIRST, Beginning(person="A", program="B"), cost=FLOOR
        ).key
        with self.opened(ground) as workspace:
            workspace.write(add_person, "Before")

    def opened(self, place: Path) -> Workspace:
        """Open the workspace of ``place``."""
        return Workspace(place / _FOLDER, self.key)

    @abstractmethod
    def do(self, place: Path) -> None:
        """Do the job; faults happen in here."""

    def found(self, place: Path) -> object:
        """Return what the real program finds afterwards; an error of it is a fault of ours."""
        with self.opened(place) as workspace:
            names = workspace.read(names_in)
            workspace.write(add_person, "After")
        list(verify(place / _FOLDER, self.key))
        return names


class Saving(Job):
    """Open, save, keep a draft, close."""

    @override
    def do(self, place: Path) -> None:
        with self.opened(place) as workspace:
            workspace.write(add_person, "Saved")
            workspace.write(drafts.keep, "desk", {"text": "She said" * 2_000})


class Importing(Job):
    """Open and import."""

    @override
    def do(self, place: Path) -> None:
        with self.opened(place) as workspace:
            workspace.write(bring_in)


class Filing(Job):
    """Take a file in and add its document."""

    @override
    def do(self, place: Path) -> None:
        content = io.BytesIO(content_of(_SIZE))
        with self.opened(place) as workspace:
            taken = workspace.read(take_in, _PAPER, content, "order.txt")
            document = Document(
                id=_PAPER, title="Order", document_kind="court_order", received_on=DAY
            )
            workspace.write(add_document, document, taken)

    @override
    def found(self, place: Path) -> object:
        names = super().found(place)
        chunks = len(list(chunkfiles.chunks_in(place / _FOLDER)))
        if not chunks:
            return names, False
        with self.opened(place) as workspace:
            return names, workspace.read(whole_document, _PAPER) == content_of(_SIZE)


class Migrating(Job):
    """Open what an earlier version wrote."""

    key = OLD_KEY

    @override
    def prepare(self, ground: Path) -> None:
        shutil.copytree(_ZOO, ground / _FOLDER)

    @override
    def do(self, place: Path) -> None:
        self.opened(place).close()

    @override
    def found(self, place: Path) -> object:
        key = derive_workspace_keys(self.key).database
        waits = migrations.needs_upgrade(place / _FOLDER / NAME, key)
        return waits, super().found(place)


class BackingUp(Job):
    """Write a backup of an open workspace."""

    @override
    def do(self, place: Path) -> None:
        with self.opened(place) as workspace:
            workspace.back_up(place / "case.backup")

    @override
    def found(self, place: Path) -> object:
        names = super().found(place)
        target = place / "case.backup"
        if not target.exists():
            with self.opened(place) as workspace:
                workspace.back_up(target)
            return names, False
        return names, inspect(target).counts["person"] == 1


class BackingUpInPlace(Job):
    """Write a backup of an open workspace into the place of backups."""

    @override
    def do(self, place: Path) -> None:
        folder = place / _FOLDER
        make_in_place(folder, self.key, place / "backups", clock=SystemClock(), check=bool)

    @override
    def found(self, place: Path) -> object:
        names = super().found(place)
        there = kept(place / "backups")
        for one in there:
            inspect(one.path)
        return names, len(there)


class CopyingClosed(BackingUpInPlace):
    """Copy a closed workspace as it lies."""

    @override
    def do(self, place: Path) -> None:
        copy_closed(place / _FOLDER, place / "backups", SystemClock())


class Restoring(Job):
    """Restore a backup over a workspace in which something was saved since."""

    @override
    def prepare(self, ground: Path) -> None:
        super().prepare(ground)
        with self.opened(ground) as workspace:
            workspace.back_up(ground / "case.backup")
            workspace.write(add_person, "Since")

    @override
    def do(self, place: Path) -> None:
        restore(
            place / "case.backup",
            place / _FOLDER,
            lambda _folder: self.key,
            clock=SystemClock(),
            move_aside=True,
        )

    @override
    def found(self, place: Path) -> object:
        inspect(place / "case.backup")
        if not (place / _FOLDER).exists():
            # As its words say where the disk let nothing be renamed any more.
            (aside,) = place.glob(f"{_FOLDER}.moved-aside-*")
            aside.rename(place / _FOLDER)
        names = super().found(place)
        checked = [
            list(verify(moved, self.key))[-1].check
            for moved in place.glob(f"{_FOLDER}.moved-aside-*")
        ]
        return names, checked


class ChangingPassphrase(Job):
    """Let another passphrase open the workspace."""

    @override
    def do(self, place: Path) -> None:
        with self.opened(place):
            slots.change_passphrase(place / _FOLDER, self.key, SECOND, FLOOR)

    @override
    def found(self, place: Path) -> object:
        return super().found(place), [self._opens(place, one) for one in (FIRST, SECOND)]

    def _opens(self, place: Path, passphrase: str) -> bool:
        try:
            return slots.open_with_passphrase(place / _FOLDER, passphrase) == self.key
        except LockedError:
            return False


class MakingNewKeys(Job):
    """Encrypt a closed workspace anew, under keys that nothing from before leads to."""

    @override
    def do(self, place: Path) -> None:
        renew(place / _FOLDER, self.key, FIRST, clock=SystemClock())

    @override
    def found(self, place: Path) -> object:
        key = unlock(place / _FOLDER, FIRST)
        with Workspace(place / _FOLDER, key) as workspace:
            names = workspace.read(names_in)
            workspace.write(add_person, "After")
        list(verify(place / _FOLDER, key))
        return names, key == self.key


JOBS: dict[str, type[Job]] = {
    "save": Saving,
    "import": Importing,
    "document": Filing,
    "migrate": Migrating,
    "backup": BackingUp,
    "backup in place": BackingUpInPlace,
    "copy when closed": CopyingClosed,
    "restore": Restoring,
    "passphrase": ChangingPassphrase,
    "new keys": MakingNewKeys,
}


def names_in(connection: Connection) -> list[str]:
    """Return the given names of everybody."""
    return sorted(connection.exec_driver_sql("SELECT given_name FROM person").scalars())


def add_person(transaction: Transaction, name: str) -> None:
    """Save one person."""
    person = Person(id=transaction.new_id(), role="sibling", given_name=name)
    save(transaction, [Add(person)], "add")


def bring_in(transaction: Transaction) -> None:
    """Import several people in one act."""
    people = [
        Person(id=transaction.new_id(), role="sibling", given_name=f"Imported {number}")
        for number in range(_IMPORTED)
    ]
    bulk.add_all(transaction, people, "import", batch=bulk.batch_id(transaction))
