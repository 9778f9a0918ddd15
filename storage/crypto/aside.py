"""What is told beside a workspace in which nothing can be saved, sealed, until it can be entered.

Each line is sealed under a key of the workspace, bound to every byte before it: none can be taken
out of the midst, changed or moved unnoticed. The lines lie in the workspace's folder and once more
in the user's own folder for state, so that a damaged workspace that is moved aside, or a disk that
cannot be written, takes none of them away. Nothing tells of a file that is gone in both.
"""

import base64
import hmac
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import platformdirs

from storage.crypto import keyfile
from storage.crypto.durable import replace_file
from storage.crypto.keytree import derive_workspace_keys, unwrap, wrap
from storage.errors import DamagedError

NAME = "workspace.disclosed"
_CONTEXT = b"satchel/1/disclosed\0"
_NAME_LABEL = b"satchel/1/disclosed/name"
_ENDING = ".disclosed"
_ID, _TAG = 16, 8
_LARGEST = 64 * 1024 * 1024


def keep(folder: Path, key: bytes, content: bytes) -> None:
    """Add ``content`` behind what waits; OSError where it can be written nowhere."""
    under, kept = derive_workspace_keys(key).aside, False
    trouble: OSError = OSError("no place for it")
    for path in paths(folder, key):
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            before = _read(path)
            sealed = wrap(content, under, _bound_to(before))
            replace_file(path, before + base64.b64encode(sealed) + b"\n")
            kept = True
        except OSError as error:
            trouble = error
    if not kept:
        raise trouble


def waiting(folder: Path, key: bytes) -> tuple[list[bytes], int]:
    """Return what is to be entered, each once, and how many lines nobody can read any more."""
    under = derive_workspace_keys(key).aside
    found: dict[bytes, None] = {}
    most = 0
    for path in paths(folder, key):
        before, lines = b"", list[bytes]()
        with suppress(OSError):  # What cannot be read must not keep the owner out.
            lines = _read(path).splitlines(keepends=True)
        most = max(most, len(lines))
        for line in lines:
            with suppress(ValueError, DamagedError):
                sealed = base64.b64decode(line.strip(), validate=True)
                found[unwrap(sealed, under, _bound_to(before))] = None
            before += line
    # What one of the two has lost the other may still have.
    return list(found), max(most - len(found), 0)


def carry(folder: Path, target: Path) -> None:
    """Have a workspace that comes in the place of the one in ``folder`` enter what waits there."""
    if content := _read(folder / NAME):
        replace_file(target / NAME, content)


def entered(folder: Path, key: bytes) -> None:
    """Forget what was entered."""
    for path in paths(folder, key):
        _drop(path)


def erase(folder: Path) -> None:
    """Take away what any key of the workspace sealed; its key file must still be there."""
    _drop(folder / NAME)
    with suppress(DamagedError, OSError):
        for path in _state().glob(f"{_id(folder)}-*{_ENDING}"):
            _drop(path)


def paths(folder: Path, key: bytes) -> list[Path]:
    """Return where it lies: in the workspace, and in the user's folder for state.

    The second is named after the key too: no workspace under another key, such as one from before
    new keys were made, takes away what it cannot read.
    """
    tag = hmac.new(derive_workspace_keys(key).aside, _NAME_LABEL, sha256).hexdigest()[:_TAG]
    found = [folder / NAME]
    with suppress(DamagedError, OSError):
        found.append(_state() / f"{_id(folder)}-{tag}{_ENDING}")
    return found


def _state() -> Path:
    return Path(platformdirs.user_state_dir("Satchel", appauthor=False))


def _id(folder: Path) -> str:
    return keyfile.read(folder).workspace[:_ID]


def _drop(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except FileNotFoundError:
        return b""


def _bound_to(before: bytes) -> bytes:
    return _CONTEXT + sha256(before).digest()
