"""What lies in a workspace's folder and is read before it is open, or as it opens.

Whoever can write to the folder has written it: only the key authenticates any of it, and half of it
is read before there is a key.
"""

import base64
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.backup import bundle, gone, place, standing
from storage.crypto import (
    aside,
    attempts,
    database,
    factors,
    head,
    keyfile,
    recovery,
    slots,
    supervisors,
)
from storage.crypto.keyfile import KeyFile, Slot
from storage.crypto.keytree import derive_workspace_keys, wrap
from storage.crypto.passphrases import LEAST
from storage.crypto.sealing import sealed
from storage.errors import SatchelError
from storage.workspace import mounts
from storage.workspace.erasing import erased_on
from tests.fuzzing.target import Target, in_a_folder

KEY = bytes(range(32))
_WORKSPACE = "ab" * 16
_CODE = recovery.new_code()
_SALT = "00" * 16
_BACKUP = "20260304-150000Z.satchel-backup"


class _Clock:
    """A day on which nothing has ended yet."""

    def now(self) -> datetime:
        return datetime(2026, 3, 4, tzinfo=UTC)


CLOCK = _Clock()


def folders() -> Iterator[Target]:
    """Yield the parser of each file."""
    yield from _keys()
    yield from _counts()
    yield from _backups()


def _keys() -> Iterator[Target]:
    made = key_file()
    state = head.Head(7, bytes(32)), head.Head(3, bytes(32))
    yield Target("folder: key file at the door", in_a_folder(keyfile.NAME, _at_the_door), (made,))
    yield Target("folder: head file", in_a_folder(head.NAME, _heads), (_head_file(*state),))


def _counts() -> Iterator[Target]:
    count = b'{"count": 7, "last": 1772582400.5}'
    waits = b'[["refused", 3, 1772582400000, 1772582400000, ""], ["recover", 1, 5, 5, "code"]]'
    under = derive_workspace_keys(KEY).aside
    told = base64.b64encode(wrap(b"{}", under, aside._bound_to(b""))) + b"\n"
    beside = in_a_folder(aside.NAME, lambda folder: aside.waiting(folder, KEY))
    moment = CLOCK.now().isoformat().encode()
    table = b"36 35 98:0 / /mnt\\040a rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"
    yield Target("folder: wrong attempts", in_a_folder(attempts.NAME, _counted), (count,))
    yield Target("folder: told at the lock", in_a_folder("workspace.untold", _waiting), (waits,))
    yield Target("folder: told beside", beside, (told, told + told))
    yield Target("folder: erased", in_a_folder("workspace.erased", erased_on), (moment,))
    yield Target(
        "folder: what is mounted", lambda c: mounts.parse(c.decode("utf-8", "replace")), (table,)
    )


def _backups() -> Iterator[Target]:
    last = {"name": _BACKUP, "made": CLOCK.now().isoformat()}
    stood = json.dumps({"first": last, "second": {"problem": "full"}, "proven": _BACKUP}).encode()
    chosen = (b'{"second": "/media/stick"}', b'{"second": "C:\\\\backups"}')
    name, ended = gone.name_under(KEY), gone._content(KEY, [gone.Gone("00" * 16, "11" * 16)])
    destroyed = in_a_folder(name, lambda folder: gone.read(folder, KEY))
    how = in_a_folder("workspace.backups", standing.standing)
    yield Target(
        "folder: places of backups", in_a_folder("workspace.places", _second_place), chosen
    )
    yield Target("folder: how backups stand", how, (stood,))
    yield Target("folder: destroyed cases", destroyed, (ended,))
    made = tuple(made_backups())
    yield Target("folder: backup", in_a_folder(_BACKUP, _found_backup), made)
    yield Target("folder: backup of somebody who means harm", _backup, made)


