"""A laptop that dies while it takes a file in: nothing readable, nothing left over, or all.

``SATCHEL_LONG=1`` takes in a file of 256 MiB, the largest there may be, and kills at more places.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.crypto import chunkfiles
from storage.crypto.chunks import CHUNK
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.documents.listing import documents_of
from storage.usecases.documents.reading import whole_document
from storage.usecases.sharing import Released, write_file
from storage.workspace import Workspace
from tests.conftest import Template
from tests.storage.builders import add_case
from tests.sync.canaries import CANARY, found_in

ROOT = Path(__file__).parents[2]
LONG = os.environ.get("SATCHEL_LONG") == "1"
PARTS = 256 if LONG else 12
KILLED_AFTER = (0, 1, 60, 128, 200, PARTS - 1, PARTS) if LONG else (0, 5, PARTS)


def parts(folder: Path) -> list[Path]:
    return [path for path in (folder / chunkfiles.FOLDER).rglob("*") if path.is_file()]


@pytest.mark.parametrize("after", KILLED_AFTER)
def test_a_kill_leaves_no_plain_byte_and_no_half_file(
    workspace: Workspace, template: Template, tmp_path: Path, after: int
) -> None:
    case, _ = workspace.write(add_case)
    folder = workspace.folder
    workspace.close()
    content = (CANARY.encode() * (PARTS * CHUNK // len(CANARY.encode()) + 1))[: PARTS * CHUNK]
    source = tmp_path / "order.txt"
    source.write_bytes(content)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.documents.taking_in",
            str(folder),
            template.key.hex(),
            str(source),
            case.id.hex(),
        ],
        cwd=ROOT,
    )
    while process.poll() is None and len(parts(folder)) < after:
        time.sleep(0.001)
    process.kill()
    process.wait()
    everything = (
        (path.name, path.name.encode() + path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    )
    assert list(found_in(everything)) == []
    with Workspace(folder, template.key) as again:
        listed = again.read(documents_of, case.id).listed
        assert len(parts(folder)) == PARTS * len(listed)
        for one in listed:
            assert again.read(whole_document, one.document.id) == content


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files without a name")
@pytest.mark.parametrize("wait", [0.0, 0.01, 0.05, 0.2])
def test_a_kill_while_a_copy_is_written_leaves_all_of_it_or_nothing(
    tmp_path: Path, wait: float
) -> None:
    target, size = tmp_path / "out" / "copy.txt", 48 << 20
    target.parent.mkdir()
    command = [sys.executable, "-m", "tests.documents.leaving", str(target), str(size), CANARY]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.kill()
    left = list(target.parent.iterdir())
    # Between its name and the rename it may be killed too; it is whole then.
    assert not left or [one.stat().st_size for one in left] == [size]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files without a name")
def test_a_copy_has_no_name_before_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, seen = os.fsync, list[list[Path]]()

    def look(descriptor: int) -> None:
        # A server of another test may still put its own files to disk, in a thread of its own.
        if Path(f"/proc/self/fd/{descriptor}").readlink().is_relative_to(tmp_path):
            seen.append(list(tmp_path.iterdir()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    target = write_file(
        Released({"copy.txt": b"a copy"}, RecordId(bytes(16)), Changes()), tmp_path / "copy.txt"
    )
    assert seen == [[]]
    assert target.read_bytes() == b"a copy"
