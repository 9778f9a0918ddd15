"""Put the records of an import into the workspace, in large pieces."""

from collections.abc import Callable
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.exchange.identities import Identities, StoredRow, is_begun, stored_rows
from storage.exchange.rejects import RejectList
from storage.exchange.sources import Source
from storage.spec.kinds import kind_of
from storage.tables.records import fetch, plain_maker
from storage.usecases.bulk import add_all
from storage.usecases.records import Retire, save
from storage.usecases.transaction import Transaction

ACT = "import"
_PIECE = 60_000
"""Records stored at once: the more, the fewer parts each case has in the journal."""
_PIECE_TEXT = 16_000_000
"""Characters of long texts stored at once: what bounds the memory of an import."""


class Storing:
    """Stores the records of one file under the import's batch.

    ``still_wanted`` is called between the parts of a piece; it may raise CancelledError.
    """

    def __init__(
        self,
        transaction: Transaction,
        source: Source,
        identities: Identities,
        rejects: RejectList,
        batch: bytes,
        still_wanted: Callable[[], None],
    ) -> None:
        self._transaction = transaction
        self._source = source
        self.identities = identities
        self.rejects = rejects
        self._batch = batch
        self._still_wanted = still_wanted
        self._known = identities.stored[source.kind]
        self._begun = is_begun(transaction.connection, source.kind)
        self._rows: dict[RecordId, tuple[int, Any, bool]] = {}
        self._text = 0
        self.added = 0
        self.already_here = 0

    def take(self, number: int, record: Any, retired: bool) -> None:  # noqa: FBT001 - one row's parts
        """Take the next record; one that stands in the files twice is stored once."""
        if record.id not in self._known:
            self._known.add(record.id)
            self._rows[record.id] = (number, record, retired)
            self._text += len(getattr(record, "text", ""))
            if len(self._rows) >= _PIECE or self._text >= _PIECE_TEXT:
                self.finish()
        elif record.id in self._rows:
            if self._rows[record.id][1:] == (record, retired):
                self.already_here += 1
            else:
                self._reject(number, "another row has the same id and other content.")
        else:
            for stored in stored_rows(self._transaction.connection, self._source.kind, [record.id]):
                self._compare(stored, number, record, retired)

    def finish(self) -> None:
        """Store what was taken since the last piece."""
        rows, self._rows, self._text = self._rows, {}, 0
        if self._begun:
            for stored in stored_rows(self._transaction.connection, self._source.kind, rows):
                self._compare(stored, *rows.pop(stored[0]))
        if self.rejects.count:
            return
        records = [record for _, record, _ in rows.values()]
        self.added += add_all(
            self._transaction,
            records,
            ACT,
            batch=self._batch,
            progress=lambda _: self._still_wanted(),
            checked=True,
        )
        self._retire([record for _, record, retired in rows.values() if retired])

    def _compare(
        self,
        stored: StoredRow,
        number: int,
        record: Any,
        retired: bool,  # noqa: FBT001 - one row's parts
    ) -> None:
        """Leave a record alone that is here already; refuse one that would overwrite it."""
        if stored == (record.id, int(retired), *plain_maker(self._source.kind)(record)[0]):
            self.already_here += 1
        else:
            self._reject(
                number,
                "a record with this id is here already, with other content. "
                "An import never overwrites; take the row out, or change the record itself.",
            )

    def _retire(self, records: list[Any]) -> None:
        changes = []
        for record in records:
            stored = fetch(self._transaction.connection, type(record), record.id)
            if stored is not None:
                changes.append(Retire(stored))
        if changes:
            save(self._transaction, changes, ACT, self._batch)

    def _reject(self, number: int, reason: str) -> None:
        label = kind_of(KINDS[self._source.kind]).label
        self.rejects.add(self._source.name, number, "id", f"{label}: {reason}")
