"""A copy that leaves says nothing of who made the file, where or with what, and says its limit."""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import RejectedError
from storage.exchange.foreign.reading import read_table
from storage.usecases.casefile import stored_record
from storage.usecases.documents.copying import Copy, copy_of, form_of, printable
from storage.usecases.printing import Printing
from storage.usecases.records import Edit, save
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.viewing.session import Viewing
from storage.viewing.wordtext import text_in
from storage.workspace import Workspace
from tests.documents.files import add_file, archive, content_of
from tests.documents.hostile import (
    CANARY,
    PARAGRAPH,
    ROWS,
    W,
    chunk,
    docx,
    locked,
    page,
    pdf,
    png,
    said,
)
from tests.documents.hostile import stream as pdf_stream
from tests.storage.builders import add_case

MARK = CANARY.encode()


@pytest.fixture
def case(workspace: Workspace) -> RecordId:
    made, _ = workspace.write(add_case)
    return made.id


def cleaned(media: str, content: bytes, cover: bytes = b"") -> bytes:
    viewing = Viewing()
    try:
        viewing.open(media, len(content), [content], shown=False)
        return viewing.clean(cover)
    finally:
        viewing.close()


def told_of_itself() -> bytes:
    """Return a PDF that has the canary everywhere but on its page."""
    inside = (
        b"/Names<</EmbeddedFiles<</Names[(" + MARK + b")<</Type/Filespec/F(" + MARK + b")/EF<</F 5"
        b" 0 R>>>>]>>/JavaScript<</Names[(x)<</S/JavaScript/JS(" + MARK + b")>>]>>>>"
        b"/PieceInfo<</X<</Private(" + MARK + b")>>>>/OpenAction<</S/JavaScript/JS(" + MARK + b")>>"
    )
    note = (
        b"/Annots[<</Type/Annot/Subtype/Text/Rect[9 9 30 30]/T(" + MARK + b")/Contents(See p. 2)>>"
        b"<</Type/Annot/Subtype/FileAttachment/Rect[9 9 30 30]/FS<</F(" + MARK + b")>>>>]"
        b"/AA<</O<</S/JavaScript/JS(" + MARK + b")>>>>/Metadata 5 0 R"
    )
    before = said(pdf_stream(MARK), catalogue=inside, own=note)
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(before)))
    writer.add_metadata({"/Author": CANARY, "/Producer": CANARY, "/GPS": CANARY})
    about = StreamObject()
    about.set_data(b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>")
    writer.root_object[NameObject("/Metadata")] = writer._add_object(about)
    made = io.BytesIO()
    writer.write(made)
    # An earlier version of it lies before the last.
    return made.getvalue() + b"7 0 obj\n(" + MARK + b")\nendobj\n" + said()[9:]


def words_of(content: bytes) -> str:
    return "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages)


def everything_in(content: bytes) -> bytes:
    """Return a PDF's bytes, and all of its streams unpacked."""
    reader = PdfReader(io.BytesIO(content))
    streams = [
        found.get_data()
        for number in range(1, len(reader.xref[0]) + 50)
        if isinstance(found := reader.get_object(number), StreamObject)
    ]
    return content + b"".join(streams)


def test_a_paper_keeps_its_pages_and_nothing_else() -> None:
    told = told_of_itself()
    assert MARK in told
    copy = cleaned("pdf", told)
    assert MARK not in everything_in(copy)
    assert b"JavaScript" not in copy
    reader = PdfReader(io.BytesIO(copy))
    assert not reader.attachments
    assert not reader.xmp_metadata
    assert not dict(reader.metadata or {})
    assert "Order of the court" in words_of(copy)


def test_what_runs_or_is_attached_goes_wherever_in_the_file_it_stands() -> None:
    """Objects 5 on: most programs write notes and actions by reference, not where they are used."""
    objects = (
        pdf_stream(b"", b"/Subtype/Form/BBox[0 0 9 9]"),
        b"[7 0 R 8 0 R 9 0 R]",
        b"<</Type/Annot/Subtype/FileAttachment/Rect[9 9 30 30]/Contents(" + MARK + b")/FS 12 0 R>>",
        b"<</Type/Annot/Subtype/Link/Rect[9 9 30 30]/A 10 0 R>>",
        b"<</Type/Annot/Subtype/Link/Rect[9 9 30 30]/A<</S/GoTo/D[3 0 R/Fit]/Next[11 0 R]>>>>",
        b"<</S/SubmitForm/F(" + MARK + b")>>",
        b"<</S/Launch/F(" + MARK + b")>>",
        b"<</Type/Filespec/F(" + MARK + b")/EF<</F 13 0 R>>>>",
        pdf_stream(MARK),
        b"<</Type/StructTreeRoot/K<</S/Annot/K<</Type/OBJR/Obj 7 0 R>>>>>>",
    )
    told = said(*objects, own=b"/Annots 6 0 R", catalogue=b"/StructTreeRoot 14 0 R")
    copy = cleaned("pdf", told)
    assert MARK not in everything_in(copy)
    assert not any(word in copy for word in (b"/SubmitForm", b"/Launch", b"/EmbeddedFile"))
    notes = PdfReader(io.BytesIO(copy)).pages[0].annotations
    assert notes is not None
    assert [note.get_object()["/Subtype"] for note in notes] == ["/Link", "/Link"]
    assert "Order of the court" in words_of(copy)


def test_notes_on_a_page_stay_without_their_author() -> None:
    note = (
        b"/Annots[<</Type/Annot/Subtype/Text/Rect[9 9 30 30]/T(" + MARK + b")/Contents(See p. 2)>>]"
    )
    copy = cleaned("pdf", said(own=note))
    assert MARK not in copy
    (kept,) = PdfReader(io.BytesIO(copy)).pages[0].annotations or []
    assert kept.get_object()["/Contents"] == "See p. 2"


def test_a_picture_on_a_page_says_nothing_of_itself() -> None:
    image = pdf_stream(
        b"\xff\x00\x00",
        b"/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8/Metadata 6 0 R",
    )
    about = pdf_stream(MARK, b"/Type/Metadata/Subtype/XML")
    copy = cleaned("pdf", pdf(page(), pdf_stream(b"/X Do"), image, about))
    assert MARK not in copy


def jpeg() -> bytes:
    made = io.BytesIO()
    image = Image.new("RGB", (40, 20), (200, 30, 30))
    exif = image.getexif()
    exif[0x010F], exif[0x0112] = CANARY, 6
    exif.get_ifd(0x8825)[1] = CANARY
    image.save(made, "jpeg", exif=exif, comment=MARK, quality=90)
    return made.getvalue() + b"PK\3\4" + MARK


AS_A_PICTURE = b"/Subtype/Image/Width 40/Height 20/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter"


@pytest.mark.parametrize(
    ("filters", "content"),
    [
        (b"/DCTDecode", jpeg()),
        (b"/DCTDecode", jpeg().partition(b"\xff\xd9")[0]),
        (b"[/FlateDecode/DCTDecode]", zlib.compress(jpeg())),
    ],
    ids=("as it was taken", "without its end", "packed once more"),
)
def test_a_picture_in_a_paper_loses_where_it_was_taken(filters: bytes, content: bytes) -> None:
    copy = cleaned("pdf", said(pdf_stream(content, AS_A_PICTURE + filters)))
    assert MARK not in everything_in(copy)
    picture = PdfReader(io.BytesIO(copy)).get_object(5)
    assert isinstance(picture, StreamObject)
    points, before = (_scan(one) for one in (picture.get_data(), jpeg()))
    assert points
    assert before.startswith(points)


def _scan(picture: bytes) -> bytes:
    return picture.partition(b"\xff\xda")[2].partition(b"\xff\xd9")[0]


def test_a_picture_in_a_word_file_loses_where_it_was_taken() -> None:
    made = archive(
        ("word/media/image1.jpeg", jpeg()), ("word/media/image2.png", picture_with_canary())
    )
    with zipfile.ZipFile(io.BytesIO(cleaned("word", made))) as parts:
        for name in parts.namelist():
            assert MARK not in parts.read(name)
            assert Image.open(io.BytesIO(parts.read(name))).getpixel((1, 1))


def picture_with_canary() -> bytes:
    places = chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0") + chunk(b"tEXt", b"Where\0" + MARK)
    return png(4, 4, ROWS, places, chunk(b"tIME", b"\x07\xe8\1\1\0\0\0")) + MARK


def test_pictures_lose_where_they_were_taken_and_keep_every_point() -> None:
    for media, content in (("jpeg", jpeg()), ("png", picture_with_canary())):
        assert MARK in content
        copy = cleaned(media, content)
        assert MARK not in copy
        assert pixels(copy) == pixels(content)
    turned = Image.open(io.BytesIO(cleaned("jpeg", jpeg()))).getexif()
    assert dict(turned) == {0x0112: 6}


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return image.tobytes()


PROPERTIES = (
    ("docProps/core.xml", MARK),
    ("docProps/app.xml", MARK),
    ("docProps/custom.xml", MARK),
    ("docProps/thumbnail.jpeg", b"\xff\xd8\xff" + MARK),
)


def word_file() -> bytes:
    listed = (
        b'<Types><Override PartName="/docProps/core.xml" ContentType="x"/><Default x="y"/></Types>'
    )
    related = (
        b'<R><Relationship Id="1" Target="docProps/core.xml"/><Relationship Target="word/x"/></R>'
    )
    body = b"<w:document " + W + b"><w:body>" + PARAGRAPH + b"</w:body></w:document>"
    return archive(
        ("[Content_Types].xml", listed),
        ("_rels/.rels", related),
        ("word/document.xml", body),
        *PROPERTIES,
    )


def sheet() -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"author": CANARY, "company": CANARY})
        book.set_custom_property("who", CANARY)
        book.add_worksheet("One").write_row(0, 0, ["Name", "Day"])
    return made.getvalue()


