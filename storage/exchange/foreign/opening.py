"""Open a file of somebody else's: its bytes here, its meaning in a process without keys."""

import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Thread
from time import monotonic

import msgspec

from storage import threads
from storage.errors import RejectedError
from storage.exchange.foreign.child import SECONDS
from storage.exchange.foreign.tables import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Sheet, Table
from storage.keyless.starting import READ_TABLE, start
from storage.usecases.plainfiles import plain_file

_PATIENCE = 2.0 * SECONDS
_TURN = 0.1
_MOST_ANSWER = 400_000_000
_LONGEST_REFUSAL = 500
_GIVEN_UP = (
    "The file could not be read: it takes too much memory or time. "
    "Save it again from your spreadsheet, or bring it in pieces."
)


class Opened(msgspec.Struct, frozen=True):
    """A file that was read: what to call it, the digest of its bytes, and its table."""

    name: str
    digest: bytes
    table: Table


def open_table(
    path: Path, *, still_wanted: Callable[[], object] = lambda: None, seconds: float = _PATIENCE
) -> Opened:
    """Return what is in the file ``path``; RejectedError in plain words when it is no table.

    ``still_wanted`` is called now and then and may raise CancelledError.
    """
    data = _bytes_of(path)
    return Opened(path.name, sha256(data).digest(), table_of(data, still_wanted, seconds))


def table_of(
    data: bytes,
    still_wanted: Callable[[], object] = lambda: None,
    seconds: float = _PATIENCE,
) -> Table:
    """Return the table in ``data``, read in a process of its own."""
    with start(READ_TABLE, "storage.exchange.foreign.child") as child:
        answer = _answer(child, data, still_wanted, seconds)
    return _understood(answer)


def _answer(
    child: "subprocess.Popen[bytes]",
    data: bytes,
    still_wanted: Callable[[], object],
    seconds: float,
) -> bytes:
    answers: list[bytes] = []
    # Both pipes are served on a thread of their own: this one must be able to give up.
    serving = Thread(target=lambda: answers.append(child.communicate(data)[0]), daemon=True)
    threads.start(serving)
    end = monotonic() + seconds
    try:
        while serving.is_alive() and monotonic() < end:
            serving.join(_TURN)
            still_wanted()
    finally:
        child.kill()
        serving.join()
    return answers[0] if answers else b""


def _understood(answer: bytes) -> Table:
    if answer.startswith(b"R"):
        raise RejectedError(answer[1:].decode(errors="replace")[:_LONGEST_REFUSAL])
    if not answer.startswith(b"T") or len(answer) > _MOST_ANSWER:
        raise RejectedError(_GIVEN_UP)
    try:
        table = msgspec.msgpack.decode(memoryview(answer)[1:], type=Table)
    except (msgspec.DecodeError, ValueError) as error:
        raise RejectedError(_GIVEN_UP) from error
    if not all(map(_is_as_agreed, table.sheets)):
        raise RejectedError(_GIVEN_UP)
    return table


def _is_as_agreed(sheet: Sheet) -> bool:
    """Tell whether a sheet is one that the reader gives: the file may have taken it over."""
    return (
        len(sheet.rows) == len(sheet.numbers)
        and len(sheet.rows) <= MOST_ROWS
        and all(len(row) <= MOST_COLUMNS for row in sheet.rows)
        and all(number > 0 for number in sheet.numbers)
    )


def _bytes_of(path: Path) -> bytes:
    with plain_file(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RejectedError(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Bring it in pieces."
        )
    return data
