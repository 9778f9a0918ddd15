"""The documents of a case as a page shows them: what they are, and where their files are."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.tables.records import TABLES, record_maker
from storage.usecases.documents.keeping import is_kept

State = Literal["paper", "here", "not_sent", "coming", "server", "absent", "left_behind"]
"""Where a document's file is.

``paper``: it has none. ``here``: on this laptop, and on the server where there is one.
``not_sent``: only here so far. ``coming``: asked for, or of a kept case and partly here.
``server``: to be fetched. ``absent``: the server had none when it was asked. ``left_behind``: its
key did not come with it, as after an import.
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One document, where its file is, and how many of its parts are on this laptop."""

    document: Document
    state: State
    here: int = 0
    retired: bool = False


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
        return Listed(document, "absent", row.here)
    coming = row.wanted or (row.here and row.kept)
    return Listed(document, "coming" if coming else "server", row.here)


_WHERE = """
SELECT (SELECT count(*) FROM blob_chunk WHERE blob = ?) AS here,
    coalesce(b.sent = k.vault, 0) AS sent,
    coalesce(b.absent, 0) AS absent, coalesce(b.wanted, 0) AS wanted,
    d."case" IN (SELECT "case" FROM kept_case) AS kept
FROM document d LEFT JOIN blob b ON b.blob = ? LEFT JOIN case_key k ON k.scope = d.scope
WHERE d.id = ?
"""
