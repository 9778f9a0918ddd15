"""Slow down a person who tries passphrases; the key derivation is the real defence.

Wrong attempts in a row are counted in the workspace and once more in the user's own folder for
state, under the workspace's id: taking one of the two away, or putting the whole folder back as it
was, forgets nothing. An attempt is counted before it is tried, so that nobody gains by ending the
process. Whoever copies the folder to another computer is not slowed by any of this.
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from math import ceil
from pathlib import Path

import platformdirs

from storage.crypto.durable import replace_file
from storage.errors import ThrottledError

NAME = "workspace.attempts"
_UNTOLD = "workspace.untold"
_UNREAD = "workspace.untold.unread"
_MOST_UNTOLD = 1_000
_ACTS = frozenset({"refused", "recover"})
_NUMBERS = 3
_COUNTED_AS_ONE = "1 attempt at least; what was noted while locked cannot be read"
_END = 2**47
"""Milliseconds: some thousand years from now."""
_FREE = 5
_DELAYS = (30, 60, 120, 300, 600, 900)
"""Seconds to wait after the fifth and every later wrong attempt; the last one repeats."""
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Attempts:
    """How many wrong ones in a row, and when the last was (Unix seconds)."""

    count: int = 0
    last: float = 0.0


@dataclass(frozen=True, slots=True)
class Untold:
    """What happened at the locked workspace and is to be entered in its record of access.

    ``act`` is "refused" for ``count`` wrong attempts in a row, or "recover" for an opening without
    the passphrase; ``said`` says how, or what was wrong where it was no passphrase. Times in Unix
    milliseconds.
    """

    act: str
    count: int
    first: int
    last: int
    said: str = ""


def begin(folder: Path, workspace: str, now: datetime) -> Attempts:
    """Count an attempt that is about to be made; return what was counted before.

    Raises ThrottledError when it comes too soon. A clock set back starts the wait again, once.
    """
    found = _read(folder, workspace)
    moment = now.timestamp()
    if found.count >= _FREE:
        delay = _DELAYS[min(found.count - _FREE, len(_DELAYS) - 1)]
        last = found.last
        if moment < last:
            last = moment
            _write(folder, workspace, Attempts(found.count, last))
        if last + delay > moment:
            left = ceil(last + delay - moment)
            raise ThrottledError(
                f"{found.count} wrong attempts in a row. "
                f"Wait {left} {'second' if left == 1 else 'seconds'}, then try again."
            )
    _write(folder, workspace, Attempts(min(found.count + 1, _MOST), moment))
    return found


def put_back(folder: Path, workspace: str, found: Attempts) -> None:
    """Count as before: it was not the passphrase for which the attempt failed."""
    _write(folder, workspace, found)


def forget(folder: Path, workspace: str, before: Attempts) -> None:
    """Start counting afresh after a right passphrase; ``before`` waits to be entered.

    Where it can be kept nowhere, the owner comes in and it is still counted.
    """
    if before.count:
        moment = int(before.last * 1000)
        try:
            note_untold(folder, Untold("refused", before.count, moment, moment))
        except OSError:
            put_back(folder, workspace, before)
            return
    _drop(folder, workspace)


def note_untold(folder: Path, one: Untold) -> None:
    """Keep ``one`` beside the workspace until it is open and can enter it; OSError if it cannot."""
    path, known = folder / _UNTOLD, untold(folder)[-_MOST_UNTOLD:]
    rows = [[each.act, each.count, each.first, each.last, each.said] for each in (*known, one)]
    if path.is_dir():
        _set_aside(folder)
    replace_file(path, json.dumps(rows).encode())


def untold(folder: Path) -> list[Untold]:
    """Return what is to be entered; a file that cannot be read says one attempt at its time."""
    path = folder / _UNTOLD
    try:
        rows = json.loads(path.read_text("ascii"))
        return [_untold(*row) for row in rows]
    except FileNotFoundError:
        return []
    except OSError as error:
        return [_unread(path, error.strerror or str(error))]
    except (ValueError, TypeError, OverflowError, RecursionError):
        return [_unread(path, "the file is garbled")]


def told(folder: Path) -> None:
    """Forget what was entered; what cannot be taken away is moved aside."""
    try:
        (folder / _UNTOLD).unlink(missing_ok=True)
    except OSError:
        # Where that fails too it is entered at the next opening again: it keeps nobody out.
        with suppress(OSError):
            _set_aside(folder)


def _set_aside(folder: Path) -> None:
    """Make way for the file that stands where something else is in its place."""
    (folder / _UNTOLD).rename(_free_name(folder))


def _free_name(folder: Path) -> Path:
    return next(
        path for number in count(1) if not os.path.lexists(path := folder / f"{_UNREAD}-{number}")
    )


def _unread(path: Path, why: str) -> Untold:
    """Return one attempt in the place of what nobody can read any more."""
    try:
        changed = path.lstat().st_mtime
    except OSError:
        changed = 0.0
    moment = int(min(max(changed, 0.0) * 1000, _END - 1))
    return Untold("refused", 1, moment, moment, f"{_COUNTED_AS_ONE}: {why}")


def _untold(act: object, count: object, first: object, last: object, said: object) -> Untold:
    """Return one of what is written down; a fault where none can be entered."""
    numbers = [number for number in (count, first, last) if isinstance(number, int)]
    if not isinstance(act, str) or act not in _ACTS or not isinstance(said, str):
        raise TypeError("nothing that was written here")
    if len(numbers) != _NUMBERS or not all(0 <= one < _END for one in numbers):
        raise ValueError("nothing that was written here")
    said.encode()  # half a character cannot be stored
    return Untold(act, numbers[0], numbers[1], numbers[2], said)


def _drop(folder: Path, workspace: str) -> None:
    for path in _paths(folder, workspace):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _write(folder: Path, workspace: str, attempts: Attempts) -> None:
    if not attempts.count:
        _drop(folder, workspace)
        return
    content = json.dumps({"count": attempts.count, "last": attempts.last}).encode()
    for path in _paths(folder, workspace):
        # On a full or a read-only disk the owner must still come in.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            replace_file(path, content)


def _read(folder: Path, workspace: str) -> Attempts:
    found = [_parsed(path) for path in _paths(folder, workspace)]
    return max(found, key=lambda one: (one.count, one.last))


def _paths(folder: Path, workspace: str) -> tuple[Path, Path]:
    state = Path(platformdirs.user_state_dir("Satchel", appauthor=False))
    return folder / NAME, state / f"{workspace[:16]}.attempts"


def _parsed(path: Path) -> Attempts:
    try:
        content = json.loads(path.read_text("ascii"))
        count, last = int(content["count"]), float(content["last"])
        if not 0 <= count <= _MOST or not 0 <= last < _LATEST:
            return _spoilt(path)
    except FileNotFoundError:
        return Attempts()
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return _spoilt(path)
    return Attempts(count, last)


def _spoilt(path: Path) -> Attempts:
    """Take a file that cannot be read for the fifth wrong attempt."""
    try:
        return Attempts(_FREE, path.stat().st_mtime)
    except OSError:
        return Attempts()


_LATEST = 1e11
