"""A document's file lies sealed in the workspace, whole or not at all."""

import io
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from typing_extensions import override

from storage.backup.restoring import restore
from storage.crypto import chunkfiles
from storage.crypto.chunks import (
    CHUNK,
    SEALED,
    Place,
    blob_id,
    count_of,
    listed_in,
    manifest_of,
    open_chunk,
    padded_size,
    seal_chunk,
)
from storage.doctor.checks import verify
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import CancelledError, DamagedError, RejectedError
from storage.exchange.exporting import export_files
from storage.tables.records import fetch
from storage.usecases.documents import keeping, travelling
from storage.usecases.documents.intake import add_document, add_file, give_up, take_in, take_in_file
from storage.usecases.documents.listing import documents_of
from storage.usecases.documents.reading import read_document, whole_document
from storage.usecases.records import Add, save
from storage.workspace import Workspace, unlock
from sync.protocol import blobs, limits
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.documents import files
from tests.storage.builders import add_case
from tests.sync.canaries import CANARY, found_in

SIZES = [1, 255, 257, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17]


@pytest.fixture
def case(workspace: Workspace) -> RecordId:
    made, _ = workspace.write(add_case)
    return made.id


def chunks_on_disk(folder: Path) -> list[Path]:
    return [path for path in (folder / chunkfiles.FOLDER).rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", SIZES)
def test_what_was_taken_in_is_read_back_byte_for_byte(
    workspace: Workspace, case: RecordId, size: int
) -> None:
    content = files.content_of(size)
    document = files.add_file(workspace, case, content)
    pieces = list(workspace.read(read_document, document.id))
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= CHUNK
    (listed,) = workspace.read(documents_of, case).listed
    assert (listed.state, listed.document.size, listed.here) == ("here", size, count_of(size))
    assert listed.document.digest == sha256(content).hexdigest()


def test_the_files_on_the_disk_are_what_the_server_is_given(
    workspace: Workspace, case: RecordId
) -> None:
    document = files.add_file(workspace, case, files.content_of(3 * CHUNK + 17))
    stored = workspace.read(fetch, Document, document.id)
    assert stored is not None
    on_disk = {path.name: path for path in chunks_on_disk(workspace.folder)}
    number, sent = 0, []
    while number < (stored.record.chunks or 0):
        sent.append(workspace.read(travelling.chunk, stored.record.blob, number))
        number += 1
    assert {sha256(content).hexdigest() for content in sent} == set(on_disk)
    assert {path.stat().st_mode & 0o777 for path in on_disk.values()} == {0o600}
    assert blobs.blob_id(blobs.blob_manifest(sent)).hex() == stored.record.blob
    assert {path.parent.name for path in on_disk.values()} == {name[:2] for name in on_disk}
    assert max(map(len, sent)) == SEALED <= limits.CHUNK


def test_storage_and_protocol_name_a_blob_alike() -> None:
    listed = [blobs.chunk_of(content) for content in (b"one", b"two" * 1000)]
    manifest = blobs.manifest_of(listed)
    ours = [(one.digest, one.size) for one in listed_in(manifest)]
    assert ours == [(one.digest, one.size) for one in listed]
    assert manifest_of(list(listed_in(manifest))) == manifest
    assert blob_id(manifest) == blobs.blob_id(manifest).hex()


def test_sizes_on_disk_are_of_few_kinds() -> None:
    seen = {padded_size(size) for size in range(1, 5000)}
    assert len(seen) < 80
    assert all(size <= padded_size(size) <= max(256, size * 1.125) for size in range(1, 5000))


def test_a_chunk_opens_only_under_its_key_in_its_place() -> None:
    key, place = bytes(range(32)), Place(bytes(16), 1, 3)
    sealed = seal_chunk(key, place, b"text")
    assert open_chunk(key, place, sealed) == b"text"
    others = [Place(bytes(16), 2, 3), Place(bytes(16), 1, 2), Place(b"\1" + bytes(15), 1, 3)]
    for wrong in others:
        with pytest.raises(DamagedError, match="is not what was written"):
            open_chunk(key, wrong, sealed)
    for changed in (sealed[:-1], sealed[:40], b"", bytes([sealed[0] ^ 1]) + sealed[1:]):
        with pytest.raises(DamagedError):
            open_chunk(key, place, changed)
    with pytest.raises(DamagedError):
        open_chunk(bytes(32), place, sealed)


def test_the_same_file_twice_shares_nothing(workspace: Workspace, case: RecordId) -> None:
    content = files.content_of(5000)
    one, two = (files.add_file(workspace, case, content) for _ in range(2))
    assert len(chunks_on_disk(workspace.folder)) == 2
    stored = [workspace.read(fetch, Document, record.id) for record in (one, two)]
    keys = {found.record.key for found in stored if found is not None}
    assert len(keys) == 2


def test_neither_bytes_nor_name_are_readable_on_the_disk(
    workspace: Workspace, case: RecordId
) -> None:
    content = f"{CANARY} and more".encode() * 100
    files.add_file(workspace, case, content, f"{CANARY}.txt")
    everything = (
        (str(path.relative_to(workspace.folder)), path.name.encode() + path.read_bytes())
        for path in workspace.folder.rglob("*")
        if path.is_file()
    )
    assert list(found_in(everything)) == []


NAMES = (
    "../../etc/x",
    "..\\..\\x",
    "C:\\x",
    "\\\\?\\C:\\x",
    "//srv/x",
    "CON",
    "a.txt:evil:$DATA",
    "report\u202efdp.txt",
    "x" * 300,
    "-rf",
    "$(x)",
    ".hidden",
    "desktop.ini",
    "a\nb\0c",
)


def test_a_hostile_name_names_nothing(workspace: Workspace, case: RecordId, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    for name in NAMES:
        document = files.add_file(workspace, case, files.PDF, name)
        stored = workspace.read(fetch, Document, document.id)
        assert stored is not None
        assert stored.record.file_name.isprintable()
        assert len(stored.record.file_name) <= 255
    new = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    folder = workspace.folder / chunkfiles.FOLDER
    made = {path for path in new if not path.name.startswith("workspace.")}
    assert len(made) == len(NAMES)
    assert all(path.is_relative_to(folder) and len(path.name) == 64 for path in made)


def test_a_file_that_is_given_up_leaves_nothing(
    workspace: Workspace, case: RecordId, tmp_path: Path
) -> None:
    path = tmp_path / "order.txt"
    path.write_bytes(files.content_of(3 * CHUNK))

    def stop(done: int, _total: int) -> None:
        if done >= CHUNK:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        workspace.read(take_in_file, case, path, stop)
    assert chunks_on_disk(workspace.folder) == []
    taken = workspace.read(take_in_file, case, path)
    give_up(taken)
    assert chunks_on_disk(workspace.folder) == []


def test_a_document_that_may_not_be_stored_keeps_no_file(
    workspace: Workspace, case: RecordId, template: Template
) -> None:
    record = workspace.write(lambda transaction: transaction.new_id())
    taken = workspace.read(take_in, record, io.BytesIO(files.PDF), "x.pdf")
    nameless = Document(
        id=record, case=case, title="", document_kind="other", received_on=files.DAY
    )
    with pytest.raises(RejectedError, match="Title"):
        workspace.write(add_document, nameless, taken)
    assert workspace.read(documents_of, case).listed == ()
    workspace.close()
    with Workspace(workspace.folder, template.key):
        assert chunks_on_disk(workspace.folder) == []


def test_a_crash_before_the_commit_leaves_nothing_after_the_next_start(
    workspace: Workspace, case: RecordId, template: Template
) -> None:
    kept = files.add_file(workspace, case, b"kept")
    record = workspace.write(lambda transaction: transaction.new_id())
    taken = workspace.read(take_in, record, io.BytesIO(files.PDF), "x.pdf")
    chunkfiles.settle(workspace.folder, taken.coming)
    workspace.read(take_in, record, io.BytesIO(files.PDF), "half.pdf")
    assert len(chunks_on_disk(workspace.folder)) == 3
    workspace.close()
    with Workspace(workspace.folder, template.key) as again:
        assert len(chunks_on_disk(again.folder)) == 1
        assert again.read(whole_document, kept.id) == b"kept"


def test_a_file_that_changes_while_it_is_read_is_refused(
    workspace: Workspace, case: RecordId
) -> None:
    class Growing(io.BytesIO):
        @override
        def read(self, size: int | None = -1, /) -> bytes:
            self.getbuffer().release()
            return super().read(size) or b"x"

    with pytest.raises(RejectedError, match="was changed while it was read"):
        workspace.read(take_in, case, Growing(b"some text"), "order.txt")


def test_a_paper_can_be_given_its_file_once(workspace: Workspace, case: RecordId) -> None:
    record = workspace.write(lambda transaction: transaction.new_id())
    paper = Document(
        id=record, case=case, title="Order", document_kind="court_order", received_on=files.DAY
    )
    workspace.write(save, [Add(paper)], "paper")
    (listed,) = workspace.read(documents_of, case).listed
    assert listed.state == "paper"
    with pytest.raises(RejectedError, match="on paper"):
        workspace.read(whole_document, record)
    for again in (False, True):
        stored = workspace.read(fetch, Document, record)
        assert stored is not None
        taken = workspace.read(take_in, record, io.BytesIO(files.PDF), "x.pdf")
        if not again:
            workspace.write(add_file, stored, taken)
            continue
        with pytest.raises(RejectedError, match="has a file already"):
            workspace.write(add_file, stored, taken)
    assert workspace.read(whole_document, record) == files.PDF


def damages(path: Path) -> Iterator[None]:
    """Damage a chunk in one way after the other."""
    whole = path.read_bytes()
    for content in (b"", whole[:-1], whole + b"x", bytes([whole[0] ^ 1]) + whole[1:], None):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        yield
        path.write_bytes(whole)


def test_a_damaged_or_missing_part_is_found_and_named(
    workspace: Workspace, case: RecordId, template: Template
) -> None:
    document = files.add_file(workspace, case, files.content_of(2 * CHUNK + 5))
    assert "1 files in 3 parts" in [one.detail for one in verify(workspace.folder, template.key)]
    path = chunks_on_disk(workspace.folder)[0]
    for _ in damages(path):
        with pytest.raises(DamagedError):
            workspace.read(whole_document, document.id)
        with pytest.raises(DamagedError, match=r"Order of 2 March.*part \d of 3"):
            list(verify(workspace.folder, template.key))
    assert len(workspace.read(whole_document, document.id)) == 2 * CHUNK + 5


def test_a_backup_brings_the_files_back(
    workspace: Workspace, case: RecordId, tmp_path: Path, clock: FixedClock
) -> None:
    content = files.content_of(CHUNK + 5)
    document = files.add_file(workspace, case, content)
    made = workspace.back_up(tmp_path / "backup")
    assert (made.manifest.chunks, made.manifest.version) == (2, 2)
    folder = tmp_path / "restored"
    restore(tmp_path / "backup", folder, lambda at: unlock(at, PASSPHRASE), clock=clock)
    with Workspace(folder, unlock(folder, PASSPHRASE)) as restored:
        assert restored.read(whole_document, document.id) == content


def test_a_backup_without_files_is_written_as_it_always_was(
    workspace: Workspace, tmp_path: Path
) -> None:
    made = workspace.back_up(tmp_path / "backup")
    assert made.manifest.version == 1
    assert b'"chunks"' not in made.manifest.content()


def test_a_case_that_is_destroyed_leaves_no_file(workspace: Workspace, case: RecordId) -> None:
    other, _ = workspace.write(add_case, "Noa", "Lind")
    kept = files.add_file(workspace, other.id, b"kept")
    files.add_file(workspace, case, b"gone")
    workspace.write(keeping.keep_offline, case, True)
    assert workspace.write(keeping.forget, case) == 1
    workspace.write(
        lambda t: t.connection.exec_driver_sql("DELETE FROM document WHERE scope = ?", (case,))
    )
    assert workspace.write(keeping.sweep) == 1
    assert workspace.read(whole_document, kept.id) == b"kept"
    assert not workspace.read(keeping.is_kept, case)
    assert len(workspace.read(travelling.gone)) == 1
    workspace.write(travelling.mark_deleted, workspace.read(travelling.gone))
    assert workspace.read(travelling.gone) == []


def test_whether_a_case_is_kept_is_this_laptops_own_choice(
    workspace: Workspace, case: RecordId
) -> None:
    for keep in (True, True, False, False):
        workspace.write(keeping.keep_offline, case, keep)
        assert workspace.read(documents_of, case).kept is keep


def test_a_copied_folder_holds_the_same_files(
    workspace: Workspace, case: RecordId, tmp_path: Path, template: Template
) -> None:
    document = files.add_file(workspace, case, b"text")
    workspace.close()
    shutil.copytree(workspace.folder, tmp_path / "copy")
    with Workspace(tmp_path / "copy", template.key) as copy:
        assert copy.read(whole_document, document.id) == b"text"
        assert list(itertools.islice(copy.read(read_document, document.id), 2)) == [b"text"]


def test_a_document_whose_file_did_not_come_along_says_so(
    workspace: Workspace, case: RecordId
) -> None:
    document = files.add_file(workspace, case, b"Order")
    stored = workspace.read(fetch, Document, document.id)
    assert stored is not None
    imported = replace(
        stored.record,
        id=workspace.write(lambda transaction: transaction.new_id()),
        blob="",
        key="",
        chunks=None,
    )
    workspace.write(save, [Add(imported)], "import")
    states = {one.document.id: one.state for one in workspace.read(documents_of, case).listed}
    assert states == {document.id: "here", imported.id: "left_behind"}
    with pytest.raises(RejectedError, match="no file"):
        workspace.read(whole_document, imported.id)


def test_an_export_counts_the_files_that_stay_inside(workspace: Workspace, case: RecordId) -> None:
    document = files.add_file(workspace, case, files.PDF)
    stored = workspace.read(fetch, Document, document.id)
    assert stored is not None
    exported = workspace.read(export_files)
    assert exported.attached_left_out == 1
    written = exported.files["document.csv"]
    assert stored.record.digest.encode() in written
    assert stored.record.key.encode() not in written
    assert stored.record.blob.encode() not in written
