"""Carry a letter again and again until all of it was sent, the key's time is over, or one stops."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from typing import Any, Protocol

import msgspec

from storage.domain.clocks import Clock, milliseconds
from storage.workspace.erasing import erase
from sync.client.commands import Ask, Script
from sync.client.courier.carrying import Delivered, Standing, carry
from sync.client.courier.letter import Letter, letter_in, store_letter
from sync.client.driving import Transport
from sync.client.problems import SyncError
from sync.protocol.errors import ProtocolError

_PAUSES = (4.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0)
"""Seconds after each attempt that failed in a row."""
_WATCH = 900.0
"""Seconds between two looks at the roster once everything was sent."""


class Way(Transport, Protocol):
    """A way to a server that is given up at the end."""

    def close(self) -> None:
        """Give the connection up."""


@dataclass(frozen=True, slots=True)
class News:
    """What can be said of the letter to whoever stands before a locked laptop."""

    waiting: int = 0
    """How many changes wait to be sent; 0 once all that was sealed is on the server."""
    sent: int = 0
    more: bool = False
    """Whether some could not be sealed any more, and are sent after the next unlock."""
    standing: Standing = "member"


class Journey:
    """Carries the letter in one folder, on the thread that calls ``travel``."""

    def __init__(self, folder: Path, clock: Clock, way_to: Callable[[str], Way]) -> None:
        self._folder, self._clock, self._way_to = folder, clock, way_to
        self._stopped = Event()
        self._writing = Lock()

    def stop(self) -> None:
        """Leave it at that, from any thread: nothing is written any more once this returns."""
        with self._writing:
            self._stopped.set()

    def travel(self, tell: Callable[[News], object]) -> None:
        """Send what waits, with pauses while nobody answers; ``tell`` hears of every change.

        Where the signed roster asks a lost laptop to erase, its keys, its database and its
        documents are destroyed, after what it had not sent was left to the program's admins. What
        is not in the letter keeps it from that: a round after the next unlock hands it over.
        """
        letter = letter_in(self._folder)
        if letter is None:
            return
        whole, failures = letter.changes, 0
        tell(News(waiting=whole, more=letter.more))
        way = self._way_to(letter.address)
        try:
            while not self._stopped.is_set() and milliseconds(self._clock.now()) < letter.ends:
                try:
                    done = only_ask(carry(letter, self._clock), way)
                except (SyncError, ProtocolError):
                    failures += 1
                    self._stopped.wait(_PAUSES[min(failures, len(_PAUSES)) - 1])
                    continue
                failures = 0
                letter = self._keep(letter, done)
                if self._end(letter, done, whole, tell):
                    return
                self._stopped.wait(_WATCH)
        finally:
            way.close()

    def _keep(self, letter: Letter, done: Delivered) -> Letter:
        """Keep what is left of the letter."""
        left = tuple(one for one in letter.waiting if one.digest not in done.digests)
        if len(left) == len(letter.waiting):
            return letter
        changes = letter.changes if left else 0
        letter = msgspec.structs.replace(letter, waiting=left, changes=changes)
        with self._writing:
            if not self._stopped.is_set():
                store_letter(self._folder, letter)
        return letter

    def _end(
        self, letter: Letter, done: Delivered, whole: int, tell: Callable[[News], object]
    ) -> bool:
        """Say what has come of it; tell whether there is nothing more to do."""
        with self._writing:
            if self._stopped.is_set():
                return True
            if done.standing == "erase" and not letter.waiting and not letter.more:
                erase(self._folder, self._clock.now())
        sent = 0 if letter.waiting else whole
        tell(News(letter.changes, sent, letter.more, done.standing))
        return done.standing != "member" and not letter.waiting


def only_ask(script: Script[Delivered], way: Transport) -> Delivered:
    """Drive a script that needs no workspace to its end."""
    result: Any = None
    while True:
        try:
            command = script.send(result)
        except StopIteration as ended:
            outcome: Delivered = ended.value
            return outcome
        if not isinstance(command, Ask):
            raise TypeError("a courier only asks")
        result = way.ask(command)
