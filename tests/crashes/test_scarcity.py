"""Memory, files or processes run out: the old state or the new one, told in words, never damage.

The short form draws a few jobs and places by chance for ``SATCHEL_SECONDS`` (3) in all;
``SATCHEL_LONG=1`` takes every job for ``SATCHEL_SECONDS`` (0: no end before the last place).
"""

import os
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import product
from random import Random  # noqa: TID251 - a choice repeats by its seed
from typing import Any

import pytest

from installer.surroundings import ROOT, clean
from tests.crashes.orders import Ordered, ordered
from tests.crashes.preload import needed
from tests.crashes.scarcejobs import SCARCE_JOBS
from tests.crashes.scarcity import KINDS, environment

LONG = os.environ.get("SATCHEL_LONG") == "1"
SECONDS = float(os.environ.get("SATCHEL_SECONDS", "0" if LONG else "3"))
_DRAWN = 500_000 if os.environ.get("CI") else secrets.randbelow(2**31)
"""Whoever lands something tries what was tried before; on a desk every run is another one."""
_FEW = 2
"""Jobs of the short form."""
_LEAST = (0, 512, 4096, 65536)
"""From how many bytes on memory is refused: the large pieces are few, and each is tried."""
_EVERY, _PLACES = 40, 120
"""The first of a kind are tried each, and after them so many, evenly apart."""
_KIB = (0, 64, 256, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 70000, 80000, 98304)
_ROOM = 16
_ADVICE = re.compile("then (try again|save once more)")


@dataclass(frozen=True, slots=True)
class Want:
    """What runs out: the ``n``-th of a kind, once or ``for_ever``, or what is beyond a room."""

    kind: str
    n: int
    for_ever: bool = True
    least: int = 0


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ordered]:
    needy = {**clean(os.environ), "PYTHONPATH": str(ROOT), **environment()}
    with ordered("tests.crashes.scarcity", tmp_path_factory.mktemp("scarce"), needy) as process:
        yield process


def tried(process: Ordered, job: str, want: Want) -> dict[str, Any]:
    """Have ``job`` done in ``want`` and return how it went."""
    return process.do(asdict(want) | {"job": job})


@needed
@pytest.mark.parametrize("turn", SCARCE_JOBS if LONG else range(_FEW))
def test_what_runs_out_leaves_the_old_state_or_the_new(process: Ordered, turn: str | int) -> None:
    seed = int(os.environ.get("SATCHEL_SEED", "0")) or _DRAWN
    chance = Random(seed)
    job = chance.sample(sorted(SCARCE_JOBS), _FEW)[turn] if isinstance(turn, int) else turn
    enough = tried(process, job, Want("memory", 0, for_ever=False))
    assert enough["ended"] == ""
    nothing = tried(process, job, Want("room for files", 0))
    assert nothing["ended"]
    states = {nothing["found"], enough["found"]}
    wrong, told = [], Counter[str]()
    for want in _wants(enough["asked"], chance):
        answer = tried(process, job, want)
        told[_outcome(answer)] += 1
        wrong += [f"{want}: {words}" for words in _wrongs(want, answer, states, enough)]
    print(
        f"{job}: {told.total()} times, {enough['asked']}",
        *(f"{n} {words}" for words, n in told.most_common()),
        sep="\n  ",
    )
    assert len(states) > 1
    assert not wrong, "\n".join([f"SATCHEL_SEED={seed}", *wrong])


def _outcome(answer: dict[str, Any]) -> str:
    return f"died ({answer['died']})" if "died" in answer else answer.get("ended") or "done"


def _wants(asked: dict[str, int], chance: Random) -> Iterator[Want]:
    """Yield what may run out, in the order of chance, until the time is over."""
    places = [Want("room for memory", kib) for kib in _KIB]
    places += [Want("room for files", room) for room in range(_ROOM)]
    places += [Want("room for starts", room) for room in range(_ROOM // 2) if asked["starts"]]
    for kind, for_ever in product(KINDS, (False, True)):
        for least in _LEAST if kind == "memory" else (0,):
            # How many there are of a size is known of all sizes alone: fewer are of the larger.
            most = asked[kind] if least == 0 else max(asked[kind] * 16 // least, 4)
            places += [Want(kind, n, for_ever, least) for n in _spread(most)]
    until = time.monotonic() + (SECONDS if LONG else SECONDS / _FEW)
    while places and (time.monotonic() < until or (LONG and not SECONDS)):
        kind = chance.choice(sorted({want.kind for want in places}))
        want = chance.choice([want for want in places if want.kind == kind])
        places.remove(want)
        yield want


def _spread(most: int) -> Iterator[int]:
    yield from range(1, min(most, _EVERY) + 1)
    yield from range(_EVERY + 1, most + 1, max((most - _EVERY) // _PLACES, 1))


def _wrongs(
    want: Want, answer: dict[str, Any], states: set[str], enough: dict[str, Any]
) -> Iterator[str]:
    """Yield what is wrong with how a job ended and with what it left."""
    ended = answer.get("ended")
    if answer.get("found") not in states:
        yield f"after \u201c{ended}\u201d there was {answer.get('found')}"
    if "died after" in answer or ("died" in answer and not _may_die(want)):
        yield f"the process died: {answer}"
    if ended == "" and answer["found"] != enough["found"]:
        yield "it said that it was done, and it was not"
    if ended:
        yield from _not_plain(want, answer)


def _not_plain(want: Want, answer: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the words.

    Libraries that get no memory name no cause (OpenSSL, zipfile, SQLite's shared pages), and one
    piece that was refused is there again when it is asked what is lacking: for memory that lasts,
    the words must only not say damage.
    """
    ended, trace = answer["ended"], answer["trace"]
    if "memory" in want.kind:
        if want.for_ever and answer["damage"] and "It was saved" not in ended:
            yield f"it is told as damage: {ended} {trace}"
        return
    for words in (ended, answer["window"]):
        if not answer["known"] or "damage" in words.lower() or not _ADVICE.search(words):
            yield f"not in plain words: {words} {trace}"
        elif want.for_ever and "lose other programs" not in words:
            yield f"it does not say what there is too little of: {words} {trace}"
    if answer["damage"] and "It was saved" not in ended:
        yield f"it is told as damage: {ended} {trace}"


def _may_die(want: Want) -> bool:
    """Tell whether Python or a library may give up: for memory, and OpenSSL for its threads."""
    return "memory" in want.kind or want.kind == "starts"