def odf() -> bytes:
    kind = b"application/vnd.oasis.opendocument.text"
    return archive(("mimetype", kind), ("content.xml", b"<a>Order</a>"), ("meta.xml", MARK))


OFFICE: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "word": ("word", word_file),
    "excel": ("excel", sheet),
    "opendocument": ("odf_text", odf),
}


@pytest.mark.parametrize("what", OFFICE)
def test_office_files_lose_their_properties_and_open_as_before(what: str) -> None:
    media, make = OFFICE[what]
    copy = cleaned(media, make())
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            content = parts.read(name)
            assert MARK not in content
            assert b"docProps" not in content
            assert not name.startswith(("docProps", "meta.xml"))
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
    if media == "word":
        assert "Order of the court" in text_in(memoryview(copy))
    elif media == "excel":
        assert "Name" in str(read_table(copy).sheets)
    else:
        assert zipfile.ZipFile(io.BytesIO(copy)).namelist()[0] == "mimetype"


@pytest.mark.parametrize(
    ("media", "content"),
    [("pdf", locked()), ("pdf", b"%PDF-1.7 nothing"), ("word", b"PK\3\4"), ("jpeg", b"\xff\xd8")],
)
def test_what_cannot_be_taken_apart_is_refused_in_words(media: str, content: bytes) -> None:
    with pytest.raises(RejectedError, match=r"byte for byte|damaged"):
        cleaned(media, content)


