"""PDF without its properties, scripts, embedded files and earlier versions."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter, filters
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from storage.errors import RejectedError

_SEEN = {
    *("/Type", "/Pages", "/PageLabels", "/PageLayout", "/Lang", "/MarkInfo", "/StructTreeRoot"),
    *("/AcroForm", "/OCProperties", "/ViewerPreferences", "/Outlines"),
}
"""What of the catalogue is needed to see and read the pages."""
_HIDDEN = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb", "/AF", "/XFA", "/JS")
_OF_NOTES = ("/T", "/M", "/CreationDate", "/NM", "/RC")
"""Who wrote a note on a page, and when; in a form's field ``/T`` is its name."""
_LOADED = (filters.decode_stream_data,)
_ATTACHED = {"/FileAttachment", "/Movie", "/Sound", "/RichMedia", "/Screen", "/3D"}
_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
}


def prepare() -> None:
    """Use once whatever is loaded at its first use."""
    page = PdfWriter()
    page.add_blank_page(10, 10)
    made = io.BytesIO()
    page.write(made)
    clean_paper(made.getbuffer(), made.getvalue())


def clean_paper(data: memoryview, cover: bytes) -> bytes:
    """Return a PDF of the same pages, behind those of the PDF ``cover`` where there is one."""
    try:
        return _cleaned(data, cover)
    except (RejectedError, MemoryError):
        raise
    except Exception as error:  # a stranger's file may bring its reader to anything
        raise RejectedError(
            "This PDF cannot be taken apart. Only the file itself can leave, byte for byte."
        ) from error


def _cleaned(data: memoryview, cover: bytes) -> bytes:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise _locked()
    writer = PdfWriter(clone_from=reader)
    catalogue = writer.root_object
    for name in [name for name in catalogue if name not in _SEEN]:
        del catalogue[name]
    for thing in list(writer._objects):  # noqa: SLF001 - the library has no other list of them
        for part in _dictionaries(thing):
            _clean(part)
    writer.metadata = None
    writer.pdf_header = reader.pdf_header
    if cover:
        for place, page in enumerate(PdfReader(io.BytesIO(cover)).pages):
            writer.insert_page(page, place)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _dictionaries(thing: Any) -> Iterator[DictionaryObject]:
    """Yield an object and what stands directly in it, where these are dictionaries."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += list(dict.values(one))
        elif isinstance(one, ArrayObject):
            waiting += list(list.__iter__(one))


def _clean(part: DictionaryObject) -> None:
    for name in _HIDDEN:
        dict.pop(part, NameObject(name), None)
    for name in ("/A", "/OpenAction"):
        action = part.get(name)
        if isinstance(action, DictionaryObject) and action.get("/S") in _ACTIONS:
            dict.pop(part, NameObject(name), None)
    kind = part.get("/Subtype")
    if part.get("/Type") == "/Annot" or "/Rect" in part:
        for name in _OF_NOTES if kind != "/Widget" else _OF_NOTES[1:3]:
            dict.pop(part, NameObject(name), None)
    annotations = part.get("/Annots")
    if isinstance(annotations, ArrayObject):
        part[NameObject("/Annots")] = ArrayObject(
            one for one in annotations if _subtype(one) not in _ATTACHED
        )


def _subtype(reference: Any) -> str:
    annotation = reference.get_object()
    return str(annotation.get("/Subtype", "")) if isinstance(annotation, DictionaryObject) else ""


def _locked() -> RejectedError:
    return RejectedError("This PDF has a password. Only the file itself can leave, byte for byte.")
