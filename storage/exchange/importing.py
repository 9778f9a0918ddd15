"""Import: every row of every file, or nothing at all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage.errors import SatchelError
from storage.exchange.identities import Identities
from storage.exchange.reading import RecordReader
from storage.exchange.rejects import RejectList
from storage.exchange.sources import Source, find_sources, opened
from storage.exchange.storing import Storing
from storage.usecases.bulk import batch_id
from storage.usecases.collecting import uncollected
from storage.usecases.transaction import Transaction

Progress = Callable[[int, int], None]
"""Called with the bytes read and the bytes there are; may raise CancelledError."""

_STEP = 2_000
"""Rows between two calls of the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import stored: its batch, records added and records already here, by kind."""

    batch: bytes
    added: dict[str, int]
    already_here: dict[str, int]
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Meter:
    """How far the files are read: whole files, and the part of the file under way."""

    progress: Progress
    total: int
    done: int = 0
    at: int = 0

    def say(self) -> None:
        self.progress(self.done + self.at, self.total)

    def read(self, at: int) -> None:
        self.at = at
        self.say()

    def finish(self, size: int) -> None:
        self.done, self.at = self.done + size, 0
        self.say()


class RehearsedError(SatchelError):
    """The end of a rehearsal: everything was tried, and the transaction must not be kept."""

    def __init__(self, imported: Imported) -> None:
        self.imported = imported
        super().__init__("This was a rehearsal: nothing was kept.")


def import_files(
    transaction: Transaction, path: Path, *, progress: Progress = lambda _done, _total: None
) -> Imported:
    """Store the records of ``path``, a folder of files named after kinds or one such file.

    Every record passes the checks of a Save. Records that are here already with the same content
    are left alone. Raises ImportRejectedError naming file, row, field and reason; the caller's
    transaction then keeps nothing.
    """
    sources = find_sources(path)
    rejects = RejectList()
    identities = Identities(transaction.new_id)
    batch = batch_id(transaction)
    sizes = [source.path.lstat().st_size for source in sources]
    meter = _Meter(progress, sum(sizes))
    added: dict[str, int] = {}
    already_here: dict[str, int] = {}
    with uncollected():
        for source, size in zip(sources, sizes, strict=True):
            storing = Storing(transaction, source, identities, rejects, batch, meter.say)
            _take_in(transaction, source, storing, meter)
            added[source.kind], already_here[source.kind] = storing.added, storing.already_here
            meter.finish(size)
    identities.reject_unknown_keys(rejects)
    rejects.raise_any()
    return Imported(
        batch=batch,
        added=added,
        already_here=already_here,
        warnings=tuple(identities.warnings(transaction.connection)),
    )


def rehearse(
    transaction: Transaction, path: Path, *, progress: Progress = lambda _done, _total: None
) -> None:
    """Do everything an import does, then raise RehearsedError so that nothing of it is kept."""
    raise RehearsedError(import_files(transaction, path, progress=progress))


def _take_in(transaction: Transaction, source: Source, storing: Storing, meter: _Meter) -> None:
    with opened(source) as text:
        reader = RecordReader(transaction, source, text, storing.identities, storing.rejects)
        for count, row in enumerate(reader, 1):
            storing.take(*row)
            if count % _STEP == 0:
                meter.read(text.buffer.tell())  # type: ignore[attr-defined]  # BufferedReader has it
        storing.finish()
