"""The documents of a case as a page shows them: what they are, and where their files are."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.tables.records import TABLES, fetch, record_maker
from storage.usecases.documents.keeping import is_kept

State = Literal["paper", "here", "not_sent", "coming", "server", "absent", "lost", "left_behind"]
"""Where a document's file is.

``paper``: it has none. ``here``: on this laptop, and on the server where there is one.
``not_sent``: only here so far. ``coming``: asked for, or of a kept case and partly here.
``server``: to be fetched. ``absent``: the server had none when it was asked. ``lost``: the
same, and the laptop that added it was taken out of the program, so that nobody will send it.
``left_behind``: its key did not come with it, as after an import.
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One document, where its file is, and how many of its parts are on this laptop.

    ``whose`` names the person whose laptop had a ``lost`` file, where that is known.
    """

    document: Document
    state: State
    here: int = 0
    retired: bool = False
    whose: str = ""


@dataclass(frozen=True, slots=True)
class CaseDocuments:
    """The documents of a case, the newest first, and whether their files are kept here."""

    listed: tuple[Listed, ...]
    kept: bool


def documents_of(connection: Connection, case: RecordId) -> CaseDocuments:
    """Return the documents of ``case`` that are not retired."""
    query = (
        TABLES["document"]
        .select()
        .where(TABLES["document"].c.case == case, TABLES["document"].c.retired == 0)
        .order_by(TABLES["document"].c.received_on.desc(), TABLES["document"].c.id.desc())
    )
    make = record_maker("document")
    joined = connection.exec_driver_sql("SELECT 1 FROM program LIMIT 1").first() is not None
    found = [make(row) for row in connection.execute(query).mappings()]
    return CaseDocuments(
        tuple(_listed(connection, one, joined=joined) for one in found), is_kept(connection, case)
    )


def where_is(connection: Connection, record: Document) -> Listed:
    """Return where the file of one document is."""
    joined = connection.exec_driver_sql("SELECT 1 FROM program LIMIT 1").first() is not None
    return _listed(connection, record, joined=joined)


def _listed(connection: Connection, document: Document, *, joined: bool) -> Listed:
    if not document.blob and not document.digest:
        return Listed(document, "paper")
    if not document.key or not document.blob:
        return Listed(document, "left_behind")
    row = connection.exec_driver_sql(_WHERE, (document.blob, document.blob, document.id)).one()
    if row.here == document.chunks:
        return Listed(document, "here" if row.sent or not joined else "not_sent", row.here)
    if row.absent:
        gone = _taken_out(connection, document)
        if gone is not None:
            return Listed(document, "lost", row.here, whose=gone.name)
        return Listed(document, "absent", row.here)
    coming = row.wanted or (row.here and row.kept)
    return Listed(document, "coming" if coming else "server", row.here)


def lost_files(connection: Connection, device: bytes) -> int:
    """Return how many files a laptop that was taken out added and, as far as is known, never sent.

    Known is what this laptop has asked the server for.
    """
    documents = (
        stored.record
        for record in connection.exec_driver_sql(_ASKED_IN_VAIN).scalars().all()
        if (stored := fetch(connection, Document, RecordId(record))) is not None
    )
    found = (_taken_out(connection, document) for document in documents)
    return sum(one is not None and one.device == device for one in found)


def _taken_out(connection: Connection, document: Document) -> Any:
    """Return the laptop that added the file of a document, where it is no member any more."""
    stored = fetch(connection, Document, document.id)
    if stored is None:
        return None
    # Who adds it elsewhere writes another version: of two, either may still send it.
    devices = {dot.device for dot in stored.versions.of("file")}
    gone = [connection.exec_driver_sql(_GONE, (one,)).first() for one in devices]
    return gone[0] if all(gone) else None


_GONE = "SELECT device, name FROM member_device WHERE device = ? AND gone > 0"
_ASKED_IN_VAIN = """
SELECT d.id FROM blob b JOIN document d ON d.blob = b.blob
WHERE b.absent > 0 AND d.retired = 0
AND (SELECT count(*) FROM blob_chunk c WHERE c.blob = b.blob) < d.chunks
"""
_WHERE = """
SELECT (SELECT count(*) FROM blob_chunk WHERE blob = ?) AS here,
    coalesce(b.sent = k.vault, 0) AS sent,
    coalesce(b.absent, 0) AS absent, coalesce(b.wanted, 0) AS wanted,
    d."case" IN (SELECT "case" FROM kept_case) AS kept
FROM document d LEFT JOIN blob b ON b.blob = ? LEFT JOIN case_key k ON k.scope = d.scope
WHERE d.id = ?
"""
