"""Laptops that push as fast as they can, and insist, until they are told to stop."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

from tests.server.asking import Caller
from tests.server.insisting import persistent_push
from tests.server.laptops import Laptop, Program

Calling = Callable[[], AbstractContextManager[Caller]]


@dataclass
class Pushed:
    """What was sent so far, and at which place the server has acknowledged it."""

    sent: list[bytes] = field(default_factory=list)
    places: dict[bytes, int] = field(default_factory=dict)
    """By the digest of an envelope."""


@contextmanager
def pushing(calling: Calling, program: Program, laptops: list[Laptop]) -> Iterator[Pushed]:
    """Have every laptop push, in a thread of its own, for as long as the block lasts.

    Behind it everything that was begun was acknowledged.
    """
    pushed, over, failures = Pushed(), Event(), list[BaseException]()

    def work(laptop: Laptop) -> None:
        try:
            with calling() as caller:
                while not over.is_set():
                    envelopes = laptop.envelopes(program.cases, 2)
                    pushed.sent.extend(envelopes)
                    answer = persistent_push(caller, program, laptop, envelopes)
                    pushed.places.update({one.digest: one.sequence for one in answer.accepted})
        except BaseException as failure:  # noqa: BLE001 - told behind the block
            failures.append(failure)

    threads = [Thread(target=work, args=(laptop,), daemon=True) for laptop in laptops]
    for thread in threads:
        thread.start()
    try:
        yield pushed
    finally:
        over.set()
        for thread in threads:
            thread.join()
    for failure in failures:
        raise failure
