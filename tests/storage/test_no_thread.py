"""No thread can be started any more: told as that, and what was begun is not half done."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage.crypto.attempts import untold
from storage.crypto.passphrases import FLOOR, derive
from storage.threads import NoThreadError
from storage.viewing.session import Viewing
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE
from tests.scarce import Refuse, refuse

__all__ = ["refuse"]


@pytest.mark.parametrize("started", range(4))
def test_a_passphrase_for_which_a_thread_is_missing_is_told_and_tried_later(
    refuse: Refuse, started: int
) -> None:
    refuse(started)
    with pytest.raises(NoThreadError, match="Close other programs"):
        derive("river lantern copper meadow", bytes(16), FLOOR)
    refuse(-1)
    assert len(derive("river lantern copper meadow", bytes(16), FLOOR)) == 32


def test_a_passphrase_at_the_desk_that_could_not_be_tried_is_no_wrong_one(
    workspace: Workspace, refuse: Refuse
) -> None:
    refuse(0)
    for _ in range(6):
        with pytest.raises(NoThreadError):
            workspace.keys.confirm(PASSPHRASE)
    refuse(-1)
    workspace.keys.confirm(PASSPHRASE)
    assert untold(workspace.folder) == []


def test_passphrases_that_are_tried_at_once_all_end() -> None:
    """In a process of its own, since without the turns it stands still for good."""
    at_once = (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "from storage.crypto.passphrases import FLOOR, derive\n"
        "with Pool(3) as pool:\n"
        "    found = pool.map(lambda _: derive('river lantern', bytes(16), FLOOR), range(9))\n"
        "assert len(set(found)) == 1\n"
    )
    command = [sys.executable, "-c", at_once]
    subprocess.run(command, cwd=Path(__file__).parents[2], timeout=120, check=True)


def test_an_answer_that_nobody_could_time_is_never_taken_for_the_next_one(
    refuse: Refuse,
) -> None:
    viewing = Viewing(60)
    text = "".join(f"Line {number}.\n" for number in range(400)).encode()
    pages = viewing.open("text", len(text), [text]).pages
    assert pages > 1
    first = viewing.text(0)
    refuse(1)  # asked, and then nobody waits for the answer
    with pytest.raises(NoThreadError):
        viewing.text(0)
    refuse(-1)
    assert viewing.process is None
    viewing.open("text", len(text), [text])
    assert viewing.text(0) == first
    assert viewing.text(1) != first
    viewing.close()
