"""Each call to the system fails, once or for ever: the old state or the new one, told in words.

The short form draws places by chance for ``SATCHEL_SECONDS`` (2) in each job; ``SATCHEL_LONG=1``
lets every call fail.
"""

import os
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random  # noqa: TID251 - a choice repeats by its seed
from typing import Any, NamedTuple

import pytest

from tests.crashes.jobs import JOBS
from tests.crashes.orders import Ordered, ordered
from tests.crashes.preload import CALLS, ERRORS, needed, surroundings

LONG = os.environ.get("SATCHEL_LONG") == "1"
SECONDS = float(os.environ.get("SATCHEL_SECONDS", "2"))
"""For each job in the short form."""
EVERY, SPARSE = 40, 9
"""Of the calls of one class the first are tried each, and after them one of so many."""


class Fault(NamedTuple):
    """Which call of which class fails, how long, and as what."""

    call: str
    n: int
    for_ever: bool
    error: str


def tried(process: Ordered, job: str, fault: Fault) -> dict[str, Any]:
    """Have ``job`` done under ``fault`` and return how it went."""
    return process.do(
        {
            "job": job,
            "call": fault.call,
            "n": fault.n,
            "for ever": fault.for_ever,
            "error": ERRORS[fault.error],
        }
    )


@needed
@pytest.mark.parametrize("job", JOBS)
def test_a_call_that_fails_leaves_the_old_state_or_the_new(tmp_path: Path, job: str) -> None:
    seed = int(os.environ.get("SATCHEL_SEED", str(secrets.randbelow(2**31))))
    with ordered("tests.crashes.faulting", tmp_path, surroundings(tmp_path)) as process:
        never = tried(process, job, Fault("open", 0, for_ever=False, error="EIO"))
        assert never["ended"] == ""
        before = tried(process, job, Fault("open", 1, for_ever=True, error="EIO"))
        assert before["ended"]
        states = {before["found"], never["found"]}
        assert len(states) == 2
        wrong, told = [], Counter[str]()
        for fault in _faults(never["calls"], Random(seed)):
            answer = tried(process, job, fault)
            told[answer["ended"] or "done"] += 1
            wrong += [f"{fault}: {words}" for words in _wrongs(fault, answer, states, never)]
    print(
        f"{job}: {told.total()} faults",
        *(f"{n} {words}" for words, n in told.most_common()),
        sep="\n  ",
    )
    assert wrong == [], f"SATCHEL_SEED={seed}"


def _faults(calls: dict[str, int], chance: Random) -> Iterator[Fault]:
    """Yield the faults there are; in the short form some of them, for some seconds."""
    places = [
        Fault(call, n, for_ever, error)
        for call, for_ever, error in product(CALLS, (False, True), ERRORS)
        for n in range(1, calls[call] + 1)
        if n <= EVERY or n % SPARSE == 0
    ]
    if LONG:
        yield from places
        return
    until = time.monotonic() + SECONDS
    while places and time.monotonic() < until:
        call = chance.choice(sorted({fault.call for fault in places}))
        fault = chance.choice([fault for fault in places if fault.call == call])
        places.remove(fault)
        yield fault


def _wrongs(
    fault: Fault, answer: dict[str, Any], states: set[str], done: dict[str, Any]
) -> Iterator[str]:
    """Yield what is wrong with how a job ended and with what it left."""
    ended = answer["ended"]
    if answer.get("found") not in states:
        yield f"after \u201c{ended}\u201d there was {answer.get('found')}"
    elif not ended and answer["found"] != done["found"]:
        yield "it said that it was done, and it was not"
    if not answer.get("plain"):
        yield f"the window has no words for it: {ended} {answer.get('trace')}"
    if "Make room" in ended and fault.error != "ENOSPC":
        yield f"the disk has room: {ended}"
    may_be_damage = fault.call == "read" or fault.error == "EIO" or "It was saved" in ended
    if answer.get("damage") and not may_be_damage:
        yield f"a disk that refuses is told as damage: {ended} {answer['trace']}"
