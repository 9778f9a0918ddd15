"""A note under the wrong child: copied to the right case, and hidden where it was.

What was written stays in the journal, and with it on every laptop that has the case, until it is
expunged; it is shown nowhere.
"""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from storage.domain.ids import RecordId
from storage.domain.kinds.link import Misfiling
from storage.domain.kinds.note import Note
from storage.errors import RejectedError
from storage.tables import misfiled
from storage.tables.records import TABLES, record_maker
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.sameids import same_id
from storage.usecases.transaction import Transaction

_NOTE = TABLES["note"]


def move_note(
    transaction: Transaction, note: RecordId, to: RecordId | None, reason: str = ""
) -> Changes:
    """Hide ``note`` and its amendments where they are; copy them, as written, to the case ``to``.

    Without a case they are hidden alone. Of an amendment the whole note is moved. One Save, so
    that one undo takes it all back. Raises RejectedError when it is not here or was moved already.
    """
    chain = _chain(transaction, note)
    if not chain or misfiled.is_hidden(transaction.connection, chain[0].id):
        raise RejectedError("Note: it is not here any more, or it was moved already.")
    if to is not None and to == chain[0].case:
        raise RejectedError("Note: it is in this case already. Choose another case.")
    copies = list(_copies(transaction, chain, to)) if to is not None else []
    moved = Misfiling(
        id=transaction.new_id(),
        case=chain[0].case,
        note=chain[0].id,
        moved_to=to,
        on=transaction.today(),
        author=transaction.identity.author,
        reason=reason,
    )
    return save(transaction, [*map(Add, copies), Add(moved)], "move note filed under wrong child")


def _chain(transaction: Transaction, note: RecordId) -> list[Note]:
    """Return the note as it was written, then its amendments, the oldest first."""
    first = _written(transaction, note)
    if first is not None and first.amends is not None:
        first = _written(transaction, first.amends)
    if first is None:
        return []
    query = select(_NOTE).where(_NOTE.c.amends == first.id, _NOTE.c.retired == 0)
    rows = transaction.connection.execute(query.order_by(_NOTE.c.id)).mappings()
    return [first, *map(record_maker("note"), rows)]


def _written(transaction: Transaction, note: RecordId) -> Note | None:
    query = select(_NOTE).where(_NOTE.c.id == note, _NOTE.c.retired == 0)
    row = transaction.connection.execute(query).mappings().first()
    found: Note | None = record_maker("note")(row) if row else None
    return found


def _copies(transaction: Transaction, chain: list[Note], to: RecordId) -> Iterator[Note]:
    """Yield the chain as notes of another case; a contact of the old case stays behind."""
    first: RecordId | None = None
    for note in chain:
        own = same_id(transaction, "note", note.id, to.hex())
        first, amends = first or own, first
        yield replace(note, id=own, case=to, amends=amends, contact=None)
