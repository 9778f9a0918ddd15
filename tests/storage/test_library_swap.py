"""A library that does not encrypt, or a database that is not encrypted, is refused at once."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from storage.crypto import database
from storage.errors import DamagedError
from tests.conftest import PASSPHRASE, Template

PLAIN = "from sqlite3.dbapi2 import *\nfrom sqlite3.dbapi2 import sqlite_version\n"
RUN = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from desktop.commandline.main import main; sys.exit(main(sys.argv[1:]))"
)


def run(shim: Path, folder: Path, said: Path) -> subprocess.CompletedProcess[str]:
    command = ["verify", "--workspace", str(folder), "--passphrase-file", str(said)]
    return subprocess.run(
        [sys.executable, "-c", RUN, str(shim), *command],
        capture_output=True,
        text=True,
        check=False,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}


@pytest.fixture
def said(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE)
    return path


def test_a_library_that_does_not_encrypt_is_refused_and_writes_nothing(
    folder: Path, tmp_path: Path, said: Path
) -> None:
    shim = tmp_path / "shim" / "sqlcipher3"
    shim.mkdir(parents=True)
    (shim / "__init__.py").write_text("from sqlcipher3 import dbapi2\n")
    (shim / "dbapi2.py").write_text(PLAIN)
    before = contents(folder)
    ended = run(shim.parent, folder, said)
    assert ended.returncode == DamagedError.exit_code
    assert "not the encrypted database library" in ended.stderr
    assert contents(folder) == before


def test_a_database_that_anyone_can_read_is_refused_and_left_as_it_is(
    folder: Path, template: Template, tmp_path: Path, said: Path
) -> None:
    for log in folder.glob(f"{database.NAME}*"):
        log.unlink()
    plain = sqlite3.connect(folder / database.NAME)
    plain.execute("CREATE TABLE person (name)")
    plain.commit()
    plain.close()
    before = contents(folder)
    ended = run(tmp_path, folder, said)
    assert ended.returncode == DamagedError.exit_code
    assert "not encrypted" in ended.stderr
    assert contents(folder) == before
    with pytest.raises(DamagedError):
        database.open_engine(folder / database.NAME, template.key, "writer")
