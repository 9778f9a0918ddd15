"""A command after a restore that the laptop cut off."""

from pathlib import Path

from tests.commandline.conftest import Satchel
from tests.conftest import PASSPHRASE
from tests.storage.closed_workspace import backup, bens, full
from tests.storage.test_cut_off_restore import cut_off

__all__ = ["backup", "bens", "full"]


def test_a_command_opens_what_was_there_before_a_restore_that_was_cut_off(
    backup: Path, bens: Path, satchel: Satchel, tmp_path: Path
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", "utf-8")
    cut_off(backup, bens)
    done = satchel("search", "Ben", "--workspace", bens, "--passphrase-file", secret)
    assert done.code == 0, done.errors
    assert bens.is_dir()
