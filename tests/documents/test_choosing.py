"""A file that somebody chose is a plain one, is read at once, and stays the same to its end."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from storage.domain.kinds.document import LARGEST
from storage.errors import RejectedError
from storage.usecases.documents.intake import take_in_file
from storage.usecases.settings import DEFAULTS
from storage.workspace import Workspace
from tests.documents.files import PDF
from tests.documents.hostile import ROWS, png

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has none of these")


def refusal(workspace: Workspace, path: Path) -> str:
    record = workspace.write(lambda transaction: transaction.new_id())
    with pytest.raises(RejectedError) as refused:
        workspace.read(take_in_file, record, path)
    lying = [one for one in (workspace.folder / "documents").rglob("*") if one.is_file()]
    assert lying == []
    return str(refused.value)


@posix
@pytest.mark.parametrize("place", ["/dev/zero", "/dev/tty", "/dev/stdin"])
def test_a_device_is_refused_and_never_read(workspace: Workspace, place: str) -> None:
    assert re.search(
        "not a plain file|is a link|could not be read", refusal(workspace, Path(place))
    )


@posix
def test_a_pipe_is_refused_without_waiting_for_it(workspace: Workspace, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert "not a plain file" in refusal(workspace, tmp_path / "pipe.pdf")


@posix
def test_a_link_and_a_loop_of_links_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_bytes(PDF)
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real.pdf")
    (tmp_path / "loop.pdf").symlink_to(tmp_path / "loop.pdf")
    for name in ("link.pdf", "loop.pdf"):
        assert "This is a link" in refusal(workspace, tmp_path / name)


def test_a_folder_a_missing_file_and_what_excel_keeps_are_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "~$order.xlsx").write_bytes(b"x")
    assert "office program" in refusal(workspace, tmp_path / "~$order.xlsx")
    assert "could not be read" in refusal(workspace, tmp_path / "missing.pdf")
    assert re.search("plain file|could not be read", refusal(workspace, tmp_path))


def test_five_sparse_gigabytes_are_refused_before_they_are_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(5 << 30)
    assert f"larger than {LARGEST // 1024**2} MiB" in refusal(workspace, tmp_path / "huge.pdf")


def test_a_file_that_grows_while_it_is_read_is_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "order.txt"
    path.write_bytes(b"line\n" * 900_000)
    record = workspace.write(lambda transaction: transaction.new_id())

    def grow(done: int, total: int) -> None:
        if done == total:
            with path.open("ab") as file:
                file.write(b"one more")

    with pytest.raises(RejectedError, match="was changed while it was read"):
        workspace.read(take_in_file, record, path, grow)
    assert not [one for one in (workspace.folder / "documents").rglob("*") if one.is_file()]


def test_without_a_rule_no_picture_comes_in() -> None:
    assert DEFAULTS["documents.pictures"] is False


REFUSING = """
import io, sys
from pathlib import Path
from storage.errors import RejectedError
from storage.usecases.documents.checking import media_in
try:
    media_in(io.BytesIO(sys.stdin.buffer.read()), "order.pdf")
except RejectedError:
    print(Path("/proc/self/maps").read_text())
    print("PIL" in sys.modules, "pypdfium2" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells it")
def test_a_picture_is_refused_without_loading_anything_that_decodes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REFUSING],
        input=png(4, 4, ROWS),
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    said = done.stdout.decode()
    assert said.endswith("False False\n")
    assert not re.search(r"libjpeg|libpng|_imaging|pdfium|libQt6Gui|webp|avif|libav", said)
