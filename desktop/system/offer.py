"""What a process hands to its locked successor so that a PIN may unlock: sealed, in memory alone.

It goes through a pipe that only the successor has, into memory that is kept from the swap where the
system lets us, and is overwritten and the process replaced once it may not be used any more.
"""

import ctypes
import mmap
import os
import stat
import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from desktop.system.sleep_gap import since_the_start

if sys.platform == "win32":
    import msvcrt

PIPE = "SATCHEL_PIPE"
_TIMES = struct.Struct(">dd")
_MOST = 4096
_STANDARD = 2
_LONGEST = 9
"""Digits of a descriptor or handle, each at most 32 bits here."""
_MADV_DONTDUMP = 16
TRIES = 3
LONGEST_SECONDS = 12 * 3600.0
"""After so long without the passphrase a PIN opens nothing: one working day."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """The sealed key, until when it may be tried, and when the passphrase was last typed.

    Both moments are of the clock that counts from the computer's start, which nobody can set.
    """

    content: bytes
    until: float
    since: float

    def hand_on(self) -> dict[str, str]:
        """Put it into a pipe; return what the successor has to find in its environment."""
        reading, writing = os.pipe()
        os.write(writing, _TIMES.pack(self.until, self.since) + self.content)
        os.close(writing)
        if sys.platform == "win32":
            handle = msvcrt.get_osfhandle(reading)
            os.set_handle_inheritable(handle, True)
            return {PIPE: str(handle)}
        os.set_inheritable(reading, True)
        return {PIPE: str(reading)}


def pipe_of(environment: Mapping[str, str]) -> int | None:
    """Return the number of the pipe that a successor is to inherit; None where there is none."""
    said = environment.get(PIPE, "")
    return int(said) if said.isdecimal() and len(said) <= _LONGEST else None


class Offer:
    """A sealed key, three tries, and an end."""

    def __init__(self, memory: mmap.mmap, length: int, clock: Callable[[], float]) -> None:
        self._memory, self._length, self._clock = memory, length, clock
        self._until, self.since = _TIMES.unpack(memory[: _TIMES.size])
        self.tries = TRIES

    @property
    def seconds(self) -> float:
        """How long it may still be tried; 0 once it may not."""
        left = self._until - self._clock()
        return left if self.tries and left > 0 else 0.0

    def take(self) -> bytes:
        """Return the sealed key for one try, which counts from now on."""
        self.tries -= 1
        return self._memory[_TIMES.size : self._length]

    def forget(self) -> None:
        """Overwrite it."""
        self.tries = 0
        self._memory[:] = bytes(len(self._memory))


def offered(
    environment: Mapping[str, str], clock: Callable[[], float] = since_the_start
) -> Offer | None:
    """Take over what the process before handed on; None where it was nothing, or is too old."""
    said = pipe_of(environment)
    if said is None:
        return None
    memory = mmap.mmap(-1, _MOST)
    try:
        length = _read(_descriptor(said), memory)
    except OSError:
        return None
    _keep_from_disk(memory)
    offer = Offer(memory, length, clock) if length > _TIMES.size else None
    if offer is not None and offer.seconds <= 0:
        offer.forget()
        return None
    return offer


def _descriptor(said: int) -> int:
    if sys.platform == "win32":
        return msvcrt.open_osfhandle(said, os.O_RDONLY)
    return said


def _read(descriptor: int, memory: mmap.mmap) -> int:
    """Fill ``memory`` from the pipe, and from nothing but a pipe of our own."""
    if descriptor <= _STANDARD or not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
        return 0
    try:
        if sys.platform == "win32":
            content = os.read(descriptor, len(memory))
            memory[: len(content)] = content
            return len(content)
        os.set_blocking(descriptor, False)
        return os.readv(descriptor, [memory])
    finally:
        os.close(descriptor)


def _keep_from_disk(memory: mmap.mmap) -> None:
    """Ask the system not to swap or dump it; best effort."""
    if sys.platform == "win32":
        return
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mlock(ctypes.c_void_p(address), ctypes.c_size_t(len(memory)))
    with suppress(OSError, ValueError, AttributeError):
        memory.madvise(_MADV_DONTDUMP)
