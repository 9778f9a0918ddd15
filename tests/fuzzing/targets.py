"""What is tried: every parser, and bytes that it reads to begin with."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

from storage.crypto import chunks, keyfile, recovery
from storage.domain.changeset import Part
from storage.domain.ids import RecordId
from storage.domain.partial_dates import PartialDate
from storage.exchange.foreign.dates import read_day, read_partial, read_time
from storage.exchange.foreign.reading import read_table
from storage.exchange.foreign.workbooks import check_workbook
from storage.profile.reading import parse_object
from storage.profile.signed import parse_profile
from storage.tables import encoding
from sync.client.enrolment.links import read_file, read_invitation
from sync.protocol import program_code, shares
from tests.exchange.foreign.books import plain_book
from tests.fuzzing.documents import documents
from tests.fuzzing.folders import folders, key_file
from tests.fuzzing.imports import imports
from tests.fuzzing.processes import processes
from tests.fuzzing.target import REFUSALS, Parser, Target
from tests.protocol import test_parsers_never_break as wire
from tests.protocol.edition.writing import read_edition
from tests.protocol.first_edition import first_edition
from tests.protocol.reading import Refusal
from tests.protocol.reading.first import FIRST
from tests.protocol.reading.given import Given

_VECTORS = Path(__file__).parents[1] / "vectors/sync"
_TODAY = date(2026, 3, 4)
_CASE = RecordId(bytes(15) + b"\1")


def targets() -> list[Target]:
    """Return every parser, in the same order each time."""
    found = [*_structures(), *_inner(), *_files(), *_texts()]
    found += [*documents(), *imports(), *processes(), *folders()]
    names = [one.name for one in found]
    assert len(names) == len(set(names)), "a name stands for one parser"
    return found


def _structures() -> Iterator[Target]:
    """Every structure of the protocol, as it comes: from a server, a stick, a sheet of paper."""
    later = [read_edition(_VECTORS / n.name) for n in _VECTORS.iterdir() if n.name != "1"]
    vectors = [*first_edition(), *chain.from_iterable(later)]
    for structure, reader in sorted(FIRST.items()):
        own = [one for one in vectors if one.structure == structure]
        own.sort(key=lambda one: isinstance(one.says, Refusal))
        given = own[0].given
        yield Target(f"wire: {structure}", _of(reader, given), tuple(v.content for v in own))


def _of(reader: Callable[[Given, bytes], object], given: Given) -> Parser:
    return lambda content: reader(given, content)


def _inner() -> Iterator[Target]:
    """What lies inside a seal: only who holds a key can put it there."""
    for name, parser in wire.PARSERS.items():
        yield Target(f"inside: {name}", parser, tuple(wire.TRUE.get(name, ())))


def _files() -> Iterator[Target]:
    listed = chunks.manifest_of([chunks.Listed(bytes(32), 512)])
    part = encoding.part_bytes(Part(bytes(16), _CASE, ()))
    yield Target("file: key file", keyfile.parse, (key_file(),))
    yield Target("file: profile", lambda c: parse_profile(c, {}), (b'{"magic": "satchel"}',))
    yield Target("file: settings as data", lambda c: parse_object(c, "file"), (b'{"a": [1, 2]}',))
    yield Target("file: part of a changeset", encoding.parse_part, (part,))
    yield Target("file: packed part", encoding.unpack_body, (encoding.pack_body(part),))
    yield Target("file: what was seen", encoding.parse_seen, (b"\x90",))
    yield Target("file: list of chunks", chunks.listed_in, (listed,))
    yield Target("file: invitation", read_file, ())
    yield Target("file: table", read_table, (b"Name,Born\nAna,2010-03-04\n", plain_book()))
    yield Target("file: workbook", check_workbook, (plain_book(),))


def _texts() -> Iterator[Target]:
    """What a person types or pastes."""
    readers: Sequence[tuple[str, Callable[[str], object], str]] = (
        ("invitation", read_invitation, "abandon ability able"),
        ("recovery code", recovery.secret_of, recovery.new_code()),
        ("words of a share", shares.read, shares.split(bytes(32), 2, 3)[0]),
        ("code of a program", program_code.prefix_of, program_code.code_of(bytes(32))),
        ("line of a program", program_code.found_by, program_code.line_of(bytes(32), bytes(16))),
        ("date", lambda text: read_day(text, "mdy", _TODAY), "03/04/2026"),
        ("date in part", lambda text: read_partial(text, "dmy", _TODAY), "March 2026"),
        ("time", read_time, "3:15 pm"),
        ("partial date", PartialDate.parse, "2026-03"),
    )
    for name, reader, seed in readers:
        refusals = (*REFUSALS, *((ValueError,) if "date" in name or name == "time" else ()))
        yield Target(f"typed: {name}", _typed(reader), (seed.encode(),), refusals)


def _typed(reader: Callable[[str], object]) -> Parser:
    """Text comes from Qt, a file or a terminal: whole characters, and halves of them."""
    return lambda content: reader(content.decode("utf-8", "surrogateescape"))
