"""The checks of a workspace, in the order in which one rests on the other."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from storage import migrations
from storage.crypto import database
from storage.crypto.head import HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.crypto.lacking import refuse_lacking
from storage.doctor import beside, contents
from storage.doctor.contents import Ground
from storage.errors import DamagedError, RejectedError

Progress = Callable[[int, int], None]
"""Called with the steps of a long check done and in all; may raise CancelledError."""
Check = tuple[str, Callable[[], str]]
"""What is looked at, and the way to do it: returns what there was, or raises DamagedError."""

_REMEDY = "Keep the folder, and restore the newest backup into another one."
_UNREADABLE = f"{database.NAME} is damaged: some of it cannot be read. {_REMEDY}"


@dataclass(frozen=True, slots=True)
class Passed:
    """One check that found nothing wrong: its name, and what it looked at."""

    check: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that found something wrong, and what to do, in words."""

    check: str
    words: str


@dataclass(frozen=True, slots=True)
class Report:
    """What every check came to."""

    passed: tuple[Passed, ...]
    findings: tuple[Finding, ...]

    @property
    def search_alone(self) -> bool:
        """Whether nothing is wrong but the search index, which can be made anew from the rest."""
        return [finding.check for finding in self.findings] == [contents.SEARCH]


def _silent(_done: int, _all: int) -> None:
    pass


def verify(folder: Path, key: bytes, progress: Progress = _silent) -> Iterator[Passed]:
    """Yield every check that passes; raise DamagedError in plain words at the first that does not.

    Nothing is changed: only the write-ahead log is emptied into the database, as closing would.
    """
    with closing(_checks(folder, key, progress)) as checks:
        for name, check in checks:
            yield Passed(name, _told(check))


def examine(folder: Path, key: bytes, progress: Progress = _silent) -> Report:
    """Do every check that can be done, also behind one that found something.

    The workspace may be open meanwhile. Raises what ``progress`` raises, RejectedError and
    NewerVersionError for a database of another version; nothing is changed, as in ``verify``.
    """
    passed: list[Passed] = []
    findings: list[Finding] = []
    with closing(_checks(folder, key, progress)) as checks:
        try:
            for name, check in checks:
                try:
                    passed.append(Passed(name, _told(check)))
                except DamagedError as error:
                    findings.append(Finding(name, str(error)))
        except DamagedError as error:
            findings.append(Finding("database", str(error)))
        except DatabaseError as error:
            refuse_lacking(error)
            findings.append(Finding("database", _UNREADABLE))
    return Report(tuple(passed), tuple(findings))


def _told(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        refuse_lacking(error)
        raise DamagedError(_UNREADABLE) from error


def _checks(folder: Path, key: bytes, progress: Progress) -> Generator[Check, None, None]:
    keys = derive_workspace_keys(key)
    path = folder / database.NAME
    yield "key file", lambda: beside.check_key_file(folder, key)
    yield "encrypted", lambda: beside.check_header(path)
    beside.check_header(path)
    migrations.refuse_newer(path, keys.database)
    if migrations.needs_upgrade(path, keys.database):
        raise RejectedError(
            "An earlier Satchel wrote this workspace. Open it once, then try again."
        )
    engine = database.open_engine(path, keys.database, "migration")
    try:
        yield "pages", lambda: _pages(engine)
    finally:
        engine.dispose()
    engine = database.open_engine(path, keys.database, "reader")
    try:
        with engine.connect() as connection:
            heads = beside.read_heads(connection, HeadFile(folder, keys.head))
            ground = Ground(connection, folder, key, heads, progress)
            for number, (name, check) in enumerate(contents.CHECKS):
                progress(number, len(contents.CHECKS))
                yield name, partial(check, ground)
    finally:
        engine.dispose()


def _pages(engine: Engine) -> str:
    found = database.damage_of(engine)
    if found:
        count = "1 place" if len(found) == 1 else f"{len(found):,} places"
        raise DamagedError(f"{database.NAME} is damaged in {count}. {_REMEDY}")
    return ""
