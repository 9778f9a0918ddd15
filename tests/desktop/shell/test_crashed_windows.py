"""A crash in whatever window is open: the program comes back with what was typed, and whole.

The real program is driven to a page, a part of a case, a dialog or a form, something is typed, and
as soon as it must be kept the process reads where no memory is, as a fault of Qt does. Then it is
started again, by a person: nothing else starts it.

In the suite some windows are taken by chance, for ``SECONDS``; ``SATCHEL_SEED=N`` takes the same
again. ``SATCHEL_LONG=1`` crashes in every one there is.
"""

import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random  # noqa: TID251 - SATCHEL_SEED draws the same again
from shutil import copytree, rmtree
from typing import Any

import pytest

from desktop.dialogs.layouts import LAYOUTS
from desktop.shell.places import DIALOGS, PAGES
from desktop.wording.caseparts import PARTS
from storage.claiming import claim
from storage.doctor.checks import examine
from storage.usecases.drafts import drafts
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, Template
from tests.desktop.shell import crashing_windows
from tests.desktop.shell.processes import Process, heard, process, say
from tests.desktop.shell.whole_desk import WholeDesk, whole

__all__ = ["whole"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="crashes the Linux way")

LONG = os.environ.get("SATCHEL_LONG") == "1"
SECONDS = 6.0
SEED = int(os.environ.get("SATCHEL_SEED", secrets.randbelow(1_000_000)))
TYPED = "half a sentence"
_FOLDERS = {
    "HOME": "home",
    "TMPDIR": "temporary",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
}
_DATABASE = "workspace.db"
_ENDS_S = 20.0
Window = tuple[str, str, dict[str, Any]]


@dataclass
class Ground:
    """The program, ready to be started over a copy of a full workspace, in a home of its own."""

    running: Process
    place: Path
    whole: WholeDesk
    key: bytes
    numbers: Iterator[int]

    def fresh(self) -> Path:
        """Return a copy that nobody has opened."""
        return Path(copytree(self.whole.folder, self.place / f"workspace {next(self.numbers)}"))

    def run(self, folder: Path, **order: Any) -> dict[str, Any]:
        """Run it to its end; return the one thing it told, and how it ended."""
        say(self.running, json.dumps({"folder": str(folder), **order}))
        told = json.loads(heard(self.running))
        assert told["what"] in {"kept", "back"}, (order, told)
        ended = json.loads(heard(self.running))
        assert ended["what"] == "ended", (order, ended)
        return {**told, "how": ended["how"]}

    def kept(self, folder: Path) -> str:
        """Return everything that is kept of what was typed."""
        with Workspace(folder, self.key, writer=False) as workspace:
            return repr([each.content for each in workspace.read(drafts)])

    def outside(self) -> set[str]:
        """Return every file in the home and the temporary folder."""
        homes = (self.place / name for name in ("home", "temporary"))
        return {str(path) for home in homes for path in home.rglob("*") if path.is_file()}


@pytest.fixture
def ground(whole: WholeDesk, template: Template, tmp_path: Path) -> Iterator[Ground]:
    """The program in a home of its own."""
    homes = {name: tmp_path / folder for name, folder in _FOLDERS.items()}
    for home in homes.values():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    surroundings = {name: str(home) for name, home in homes.items()}
    with process(crashing_windows, PASSPHRASE, **surroundings) as running:
        yield Ground(running, tmp_path, whole, template.key, count())


def windows(whole: WholeDesk) -> list[Window]:
    """Return every page, every part of a case, every dialog and the form of every kind."""
    case = whole.id_of("case")
    pages: list[Window] = [("page", name, {}) for name in PAGES if name != "case"]
    parts: list[Window] = [("page", "case", {"case": case, "tab": part}) for part in PARTS]
    about = whole.targets()
    dialogs: list[Window] = [("dialog", name, dict(about[name])) for name in DIALOGS]
    forms: list[Window] = [
        ("dialog", "record", {"kind": kind, "record": whole.id_of(kind)}) for kind in LAYOUTS
    ]
    return pages + parts + dialogs + forms


