"""A laptop that dies while it takes a file in: nothing readable, nothing left over, or all."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.crypto import chunkfiles
from storage.crypto.chunks import CHUNK
from storage.usecases.documents.listing import documents_of
from storage.usecases.documents.reading import whole_document
from storage.workspace import Workspace
from tests.conftest import Template
from tests.storage.builders import add_case
from tests.sync.canaries import CANARY, found_in

ROOT = Path(__file__).parents[2]
PARTS = 12


def parts(folder: Path) -> list[Path]:
    return [path for path in (folder / chunkfiles.FOLDER).rglob("*") if path.is_file()]


@pytest.mark.parametrize("after", [0, 5, PARTS])
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
