"""Open the encrypted database with a raw key, so that nothing readable ever reaches the disk."""

import errno
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2

from storage.crypto.authorizer import authorizer
from storage.crypto.durable import PRIVATE
from storage.crypto.lacking import lacking, refuse_lacking
from storage.crypto.sqlitecodes import (
    BUSY,
    REFUSED,
    UNREADABLE,
    UNWRITABLE,
    UNWRITTEN,
    code_of,
)
from storage.errors import DamagedError, SatchelError

NAME = "workspace.db"
_PLAIN_HEADER = b"SQLite format 3\0"
_MIN_SQLITE = (3, 51, 3)
"""Older ones may corrupt a database when a write-ahead log is reset."""
_MIN_CIPHER = (4, 19)
_MIB_IN_KIB = 1024
_PATIENCE_SECONDS = 5
_PAGE = 4096
_TIGHT = 64 * 1024
"""With less room than this the index beside the log cannot be made."""

Role = Literal["writer", "reader", "migration"]


def assert_versions() -> None:
    """Refuse to run on a library that is plain, too old or known to lose data."""
    connection = dbapi2.connect(":memory:")
    cipher = connection.execute("PRAGMA cipher_version").fetchone()
    connection.close()
    if cipher is None or _numbers(cipher[0]) < _MIN_CIPHER:
        raise DamagedError("This is not the encrypted database library Satchel needs.")
    if _numbers(dbapi2.sqlite_version) < _MIN_SQLITE:
        raise DamagedError("The database library is too old to be safe. Reinstall Satchel.")


def open_engine(
    path: Path,
    key: bytes,
    role: Role,
    cache_mib: int = 64,
    *,
    immutable: bool = False,
    untouched: bool = False,
) -> Engine:
    """Return an engine of one connection for the calling thread, keyed and closed to tricks.

    An ``immutable`` file lies where nothing can be written: what stands in a log beside it is not
    seen. One that stays ``untouched`` is read with its log, which is not emptied into it.

    Raises DamagedError when the file is not a database under this key or the library is another
    one, SatchelError when something else keeps it.
    """
    assert_versions()
    _refuse_plain(path)
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=_connector(
            path, key, role, cache_mib, _way(immutable=immutable, untouched=untouched)
        ),
        poolclass=StaticPool,
        hide_parameters=True,
    )
    begin = "BEGIN" if role == "reader" else "BEGIN IMMEDIATE"
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    event.listen(engine, "connect", lambda _raw, record: record.info.update(folder=path.parent))
    try:
        _connect(engine)
    except DatabaseError as error:
        refuse_lacking(error.orig)
        _refuse_busy(path, error.orig)
        _refuse_unreadable(path)
        raise DamagedError(
            f"{path.name} cannot be opened: it is damaged or of another workspace. "
            "Restore it from a backup."
        ) from error
    _refuse_plain(path)
    return engine


