"""A process killed at any moment loses nothing that it had acknowledged.

``SATCHEL_LONG=1`` kills two thousand times instead of twenty.
"""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from installer.surroundings import ROOT, clean
from storage.crypto.head import HeadFile
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.tables import journal
from storage.workspace import Workspace
from tests.conftest import Template
from tests.storage.builders import stored
from tests.storage.saving_until_killed import TOGETHER

KILLS = 2_000 if os.environ.get("SATCHEL_LONG") == "1" else 20
WITHIN_A_SAVE, WHILE_OPENING = 0.03, 0.15
"""Seconds within which a kill comes after a save that was acknowledged, and after the start."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal, and forks")
def test_nothing_acknowledged_is_lost_by_a_kill(folder: Path, template: Template) -> None:
    chance = secrets.SystemRandom()
    acknowledged: dict[RecordId, str] = {}
    unacknowledged = 0

    def note(answer: str) -> None:
        _, id_, name = answer.rstrip("\n").split(" ", 2)
        acknowledged[RecordId(bytes.fromhex(id_))] = name

    with _saving(folder, template.key) as (orders, answers):
        for _ in range(KILLS):
            orders.write("save\n")
            orders.flush()
            child = int(answers.readline().split()[1])
            awaited = chance.randrange(6)
            for _ in range(awaited):
                note(answers.readline())
            time.sleep(chance.uniform(0, WITHIN_A_SAVE if awaited else WHILE_OPENING))
            os.kill(child, signal.SIGKILL)
            for answer in iter(answers.readline, f"dead {child}\n"):
                note(answer)
            unacknowledged += _entries_after_the_head(folder, template)
    assert acknowledged
    with Workspace(folder, template.key) as workspace:
        for record, name in acknowledged.items():
            assert stored(workspace, Person, record).record.given_name.startswith(name)
        entries = workspace.read(journal.verify_chain)
        records = workspace.read(check_replay, lambda _done, _all: None)
        workspace.read(check_indexes)
    print(
        f"{KILLS} kills, {entries} entries, {records} records, {len(acknowledged)} acknowledged, "
        f"{unacknowledged} entries committed and not yet acknowledged"
    )


def _entries_after_the_head(folder: Path, template: Template) -> int:
    """Return how much longer the journal is than the head says; at most one act."""
    last = HeadFile(folder, derive_workspace_keys(template.key).head).read()
    with Workspace(folder, template.key) as workspace:
        sequence, _ = workspace.read(journal.head)
        longer = sequence - (last.sequence if last else 0)
        assert 0 <= longer <= TOGETHER
    return longer


@contextmanager
def _saving(folder: Path, key: bytes) -> Iterator[tuple[IO[str], IO[str]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.saving_until_killed"],
        cwd=ROOT,
        env=clean(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(f"{folder}\n{key.hex()}\n")
        yield process.stdin, process.stdout
        process.stdin.close()
