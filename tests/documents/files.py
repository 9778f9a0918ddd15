"""Small files for tests, and the way to take one in."""

import io
import zipfile
from datetime import date

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.usecases.documents.intake import add_document, take_in
from storage.workspace import Workspace

DAY = date(2026, 3, 2)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def content_of(size: int) -> bytes:
    """Return a text of ``size`` bytes in which no place looks like another."""
    lines = (b"line %09d of a plain text\n" % number for number in range(size // 20 + 1))
    return b"".join(lines)[:size]


def archive(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in members:
            file.writestr(name, content)
    return made.getvalue()


DOCX = archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))


def add_file(
    workspace: Workspace, case: RecordId, content: bytes, name: str = "order.txt"
) -> Document:
    """Take ``content`` in and make it a document of ``case``."""
    record = workspace.write(lambda transaction: transaction.new_id())
    taken = workspace.read(take_in, record, io.BytesIO(content), name)
    document = Document(
        id=record, case=case, title="Order of 2 March", document_kind="court_order", received_on=DAY
    )
    workspace.write(add_document, document, taken)
    return document
