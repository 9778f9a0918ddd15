"""The cases that were destroyed, told beside the backups, so that an old one brings none back.

The list holds ids and is authenticated under the workspace's key, which every backup of the
workspace shares until it gets a new one; its name says under which. It is written where a workspace
is open, and copied by a process without keys.
"""

import hmac
import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from storage.crypto.durable import replace_file
from storage.crypto.keytree import derive_workspace_keys
from storage.domain.clocks import Clock
from storage.domain.ids import SecureIds
from storage.errors import DamagedError
from storage.tables.search_index import forget_words
from storage.usecases.syncing.expunging import closed, destroy, held_back
from storage.usecases.transaction import Identity, Transaction

ALL = "workspace.gone-*"
"""The lists in a folder: one under each key that the workspace has had."""
MAGIC = "satchel gone"
_LABEL = b"satchel/1/gone\0"
_NAME_LABEL = b"satchel/1/gone/name"
_TAG = 8
_LARGEST = 64 * 1024 * 1024


class Gone(NamedTuple):
    """A case that was destroyed in a vault; why stands in no file that is not encrypted."""

    scope: str
    vault: str


def gone_in(connection: Connection) -> list[Gone]:
    """Return the cases that were destroyed for good, the first first.

    Not what a legal hold keeps here alone: no backup that has it is to lose it.
    """
    held = held_back(connection)
    found = [one for one in closed(connection) if not one.moved_to and one.scope not in held]
    found.sort(key=lambda one: (one.moment, one.scope, one.vault))
    return [Gone(one.scope.hex(), one.vault.hex()) for one in found]


def write(folder: Path, key: bytes, gone: list[Gone]) -> None:
    """Write the list beside the workspace, where it is not the one that lies there."""
    content = _content(key, gone)
    target = folder / name_under(key)
    if not gone and not target.exists():
        return
    with suppress(OSError):
        if target.read_bytes() == content:
            return
    replace_file(target, content)


def count_of(path: Path) -> int:
    """Return how many a list says there are, unauthenticated; -1 where there is no list."""
    try:
        content = json.loads(_read(path))
        return len(content["gone"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return -1


def name_under(key: bytes) -> str:
    """Return the name of the list under this key."""
    tag = hmac.new(derive_workspace_keys(key).head, _NAME_LABEL, sha256).hexdigest()
    return ALL.replace("*", tag[:_TAG])


def read(folder: Path, key: bytes) -> list[Gone]:
    """Return the list in ``folder``, nothing where there is none; DamagedError where it changed."""
    path = folder / name_under(key)
    damaged = DamagedError(
        f"{path.name} beside the backup was changed. Without it, cases that were destroyed might "
        "come back. Use the backup from another place."
    )
    try:
        content = _read(path)
    except FileNotFoundError:
        return []
    try:
        said: dict[str, Any] = json.loads(content)
        gone = [Gone(*map(str, one)) for one in said["gone"]]
        good = hmac.compare_digest(str(said["mac"]), _mac(key, gone)) and said["magic"] == MAGIC
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged from error
    if not good:
        raise damaged
    return gone


def destroy_again(connection: Connection, clock: Clock, gone: list[Gone]) -> int:
    """Destroy in a restored database what was destroyed since; return how many cases it had."""
    identity = Identity(b"", 0, "")
    transaction = Transaction(connection, identity, clock, SecureIds(), {})
    came_back = 0
    for one in gone:
        changes = destroy(transaction, bytes.fromhex(one.vault), bytes.fromhex(one.scope), "")
        came_back += bool(changes.ids_by_kind)
    if came_back:
        forget_words(connection)
    return came_back


def _content(key: bytes, gone: list[Gone]) -> bytes:
    said = {"magic": MAGIC, "gone": gone, "mac": _mac(key, gone)}
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _mac(key: bytes, gone: list[Gone]) -> str:
    plain = json.dumps(gone, separators=(",", ":")).encode()
    return hmac.new(derive_workspace_keys(key).head, _LABEL + plain, sha256).hexdigest()


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST)
