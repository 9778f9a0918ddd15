"""Bring a recorded session's disk into one state after the other, and have each of them judged.

A worker gets its orders on standard input, one line of JSON: where the recording is and which
states to make of it. For each state it answers one line of JSON.
"""

import gc
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251 - a state is made again by its seed
from typing import Any

from installer.surroundings import ROOT
from tests.crashes import trace
from tests.crashes.disk import Disk, lay
from tests.crashes.facts import Told
from tests.crashes.judging import wrongs
from tests.crashes.preload import Preloaded, surroundings
from tests.crashes.recording import Recorded
from tests.crashes.trace import Call

_COMPOUND = 12
"""One state in so many is stopped again while it recovers, at ``_AGAIN`` places."""
_AGAIN = 2
_THOROUGH = 32
"""Two states in so many are looked at thoroughly; among those of changed keys eight times more."""
_TIDY = 20
"""After so many states what was opened is cleared from memory."""


@dataclass(slots=True)
class Figures:
    """How many states there were of each sort, and what was wrong with any."""

    states: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def take(self, answer: dict[str, Any]) -> None:
        """Count one state."""
        self.states[answer["sort"]] += 1
        self.wrong += [f"{answer['state']}: {words}" for words in answer["wrong"]]


def run(recorded: Recorded, place: Path, count: int, seed: int, workers: int) -> Figures:
    """Judge ``count`` states of one recording; those of compound stops come on top."""
    chosen = _chosen(list(trace.calls(recorded.calls)), count, Random(seed))
    orders = [
        {
            "before": str(recorded.before),
            "calls": str(recorded.calls),
            "root": str(recorded.root),
            "states": chosen[number::workers],
        }
        for number in range(workers)
    ]
    processes = [_started(place / str(number), order) for number, order in enumerate(orders)]
    figures = Figures()
    for process in processes:
        output, _ = process.communicate()
        for line in output.splitlines():
            figures.take(json.loads(line))
        if process.returncode:
            figures.wrong.append(f"a worker ended with {process.returncode}")
    return figures


def _started(place: Path, order: dict[str, Any]) -> "subprocess.Popen[str]":
    place.mkdir(parents=True)
    with (place / "order").open("w+") as source:
        json.dump(order, source)
        source.seek(0)
        return subprocess.Popen(
            [sys.executable, "-m", "tests.crashes.campaign", str(place)],
            cwd=ROOT,
            env=surroundings(place),
            stdin=source,
            stdout=subprocess.PIPE,
            text=True,
        )


def _chosen(calls: Sequence[Call], count: int, chance: Random) -> list[tuple[int, int, str]]:
    """Return states as number of calls, seed and sort, drawn evenly from the session's phases."""
    phases: dict[str, list[int]] = {}
    told = Told()
    for number, call in enumerate(calls):
        if call.op == trace.MARK:
            told.hear(call.data)
        if told.phase:
            phases.setdefault(told.phase, []).append(number)
    names = sorted(phases)
    drawn = (
        (chance.choice(phases[chance.choice(names)]), chance.getrandbits(32)) for _ in range(count)
    )
    return sorted((number, seed, ("kill", "power")[seed % 2]) for number, seed in drawn)


def _states(order: dict[str, Any]) -> Iterator[tuple[str, int, Told, Disk, Call]]:
    """Yield each state's sort and seed, what was told, the disk before the last call, and that."""
    disk, told, states = Disk(Path(order["before"]), Path(order["root"])), Told(), order["states"]
    position = 0
    for number, call in enumerate(trace.calls(Path(order["calls"]))):
        while position < len(states) and states[position][0] == number:
            _, seed, sort = states[position]
            yield sort, seed, told, disk, call
            position += 1
        if call.op == trace.MARK:
            told.hear(call.data)
        else:
            disk.carry_out(call)


def _left(sort: str, chance: Random, disk: Disk, call: Call) -> dict[str, bytes | None]:
    """Return what is left when the machine stops in the midst of ``call``."""
    if sort == "power":
        return disk.cut_off(chance)
    left = disk.killed()
    if call.op == trace.WRITE:
        disk.tear(left, call, chance.randint(0, len(call.data)))
    return left


def work(place: Path, order: dict[str, Any]) -> None:
    """Make and judge the states of one order."""
    root = place / "root"
    gc.freeze()
    gc.disable()
    for count, (sort, seed, told, disk, call) in enumerate(_states(order)):
        chance = Random(seed)
        lay(_left(sort, chance, disk, call), root)
        if count % _COMPOUND:
            thorough = seed % (_THOROUGH // 8 if told.phase == "keys" else _THOROUGH) < 2
            _answer(sort, seed, _judged(root, told, thorough=thorough))
        else:
            shutil.copytree(root, place / "left")
            with _recorded(place / "again", root):
                _answer(sort, seed, _judged(root, told, thorough=False))
            _stop_again(place, told, chance, root)
            shutil.rmtree(place / "left")
        shutil.rmtree(root, ignore_errors=True)
        if count % _TIDY == 0:
            gc.collect()


@contextmanager
def _recorded(file: Path, root: Path) -> Iterator[None]:
    """Record what this process does to the files under ``root``."""
    preloaded = Preloaded()
    with file.open("wb") as recording:
        preloaded.watch(root.resolve())
        preloaded.record(recording.fileno())
        yield
        preloaded.record(-1)


def _stop_again(place: Path, told: Told, chance: Random, root: Path) -> None:
    """Stop once more at some places of the recovery, and judge what that leaves."""
    calls = list(trace.calls(place / "again"))
    for _ in range(_AGAIN if calls else 0):
        # Most of what comes later is the judge's own saving.
        number = min(chance.randrange(len(calls)) for _ in range(2))
        disk = Disk(place / "left", root.resolve())
        for call in calls[:number]:
            disk.carry_out(call)
        sort, seed = chance.choice(("kill", "power")), chance.getrandbits(32)
        shutil.rmtree(root)
        lay(_left(sort, Random(seed), disk, calls[number]), root)
        _answer(f"{sort} while recovering", seed, _judged(root, told, thorough=False))


def _judged(root: Path, told: Told, *, thorough: bool) -> list[str]:
    try:
        return [f"{told.phase}: {words}" for words in wrongs(root, told, thorough=thorough)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        return [f"{told.phase}: {error!r}"]


def _answer(sort: str, seed: int, wrong: list[str]) -> None:
    line = json.dumps({"sort": sort, "state": seed, "wrong": wrong})
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    work(Path(sys.argv[1]), json.load(sys.stdin))
