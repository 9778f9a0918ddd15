"""One open, unlocked workspace, used from one thread."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from threading import Lock, get_ident
from typing import Concatenate, Literal, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from storage import migrations
from storage.backup import gone, making, proving, standing
from storage.crypto import chunkfiles, database, keyfile, pins, slots
from storage.crypto.brake import Brake
from storage.crypto.head import Head, HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.crypto.pins import Pin
from storage.doctor import checks
from storage.domain.clocks import Clock, SystemClock
from storage.domain.ids import IdSource, SecureIds
from storage.errors import CancelledError, DamagedError, HistoryLostError, ReadOnlyError
from storage.tables import access, acknowledged, journal
from storage.tables.local import begin_incarnation
from storage.usecases.access import opening
from storage.usecases.documents.keeping import sweep
from storage.usecases.passphrases import own_names
from storage.usecases.settings import set_settings
from storage.usecases.syncing.applying import apply_after_upgrade
from storage.usecases.syncing.parking import any_parked
from storage.usecases.transaction import Transaction
from storage.workspace import ballast, beside
from storage.workspace.keyring import KeyRing
from storage.workspace.pins import PinLock
from storage.workspace.state import (
    acknowledge,
    has_to_lie,
    identity_of,
    incarnation_of,
    is_older,
    make_ready,
    reached,
    reaches,
    vaults_of,
)

P = ParamSpec("P")
T = TypeVar("T")


class Workspace:
    """An unlocked workspace, bound to the thread that opened it.

    ``accept_lost_history`` opens a database that is older than its last save, and has the writer
    go on from there. A writer that is not ``alone`` leaves what an opening tidies up to the other
    one. A ``read_only`` one is opened as it is, damaged or on a disk that cannot be written: what
    can be read is, and may pass the gate; other acts are refused with ReadOnlyError.
    """

    def __init__(  # noqa: PLR0913 - the seams: clock, ids, cache, role
        self,
        folder: Path,
        key: bytes,
        *,
        clock: Clock | None = None,
        ids: IdSource | None = None,
        writer: bool = True,
        alone: bool = True,
        cache_mib: int = 64,
        accept_lost_history: bool = False,
        read_only: bool = False,
    ) -> None:
        writer = writer and not read_only
        self._thread = get_ident()
        self._clock: Clock = clock or SystemClock()
        self._ids: IdSource = ids or SecureIds()
        self._folder, self._key, self._writer = folder, key, writer
        self._read_only = read_only
        keys = derive_workspace_keys(key)
        self._head_file = HeadFile(folder, keys.head)
        self._state: Literal["idle", "at work", "closed"] = "idle"
        self._turn = Lock()
        path = folder / database.NAME
        database.assert_versions()
        database.refuse_missing(path)
        self._unclean = database.has_log(path)
        immutable = read_only and has_to_lie(folder)
        if not read_only:
            ballast.make_room(folder)
        if not immutable:
            migrations.refuse_newer(path, keys.database)
        if writer:
            make_ready(folder, keys.database, alone=alone)
        role: database.Role = "writer" if writer else "reader"
        self._engine: Engine = database.open_engine(
            path, keys.database, role, cache_mib, immutable=immutable
        )
        self._reached = reached(self._head_file)
        self._keys_seen = b""
        self._brake = Brake(self._engine)
        try:
            if not read_only:
                self._settle(accepted=accept_lost_history)
            self._identity = self.read(identity_of)
            if writer and alone:
                self._resume()
        except BaseException:
            self._engine.dispose()
            raise

    def _settle(self, *, accepted: bool) -> None:
        """Compare the database with what was acknowledged last."""
        last = self._head_file.read()
        if self.read(is_older, last):
            self._go_on(writer=self._writer, accepted=accepted)
        elif self._writer:
            self._catch_up(last)

    def _resume(self) -> None:
        """Go on with what an earlier opening left to be done."""
        self._note_keys()
        self._go_on_noting()
        if self.read(any_parked):
            self.write(apply_after_upgrade)
        if (self._folder / chunkfiles.FOLDER).is_dir():
            # A file that was taken in and never listed, because the machine stopped between.
            self.write(sweep, unfinished=True)

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
        with self._alone(), self._engine.connect() as connection:
            return query(connection, *args, **kwargs)

    def write(
        self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``act`` in one transaction; once this returns, what it saved is on the disk.

        Where the disk is full the ballast goes, and it is tried once more: so what was begun can be
        finished.
        """
        if self._read_only:
            raise ReadOnlyError(
                "This workspace is open to be read only, and nothing can be saved in it. "
                "Bring back a backup, then go on there."
            )
        try:
            return self._write(act, *args, **kwargs)
        except OSError as error:
            refused = isinstance(error.__cause__, DatabaseError)
            if not refused or error.errno not in ballast.NO_ROOM or not ballast.free(self._folder):
                raise
        return self._write(act, *args, **kwargs)

    def let_out(
        self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``act``, which lets something pass the gate, also where nothing can be saved.

        What left a workspace that can only be read is told beside it, and entered later.
        """
        if not self._read_only:
            return self.write(act, *args, **kwargs)
        keep = partial(beside.keep, self._folder, self._key)
        with self._alone(), self._engine.connect() as connection:
            who, clock = self._identity, self._clock
            transaction = Transaction(connection, who, clock, self._ids, {}, aside=keep)
            return act(transaction, *args, **kwargs)

    def _write(
        self, act: Callable[Concatenate[Transaction, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with self._alone(), self._engine.begin() as connection:
            vaults = vaults_of(connection)
            # Another connection may have begun an incarnation: two folders were one laptop.
            who = replace(self._identity, incarnation=incarnation_of(connection))
            transaction = Transaction(connection, who, self._clock, self._ids, vaults)
            before = journal.head(connection), access.head(connection)
            result = act(transaction, *args, **kwargs)
            after = journal.head(connection), access.head(connection)
            if after != before:
                acknowledged.note_heads(connection, *self._reached)
        if after != before:
            self._acknowledge(Head(*after[0]), Head(*after[1]))
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
        self.keys.change_passphrase(old, new, self.read(own_names))

    def renew_recovery_code(self, passphrase: str) -> str:
        """Return a new recovery code to be printed; the old paper opens nothing any more."""
        return self.keys.renew_recovery_code(passphrase)

    @property
    def keys(self) -> KeyRing:
        """What opens this workspace, and how to change it."""
        return KeyRing(self._folder, self._key, self._clock, read_only=self._read_only)

    @property
    def pin(self) -> PinLock:
        """The PIN that may unlock for some minutes after an idle lock."""
        return PinLock(self)

    def seal_for(self, pin: Pin) -> bytes:
        """Return the key as ``pin`` opens it, for memory alone."""
        return pins.seal(self._key, pin)

    @property
    def key_id(self) -> str:
        """The id of the workspace as its key file tells it, in hexadecimal."""
        return keyfile.read(self._folder).workspace

    def back_up(
        self, target: Path, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> making.Made:
        """Write a proven backup to the new file ``target``; return its size and what it holds."""
        return making.make(self._folder, self._key, target, clock=self._clock, progress=progress)

    def give_up(self) -> None:
        """End the act under way with CancelledError; nothing of it is kept. From any thread.

        Where nothing is under way nothing happens: the next act is not touched.
        """
        with self._turn:
            if self._state == "at work":
                self._brake.pull()

    def back_up_in_place(self, check: Callable[[], object] = bool) -> making.Made:
        """Write a proven backup into the first place of backups; ``check`` may raise to end it."""
        folder, tell = self._folder, self._tell_gone
        place = standing.first_place(folder)
        return making.make_in_place(folder, self._key, place, tell, clock=self._clock, check=check)

    @property
    def unclean(self) -> bool:
        """Whether the last process that wrote in it ended without closing it."""
        return self._unclean

    def examine(
        self, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> checks.Report:
        """Look whether everything is whole, beside whatever else goes on in it."""
        return checks.examine(self._folder, self._key, progress)

    def owns_backup(self, backup: Path) -> bool:
        """Tell whether ``backup`` is under the key of now, not one from before new keys."""
        return proving.is_under(backup, self._key)

    def prove_backup(
        self, backup: Path, progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> proving.Proven:
        """Restore ``backup`` for a trial beside the workspace and compare it with what is here."""
        now = self.read(proving.live, lambda number: self.read(journal.chain_at, number))
        return proving.prove_backup(self._folder, self._key, backup, now, progress)

    def lay_ballast(self) -> bool:
        """See to the ballast; tell whether the disk is so full that it had to go and stays away."""
        with suppress(OSError):
            ballast.lay(self._folder)
        return ballast.is_tight(self._folder)

    def close(self) -> None:
        """Forget the connection and with it the key; nothing can be done with it any more."""
        if self._state == "closed":
            return
        if self._writer:
            with suppress(OSError, DatabaseError):
                self._tell_gone()
                self._note_keys()
        with self._alone():
            self._engine.dispose()
        self._state = "closed"

    def __enter__(self) -> Self:
        """Use the workspace for one block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it behind the block."""
        self.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if get_ident() != self._thread:
            raise RuntimeError("A workspace is used only on the thread that opened it.")
        if self._state == "closed":
            raise RuntimeError("This workspace was closed.")
        if self._state == "at work":
            # The connection is shared: ending the inner act would end the outer one with it.
            raise RuntimeError("A workspace does one act at a time.")
        self._state = "at work"
        try:
            yield
        except Exception as error:
            if self._brake.pulled:
                raise CancelledError("Stopped. Nothing of it was kept.") from error
            if self._read_only:
                # A connection that met a damaged page reads no other page any more.
                self._engine.dispose()
            if (self._writer or self._read_only) and isinstance(error, DatabaseError):
                with database.in_plain_words():
                    raise
            raise
        finally:
            with self._turn:
                self._state = "idle"
                self._brake.release()

    def _tell_gone(self) -> None:
        """Tell beside the workspace which cases were destroyed: no backup is to bring one back."""
        gone.write(self._folder, self._key, self.read(gone.gone_in))

    def _note_keys(self) -> None:
        """Note which key file is the newest; one that is older than that at the opening is not."""
        with suppress(DamagedError, OSError):
            content = slots.whole_generation(self._folder, self._key).read_bytes()
            seen, before = sha256(content).digest(), self._keys_seen
            last = self.read(acknowledged.keys)
            generation, self._keys_seen = keyfile.parse(content).generation, seen
            if seen != before and (before or last is None or generation > last.number):
                self.write(lambda t: acknowledged.note_keys(t.connection, generation, seen))

    def _acknowledge(self, last: Head, access: Head) -> None:
        acknowledge(self._head_file, self._folder, last, access)
        self._reached = last.sequence, access.sequence

    def _catch_up(self, last: Head | None) -> None:
        """Acknowledge what was committed just before the machine stopped."""
        newest = Head(*self.read(journal.head))
        if last is not None and last != newest:
            # A head that cannot be written is told at the next save, not in the way of opening.
            with suppress(OSError):
                self._head_file.write(newest)

    def _go_on_noting(self) -> None:
        """Enter in the record of access what happened to it, and at the lock, since the last time.

        A record that is shorter than what was acknowledged says so of itself from now on. One that
        is longer is whole: the machine stopped between the commit and the head's own write.
        """
        last = self._head_file.read_access()
        if last is not None and not self.read(reaches, last):
            # What is noted from now on as reached is what is here.
            self._reached = self._reached[0], self.read(access.head)[0]
            self.write(opening.note_gap, last.sequence)
            self._head_file.restart(Head(*self.read(journal.head)), Head(*self.read(access.head)))
        elif last is None and self.read(opening.is_begun):
            self.write(opening.note_headless)
        if not self.read(opening.is_begun):
            self.write(opening.begin)
        beside.enter(self._folder, self._key, self.write)
        newest = Head(*self.read(access.head))
        if self._head_file.read_access() != newest:
            # A head that cannot be written is told at the next save, not in the way of opening.
            with suppress(OSError):
                self._head_file.write(None, newest)

    def _go_on(self, *, writer: bool, accepted: bool) -> None:
        if not accepted:
            raise HistoryLostError(
                "The database on this disk is older than what was saved here: something put an "
                "earlier copy in its place. Restore the newest backup, or open it as it is."
            )
        if writer:
            with self._alone(), self._engine.begin() as connection:
                begin_incarnation(connection)
                heads = Head(*journal.head(connection)), Head(*access.head(connection))
            self._head_file.restart(*heads)
            self._reached = heads[0].sequence, heads[1].sequence