def test_a_paper_under_an_unknown_lock_can_still_leave_byte_for_byte() -> None:
    unknown = locked().replace(b"/V 2", b"/V 0")
    assert unknown != locked()
    with pytest.raises(RejectedError, match="byte for byte"):
        cleaned("pdf", unknown)


def printing(clock: Clock) -> Printing:
    return Printing(
        program="Program",
        printed_by="Ana Reyes",
        printed_at=clock.now(),
        practice=False,
        recipient="Youth's attorney",
        purpose="Hearing",
    )


def limited(workspace: Workspace, document: Document) -> Document:
    def act(transaction: Transaction) -> object:
        stored = stored_record(transaction.connection, "document", document.id)
        assert stored is not None
        told = replace(stored.record, redisclosure="part_2", limit="Only for the hearing")
        return save(transaction, [Edit(stored, told)], "edit")

    workspace.write(act)
    stored = workspace.read(stored_record, "document", document.id)
    assert stored is not None
    found: Document = stored.record
    return found


def copied(workspace: Workspace, document: Document, *, exact: bool = False) -> Copy:
    return workspace.read(lambda c: copy_of(c, document.id, printing(workspace.clock), exact=exact))


def test_a_limit_stands_on_a_page_before_the_paper_or_on_a_sheet_beside_the_rest(
    workspace: Workspace, case: RecordId
) -> None:
    paper = limited(workspace, add_file(workspace, case, said(), "order.pdf"))
    inside = copied(workspace, paper)
    assert inside.notice == b""
    first, last = PdfReader(io.BytesIO(inside.content)).pages
    assert "42 CFR part 2 prohibits" in " ".join(first.extract_text().split())
    assert "Only for the hearing" in first.extract_text()
    assert "Order of the court" in last.extract_text()
    exact = copied(workspace, paper, exact=True)
    assert exact.content == said()
    assert "42 CFR part 2 prohibits" in " ".join(words_of(exact.notice).split())
    beside = copied(workspace, limited(workspace, add_file(workspace, case, b"Order")))
    assert beside.content == b"Order"
    assert "Only for the hearing" in words_of(beside.notice)


