"""A process that does one job after the other while the computer runs out of something.

Every line it reads is an order in JSON. A child does the job on a fresh copy of the ground, and
answers one line: how it ended, what was told of it, what was found. Where Python itself gives up
for want of memory, as it may, another child looks at what that left, as the next start would.
"""

import ctypes
import json
import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.commandline.failing import explained
from desktop.wording.errors import plain
from storage.crypto import passphrases
from storage.crypto.passphrases import FLOOR
from storage.errors import DamagedError, SatchelError
from tests.crashes.jobs import Job
from tests.crashes.preload import built
from tests.crashes.scarcejobs import SCARCE_JOBS
from tests.scarce import limit_of_files

KINDS = ("memory", "files", "starts")
"""What is refused one by one, as scarce.c numbers it."""
ROOMS = ("room for memory", "room for files", "room for starts")
"""What is refused beyond a limit: so many KiB, files, or threads and processes more than now."""
_PATH = "SATCHEL_SCARCE"
_PATIENCE = 300
_PAGE_KIB = 4


def environment() -> dict[str, str]:
    """Return what loads the library into a process, and tells it where it is."""
    library = str(built("scarce"))
    return {"LD_PRELOAD": library, _PATH: library}


class Scarce:
    """The levers, inside a process that was started with the library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ[_PATH])
        self._library.scarce_fail.argtypes = [ctypes.c_int] * 3 + [ctypes.c_size_t]

    def begin(self, kind: str, n: int, *, for_ever: bool, least: int = 0) -> None:
        """Run out: of the ``n``-th of a kind, or of whatever there is no room for."""
        if kind == "room for memory":
            _limit(resource.RLIMIT_AS, (_kib_now() + n) * 1024)
        elif kind == "room for files":
            _limit(resource.RLIMIT_NOFILE, limit_of_files(n))
        elif kind == "room for starts":
            self._library.scarce_room(n)
        else:
            self._library.scarce_fail(KINDS.index(kind), n, int(for_ever), least)

    def end(self) -> dict[str, int]:
        """Have enough of everything again; return how much was asked for of each kind."""
        self._library.scarce_heal()
        for what in (resource.RLIMIT_AS, resource.RLIMIT_NOFILE):
            _, most = resource.getrlimit(what)
            resource.setrlimit(what, (most, most))
        return {kind: self._library.scarce_seen(number) for number, kind in enumerate(KINDS)}


def _limit(what: int, soft: int) -> None:
    resource.setrlimit(what, (soft, resource.getrlimit(what)[1]))


def _kib_now() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * _PAGE_KIB


def main(place: Path) -> None:
    """Answer every order."""
    passphrases.calibrate = lambda: FLOOR
    scarce = Scarce()
    jobs: dict[str, Job] = {}
    for line in sys.stdin:
        order = json.loads(line)
        name = order["job"]
        ground = place / "grounds" / name
        if name not in jobs:
            jobs[name] = SCARCE_JOBS[name]()
            jobs[name].prepare(ground)
            # What it needs of the library is read once, so that no child has to.
            warm = _fresh(ground)
            jobs[name].do(warm)
            jobs[name].found(warm)
        told = _tried(jobs[name], _fresh(ground), order, scarce)
        os.write(1, (json.dumps(told) + "\n").encode())


def _fresh(ground: Path) -> Path:
    run = ground.parent.parent / "run"
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(ground, run)
    return run


def _tried(job: Job, run: Path, order: dict[str, Any], scarce: Scarce) -> dict[str, Any]:
    """Do the job in a child; where that died, have another one look at what it left."""
    answer = run.with_name("answer")
    answer.unlink(missing_ok=True)

    def do() -> None:
        told = _done(job, run, order, scarce)
        _keep(answer, told)
        _keep(answer, told | _found(job, run))

    ended = _apart(do)
    if not answer.exists():
        _apart(lambda: _keep(answer, _found(job, run)))
        return _kept(answer) | {"died": ended}
    return _kept(answer) | ({"died after": ended} if ended else {})


def _apart(work: Callable[[], object]) -> int:
    """Do ``work`` in a child, and return the code that it ended with, 0 where all is well."""
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(_PATIENCE)
            work()
        except BaseException:  # noqa: BLE001 - it must not go on as its parent
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _done(job: Job, run: Path, order: dict[str, Any], scarce: Scarce) -> dict[str, Any]:
    told: dict[str, Any] = {"ended": "", "damage": False, "known": True}
    least = order["least"]
    scarce.begin(order["kind"], order["n"], for_ever=order["for_ever"], least=least)
    try:
        job.do(run)
    except Exception as error:  # noqa: BLE001 - how it is told is what is looked at
        told["asked"] = scarce.end()
        told["ended"], told["window"] = explained(error)[0], plain(error)
        told["damage"] = isinstance(error, DamagedError)
        told["known"] = isinstance(error, SatchelError | OSError | MemoryError)
        told["trace"] = "".join(traceback.format_exception(error))
    else:
        told["asked"] = scarce.end()
    return told


def _found(job: Job, run: Path) -> dict[str, Any]:
    try:
        return {"found": repr(job.found(run))}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        return {"found": "".join(traceback.format_exception(error))}


def _keep(answer: Path, told: dict[str, Any]) -> None:
    beside = answer.with_name("answer.new")
    beside.write_text(json.dumps(told))
    beside.rename(answer)


def _kept(answer: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(answer.read_text()) if answer.exists() else {}
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
