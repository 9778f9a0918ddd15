"""Give a workspace new keys: everything is encrypted anew, and what opened it opens nothing more.

For the day when somebody may know the passphrase and may have a copy. The database is copied,
encrypted under a key that comes from a new workspace key, opened and proven, and only then put in
the place of the old one: the whole set lies in a folder of its own inside, which one rename makes
the true one. Cut off before that, nothing has changed; after it, the next unlocking finishes.
Nothing else may have the workspace open.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from storage.backup.proof import counts, prove
from storage.crypto import database, passphrases, slots
from storage.crypto.durable import make_durable, sync_folder
from storage.crypto.head import HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.clocks import Clock
from storage.errors import DamagedError, LockedError
from storage.usecases import recoverykit
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.workspace.opened import Workspace
from storage.workspace.swapping import MADE, MAKING, finish

_STEPS = 4
_COPY = "The copy under the new key"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, repr=False)
class Renewed:
    """The new workspace key, and the recovery code to print now and never show again."""

    key: bytes
    recovery_code: str


def renew(
    folder: Path,
    key: bytes,
    passphrase: str,
    *,
    clock: Clock,
    progress: Progress = lambda _done, _total: None,
) -> Renewed:
    """Encrypt the workspace in ``folder`` anew; ``passphrase`` opens it as before, alone.

    Second factors and the supervisors' shares are made anew by whoever made them. Raises
    LockedError when the passphrase is another, DamagedError when the database is not whole,
    OSError when there is no room for a second one; the workspace is then as it was, but that the
    paper is to be tried once more.
    """
    if not slots.is_passphrase(folder, key, passphrase):
        raise LockedError("This is not the passphrase. Nothing was changed.")
    # Opened first: an update may have come in between, and what is noted travels along. Whatever
    # cuts this off, nobody takes the old paper for one that was tried.
    with Workspace(folder, key, clock=clock) as workspace:
        workspace.write(_note)
    making = folder / MAKING
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    try:
        cost = slots.present_cost(folder, key) or passphrases.calibrate()
        made = Renewed(*slots.renew(making, folder, passphrase, cost))
        _encrypt_anew(folder, making, key, made.key, progress)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    making.rename(folder / MADE)
    sync_folder(folder)
    finish(folder)
    progress(_STEPS, _STEPS)
    return made


def _encrypt_anew(folder: Path, making: Path, old: bytes, new: bytes, progress: Progress) -> None:
    old_keys, new_keys = derive_workspace_keys(old), derive_workspace_keys(new)
    source, copy = folder / database.NAME, making / database.NAME
    progress(0, _STEPS)
    database.vacuum_into(source, old_keys.database, copy)
    progress(1, _STEPS)
    database.rekey(copy, old_keys.database, new_keys.database)
    progress(2, _STEPS)
    before = database.open_engine(source, old_keys.database, "reader")
    after = database.open_engine(copy, new_keys.database, "migration")
    try:
        with database.in_plain_words():
            last = prove(after, _COPY)
            is_same = _told(before) == _told(after)
        if not is_same:
            raise DamagedError(f"{_COPY} is not the same. Nothing was changed.")
    finally:
        before.dispose()
        after.dispose()
    for left in ("-wal", "-shm"):
        copy.with_name(f"{copy.name}{left}").unlink(missing_ok=True)
    heads = HeadFile(folder, old_keys.head)
    acknowledged = heads.read()
    if acknowledged is not None and acknowledged.sequence > last.sequence:
        raise DamagedError("The database is older than what was saved here. Nothing was changed.")
    HeadFile(making, new_keys.head).restart(last, heads.read_access())
    for path in making.iterdir():
        make_durable(path)
    sync_folder(making)
    progress(3, _STEPS)


def _told(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return counts(connection)


def _note(transaction: Transaction) -> None:
    """Have the paper tried again, and the supervisors' shares made anew with the next sync."""
    recoverykit.note_made(transaction)
    set_settings(transaction, {"supervisors.held": []})