def test_a_text_goes_on_paper_as_our_own_pdf_under_its_limit(
    workspace: Workspace, case: RecordId
) -> None:
    word = docx(b"<w:p><w:r><w:t>Order of the court</w:t></w:r></w:p>")
    for content, name in ((b"Order of the court\n" * 500, "order.txt"), (word, "order.docx")):
        document = limited(workspace, add_file(workspace, case, content, name))
        paper = workspace.read(printable, document.id, printing(workspace.clock))
        assert paper.notice == b""
        words = " ".join(words_of(paper.content).split())
        assert words.count("Order of the court") == max(1, content.count(b"Order of the court"))
        assert words.index("42 CFR part 2 prohibits") < words.index("Order of the court")
        assert PdfReader(io.BytesIO(paper.content)).metadata.title == "Court order"  # type: ignore[union-attr]  # it has some


def test_what_is_too_long_for_paper_is_refused(workspace: Workspace, case: RecordId) -> None:
    document = add_file(workspace, case, content_of(3_000_000))
    with pytest.raises(RejectedError, match="too long for paper"):
        workspace.read(printable, document.id, printing(workspace.clock))


def test_without_a_limit_nothing_is_put_before_it(workspace: Workspace, case: RecordId) -> None:
    copy = copied(workspace, add_file(workspace, case, said(), "order.pdf"))
    assert copy.notice == b""
    assert len(PdfReader(io.BytesIO(copy.content)).pages) == 1


def test_the_log_names_the_limit(workspace: Workspace, case: RecordId) -> None:
    paper = limited(workspace, add_file(workspace, case, said(), "order.pdf"))
    form = workspace.read(form_of, paper, "Copy of a document: Court order")
    assert form.startswith("Copy of a document: Court order; Substance use treatment (42 CFR")
    assert len(form) <= 80


def test_where_pictures_are_allowed_a_copy_of_one_says_nothing_of_its_place(
    workspace: Workspace, case: RecordId
) -> None:
    with pytest.raises(RejectedError, match="not yours to change"):
        workspace.write(set_settings, {"documents.pictures": True})
    policy = {"format": 1, "settings": {"documents.pictures": True}, "locked": []}
    workspace.write(set_settings, {"computer.policy": policy})
    document = add_file(workspace, case, jpeg(), "photo.jpg")
    assert MARK not in copied(workspace, document).content