SECRET = {
    "kit": "the recovery code",
    "newkit": "the passphrase",
    "factors": "the passphrase",
    "destroy": "the word that says one means it",
    "purge": "the word that says one means it",
}
"""What is typed there is kept nowhere, on purpose, and asked for again."""


def chosen(whole: WholeDesk) -> Iterator[Window]:
    """Yield all of them, or as many as there is time for, by chance."""
    every = windows(whole)
    print(f"SATCHEL_SEED={SEED}")
    Random(SEED).shuffle(every)
    end = time.monotonic() + SECONDS
    for window in every:
        if not LONG and time.monotonic() > end:
            return
        yield window


def test_a_crash_in_any_window_loses_nothing_and_leaves_nothing(ground: Ground) -> None:
    calm = ground.fresh()
    assert ground.run(calm)["how"] == 0
    as_ever = names_in(calm) | ground.outside()
    crashes, typed, wrong = 0, 0, list[str]()
    for window in chosen(ground.whole):
        folder = ground.fresh()
        before = ground.run(folder, place=window, text=TYPED)
        copy = copied(folder)
        after = ground.run(folder)
        found = [
            *how_it_ended(before, after),
            *what_is_lost(window, before, after, ground.kept(copy)),
            *(f"left: {name}" for name in (names_in(folder) | ground.outside()) - as_ever),
            *(f"found: {finding}" for each in (copy, folder) for finding in findings(each, ground)),
        ]
        wrong += [f"{window}: {one}" for one in found]
        crashes, typed = crashes + 1, typed + before["typed"]
        print(window, "typed" if before["typed"] else "nothing to type in", *found)
        for each in (copy, folder):
            rmtree(each)
    print(f"{crashes} crashes, something was typed in {typed}")
    assert wrong == []
    assert crashes


def how_it_ended(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    """Yield where it did not crash or quit, left a process behind, or was not said to have."""
    if (before["how"], after["how"]) != (-signal.SIGSEGV, 0):
        yield f"it ended with {before['how']}, then with {after['how']}"
    if (before["cut off"], after["cut off"]) != (False, True):
        yield "nobody was told that it had ended unexpectedly, or of another end"
    end = time.monotonic() + _ENDS_S
    while any(Path(f"/proc/{one}/exe").exists() for one in before["others"]):
        if time.monotonic() > end:
            yield "a process that it had started goes on"
            return
        time.sleep(0.05)


def what_is_lost(
    window: Window, before: dict[str, Any], after: dict[str, Any], kept: str
) -> Iterator[str]:
    """Yield where there is another page, another dialog or a question, and what was lost."""
    for what in ("page", "dialogs"):
        if after[what] != before[what]:
            yield f"{what}: {after[what]} instead of {before[what]}"
    if window[1] in SECRET:
        if TYPED in kept + repr(after["fields"]):
            yield "a secret was kept"
    elif before["typed"]:
        if TYPED not in kept:
            yield "what was typed was not kept"
        if after["fields"] != before["fields"]:
            yield f"{after['fields']} instead of {before['fields']}"


def findings(folder: Path, ground: Ground) -> list[str]:
    """Return what the doctor says, and whether anything holds the folder."""
    claimed = claim(folder)
    if claimed is None:
        return ["it is still claimed"]
    claimed.release()
    return [str(finding) for finding in examine(folder, ground.key).findings]


def copied(folder: Path) -> Path:
    """Return a copy, for whoever looks before the program is started again."""
    return Path(copytree(folder, folder.with_name(f"{folder.name} copy")))


def names_in(folder: Path) -> set[str]:
    """Return the names of all files of a workspace but the database's own."""
    files = (path for path in folder.rglob("*") if path.is_file())
    names = {str(path.relative_to(folder)) for path in files}
    return {name for name in names if not name.startswith(_DATABASE)}
