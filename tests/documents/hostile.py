"""Documents made to break whoever shows them, and what must become of each."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from tests.documents.files import archive

CANARY = "Quillfeather 617 Larch Street"


@dataclass(frozen=True)
class Case:
    """A document, and either words that are seen on its first page or why it is refused."""

    name: str
    media: str
    content: bytes
    seen: str = ""
    refused: str = ""
    either: bool = False
    """Ended or shown as the machine is quick or slow; never longer than agreed."""


def pdf(*objects: bytes, catalogue: bytes = b"", trailer: bytes = b"") -> bytes:
    """Return a PDF of a catalogue (1), a tree of pages (2) and ``objects`` from 3 on."""
    whole = [
        b"<</Type/Catalog/Pages 2 0 R" + catalogue + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        *objects,
    ]
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(whole, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(whole) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<</Size %d/Root 1 0 R" % (len(whole) + 1) + trailer + b">>\n"
    return made + b"startxref\n%d\n%%%%EOF\n" % start


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(data), data)


def page(more: bytes = b"", box: bytes = b"0 0 612 792") -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + box + b"]/Contents 4 0 R"
        b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
        b"/XObject<</X 5 0 R>>>>" + more + b">>"
    )


WORDS = stream(b"BT /F 24 Tf 72 700 Td (Order of the court) Tj ET")


def said(
    *more: bytes, catalogue: bytes = b"", own: bytes = b"", box: bytes = b"0 0 612 792"
) -> bytes:
    return pdf(
        page(own, box),
        WORDS,
        *(more or (stream(b"", b"/Subtype/Form/BBox[0 0 9 9]"),)),
        catalogue=catalogue,
    )


def packed(data: bytes) -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode")


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(said())))
    writer.encrypt("a password", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def papers() -> Iterator[Case]:
    """Yield the PDFs."""
    seen = "Order of the court"
    script = b"<</S/JavaScript/JS(app.launchURL('http://127.0.0.1:9/'))>>"
    yield Case("JavaScript", "pdf", said(catalogue=b"/OpenAction" + script), seen)
    yield Case("launches", "pdf", said(catalogue=b"/OpenAction<</S/Launch/F(/bin/sh)>>"), seen)
    link = b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 612 792]/A<</S/URI/URI(file:///etc/passwd)>>>>]"
    yield Case("a link", "pdf", said(own=link), seen)
    inside = b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>]>>>>"
    yield Case("an embedded file", "pdf", said(stream(b"MZ"), catalogue=inside), seen)
    yield Case("a script on its page", "pdf", said(own=b"/AA<</O" + script + b">>"), seen)
    form = b"/AcroForm<</Fields[]/XFA 5 0 R>>"
    yield Case("a form of XML", "pdf", said(stream(b"<xdp/>"), catalogue=form), seen)
    yield Case("a password", "pdf", locked(), refused="has a password")
    many = said().replace(b"/Count 1>>", b"/Count 1000000>>")
    yield Case("a million pages", "pdf", many, refused="more than 20,000 pages")
    own = said().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")
    yield Case("pages of itself", "pdf", own, refused="damaged")
    yield Case("a table of itself", "pdf", said().replace(b"/Size 6", b"/Prev 9 /Size 6"), seen)
    turning = stream(b"/X Do", b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    calls = pdf(page(), stream(b"BT /F 24 Tf 72 700 Td (Order of the court) Tj ET /X Do"), turning)
    yield Case("a drawing of itself", "pdf", calls, seen)
    for name, box in (("huge", b"0 0 1e9 1e9"), ("lying", b"0 0 999999999999 1")):
        yield Case(f"a {name} page", "pdf", said(box=box), either=True, refused="page")
    yield Case("a thin page", "pdf", said(box=b"0 0 0.001 14000"), refused="too narrow")
    yield Case("a page of few points", "pdf", said(box=b"0 0 0.04 14000"), refused="too narrow")
    yield Case("a page turned inside out", "pdf", said(box=b"612 792 0 0"), seen)
    flood = pdf(page(), packed(b"0 0 m 612 792 l S\n" * 4_000_000))
    yield Case("drawn for ever", "pdf", flood, either=True, refused="ended at this one|memory")
    image = b"/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8"
    drawn = stream(b"BT /F 24 Tf 72 700 Td (Order of the court) Tj ET q 612 0 0 792 0 0 cm /X Do Q")
    bomb = stream(zlib.compress(bytes(30_000_000), 9), image + b"/Filter/FlateDecode")
    yield Case("a flood of points", "pdf", pdf(page(), drawn, bomb), seen)
    for code in (b"JPXDecode", b"JBIG2Decode", b"DCTDecode", b"CCITTFaxDecode"):
        broken = stream(bytes(range(256)) * 9, image.replace(b"60000", b"600") + b"/Filter/" + code)
        yield Case(f"nonsense for {code.decode()}", "pdf", pdf(page(), drawn, broken), seen)
    yield Case("half of it", "pdf", said()[: len(said()) // 3], refused="damaged")
    yield Case("nonsense", "pdf", b"%PDF-1.7\n" + bytes(range(256)) * 99, refused="damaged")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(across: int, down: int, rows: bytes, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", across, down, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


ROWS = zlib.compress(b"".join(b"\0" + b"\xff\x00\x00" * 4 for _ in range(4)))


def pictures() -> Iterator[Case]:
    """Yield the pictures."""
    yield Case("a flood", "png", png(65_535, 65_535, ROWS), refused="too large to be shown")
    yield Case("cut short", "png", png(4, 4, ROWS)[:-30], refused="damaged or cut short")
    yield Case("less than it says", "png", png(4_000, 4_000, ROWS), refused="damaged or cut short")
    text = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(50_000_000), 9))
    yield Case("a flood of words", "png", png(4, 4, ROWS, text), refused="damaged")
    yield Case("and an archive", "png", png(4, 4, ROWS) + archive(("a.exe", b"MZ")))
    yield Case("and a web page", "png", png(4, 4, ROWS) + b"<script>alert(1)</script>")
    place = chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0") + chunk(b"tEXt", CANARY.encode())
    yield Case("and where it was taken", "png", png(4, 4, ROWS, place))
    yield Case("no JPEG", "jpeg", b"\xff\xd8\xff\xe0" + bytes(500), refused="damaged or cut short")


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PARAGRAPH = b"<w:p><w:r><w:t>Order of the court</w:t></w:r></w:p>"


def docx(body: bytes, *more: tuple[str, bytes], before: bytes = b"") -> bytes:
    whole = before + b"<w:document " + W + b"><w:body>" + body + b"</w:body></w:document>"
    return archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", whole), *more)


def bomb(size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"<Types/>")
        file.writestr("word/document.xml", bytes(size))
    return made.getvalue()


def lying() -> bytes:
    """Return an archive whose directory says that a part of 30 MB is one of 3,000 bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"<a>" + b" " * 30_000_000)
    whole = made.getvalue()
    return whole.replace(struct.pack("<I", 30_000_003), struct.pack("<I", 3_000))


