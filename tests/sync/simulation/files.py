"""Files of documents in the simulation: taken in at random, and there for all who may read them."""

from collections.abc import Sequence
from hashlib import sha256
from random import Random  # noqa: TID251 - a schedule repeats by its seed

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.documents.listing import State, where_is
from storage.usecases.documents.reading import whole_document
from tests.documents.files import add_file
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows

_LARGEST = 3_000
_CASES = 'SELECT id FROM "case" WHERE retired = 0 ORDER BY id'
_DOCUMENTS = (
    "SELECT d.id, k.vault FROM document d JOIN case_key k ON k.scope = d.scope "
    "WHERE d.retired = 0 AND d.blob <> ''"
)
_INCOMPLETE = (
    "SELECT 1 FROM document d WHERE d.retired = 0 AND d.blob <> '' AND d.chunks > "
    "(SELECT count(*) FROM blob_chunk c WHERE c.blob = d.blob) LIMIT 1"
)


def add_some_file(laptop: Laptop, chance: Random) -> bool:
    """Take a small file into some case; False where there is none, or it is refused."""
    cases = laptop.workspace.read(rows, _CASES)
    if not cases:
        return False
    words = f"canary Quill {chance.getrandbits(60)} ".encode()
    content = (words * _LARGEST)[: chance.randrange(1, _LARGEST)]
    try:
        add_file(laptop.workspace, RecordId(chance.choice(cases)[0]), content)
    except RejectedError:  # by the clock of 1970 everything lies in the future
        return False
    return True


def files_wait(laptops: Sequence[Laptop]) -> bool:
    """Tell whether some laptop lists a document whose file is not whole there."""
    return any(laptop.workspace.read(rows, _INCOMPLETE) for laptop in laptops)


def everybody_has_them(laptops: Sequence[Laptop], vault: bytes) -> int:
    """Hold that a file that one of ``laptops`` has is whole on each that lists its document.

    Returns how many files there are.
    """
    found = [(laptop, laptop.workspace.read(_files_of, vault)) for laptop in laptops]
    digests: dict[RecordId, bytes] = {}
    for laptop, files in found:
        for record, state in files.items():
            if state == "here":
                content = laptop.workspace.read(whole_document, record)
                digest = digests.setdefault(record, sha256(content).digest())
                assert sha256(content).digest() == digest, (laptop.folder.name, record.hex())
    missing = [
        (laptop.folder.name, record.hex(), state)
        for laptop, files in found
        for record, state in files.items()
        if state == "not_sent" or (state != "here" and record in digests)
    ]
    assert not missing, missing
    return len(digests)


def _files_of(connection: Connection, vault: bytes) -> dict[RecordId, State]:
    found: dict[RecordId, State] = {}
    for id_, stands in rows(connection, _DOCUMENTS):
        stored = fetch(connection, Document, RecordId(id_)) if stands == vault else None
        if stored is not None:
            found[stored.record.id] = where_is(connection, stored.record).state
    return found
