"""Slow down a person who tries passphrases; the key derivation is the real defence."""

import json
from datetime import datetime
from pathlib import Path

from storage.crypto.durable import replace_file
from storage.errors import ThrottledError

_NAME = "workspace.attempts"
_FREE = 5
_DELAYS = (30, 60, 120, 300, 600, 900)
"""Seconds to wait after the fifth and every later wrong attempt; the last one repeats."""


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


def forget(folder: Path) -> None:
    """Start counting afresh after a right passphrase."""
    (folder / _NAME).unlink(missing_ok=True)


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
