"""From what a person knows, and has, to the key of the workspace."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from storage.crypto import attempts, factors, keyfile, passphrases, pins, slots
from storage.crypto.attempts import Untold
from storage.crypto.factors import Answers, Factors
from storage.crypto.strength import check_new_passphrase
from storage.crypto.supervisors import Shared
from storage.domain.clocks import Clock, SystemClock, milliseconds
from storage.errors import LockedError
from storage.workspace import beginning, rights, swapping

_NOTHING: Mapping[str, bytes] = {}


def unlock(
    folder: Path, passphrase: str, *, answers: Answers = _NOTHING, clock: Clock | None = None
) -> bytes:
    """Return the workspace key; LockedError or ThrottledError when the passphrase is wrong.

    ``answers`` are what second factors said, by the id of each in ``second_factors``. A slot that
    asks for less work than a new one would is made as costly as that.
    """
    key = _attempt(folder, clock, lambda: slots.open_with_passphrase(folder, passphrase, answers))
    if os.access(folder, os.W_OK):
        slots.raise_cost(folder, key, passphrase, passphrases.calibrate)
    return key


def second_factors(folder: Path) -> Factors:
    """Return what is asked for beside the passphrase; DamagedError when the file is."""
    rights.refuse_unreadable(folder)
    beginning.finish(folder)
    swapping.finish(folder)
    return factors.read(folder)


def door_words(folder: Path) -> str:
    """Return the words that show whose door it is; empty where there are none."""
    return slots.door_words(folder)


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


def unlock_with_pin(folder: Path, sealed: bytes, pin: str, *, clock: Clock | None = None) -> bytes:
    """Return the workspace key that was ``sealed`` under a PIN; LockedError when it is another.

    How often it may be tried is for whoever has what is sealed; a wrong one is entered.
    """
    try:
        return pins.open_sealed(sealed, pin)
    except LockedError:
        _tell(folder, clock, "wrong PIN", act="refused")
        raise


def renew_passphrase(folder: Path, key: bytes, new: str, own: Iterable[str] = ()) -> None:
    """Let ``new`` open the workspace alone, instead of a passphrase that was forgotten.

    Second factors are forgotten too, for one of them may be what was lost. Raises RejectedError
    when ``new`` is too weak; names in ``own`` count for nothing in it.
    """
    check_new_passphrase(new, own)
    factors.unguard(folder, key, new, passphrases.calibrate())


def _attempt(folder: Path, clock: Clock | None, opening: Callable[[], bytes]) -> bytes:
    rights.refuse_unreadable(folder)
    beginning.finish(folder)
    swapping.finish(folder)
    if not os.access(folder, os.W_OK):
        return opening()  # Nobody counts there: whoever has a copy tries as they like.
    workspace = keyfile.read(folder).workspace
    before = attempts.begin(folder, workspace, (clock or SystemClock()).now())
    try:
        key = opening()
    except LockedError:
        raise
    except BaseException:
        attempts.put_back(folder, workspace, before)
        raise
    attempts.forget(folder, workspace, before)
    return key


def _tell(folder: Path, clock: Clock | None, how: str, *, act: str = "recover") -> None:
    """Have it entered in the record of access that it was opened, or tried, in another way."""
    now = milliseconds((clock or SystemClock()).now())
    with suppress(OSError):  # Where nothing can be kept beside it, the owner must still come in.
        attempts.note_untold(folder, Untold(act, 1, now, now, how))