def in_words(error: DatabaseError) -> Exception:
    """Return what it means that the database failed; ``error`` itself where the disk is well."""
    found = lacking(error.orig)
    if found is not None:
        return found
    code = code_of(error.orig)
    if code in UNREADABLE:
        return DamagedError(
            f"{NAME} is damaged: some of it cannot be read. "
            "Keep the folder, and restore the newest backup into another one."
        )
    if code in {dbapi2.SQLITE_BUSY, dbapi2.SQLITE_LOCKED}:
        return SatchelError(
            "Another Satchel is busy with this workspace. Try again when it is done."
        )
    if code == dbapi2.SQLITE_NOMEM:
        return MemoryError()
    if code in REFUSED:
        return OSError(REFUSED[code], "the disk refuses the database")
    return error


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Raise what it means, where the database fails because of the disk; see ``in_words``."""
    try:
        yield
    except DatabaseError as error:
        told = in_words(error)
        if told is error:
            raise
        raise told from error


def folder_of(connection: Connection) -> Path:
    """Return the folder in which the database of ``connection`` lies."""
    folder: Path = connection.info["folder"]
    return folder


def refuse_missing(path: Path) -> None:
    """Raise DamagedError where SQLite would quietly begin a new database."""
    if not path.exists() or path.stat().st_size == 0:
        raise DamagedError(
            f"There is no {path.name} in this folder, or nothing in it. "
            "Restore it from a backup of this workspace."
        )


def in_memory() -> sqlite3.Connection:
    """Return a connection to an empty database that is in memory alone, its temporary parts too."""
    connection: sqlite3.Connection = dbapi2.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA temp_store = MEMORY").fetchall()
    return connection


def has_log(path: Path) -> bool:
    """Tell whether there is a log that was not emptied: a process that wrote ended uncleanly."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def vacuum_into(path: Path, key: bytes, target: Path) -> None:
    """Write a compact copy of the database, under the same key, to the new file ``target``.

    Raises DamagedError when the database cannot be read, OSError when the copy cannot be written,
    SatchelError when something else keeps the database.
    """
    target.touch(PRIVATE, exist_ok=False)
    try:
        connection = _keyed(path, key)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        finally:
            connection.close()
    except dbapi2.DatabaseError as error:
        number = _unwritten(error, target)
        target.unlink(missing_ok=True)
        refuse_lacking(error)
        if number:
            raise OSError(number, "the copy cannot be written") from error
        _refuse_busy(path, error)
        raise DamagedError(
            f"{path.name} cannot be copied: it is damaged. Restore it from a backup."
        ) from error


def _connect(engine: Engine) -> None:
    """Open the one connection; a file that looks like none gets a second look.

    A disk that fails to give a page looks the same to SQLCipher as a page of another key.
    """
    try:
        engine.connect().close()
    except DatabaseError as error:
        if code_of(error.orig) not in UNREADABLE:
            raise
        engine.connect().close()


def _refuse_unreadable(path: Path) -> None:
    """Raise SatchelError where it is the disk that fails, which says nothing about the file."""
    try:
        with path.open("rb") as file:
            file.read(_PAGE)
    except OSError as error:
        raise SatchelError(
            f"{path.name} cannot be read ({error.strerror}). Check the disk, then try again."
        ) from error


def _refuse_busy(path: Path, error: BaseException | None) -> None:
    """Raise SatchelError when the file may well be whole and only cannot be had now."""
    if code_of(error) not in BUSY:
        return
    if shutil.disk_usage(path.parent).free < _TIGHT:
        raise SatchelError(
            f"The disk is full, and {path.name} cannot be opened to write. "
            "Make room on the disk, then try again."
        ) from error
    raise SatchelError(
        f"{path.name} is in use or cannot be reached ({error}). "
        "Close whatever else uses it, then try again."
    ) from error


def damage_of(engine: Engine) -> list[str]:
    """Return what the integrity checks found; empty when the file is whole.

    The log is emptied into the file first: SQLCipher's check reads the file alone and would call
    a healthy database with a live log damaged. That needs a ``migration`` engine with no
    transaction open. Raises DamagedError when the file cannot even be walked through.
    """
    pooled = engine.raw_connection()
    try:
        raw = pooled.driver_connection
        if raw is None:
            raise DamagedError("The database was closed meanwhile.")
        _empty_log(raw)
        found = _damaged_pages(raw) and _damaged_while_still(raw)
        rows = raw.execute("PRAGMA integrity_check").fetchall()
    except dbapi2.DatabaseError as error:
        refuse_lacking(error)
        code = code_of(error)
        if code in UNWRITABLE and code != dbapi2.SQLITE_IOERR:
            # A disk that refuses says nothing of what lies on it.
            raise OSError(UNWRITABLE[code], "the log cannot be emptied") from error
        if getattr(error, "sqlite_errorcode", 0) in UNWRITTEN:
            raise OSError(errno.EIO, "the log cannot be emptied") from error
        raise DamagedError(f"{NAME} is damaged: some of it cannot be read.") from error
    finally:
        pooled.close()
    return found + [str(row[0]) for row in rows if row[0] != "ok"]


