"""The key file as bytes: canonical JSON, in two copies, each replaced by one rename."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.crypto.durable import replace_file
from storage.errors import DamagedError, NewerVersionError

NAME = "workspace.keys"
MAGIC = "satchel keys"
VERSION = 2
"""Of a file with a slot that a program of the first version does not know; any other is of 1."""
PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind of slot
RECOVERY = "recovery code"
SUPERVISORS = "supervisors"
FIRST_KINDS = frozenset({PASSPHRASE, RECOVERY, SUPERVISORS})
_SEVERAL = frozenset({"security key"})
"""Kinds of which there may be more than one; each passphrase slot costs a derivation to try."""
_MAX_BYTES = 64 * 1024
_MAX_SLOTS = 16
_WORKSPACE = re.compile(r"[0-9a-f]{32}")
_ID = re.compile(r"[0-9a-f]{16}")
"""Files are named after the first, entries of a key store after the second."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the workspace key; ``derivation`` holds the KDF's name and parameters."""

    id: str
    kind: str
    label: str
    derivation: dict[str, Any]
    wrapped: bytes

    @property
    def version(self) -> int:
        """The first version of the file that knows this kind."""
        return 1 if self.kind in FIRST_KINDS else 2

    def header(self, workspace: str) -> bytes:
        """Return everything but the wrapped key: the associated data of the wrap."""
        return canonical(
            {
                "magic": MAGIC,
                "version": self.version,
                "workspace": workspace,
                "id": self.id,
                "kind": self.kind,
                "label": self.label,
                "derivation": self.derivation,
            }
        )


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The slots of one workspace; ``seal`` authenticates them all once the key is known."""

    workspace: str
    generation: int
    slots: tuple[Slot, ...]
    seal: bytes = b""

    def of_kind(self, *kinds: str) -> list[Slot]:
        """Return the slots of these kinds, in their order."""
        return [slot for slot in self.slots if slot.kind in kinds]

    def body(self) -> dict[str, Any]:
        """Return the file's content without its seal."""
        return {
            "magic": MAGIC,
            "version": max((slot.version for slot in self.slots), default=1),
            "workspace": self.workspace,
            "generation": self.generation,
            "slots": [
                {
                    "id": slot.id,
                    "kind": slot.kind,
                    "label": slot.label,
                    "derivation": slot.derivation,
                    "wrapped": slot.wrapped.hex(),
                }
                for slot in self.slots
            ],
        }


def canonical(value: object) -> bytes:
    """Return the one JSON form of ``value``: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def paths(folder: Path) -> tuple[Path, Path]:
    """Return where the key file is, and its copy."""
    return folder / NAME, folder / f"{NAME}.copy"


def read_all(folder: Path) -> list[KeyFile]:
    """Return the key file and its copy, those that can be read; DamagedError when none can.

    OSError where the disk gives neither of them out.
    """
    found: list[KeyFile] = []
    damage: DamagedError | OSError | None = None
    for path in paths(folder):
        try:
            found.append(parse(path.read_bytes()))
        except FileNotFoundError:
            continue
        except (DamagedError, OSError) as error:
            damage = damage or error
    if not found:
        raise damage or DamagedError(
            f"There is no {NAME} in this folder. Restore it from a backup of this workspace."
        )
    return found


def read(folder: Path) -> KeyFile:
    """Read the key file, or its copy when it is damaged."""
    return read_all(folder)[0]


def write(folder: Path, keys: KeyFile) -> None:
    """Write ``keys`` into both copies, so that no replaced slot is left on this disk.

    The copy goes first: at every instant one of the two is whole, and until the file itself is
    replaced the old slots are the ones that count.
    """
    target, copy = paths(folder)
    content = _written(keys)
    if len(content) > _MAX_BYTES or len(keys.slots) > _MAX_SLOTS:
        raise ValueError("a key file is never larger than what is read")
    replace_file(copy, content)
    replace_file(target, content)


def parse(content: bytes) -> KeyFile:
    """Read the bytes of a key file; DamagedError or NewerVersionError when it cannot be."""
    damaged = DamagedError(f"{NAME} is damaged. Restore it from a backup of this workspace.")
    if len(content) > _MAX_BYTES:
        raise damaged
    try:
        body = json.loads(content)
        if body["magic"] != MAGIC:
            raise damaged
        if body["version"] > VERSION:
            raise NewerVersionError(f"{NAME} was written by a newer Satchel. Update Satchel.")
        slots = tuple(_slot(entry) for entry in body["slots"])
        keys = KeyFile(
            str(body["workspace"]), int(body["generation"]), slots, bytes.fromhex(body["seal"])
        )
    except _MALFORMED as error:
        raise damaged from error
    named = _WORKSPACE.fullmatch(keys.workspace) and all(_ID.fullmatch(one.id) for one in slots)
    kinds = [slot.kind for slot in slots if slot.kind not in _SEVERAL]
    doubled = len(slots) > _MAX_SLOTS or len(set(kinds)) < len(kinds)
    if not named or doubled or content != _written(keys):
        raise damaged
    return keys


def _written(keys: KeyFile) -> bytes:
    """Return the one form in which these slots stand on the disk."""
    return canonical({**keys.body(), "seal": keys.seal.hex()})


_MALFORMED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def _slot(entry: dict[str, Any]) -> Slot:
    return Slot(
        str(entry["id"]),
        str(entry["kind"]),
        str(entry["label"]),
        dict(entry["derivation"]),
        bytes.fromhex(entry["wrapped"]),
    )
