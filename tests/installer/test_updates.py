"""dpkg killed in the midst: the former program runs or the new one, never some of each.

``SATCHEL_LONG=1`` kills it before every change that it makes, some 1,900 of an update; some
fifteen minutes.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from installer import stamping
from installer.bundle import CONTENTS
from installer.clientdeb import ClientTree
from installer.contents import CLIENT
from installer.package import fingerprint
from installer.tools import tool
from tests.crashes.preload import needed
from tests.installer.bundles import small_bundle
from tests.installer.scratch import ScratchSystem, cannot
from tests.installer.steps import Step, kill_before, steps_of

pytestmark = [
    pytest.mark.skipif(bool(cannot()), reason=cannot() or "it can"),
    # The icons of the packages are drawn with the application of all tests.
    pytest.mark.usefixtures("qapp"),
]
LONG = os.environ.get("SATCHEL_LONG") == "1"
_PARTS = 200
_SPREAD = 5
"""Besides the named moments, so many evenly apart."""
_UPDATED = (
    r"open delivered/.*\.dpkg-new",
    r"rename delivered/[^.]*/parts/\d+$",
    r"unlink delivered/.*\.dpkg-tmp",
    r"link versions/.*/parts/",
    r"symlink satchel\.next",
    r"rename satchel$",
    r"unlink versions/.*/parts/",
)
"""What an update does, in its order."""
_REMOVED = (r"unlink satchel$", r"unlink versions/.*/parts/", r"unlink delivered/.*/parts/")
_SAYS_ITS_PARTS = """\
#!/bin/sh
echo {number}
cat "$(dirname "$(readlink -f "$0")")/{contents}/parts"/*
"""
_NOTES_WHAT_IS = """\
#!/bin/sh
for asked; do
    echo "$asked" "$(readlink "{place}/satchel")" "$(ls "{place}/versions" | wc -l)" >> "{asked}"
done
"""


@dataclass(frozen=True)
class Laptop:
    """A system without the program, a package of each of its versions, and somebody's work."""

    system: ScratchSystem
    first: Path
    second: Path

    @property
    def place(self) -> Path:
        """Where the program is."""
        return self.system.folder / "opt/satchel"

    @property
    def work(self) -> str:
        """The fingerprint of what is in somebody's home."""
        return fingerprint(self.system.folder / "home")


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    first, second = (_package(tmp_path / number, number) for number in ("1", "2"))
    system = ScratchSystem(tmp_path / "system")
    workspace = system.folder / "home/ana/.local/share/Satchel/workspace"
    workspace.mkdir(parents=True)
    (workspace / "workspace.db").write_bytes(bytes(range(256)))
    return Laptop(system, first, second)


@needed
def test_an_update_that_is_killed_leaves_the_former_program_or_the_new_one(
    laptop: Laptop, tmp_path: Path
) -> None:
    system, work, note = laptop.system, laptop.work, tmp_path / "steps"
    system.dpkg("-i", laptop.first)
    update = system.command("-i", laptop.second)
    for step in _chosen(steps_of(update, laptop.place, note), _UPDATED):
        system.dpkg("-i", laptop.first)
        _is_whole(laptop, "1")
        kill_before(step, update, laptop.place, note)
        assert system.says() in ({"1"}, {"2"}), step
        assert laptop.work == work, step
        system.mend(laptop.second)
        _is_whole(laptop, "2")
    assert laptop.work == work


def test_the_disk_has_the_new_version_before_its_name_and_its_name_before_the_old_one_goes(
    laptop: Laptop, tmp_path: Path
) -> None:
    laptop.system.dpkg("-i", laptop.first)
    (former,) = (laptop.place / "versions").iterdir()
    asked = tmp_path / "asked"
    shim = tmp_path / "programs/sync"
    shim.parent.mkdir()
    shim.write_text(_NOTES_WHAT_IS.format(asked=asked, place=laptop.place))
    shim.chmod(0o755)
    surroundings = {**os.environ, "PATH": f"{shim.parent}:{os.environ['PATH']}"}
    subprocess.run(laptop.system.command("-i", laptop.second), check=True, env=surroundings)
    *before, last = (line.split() for line in asked.read_text().splitlines())
    (new,) = (laptop.place / "versions").iterdir()
    assert [synced for synced, _, _ in before][-1] == str(laptop.place / "versions")
    assert str(new) in {synced for synced, _, _ in before}
    assert {named for _, named, _ in before} == {f"versions/{former.name}/satchel"}
    assert last == [str(laptop.place), f"versions/{new.name}/satchel", "2"]


def test_a_program_in_use_keeps_its_files_through_an_update(laptop: Laptop) -> None:
    system = laptop.system
    system.dpkg("-i", laptop.first)
    program = (laptop.place / "satchel").resolve()
    # A program of this system stands for the bundled one: it is known by the file it began as.
    program.unlink()
    shutil.copy(tool("sleep"), program)
    before = fingerprint(program.parent)
    with subprocess.Popen([program, "60"]) as running:
        system.dpkg("-i", laptop.second)
        assert system.says() == {"2"}
        assert fingerprint(program.parent) == before
        running.kill()
    system.dpkg("-i", laptop.second)
    assert not program.exists()


@needed
def test_a_removal_that_is_killed_is_finished_by_asking_again(
    laptop: Laptop, tmp_path: Path
) -> None:
    system, work, note = laptop.system, laptop.work, tmp_path / "steps"
    system.dpkg("-i", laptop.first)
    removal = system.command("--remove", "satchel")
    for step in _chosen(steps_of(removal, laptop.place, note), _REMOVED):
        system.dpkg("-i", laptop.first)
        kill_before(step, removal, laptop.place, note)
        assert system.says() in (set(), {"1"}), step
        if system.state() != "config-files":
            system.dpkg("--remove", "satchel")
        assert not laptop.place.exists(), step
        assert laptop.work == work, step


def _chosen(steps: list[Step], named: Sequence[str]) -> list[Step]:
    """Return the middle one of each of the named steps and some between; all, in the long form."""
    if LONG:
        return steps
    chosen = set(steps[:: len(steps) // _SPREAD])
    for pattern in named:
        found = [step for step in steps if re.match(pattern, f"{step.what} {step.name}")]
        assert found, pattern
        chosen.add(found[len(found) // 2])
    return sorted(chosen, key=lambda step: step.number)


def _is_whole(laptop: Laptop, number: str) -> None:
    assert laptop.system.says() == {number}
    assert len(list((laptop.place / "versions").iterdir())) == 1
    assert not list(laptop.place.rglob("*.dpkg-*"))


def _package(folder: Path, number: str) -> Path:
    """A package of a program in many files, all of which know their number and nothing else."""
    bundle = small_bundle(folder / "satchel", CLIENT)
    program = bundle.folder / CLIENT.program
    program.write_text(_SAYS_ITS_PARTS.format(number=number, contents=CONTENTS))
    parts = bundle.folder / CONTENTS / "parts"
    parts.mkdir()
    for part in range(_PARTS):
        (parts / f"{part}").write_text(f"{number}\n")
    profile = stamping.profile_of("essex_cac")
    return ClientTree(bundle, folder / "tree").stamp(profile, b"{}", folder)
