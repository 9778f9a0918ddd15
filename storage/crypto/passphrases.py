"""From a passphrase to a key: Argon2id, calibrated on the laptop, within fixed bounds."""

import time
import unicodedata
from dataclasses import dataclass
from threading import Event, Lock, Thread

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage import threads
from storage.errors import DamagedError

MIN_LENGTH = 15
"""NIST SP 800-63B-4: fifteen characters where a passphrase stands alone."""
MAX_LENGTH = 256
KEY_LENGTH = 32
SALT_LENGTH = 16
_TARGET_SECONDS = 0.5
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Argon2id parameters: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int


LEAST = Argon2Cost(memory=64 * 1024, passes=3, lanes=4)
"""RFC 9106 section 4, second recommended option: nothing weaker is ever accepted."""
FLOOR = LEAST
"""What a new slot asks for at least; an older one that asks for less is raised when it opens."""
CEILING = Argon2Cost(memory=2 * 1024 * 1024, passes=64, lanes=16)
"""Checked before any memory is taken, so that a forged key file cannot exhaust the laptop."""


def derive(passphrase: str, salt: bytes, cost: Argon2Cost) -> bytes:
    """Return the 32-byte key of ``passphrase``; DamagedError when ``cost`` is out of bounds.

    MemoryError or NoThreadError where the computer has no room for the work.
    """
    check_cost(cost)
    kdf = Argon2id(
        salt=salt,
        length=KEY_LENGTH,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory,
    )
    # Two at once share OpenSSL's threads: one gets too few and fails, or both wait for ever.
    with _ONE_AT_A_TIME:
        _see_room(cost.lanes)
        return kdf.derive(normal(passphrase).encode())


def _see_room(lanes: int) -> None:
    """See that so many threads can be started: where some can and one cannot, OpenSSL falls."""
    end = Event()
    started = list[Thread]()
    try:
        for _ in range(lanes):
            thread = Thread(target=end.wait, daemon=True)
            threads.start(thread)
            started.append(thread)
    finally:
        end.set()
        for thread in started:
            thread.join()


def check_cost(cost: Argon2Cost) -> None:
    """Refuse a cost below the least or above the ceiling."""
    pairs = (
        (cost.memory, LEAST.memory, CEILING.memory),
        (cost.passes, LEAST.passes, CEILING.passes),
        (cost.lanes, LEAST.lanes, CEILING.lanes),
    )
    if any(not low <= value <= high for value, low, high in pairs):
        raise DamagedError("The key file asks for a key derivation outside the allowed bounds.")


def is_below_floor(cost: Argon2Cost) -> bool:
    """Tell whether ``cost`` was enough once and is not today."""
    return cost.memory < FLOOR.memory or cost.passes < FLOOR.passes or cost.lanes < FLOOR.lanes


def calibrate() -> Argon2Cost:
    """Return the cost that takes about half a second here, never below the floor."""
    started = time.perf_counter()
    derive("calibration of this laptop", bytes(SALT_LENGTH), FLOOR)
    seconds = time.perf_counter() - started
    factor = max(1, min(int(_TARGET_SECONDS / seconds), _MAX_FACTOR))
    return Argon2Cost(FLOOR.memory * factor, FLOOR.passes, FLOOR.lanes)


def normal(passphrase: str) -> str:
    """Return NFKC, so that a passphrase typed on another keyboard opens the same slot."""
    return unicodedata.normalize("NFKC", passphrase)


_MAX_FACTOR = 4
"""256 MiB at most: more would make an older laptop of a colleague swap."""