def _empty_log(raw: sqlite3.Connection) -> None:
    """Empty the log into the file; OSError where the disk refuses without saying how."""
    try:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except dbapi2.DatabaseError as error:
        refuse_lacking(error)
        if getattr(error, "sqlite_errorcode", 0) == dbapi2.SQLITE_IOERR:
            raise OSError(errno.EIO, "the log cannot be emptied") from error
        raise


def _damaged_pages(raw: sqlite3.Connection) -> list[str]:
    return [str(row[0]) for row in raw.execute("PRAGMA cipher_integrity_check")]


def _damaged_while_still(raw: sqlite3.Connection) -> list[str]:
    """Look once more while nobody else writes: a page that is being written looks damaged."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        return _damaged_pages(raw)
    finally:
        raw.execute("ROLLBACK")


def rekey(path: Path, key: bytes, new: bytes) -> None:
    """Encrypt every page of a copy that was just made anew under ``new``; nothing has it open.

    Raises OSError when it cannot be written. The library may fail without saying so, so the copy
    is opened under the new key before this returns.
    """
    try:
        connection = _keyed(path, key)
        try:
            connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"").fetchall()
        finally:
            connection.close()
        _keyed(path, new).close()
    except dbapi2.DatabaseError as error:
        refuse_lacking(error)
        number = _unwritten(error, path) or errno.EIO
        raise OSError(number, "the copy cannot be written") from error


def _unwritten(error: BaseException, path: Path) -> int:
    """Return the system's number for why ``path`` could not be written; 0 where it is no such.

    A disk that takes no more may say so to SQLite as a failed write; one that fails does as well.
    """
    code = code_of(error)
    if code == dbapi2.SQLITE_IOERR and shutil.disk_usage(path.parent).free >= _TIGHT:
        return errno.EIO
    return UNWRITABLE.get(code, 0)


def _connector(
    path: Path, key: bytes, role: Role, cache_mib: int, way: str
) -> Callable[[], sqlite3.Connection]:
    logged = () if way else _LOGGED

    def connect() -> sqlite3.Connection:
        connection = _keyed(path, key, way)
        for statement in (
            *logged,
            f"PRAGMA cache_size = -{cache_mib * _MIB_IN_KIB}",
            "PRAGMA temp_store = MEMORY",
            "PRAGMA mmap_size = 0",
            "PRAGMA secure_delete = ON",
            "PRAGMA foreign_keys = ON",
            "PRAGMA trusted_schema = OFF",
            "PRAGMA cell_size_check = ON",
            f"PRAGMA query_only = {'ON' if role == 'reader' else 'OFF'}",
        ):
            connection.execute(statement).fetchall()
        connection.set_authorizer(authorizer(migrating=role == "migration"))
        return connection

    return connect


_LOGGED = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 8388608",
)


def _way(*, immutable: bool, untouched: bool) -> str:
    if immutable:
        return "immutable=1"
    return "mode=ro" if untouched else ""


def _keyed(path: Path, key: bytes, way: str = "") -> sqlite3.Connection:
    """Return a fresh connection under ``key``: a failed one is never tried again."""
    connection: sqlite3.Connection = dbapi2.connect(
        f"{path.absolute().as_uri()}?{way}" if way else str(path),
        timeout=_PATIENCE_SECONDS,
        isolation_level=None,
        check_same_thread=True,
        uri=bool(way),
    )
    try:
        connection.execute("PRAGMA cipher_log = off").fetchall()
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def is_plain(path: Path) -> bool:
    """Tell whether the file is readable by anyone; False when there is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER
    except FileNotFoundError:
        return False


def _refuse_plain(path: Path) -> None:
    """Stop at once when the file is readable by anyone."""
    if is_plain(path):
        raise DamagedError(
            f"{path.name} is not encrypted, so it is not what Satchel wrote. Nothing was changed."
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
