"""Slow down a person who tries passphrases; the key derivation is the real defence."""

import json
from datetime import datetime
from pathlib import Path

from storage.errors import ThrottledError

_NAME = "workspace.attempts"
_FREE = 5
_DELAYS = (30, 60, 120, 300, 600, 900)
"""Seconds to wait after the fifth and every later wrong attempt; the last one repeats."""


def check(folder: Path, now: datetime) -> None:
    """Refuse an attempt that comes too soon; a clock set back starts the wait again."""
    count, last = _read(folder)
    if count < _FREE:
        return
    delay = _DELAYS[min(count - _FREE, len(_DELAYS) - 1)]
    passed = now.timestamp() - last
    wait = delay if passed < 0 else delay - passed
    if wait > 0:
        raise ThrottledError(
            f"{count} wrong attempts in a row. Wait {round(wait)} seconds, then try again."
        )


def note_failure(folder: Path, now: datetime) -> None:
    """Count one wrong attempt at ``now``; the count survives a restart."""
    count, _ = _read(folder)
    content = json.dumps({"count": count + 1, "last": now.timestamp()})
    (folder / _NAME).write_text(content, "ascii")


def forget(folder: Path) -> None:
    """Start counting afresh after a right passphrase."""
    (folder / _NAME).unlink(missing_ok=True)


def _read(folder: Path) -> tuple[int, float]:
    path = folder / _NAME
    try:
        content = json.loads(path.read_text("ascii"))
        return int(content["count"]), float(content["last"])
    except FileNotFoundError:
        return 0, 0.0
    except (ValueError, KeyError, TypeError):
        return _FREE, path.stat().st_mtime
