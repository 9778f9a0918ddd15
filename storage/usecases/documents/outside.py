"""A document for another program on this laptop: who may, why, and what becomes of a change."""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.document import Document
from storage.domain.media import ENDINGS
from storage.errors import GateError
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.codelists import book_of
from storage.usecases.documents.copying import form_of
from storage.usecases.documents.intake import TakenIn, add_document
from storage.usecases.documents.reading import whole_document
from storage.usecases.documents.showing import document_of
from storage.usecases.plainfiles import plain_file
from storage.usecases.settings import setting
from storage.usecases.sharing import Intent, Released, release
from storage.usecases.transaction import Transaction

_TITLE = 160


@dataclass(frozen=True, slots=True, repr=False)
class Leaving:
    """A document that another program shall show: what it is, and its bytes."""

    document: Document
    kind: str
    """The label of its kind: what may be said of it at the foot of the window."""
    form: str
    people: frozenset[RecordId]
    content: bytes

    @property
    def ending(self) -> str:
        """How the name of its file ends, with the dot."""
        return ENDINGS[self.document.media]


def refusal(connection: Connection, *, lead: bool) -> str:
    """Return why the person here may not open a document in another program; empty where so."""
    rule = setting(connection, "documents.outside")
    if rule == "members" or (rule == "leads" and lead):
        return ""
    if rule == "leads":
        return "The rules of your program let a lead alone open a document in another program."
    return "The rules of your program let nobody open a document in another program."


def leaving(connection: Connection, record: RecordId) -> Leaving:
    """Return a document as it would leave; RejectedError or DamagedError where it cannot."""
    document = document_of(connection, record)
    case = fetch(connection, Case, document.case) if document.case else None
    youth = case.record.youth if case is not None else None
    kind = book_of(connection).label("document_kind", document.document_kind)
    form = form_of(connection, document, f"Opened in another program: {kind}")
    people = frozenset({youth} if youth else ())
    return Leaving(document, kind, form, people, whole_document(connection, record))


def let_out(transaction: Transaction, what: Leaving, reason: str, *, lead: bool) -> Released:
    """Let a document out to another program on this laptop, with a reason; logged first.

    Raises GateError where the rules do not let the person here, or no reason is given.
    """
    if why_not := refusal(transaction.connection, lead=lead):
        raise GateError(f"{why_not} Nothing left the workspace.")
    practice = bool(setting(transaction.connection, "program.practice"))
    intent = Intent(
        form=what.form,
        content="records",
        purpose=reason,
        recipient="Another program on this laptop",
        basis="practice" if practice else "own_use",
        people=what.people,
        records=1,
    )
    return release(transaction, intent, {f"document{what.ending}": what.content})


def is_changed(path: Path, document: Document) -> bool:
    """Tell whether what lies at ``path`` is another file than the document's."""
    digest = sha256()
    with plain_file(path) as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest() != document.digest


def keep_changes(transaction: Transaction, before: Document, taken: TakenIn) -> Changes:
    """Keep what another program made of a document as a new one; the document itself stays."""
    note = f"Changed in another program; before, SHA-256 {before.digest[:16]}."
    made = replace(
        before,
        id=taken.record,
        title=f"{before.title[: _TITLE - 10]} (changed)",
        received_on=transaction.today(),
        source=note[:120],
    )
    return add_document(transaction, made, replace(taken, file_name=before.file_name))
