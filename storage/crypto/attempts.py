"""Slow down a person who tries passphrases; the key derivation is the real defence."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.crypto.durable import replace_file
from storage.errors import ThrottledError

_NAME = "workspace.attempts"
_UNTOLD = "workspace.untold"
_MOST_UNTOLD = 1_000
_FREE = 5
_DELAYS = (30, 60, 120, 300, 600, 900)
"""Seconds to wait after the fifth and every later wrong attempt; the last one repeats."""


@dataclass(frozen=True, slots=True)
class Untold:
    """What happened at the locked workspace and is to be entered in its record of access.

    ``act`` is "refused" for ``count`` wrong attempts in a row, or "recover" for an opening without
    the passphrase, of which ``said`` says how; times in Unix milliseconds.
    """

    act: str
    count: int
    first: int
    last: int
    said: str = ""


def check(folder: Path, now: datetime) -> None:
    """Refuse an attempt that comes too soon; a clock set back starts the wait again, once."""
    count, last = _read(folder)
    if count < _FREE:
        return
    delay = _DELAYS[min(count - _FREE, len(_DELAYS) - 1)]
    if now.timestamp() < last:
        _write(folder, count, now)
        last = now.timestamp()
    wait = last + delay - now.timestamp()
    if wait > 0:
        raise ThrottledError(
            f"{count} wrong attempts in a row. Wait {round(wait)} seconds, then try again."
        )


def note_failure(folder: Path, now: datetime) -> None:
    """Count one wrong attempt at ``now``; the count survives a restart."""
    count, _ = _read(folder)
    _write(folder, count + 1, now)


def forget(folder: Path, now: datetime) -> None:
    """Start counting afresh after a right passphrase; what was counted waits to be entered."""
    count, last = _read(folder)
    if count:
        moment = int(min(last, now.timestamp()) * 1000)
        note_untold(folder, Untold("refused", count, moment, moment))
    (folder / _NAME).unlink(missing_ok=True)


def note_untold(folder: Path, one: Untold) -> None:
    """Keep ``one`` beside the workspace until it is open and can enter it."""
    known = untold(folder)[-_MOST_UNTOLD:]
    rows = [[each.act, each.count, each.first, each.last, each.said] for each in (*known, one)]
    replace_file(folder / _UNTOLD, json.dumps(rows).encode())


def untold(folder: Path) -> list[Untold]:
    """Return what is to be entered; a file that somebody spoiled says one attempt at its time."""
    path = folder / _UNTOLD
    try:
        rows = json.loads(path.read_text("ascii"))
        return [Untold(str(a), int(n), int(f), int(t), str(w)) for a, n, f, t, w in rows]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, OverflowError):
        moment = int(path.stat().st_mtime * 1000)
        return [Untold("refused", 1, moment, moment)]


def told(folder: Path) -> None:
    """Forget what was entered."""
    (folder / _UNTOLD).unlink(missing_ok=True)


def _write(folder: Path, count: int, now: datetime) -> None:
    content = json.dumps({"count": count, "last": now.timestamp()})
    replace_file(folder / _NAME, content.encode())


def _read(folder: Path) -> tuple[int, float]:
    path = folder / _NAME
    try:
        content = json.loads(path.read_text("ascii"))
        return int(content["count"]), float(content["last"])
    except FileNotFoundError:
        return 0, 0.0
    except (ValueError, KeyError, TypeError, OverflowError):
        return _FREE, path.stat().st_mtime
