"""PDF without its properties, scripts, embedded files and earlier versions."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter, filters
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from storage.errors import RejectedError
from storage.viewing.cleanpictures import clean_within

_SEEN = {
    *("/Type", "/Pages", "/PageLabels", "/PageLayout", "/Lang", "/MarkInfo", "/StructTreeRoot"),
    *("/AcroForm", "/OCProperties", "/ViewerPreferences", "/Outlines"),
}
"""What of the catalogue is needed to see and read the pages."""
_HIDDEN = {
    *("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/Thumb", "/AF", "/EF", "/XFA", "/JS"),
}
_OF_NOTES = ("/T", "/M", "/CreationDate", "/NM", "/RC")
"""Who wrote a note on a page, and when; in a form's field ``/T`` is its name."""
_LOADED = (filters.decode_stream_data,)
_ATTACHED = {"/FileAttachment", "/Movie", "/Sound", "/RichMedia", "/Screen", "/3D"}
_JPEG = "/DCTDecode"
_OF_A_PLACE = {"/Type", "/Subtype", "/Rect"}
"""What is left of something attached, where more than its page points at it."""
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
        if _acts(_value(part, name)):
            dict.pop(part, NameObject(name), None)
    if isinstance(part, StreamObject) and _word(part, "/Subtype") == "/Image":
        _clean_picture(part)
    elif _acts(part):
        dict.clear(part)  # Another action leads here.
    elif _is_note(part):
        _clean_note(part)
    annotations = _value(part, "/Annots")
    if isinstance(annotations, ArrayObject):
        part[NameObject("/Annots")] = ArrayObject(
            one for one in list.__iter__(annotations) if not _is_attached(one.get_object())
        )


def _clean_picture(part: StreamObject) -> None:
    """Take places and cameras out of a JPEG: what a telephone scans has them."""
    packed = _value(part, "/Filter")
    filters_of = [*list.__iter__(packed)] if isinstance(packed, ArrayObject) else [packed]
    if filters_of == [_JPEG]:
        part._data = clean_within(part._data)  # noqa: SLF001 - as it stands in the file
    elif filters_of and filters_of[-1] == _JPEG:
        part._data = clean_within(part.get_data())  # noqa: SLF001 - unpacked down to the JPEG
        part[NameObject("/Filter")] = NameObject(_JPEG)
        dict.pop(part, NameObject("/DecodeParms"), None)


def _clean_note(part: DictionaryObject) -> None:
    if _is_attached(part):
        gone = [name for name in part if name not in _OF_A_PLACE]
    else:
        gone = [*(_OF_NOTES if _word(part, "/Subtype") != "/Widget" else _OF_NOTES[1:3])]
    for name in gone:
        dict.pop(part, NameObject(name), None)


def _is_note(part: DictionaryObject) -> bool:
    return _word(part, "/Type") == "/Annot" or "/Rect" in part


def _is_attached(thing: Any) -> bool:
    return isinstance(thing, DictionaryObject) and _word(thing, "/Subtype") in _ATTACHED


def _acts(thing: Any) -> bool:
    """Tell whether ``thing`` is an action that runs, sends or opens something."""
    return isinstance(thing, DictionaryObject) and _word(thing, "/S") in _ACTIONS


def _word(part: DictionaryObject, name: str) -> str:
    found = _value(part, name)
    return found if isinstance(found, NameObject) else ""


def _value(part: DictionaryObject, name: str) -> Any:
    """Return what stands under ``name``, also where it stands elsewhere in the file."""
    found = dict.get(part, NameObject(name))
    return None if found is None else found.get_object()


def _locked() -> RejectedError:
    return RejectedError("This PDF has a password. Only the file itself can leave, byte for byte.")
