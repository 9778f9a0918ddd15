"""Give some documents of open cases a file: short, made up, a page of text or a PDF."""

import io

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.tables.records import fetch
from storage.usecases.documents.intake import add_file, take_in
from storage.usecases.transaction import Transaction

_MANY = 24
_LINES = (
    "This document was made up for practice. No real person is meant.",
    "",
    "The next meeting is on Thursday at ten, in the family room.",
    "Bring: the sign-in sheet, last month's minutes, the calendar.",
    "Agreed: the coordinator calls the school; the advocate keeps Friday free.",
)


def add_files(transaction: Transaction, batch: bytes) -> None:
    """Seal a file for each of a few documents that were on paper, the newest first."""
    connection = transaction.connection
    for place, record in enumerate(_newest(connection)):
        stored = fetch(connection, Document, record)
        if stored is None:
            continue
        lines = (stored.record.title, "", *_LINES)
        content, name = (
            (pdf_of(lines), "scan.pdf") if place % 2 else ("\n".join(lines).encode(), "letter.txt")
        )
        taken = take_in(connection, record, io.BytesIO(content), name)
        add_file(transaction, stored, taken, "practice", batch)


def pdf_of(lines: tuple[str, ...]) -> bytes:
    """Return a PDF of one page with ``lines`` of plain letters."""
    drawn = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    page = f"BT /F1 12 Tf 72 720 Td 18 TL\n{drawn}ET".encode("latin-1", "replace")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n" % (len(objects) + 1)
    return bytes(made + b"%d\n%%%%EOF\n" % table)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _newest(connection: Connection) -> list[RecordId]:
    query = "SELECT id FROM document WHERE blob = '' ORDER BY received_on DESC, id DESC LIMIT ?"
    return [RecordId(one) for one in connection.exec_driver_sql(query, (_MANY,)).scalars()]
