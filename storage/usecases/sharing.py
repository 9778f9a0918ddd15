"""The gate: the one way by which anything readable leaves the workspace.

Every export, print and report file is made by a function that yields bytes; this module checks
purpose and recipient, writes the disclosure log in the same transaction, and only then hands the
bytes to the one writer of files outside the workspace. Where the workspace can only be read, what
left is told beside it first and entered in the log later.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal

from storage.domain.ids import RecordId
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.names import words_of
from storage.errors import GateError
from storage.usecases.changes import Changes
from storage.usecases.disclosing import write_down
from storage.usecases.settings import setting
from storage.usecases.transaction import Transaction

Content = Literal["aggregate", "records", "program_records"]
Basis = Literal[
    "aggregate_report", "own_use", "release", "mandate", "missing_report", "own_copy", "practice"
]

_NAMES_PEOPLE: frozenset[Content] = frozenset({"records"})
_TO_OTHERS = ("release", "mandate", "missing_report")
_MAX_NAMED = 2_000
"""A disclosure of more people than this says how many, not who: it is the whole caseload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a person says before something leaves: what it is, why, for whom, on what basis."""

    form: str
    content: Content
    purpose: str
    recipient: str
    basis: Basis
    people: frozenset[RecordId] = frozenset()
    records: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Released:
    """What passed the gate: files by name, and the disclosure that records it."""

    files: Mapping[str, bytes]
    disclosure: RecordId
    changes: Changes


def release(transaction: Transaction, intent: Intent, files: Mapping[str, bytes]) -> Released:
    """Let ``files`` out: log the disclosure and return what may now be written or printed.

    Raises GateError in plain words when the purpose, the recipient or the basis is missing or
    does not fit the content.
    """
    _check(intent)
    if intent.basis == "practice" and not setting(transaction.connection, "program.practice"):
        raise GateError("This is no practice program. Name the basis on which this may leave.")
    digest = sha256(b"".join(sha256(files[name]).digest() for name in sorted(files)))
    disclosure = Disclosure(
        id=transaction.new_id(),
        at=transaction.clock.now().replace(microsecond=0),
        form=intent.form,
        content=intent.content,
        purpose=intent.purpose.strip(),
        recipient=intent.recipient.strip(),
        basis=intent.basis,
        people=intent.people if len(intent.people) <= _MAX_NAMED else frozenset(),
        records=intent.records,
        digest=digest.hexdigest(),
        author=transaction.identity.author,
    )
    changes = write_down(transaction, disclosure, _act_of(intent, files))
    return Released(files, disclosure.id, changes)


def write_folder(released: Released, folder: Path) -> list[Path]:
    """Write what passed the gate into ``folder``, each file whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GateError(
            f"{folder.name} could not be made ({error.strerror}). Choose another place."
        ) from error
    return [write_file(released, folder / name, name) for name in sorted(released.files)]


def write_file(released: Released, target: Path, name: str = "") -> Path:
    """Write the one file that passed the gate (or ``name`` of several) to ``target``."""
    content = released.files[name] if name else _only(released.files)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}.partial")
    try:
        if _write_nameless(content, beside):
            beside.replace(target)
            return target
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as error:
        raise GateError(
            f"{target.name} could not be written ({error.strerror}). Choose another place."
        ) from error
    finally:
        # Also when somebody stops it: half a file in the clear is never left behind.
        beside.unlink(missing_ok=True)
    return target


def _write_nameless(content: bytes, beside: Path) -> bool:
    """Write a file that has a name only once it is whole: a kill leaves nothing of it.

    False where the system or the disk (a USB stick, mostly) has no such files.
    """
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag:
        return False
    try:
        descriptor = os.open(beside.parent, os.O_WRONLY | flag, 0o666)
    except OSError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
        try:
            _give_name(descriptor, beside)
        except OSError:
            return False
    return True


def _give_name(descriptor: int, path: Path) -> None:
    """Give the file without a name that ``descriptor`` has open the name ``path``.

    Python links through a symbolic link only where a folder's descriptor is given: without one
    it calls link(2), which on Linux links the entry of /proc itself and fails with EXDEV.
    """
    entries = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        os.link(str(descriptor), path, src_dir_fd=entries, follow_symlinks=True)
    finally:
        os.close(entries)


def write_private(released: Released, target: Path) -> Path:
    """Write the one file that passed the gate where nobody else reads, and where nothing is yet."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(target, flags, 0o600), "wb") as file:
            file.write(_only(released.files))
    except OSError as error:
        target.unlink(missing_ok=True)
        raise GateError(
            f"The document could not be opened outside ({error.strerror}). Close what fills the "
            "memory, then try again."
        ) from error
    return target


def write_stream(released: Released, stream: BinaryIO) -> None:
    """Write the one file that passed the gate to an open stream, such as standard output."""
    stream.write(_only(released.files))
    stream.flush()


def _check(intent: Intent) -> None:
    if not words_of(intent.purpose):
        raise GateError("Say what this is for. Nothing left the workspace.")
    if not words_of(intent.recipient):
        raise GateError("Say who receives this. Nothing left the workspace.")
    if intent.content in _NAMES_PEOPLE and intent.basis == "aggregate_report":
        raise GateError(
            "Records about people cannot leave as an aggregate report (28 CFR 94.115). "
            "Name the release, the mandate, or the program's own use."
        )


def _act_of(intent: Intent, files: Mapping[str, bytes]) -> str:
    """Return what the record of access calls it (a code of ``access_act``)."""
    if intent.basis in _TO_OTHERS:
        return "share"
    if any(name.endswith(".pdf") for name in files):
        return "print"
    return "copy" if set(files) == {"copied"} else "export"


def _only(files: Mapping[str, bytes]) -> bytes:
    (content,) = files.values()
    return content
