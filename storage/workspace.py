"""The door to the library: one open, unlocked workspace, used from one thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from threading import get_ident
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine

from storage import migrations
from storage.backup import making
from storage.crypto import attempts, database, passphrases, slots
from storage.crypto.device import new_device
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys, new_key
from storage.crypto.passphrases import Argon2Cost
from storage.domain.clocks import Clock, SystemClock
from storage.domain.ids import IdSource, SecureIds
from storage.errors import HistoryLostError, LockedError, RejectedError
from storage.tables import journal
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Identity, Transaction, Vault

P = ParamSpec("P")
T = TypeVar("T")

VAULTS = ("cases", "program")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What a person says when a program begins on this laptop."""

    person: str
    program: str
    cac: str = ""
    practice: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Created:
    """A new workspace: its key, and the recovery code to print now and never show again."""

    key: bytes
    recovery_code: str


def create(
    folder: Path, passphrase: str, beginning: Beginning, *, cost: Argon2Cost | None = None
) -> Created:
    """Begin a program in ``folder``: key slots, an empty database, this device, two vaults.

    Raises RejectedError when the folder holds a workspace or the passphrase is too weak.
    """
    database.assert_versions()
    if exists(folder):
        raise RejectedError("This folder already holds a workspace. Choose another folder.")
    passphrases.check_new_passphrase(passphrase)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, code = slots.create(folder, passphrase, cost or passphrases.calibrate())
    keys = derive_workspace_keys(key)
    migrations.upgrade(folder / database.NAME, keys.database)
    (folder / database.NAME).chmod(0o600)
    engine = database.open_engine(folder / database.NAME, keys.database, "writer")
    with engine.begin() as connection:
        _begin(connection, beginning)
    engine.dispose()
    HeadFile(folder, keys.head).write(Head(0, journal.GENESIS))
    return Created(key, code)


def exists(folder: Path) -> bool:
    """Tell whether ``folder`` holds a workspace, whole or damaged."""
    return any((folder / name).exists() for name in ("workspace.keys", database.NAME))


def unlock(folder: Path, passphrase: str, *, clock: Clock | None = None) -> bytes:
    """Return the workspace key; LockedError or ThrottledError when the passphrase is wrong."""
    return _attempt(folder, clock, lambda: slots.open_with_passphrase(folder, passphrase))


def unlock_with_recovery_code(folder: Path, code: str, *, clock: Clock | None = None) -> bytes:
    """Return the workspace key for the printed recovery code."""
    return _attempt(folder, clock, lambda: slots.open_with_recovery_code(folder, code))


