"""The second place: a stick or a share that is there now and then gets what it lacks."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from storage import errornumbers
from storage.backup import bundle, place, rechecking, standing
from storage.backup.chunks import add_chunks
from storage.backup.closed import Check, copy_closed, copy_gone, due_in
from storage.backup.standing import LOST, Last, Standing
from storage.backup.writing import pausing, refuse_full, write_named
from storage.crypto import chunkfiles
from storage.domain.clocks import Clock
from storage.errors import CancelledError, DamagedError, SatchelError

_PIECE = 4 * 1024 * 1024


def keep_closed(folder: Path, clock: Clock, check: Check = bool) -> Standing:
    """Copy a closed workspace into its places, where something changed since; no key is needed.

    Whatever goes wrong is noted in words of our own, place by place; only CancelledError is raised.
    """
    first = standing.first_place(folder)
    if due_in(folder, first, clock) is not None:
        _attempt_first(folder, first, clock, check)
    return mirror(folder, clock, check)


def mirror(folder: Path, clock: Clock, check: Check = bool) -> Standing:
    """Bring the newest backup of the first place to the second, where one was chosen."""
    chosen = standing.chosen_second(folder)
    newest = place.newest(standing.first_place(folder), clock.now())
    now = standing.standing(folder)
    if chosen is None or newest is None:
        return now
    tried = clock.now().replace(microsecond=0).isoformat()
    before = now.second
    target = standing.inside(chosen, folder)
    if not target.is_dir():
        # An empty folder where a stick is mounted at other times is on this laptop's own disk.
        return standing.note(folder, second=replace(before, tried=tried, problem="absent"))
    try:
        _bring(newest.path, folder, target, check)
        place.thin(target, clock.now(), {now.proven})
    except CancelledError:
        raise
    except (OSError, SatchelError) as error:
        problem = problem_of(error, target)
        return standing.note(folder, second=replace(before, tried=tried, problem=problem))
    last = replace(
        before,
        name=newest.path.name,
        made=newest.made.isoformat(),
        tried=tried,
        problem=LOST if before.problem == LOST else "",
    )
    now = standing.note(folder, second=last)
    if not rechecking.is_due(before, newest.path.name, clock.now()):
        return now
    return standing.note(folder, second=_looked_at(last, newest.path, folder, target, check))


def _looked_at(last: Last, newest: Path, folder: Path, target: Path, check: Check) -> Last:
    """Look again at what lies in the second place; return what became of that."""
    try:
        found = _look_again(newest, folder, target, check)
    except CancelledError:
        raise
    except (OSError, SatchelError) as error:
        return replace(last, problem=problem_of(error, target))
    mended = last.tried if found == "mended" else ""
    return replace(last, looked=last.tried, mended=mended, problem=LOST if found == LOST else "")


def _look_again(newest: Path, folder: Path, target: Path, check: Check) -> str:
    """Read the newest backup there and its chunks, and make anew what is damaged.

    Returns ``mended`` where something was, ``lost`` where it could not be, nothing where all is
    whole. The backup is replaced only by one that was read back; a chunk with one wrong bit opens
    nothing and is of no use to anybody.
    """
    wanted = target / newest.name
    there = rechecking.listed_if_whole(wanted, check)
    listed = rechecking.listed_if_whole(newest, check) if there is None else there
    if listed is None:
        return LOST
    spoilt = rechecking.spoilt_chunks(target, listed, check)
    if there is not None and not spoilt:
        return ""
    for digest in spoilt:
        chunkfiles.remove(target, digest)
    lacking = spoilt
    for source in (standing.first_place(folder), folder):
        lacking = add_chunks(source, target, lacking, check)
    if there is None:
        refuse_full(target, newest.stat().st_size)
        write_named(wanted, partial(_pour, newest, check), pausing(check))
    if {*rechecking.spoilt_chunks(target, spoilt, check)} - {*lacking}:
        raise DamagedError("What was written there could not be read back.")
    return LOST if lacking else "mended"


def note_first(folder: Path, clock: Clock, error: Exception | None = None) -> None:
    """Keep what became of a backup in the first place: the newest there, or why it was not made."""
    before = standing.standing(folder).first
    now = clock.now()
    tried = now.replace(microsecond=0).isoformat()
    made = place.newest(standing.first_place(folder), now)
    if error is not None or made is None:
        problem = problem_of(error, folder.parent) if error else ""
        last = Last(before.name, before.made, tried, problem)
    else:
        last = Last(made.path.name, made.made.isoformat(), tried)
    standing.note(folder, first=last)


def problem_of(error: Exception, chosen: Path) -> str:
    """Return the word for what went wrong in a place."""
    if isinstance(error, OSError):
        if error.errno in errornumbers.FULL:
            return "full"
        if error.errno in errornumbers.FORBIDDEN:
            return "read-only"
        return "failed" if chosen.is_dir() else "gone"
    return "damaged" if isinstance(error, DamagedError) else "failed"


def _attempt_first(folder: Path, first: Path, clock: Clock, check: Check) -> None:
    try:
        copy_closed(folder, first, clock, check)
        place.thin(first, clock.now(), {standing.standing(folder).proven})
    except CancelledError:
        raise
    except (OSError, SatchelError) as error:
        note_first(folder, clock, error)
    else:
        note_first(folder, clock)


def _bring(newest: Path, folder: Path, target: Path, check: Check) -> None:
    """Copy a backup and the chunks it lists; the same bytes are not brought twice."""
    wanted = target / newest.name
    if wanted.exists():
        copy_gone(folder, target)
        return
    place.drop_unfinished(target)

    refuse_full(target, newest.stat().st_size)
    with newest.open("rb") as file:
        manifest = bundle.verify(file, pausing(check))
        digests = bundle.listed(file, manifest)
    add_chunks(standing.first_place(folder), target, digests, check)
    write_named(wanted, partial(_pour, newest, check), pausing(check))
    copy_gone(folder, target)


def _pour(newest: Path, check: Check, file: BinaryIO) -> None:
    with newest.open("rb") as source:
        while piece := source.read(_PIECE):
            file.write(piece)
            check()
