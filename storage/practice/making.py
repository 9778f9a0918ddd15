"""Write practice workspaces: one for the state, or one for each program."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from storage.claiming import NAME as CLAIM
from storage.claiming import Claim, claim
from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import Clock, SystemClock, today
from storage.errors import LockedError, RejectedError
from storage.practice.chapters import FIRST_TODAY, chapters, weights
from storage.practice.desk import Batch
from storage.practice.files import add_files
from storage.practice.programs import STATEWIDE, Program, programs
from storage.practice.seeded import SeededIds, StoppedClock
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create

PASSPHRASE = "practice practice practice"  # noqa: S105 - public on purpose: nobody real is inside
"""Opens every practice workspace unless another is given; it is written in the README."""

PERSON = "Practice Coordinator"
"""Who uses the statewide practice program; a CAC's own is used by its coordinator."""

Per = Literal["state", "program"]
Years = Literal[1, 10]
Progress = Callable[[int, int], None]
"""Called with (done, total) steps; may raise CancelledError, which leaves nothing behind."""

_CACHE_MIB = 256


@dataclass(frozen=True, slots=True)
class _Order:
    years: Years
    seed: int
    passphrase: str
    clock: StoppedClock


@dataclass(frozen=True, slots=True)
class _Job:
    folder: str
    beginning: Beginning
    chosen: tuple[Program, ...]


@dataclass(slots=True)
class _Meter:
    """How far all the work is: whole steps done, and the part of the step under way."""

    progress: Progress
    total: int
    done: int = 0

    def within(self, step: int, whole: int, before: int, part: int) -> None:
        self.progress(self.done + step * (before + part) // whole, self.total)

    def finish(self, step: int) -> None:
        self.done += step
        self.progress(self.done, self.total)


def practice(  # noqa: PLR0913 - what a user may choose, and the seams
    out: Path,
    *,
    per: Per = "state",
    years: Years = 1,
    seed: int = 1,
    passphrase: str = PASSPHRASE,
    clock: Clock | None = None,
    progress: Progress = lambda _done, _total: None,
) -> list[Path]:
    """Write the practice state below ``out`` and return the folders of its workspaces.

    ``per`` state: ``out`` itself becomes the workspace of the program "Statewide"; ``per``
    program: it gets twelve folders, named by the code of the CAC. The same seed on the same day
    gives the same records. Raises RejectedError when ``out`` is taken or the clock stands before
    October 2022, LockedError while another Satchel writes one there; on any error nothing is left
    behind.
    """
    order = _Order(years, seed, passphrase, StoppedClock((clock or SystemClock()).now()))
    if today(order.clock) < FIRST_TODAY:
        raise RejectedError("This laptop's clock is years behind. Set the date, then try again.")
    out = out.resolve()
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise RejectedError(f"There is something in {out.name} already. Choose another folder.")
    jobs = _jobs(per)
    meter = _Meter(progress, sum(sum(weights(job.chosen, years)) for job in jobs))
    beside = out.with_name(f".{out.name}.partial")
    held = _claimed(beside, out)
    try:
        for job in jobs:
            _write(beside / job.folder, job, order, meter)
        _let_go_on_windows(held)
        if out.exists():
            out.rmdir()
        beside.rename(out)
        (out / CLAIM).unlink()
    except BaseException:
        _let_go_on_windows(held)
        shutil.rmtree(beside, ignore_errors=True)
        raise
    finally:
        held.release()
    return [out / job.folder for job in jobs]


def _claimed(beside: Path, out: Path) -> Claim:
    """Claim the folder in which ``out`` is made, without what a killed making left in it."""
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = claim(beside)
    if held is None:
        raise LockedError(
            f"Another Satchel is writing a practice state into {out.name}. Wait until it is done, "
            "or choose another folder."
        )
    for left in beside.iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif left.name != CLAIM:
            left.unlink()
    return held


def _let_go_on_windows(held: Claim) -> None:
    """Windows renames and removes no folder in which a file is open."""
    if sys.platform == "win32":
        held.release()


def _jobs(per: Per) -> list[_Job]:
    if per == "state":
        return [_Job("", Beginning(person=PERSON, program=STATEWIDE, practice=True), programs())]
    return [
        _Job(
            program.cac,
            Beginning(
                person=program.coordinator,
                program=f"{program.name} (practice)",
                cac=program.cac,
                practice=True,
            ),
            (program,),
        )
        for program in programs()
    ]


def _write(folder: Path, job: _Job, order: _Order, meter: _Meter) -> None:
    # The passphrase is public, so the smallest allowed cost is enough and opens quickest.
    key = create(folder, order.passphrase, job.beginning, cost=FLOOR).key
    ids = SeededIds(f"{order.seed}:{job.folder}")
    told = chapters(job.chosen, order.years, order.seed, today(order.clock))
    with Workspace(folder, key, clock=order.clock, ids=ids, cache_mib=_CACHE_MIB) as workspace:
        batch = workspace.write(batch_id)
        for step, chapter in zip(weights(job.chosen, order.years), told, strict=True):
            workspace.write(_store, chapter, batch, meter, step)
        workspace.write(add_files, batch)


def _store(
    transaction: Transaction, chapter: Batch, batch: bytes, meter: _Meter, step: int
) -> None:
    whole, stored = max(1, chapter.size()), 0
    for records in chapter.by_kind():
        add_all(
            transaction,
            records,
            "practice",
            batch=batch,
            progress=partial(meter.within, step, whole, stored),
            checked=True,
        )
        stored += len(records)
    meter.finish(step)
