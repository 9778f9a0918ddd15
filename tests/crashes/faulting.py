"""A process that does one job after the other while calls to the system fail.

Every line it reads is an order in JSON. It forks a child for it, which does the job on a fresh copy
of the ground and answers one line: how the job ended, how many calls there were, what was found.
"""

import json
import os
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any

from desktop.commandline.failing import explained
from storage.crypto import passphrases
from storage.crypto.passphrases import FLOOR
from storage.errors import DamagedError, SatchelError
from tests.crashes.jobs import JOBS, Job
from tests.crashes.preload import CALLS, Preloaded


def main(place: Path) -> None:
    """Answer every order."""
    passphrases.calibrate = lambda: FLOOR
    jobs: dict[str, Job] = {}
    for line in sys.stdin:
        order = json.loads(line)
        ground = place / "grounds" / order["job"]
        if order["job"] not in jobs:
            jobs[order["job"]] = JOBS[order["job"]]()
            jobs[order["job"]].prepare(ground)
        child = os.fork()
        if child == 0:
            _answer(_done(jobs[order["job"]], ground, place / "run", order))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            _answer({"ended": f"the process died ({status})"})


def _done(job: Job, ground: Path, run: Path, order: dict[str, Any]) -> dict[str, Any]:
    shutil.rmtree(run, ignore_errors=True)
    shutil.copytree(ground, run)
    preloaded = Preloaded()
    preloaded.watch(run.resolve())
    answer: dict[str, Any] = {"ended": "", "damage": False, "plain": True}
    call = order["call"]
    preloaded.fail(call, order["n"], for_ever=order["for ever"], error=order["error"])
    try:
        job.do(run)
    except Exception as error:  # noqa: BLE001 - how it is told is what is looked at
        preloaded.heal(call)
        answer["ended"] = explained(error)[0]
        answer["damage"] = isinstance(error, DamagedError)
        answer["plain"] = isinstance(error, SatchelError | OSError | MemoryError)
        answer["trace"] = "".join(traceback.format_exception(error))
    answer["calls"] = {name: preloaded.heal(name) for name in CALLS}
    try:
        answer["found"] = repr(job.found(run))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        answer["found"] = "".join(traceback.format_exception(error))
    return answer


def _answer(answer: dict[str, Any]) -> None:
    os.write(1, (json.dumps(answer) + "\n").encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