class Workspace:
    """An unlocked workspace, bound to the thread that opened it."""

    def __init__(  # noqa: PLR0913 - the seams: clock, ids, cache, role
        self,
        folder: Path,
        key: bytes,
        *,
        clock: Clock | None = None,
        ids: IdSource | None = None,
        writer: bool = True,
        cache_mib: int = 64,
        accept_lost_history: bool = False,
    ) -> None:
        self._thread = get_ident()
        self._clock: Clock = clock or SystemClock()
        self._ids: IdSource = ids or SecureIds()
        self._folder, self._key = folder, key
        keys = derive_workspace_keys(key)
        self._head_file = HeadFile(folder, keys.head)
        self._writer = writer
        path = folder / database.NAME
        database.assert_versions()
        migrations.refuse_newer(path, keys.database)
        if writer:
            migrations.upgrade(path, keys.database)
        role: database.Role = "writer" if writer else "reader"
        self._engine: Engine = database.open_engine(path, keys.database, role, cache_mib)
        with self._engine.connect() as connection:
            if not accept_lost_history:
                _compare(self._head_file.read(), connection)
            self._identity = _identity(connection)
            self._vaults = _vaults(connection)

    @property
    def clock(self) -> Clock:
        """The clock that this workspace's acts read."""
        return self._clock

    @property
    def device(self) -> bytes:
        """The id of this device."""
        return self._identity.device

    def read(
        self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``query`` on one consistent state of the database."""
        self._insist_on_thread()
        with self._engine.connect() as connection:
            return query(connection, *args, **kwargs)

    def write(
        self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``act`` in one transaction; once this returns, what it saved is on the disk."""
        self._insist_on_thread()
        with self._engine.begin() as connection:
            transaction = Transaction(
                connection, self._identity, self._clock, self._ids, self._vaults
            )
            before = journal.head(connection)
            result = act(transaction, *args, **kwargs)
            after = journal.head(connection)
        if after != before:
            self._head_file.write(Head(*after))
        return result

    def rename_author(self, name: str) -> None:
        """Write ``name`` under everything saved from now on."""
        self.write(set_settings, {"person.name": name})
        self._identity = replace(self._identity, author=name)

    @property
    def folder(self) -> Path:
        """Where the workspace is."""
        return self._folder

    def change_passphrase(self, old: str, new: str) -> None:
        """Let ``new`` open the workspace instead of ``old``; the database is untouched.

        Raises LockedError when ``old`` is wrong, ThrottledError after too many tries,
        RejectedError when ``new`` is too weak.
        """
        unlock(self._folder, old, clock=self._clock)
        passphrases.check_new_passphrase(new)
        slots.change_passphrase(self._folder, self._key, new, passphrases.calibrate())

    def renew_recovery_code(self, passphrase: str) -> str:
        """Return a new recovery code to be printed; the old paper opens nothing any more."""
        unlock(self._folder, passphrase, clock=self._clock)
        return slots.replace_recovery_code(self._folder, self._key)

    def back_up(
        self, target: Path, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> int:
        """Write a proven backup to the new file ``target`` and return its size in bytes."""
        return making.make(
            self._folder, self._key, target, clock=self._clock, progress=progress
        ).size

    def close(self) -> None:
        """Forget every connection and with them the key."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        """Use the workspace for one block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it behind the block."""
        self.close()

    def _insist_on_thread(self) -> None:
        if get_ident() != self._thread:
            raise RuntimeError("A workspace is used only on the thread that opened it.")


def _attempt(folder: Path, clock: Clock | None, opening: Callable[[], bytes]) -> bytes:
    now = (clock or SystemClock()).now()
    attempts.check(folder, now)
    try:
        key = opening()
    except LockedError:
        attempts.note_failure(folder, now)
        raise
    attempts.forget(folder)
    return key


def _begin(connection: Connection, beginning: Beginning) -> None:
    device = new_device()
    connection.exec_driver_sql(
        "INSERT INTO this_device VALUES (?, 1, ?, ?, ?)",
        (device.id, device.signing, device.x25519, device.mlkem768),
    )
    for name in VAULTS:
        connection.exec_driver_sql(
            "INSERT INTO vault_key VALUES (?, 1, ?, ?)", (new_key()[:16], name, new_key())
        )
    transaction = Transaction(
        connection, Identity(device.id, 1, beginning.person), SystemClock(), SecureIds(), {}
    )
    set_settings(
        transaction,
        {
            "person.name": beginning.person,
            "program.name": beginning.program,
            "program.cac": beginning.cac,
            "program.practice": beginning.practice,
        },
    )


def _identity(connection: Connection) -> Identity:
    row = connection.exec_driver_sql("SELECT id, incarnation FROM this_device").one()
    return Identity(row.id, row.incarnation, setting(connection, "person.name"))


def _vaults(connection: Connection) -> dict[str, Vault]:
    rows = connection.exec_driver_sql(
        "SELECT vault, epoch, name, key FROM vault_key ORDER BY epoch"
    )
    return {row.name: Vault(row.vault, row.epoch, row.key) for row in rows}


def _compare(head: Head | None, connection: Connection) -> None:
    """Refuse a database that is older than what was acknowledged.

    A journal that is longer than the head is whole: the machine stopped between the commit and
    the head's own write.
    """
    sequence, _ = journal.head(connection)
    if head is None:
        lost = sequence > 0
    else:
        lost = journal.chain_at(connection, head.sequence) != head.chain
    if lost:
        raise HistoryLostError(
            "The database on this disk is older than what was saved here: something put an "
            "earlier copy in its place. Restore the newest backup, or open it as it is."
        )
