"""A kill at any moment of a lock: the workspace opens, and what was typed before is there.

``SATCHEL_LONG=1`` kills a thousand times instead of eight.
"""

import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, rmtree
from time import sleep

import pytest

from storage.claiming import claim
from storage.doctor.checks import verify
from storage.usecases.drafts import draft
from storage.workspace import Workspace
from tests.conftest import Template
from tests.desktop.shell import locking_until_killed
from tests.desktop.shell.locking_until_killed import MORE
from tests.desktop.shell.processes import Process, heard, process, say

KILLS = 1_000 if os.environ.get("SATCHEL_LONG") == "1" else 8
SECONDS = 0.25
"""A lock on a quiet machine has come to its end by then; later kills hit the locked process."""
TYPED = "half a sentence"


@pytest.fixture
def ready(template: Template) -> Iterator[Process]:
    with process(locking_until_killed, template.key.hex(), TYPED) as started:
        yield started


def test_a_kill_in_a_lock_loses_nothing_that_was_typed_before(
    ready: Process, template: Template, tmp_path: Path
) -> None:
    chance = secrets.SystemRandom()
    whole = locked = 0
    for number in range(KILLS):
        folder = copytree(template.folder, tmp_path / str(number))
        say(ready, str(folder))
        child = int(heard(ready))
        sleep(chance.uniform(0, SECONDS))
        os.kill(child, signal.SIGKILL)
        told = heard(ready)
        locked += told == "locked"
        while not told.startswith("ended"):
            told = heard(ready)
        whole += looked_into(folder, template.key)
        rmtree(folder)
    print(f"{KILLS} kills, {locked} after the lock, {whole} with the last letter")
    assert whole >= locked


def looked_into(folder: Path, key: bytes) -> bool:
    """Look into what is left; tell whether the last letters are there, which nobody had kept."""
    claimed = claim(folder)
    assert claimed is not None
    claimed.release()
    assert list(verify(folder, key))
    with Workspace(folder, key) as workspace:
        found = workspace.read(draft, "desk")
    assert found is not None
    words = str(found.content["navigation"]["pages"]["today"]["line"])
    assert words in {TYPED, TYPED + MORE}
    return words.endswith(MORE)