def word_files() -> Iterator[Case]:
    """Yield the Word files."""
    seen = "Order of the court"
    link = (
        b'<Relationships><Relationship Id="r" Type="attachedTemplate" TargetMode="External" '
        b'Target="http://127.0.0.1:9/evil.dotm"/></Relationships>'
    )
    remote = ("word/_rels/settings.xml.rels", link)
    yield Case("a template elsewhere", "word", docx(PARAGRAPH, remote), seen)
    yield Case("another file inside", "word", docx(PARAGRAPH + b"<w:altChunk/>"), "another kind")
    yield Case(
        "an object", "word", docx(PARAGRAPH + b"<w:p><w:r><w:object/></w:r></w:p>"), "an object"
    )
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield Case(
        "asks for a file", "word", docx(b"<w:p>&x;</w:p>", before=entity), refused="entities"
    )
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 10 + b'">]>'
    yield Case("laughs", "word", docx(b"<w:p>&b;</w:p>", before=laughs), refused="entities")
    outside = b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">'
    yield Case("a grammar elsewhere", "word", docx(PARAGRAPH, before=outside), refused="entities")
    yield Case("a bomb", "word", bomb(100_000_000), refused="unpack to far more")
    yield Case("a lie of its size", "word", lying(), refused="damaged")
    deep = docx(b"<w:p>" * 200_000 + b"</w:p>" * 200_000)
    yield Case("steps without end", "word", deep)
    yield Case("half of it", "word", docx(PARAGRAPH)[:-40], refused="damaged")
    yield Case("a path", "word", docx(PARAGRAPH, ("../../evil", b"x")), refused="named like a path")
    yield Case(
        "two of one name", "word", docx(PARAGRAPH, ("WORD/document.xml", b"x")), refused="one name"
    )
    yield Case("no Word file", "word", archive(("a", b"b")), refused="but is none")


def texts() -> Iterator[Case]:
    """Yield texts, and what cannot be shown."""
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    yield Case("the test of virus scanners", "text", eicar, eicar.decode())
    yield Case("turned letters", "text", "a\u202egpj.exe".encode(), "a\u2039202E\u203agpj.exe")
    yield Case("an escape", "text", b"\x1b[2J clear", "\u2039001B\u203a[2J clear")
    yield Case("one long line", "text", b"x" * 5_000_000, "xxx")
    yield Case("a web page as text", "text", b"<img src='file:///etc/passwd'>", "<img src='file:")
    yield Case("a sheet", "excel", docx(PARAGRAPH), refused="can be saved as a copy")
    yield Case("of a kind unknown", "cinema", b"x", refused="can be saved as a copy")


CASES = [*papers(), *pictures(), *word_files(), *texts()]
