"""From what a person knows to the key of the workspace."""

from collections.abc import Callable
from pathlib import Path

from storage.crypto import attempts, passphrases, slots
from storage.crypto.attempts import Untold
from storage.crypto.supervisors import Shared
from storage.domain.clocks import Clock, SystemClock, milliseconds
from storage.errors import LockedError
from storage.workspace import beginning


def unlock(folder: Path, passphrase: str, *, clock: Clock | None = None) -> bytes:
    """Return the workspace key; LockedError or ThrottledError when the passphrase is wrong."""
    return _attempt(folder, clock, lambda: slots.open_with_passphrase(folder, passphrase))


def unlock_with_recovery_code(folder: Path, code: str, *, clock: Clock | None = None) -> bytes:
    """Return the workspace key for the printed recovery code."""
    key = _attempt(folder, clock, lambda: slots.open_with_recovery_code(folder, code))
    _tell(folder, clock, "recovery code")
    return key


def shared_with(folder: Path) -> tuple[str, Shared] | None:
    """Return the workspace's id and who can open it together; None when nobody can."""
    return slots.shared_with(folder)


def unlock_with_supervisors(folder: Path, secret: bytes, *, clock: Clock | None = None) -> bytes:
    """Return the workspace key for the ``secret`` that the supervisors' shares make."""
    key = _attempt(folder, clock, lambda: slots.open_with_supervisors(folder, secret))
    _tell(folder, clock, "supervisors")
    return key


def renew_passphrase(folder: Path, key: bytes, new: str) -> None:
    """Let ``new`` open the workspace instead of a passphrase that was forgotten.

    Raises RejectedError when it is too weak.
    """
    passphrases.check_new_passphrase(new)
    slots.change_passphrase(folder, key, new, passphrases.calibrate())


def _attempt(folder: Path, clock: Clock | None, opening: Callable[[], bytes]) -> bytes:
    beginning.finish(folder)
    now = (clock or SystemClock()).now()
    attempts.check(folder, now)
    try:
        key = opening()
    except LockedError:
        attempts.note_failure(folder, now)
        raise
    attempts.forget(folder, now)
    return key


def _tell(folder: Path, clock: Clock | None, how: str) -> None:
    """Have it entered in the record of access that it was opened without the passphrase."""
    now = milliseconds((clock or SystemClock()).now())
    attempts.note_untold(folder, Untold("recover", 1, now, now, how))
