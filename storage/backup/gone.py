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
from storage.domain.ids import RecordId, SecureIds
from storage.errors import DamagedError
from storage.tables.search_index import forget_words
from storage.usecases.retention.holds import held_scopes, lifted_holds
from storage.usecases.syncing.expunging import closed, destroy, held_back, hold_back
from storage.usecases.transaction import Identity, Transaction

ALL = "workspace.gone-*"
"""The lists in a folder: one under each key that the workspace has had."""
MAGIC = "satchel gone"
_LABEL = b"satchel/1/gone\0"
_NAME_LABEL = b"satchel/1/gone/name"
_TAG = 8
_LARGEST = 64 * 1024 * 1024


class Gone(NamedTuple):
    """A case that was destroyed in a vault; why stands in no file that is not encrypted.

    Without a vault it is a legal hold that was lifted: an old backup does not know that.
    """

    scope: str
    vault: str


def gone_in(connection: Connection) -> list[Gone]:
    """Return the cases that were destroyed for good, the first first, and the holds lifted.

    Not what a legal hold keeps here alone: no backup that has it is to lose it.
    """
    held = held_back(connection)
    found = [one for one in closed(connection) if not one.moved_to and one.scope not in held]
    found.sort(key=lambda one: (one.moment, one.scope, one.vault))
    lifted = lifted_holds(connection) if found else []
    return [Gone(one.scope.hex(), one.vault.hex()) for one in found] + [
        Gone(hold.hex(), "") for hold in lifted
    ]


def write(folder: Path, key: bytes, gone: list[Gone]) -> None:
    """Write the list beside the workspace, where it is not the one that lies there.

    The holds that the one there calls lifted stay in it: a workspace that was brought back from
    before may not know of it.
    """
    with suppress(DamagedError, OSError):
        gone = [*dict.fromkeys([*gone, *(one for one in read(folder, key) if not one.vault)])]
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
    """Destroy in a restored database what was destroyed since; return how many cases it had.

    What a hold in it keeps that was not lifted since is kept as where the hold was known then.
    """
    identity = Identity(b"", 0, "")
    transaction = Transaction(connection, identity, clock, SecureIds(), {})
    lifted = {RecordId(bytes.fromhex(one.scope)) for one in gone if not one.vault}
    kept, came_back = held_scopes(connection, lifted), 0
    for one in gone:
        scope, vault = bytes.fromhex(one.scope), bytes.fromhex(one.vault)
        if not vault:
            continue
        if scope in kept:
            hold_back(transaction, vault, scope, "")
        else:
            came_back += bool(destroy(transaction, vault, scope, "").ids_by_kind)
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