def key_file() -> bytes:
    """Return a key file with a slot of every kind."""
    cost = {"memory": LEAST.memory, "passes": LEAST.passes, "lanes": LEAST.lanes}
    under = {"salt": _SALT, "kept": "00" * 60}
    share = supervisors.SealedShare(bytes(8), bytes(32), b"sealed")
    shared = supervisors.Shared(bytes(16), bytes(32), bytes(8), 1, (share,))
    kinds: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (
            "passphrase and factor",
            "red door",
            {"name": "argon2id and factor", "salt": _SALT, **cost},
        ),
        ("recovery code", "Printed recovery code", {"name": "hkdf-sha256", "salt": _SALT}),
        ("supervisors", "Supervisors", shared.derivation()),
        ("key store", "This laptop", {"name": "key store", **under}),
        (
            "security key",
            "Red key",
            {"name": "webauthn prf", **under, "credential": "00" * 16, "asked": "00" * 32},
        ),
    )
    made = tuple(
        Slot(f"{number:016x}", kind, label, derivation, bytes(60))
        for number, (kind, label, derivation) in enumerate(kinds)
    )
    return keyfile._written(sealed(KeyFile(_WORKSPACE, 1, made), KEY))


def _cost(folder: Path) -> object:
    return slots.present_cost(folder, KEY)


def _at_the_door(folder: Path) -> None:
    """Ask all that is asked of a key file, but for what costs a derivation."""
    for ask in (factors.read, _cost, slots.shared_with, slots.door_words):
        with suppress(SatchelError):
            ask(folder)
    keys = keyfile.read(folder)
    assert os.sep not in keys.workspace
    ways: tuple[Callable[[], object], ...] = (
        lambda: factors.own_secret(keys, KEY),
        lambda: factors.secret_from(keys, {slot.id: bytes(32) for slot in keys.slots}),
        lambda: slots.open_with_recovery_code(folder, _CODE),
        lambda: slots.open_with_supervisors(folder, bytes(32)),
        lambda: slots.whole_generation(folder, KEY),
    )
    for way in ways:
        with suppress(SatchelError):
            way()


def _head_file(journal: head.Head, access: head.Head) -> bytes:
    file = head.HeadFile(Path(), KEY)
    return 2 * file._half(journal, 0) + 2 * file._half(access, 1)


def _heads(folder: Path) -> object:
    file = head.HeadFile(folder, KEY)
    return file.read(), file.read_access()


def _counted(folder: Path) -> attempts.Attempts:
    return attempts._parsed(folder / attempts.NAME)


def _waiting(folder: Path) -> None:
    """Read what waits; all of it must be fit to be entered."""
    for one in attempts.untold(folder):
        one.said.encode()
        assert all(0 <= number < 2**63 for number in (one.count, one.first, one.last))


def _second_place(folder: Path) -> None:
    """Ask the system about the chosen folder, which may be one of any name."""
    place_there = standing.second_place(folder)
    if place_there is not None:
        standing.is_on_one_disk(folder, place_there)


def _found_backup(folder: Path) -> None:
    """Ask a backup that nobody has compared with its digest what it is."""
    (found,) = place.kept(folder)
    for ask in (bundle.said, bundle.key_file, place.listed_in):
        with suppress(SatchelError):
            ask(found.path)
    with found.path.open("rb") as file:
        bundle.verify(file, lambda _done, _total: None)


def _backup(content: bytes) -> object:
    """Read the members of a backup whose digest is right: whoever made it means harm."""
    body = content[:-64]
    source = io.BytesIO(body + bundle.sha256_of(body).encode())
    manifest = bundle.verify(source, lambda _done, _total: None)
    return bundle.listed(source, manifest)


def made_backups() -> Iterator[bytes]:
    """Yield a backup of each form."""
    files: dict[str, Path | bytes] = {keyfile.NAME: key_file(), database.NAME: b"closed"}
    for more, beside in (({}, None), ({bundle.LISTED: f"{'0' * 64}\n".encode()}, 1)):
        held = {**files, **more}
        digests = {name: bundle.sha256_of(c) for name, c in held.items() if isinstance(c, bytes)}
        manifest = bundle.Manifest(made=CLOCK.now().isoformat(), members=digests, beside=beside)
        made = io.BytesIO()
        bundle.write(made, manifest, held)
        yield made.getvalue()
