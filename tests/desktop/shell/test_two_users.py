"""Two people on one computer: neither reads, holds up or is heard by the other's Satchel."""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import PASSPHRASE, Template
from tests.twousers import Person, outside_of, people

__all__ = ["people"]

People = tuple[Person, Person]
WINDOW = ("-m", "desktop", "--passphrase-file", "-")
BACK_UP = """
import sys
from pathlib import Path
from storage.backup import mirroring
from storage.domain.clocks import SystemClock
assert mirroring.keep_closed(Path(sys.argv[1]), SystemClock()).first.problem == ""
"""
LEND = """
from desktop.system.outside import Room
room = Room()
room.place(".pdf").write_bytes(b"Order of the court")
print("there", flush=True)
input()
"""
SWEEP = "from desktop.system.outside import sweep; assert sweep() == 0"
LOOK = """
import json, os, sys
from pathlib import Path

found = []

def tried(what, path, *rest):
    try:
        what(path, *rest)
    except OSError:
        return False
    found.append([what.__name__, str(path)])
    return True

for line in sys.stdin:
    path, mine = json.loads(line)
    if mine:
        tried(os.listdir, path)
        tried(os.mkdir, os.path.join(path, "squatted"))
    tried(os.open, path, os.O_RDONLY | os.O_NONBLOCK)
    tried(os.open, path, os.O_WRONLY | os.O_NONBLOCK)
    tried(os.unlink, path)
print(json.dumps(found))
"""


@contextmanager
def window_of(person: Person) -> Iterator["subprocess.Popen[str]"]:
    """Start Satchel as this person would, and wait until it has the workspace open."""
    with person.start(*WINDOW) as window:
        assert window.stdin is not None
        window.stdin.write(f"{PASSPHRASE}\n")
        window.stdin.flush()
        try:
            until = time.monotonic() + 600
            while not (person.workspace / "workspace.db-wal").exists():
                assert window.poll() is None
                assert time.monotonic() < until
                time.sleep(0.05)
            yield window
        finally:
            window.kill()


def owned_by(person: Person, *roots: Path) -> list[Path]:
    found = (path for root in roots for path in (root, *root.rglob("*")))
    return [path for path in found if path.lstat().st_uid == person.number]


def what_opens(person: Person, paths: list[Path]) -> list[list[str]]:
    """Let this person try every path in every way; return what was let."""
    said = "".join(f"{json.dumps([str(path), path.is_dir()])}\n" for path in paths)
    done = person.run("-c", LOOK, said=said)
    assert done.returncode == 0, done.stderr
    return [list(one) for one in json.loads(done.stdout)]


def test_another_user_opens_nothing_of_a_workspace_that_is_open(
    people: People, template: Template
) -> None:
    ana, ben = people
    ana.give(template.folder, ana.workspace)
    assert ana.run("-c", BACK_UP, str(ana.workspace)).returncode == 0
    with window_of(ana), ana.start("-c", LEND) as lending:
        assert lending.stdout is not None
        assert lending.stdout.readline() == "there\n"
        own = [*ana.workspace.parent.iterdir(), ana.home / ".local" / "state"]
        paths = owned_by(ana, *own, ana.temporary, outside_of(ana))
        names = {path.name for path in paths}
        opened = what_opens(ben, paths)
        lending.communicate("\n")
    assert {"workspace.db-wal", "workspace.keys", "workspace.open", "workspace.backups"} <= names
    assert opened == []


def test_neither_hears_the_other_while_both_are_open(people: People, template: Template) -> None:
    ana, ben = people
    for person in people:
        person.give(template.folder, person.workspace)
    with window_of(ana) as first:
        ready = ben.run(*WINDOW, "--exit-when-ready", said=f"{PASSPHRASE}\n")
        assert ready.returncode == 0, ready.stderr
        refused = ben.run(*WINDOW, "--workspace", str(ana.workspace), said=f"{PASSPHRASE}\n")
        assert first.poll() is None
        # A byte in it is what raises a window: nobody but its owner can put one there.
        assert (ana.workspace / "workspace.open").stat().st_size == 0
    assert refused.stderr == (
        "Satchel may not read or write there. Choose another folder, then try again.\n"
    )


def test_what_another_user_left_under_a_foreseeable_name_costs_nothing_and_takes_nothing(
    people: People, template: Template
) -> None:
    ana, ben = people
    ana.give(template.folder, ana.workspace)
    database = ana.workspace / "workspace.db"
    before = database.read_bytes()
    trap = f"""
import os, pathlib
base = pathlib.Path({str(outside_of(ana))!r})
room = base / "room"
room.mkdir(parents=True)
(room / "page.pdf").symlink_to({str(database)!r})
(room / "workspace.open").symlink_to({str(database)!r})
base.chmod(0o777), room.chmod(0o777)
"""
    assert ben.run("-c", trap).returncode == 0
    assert outside_of(ana).stat().st_uid == ben.number
    swept = ana.run("-c", SWEEP)
    assert swept.returncode == 0, swept.stderr
    assert database.read_bytes() == before
    with ana.start("-c", LEND) as lending:
        assert lending.stdout is not None
        assert lending.stdout.readline() == "there\n"
        (other,) = outside_of(ana).parent.glob(f"{outside_of(ana).name}-*")
        assert what_opens(ben, owned_by(ana, other)) == []
        lending.kill()
    swept = ana.run("-c", SWEEP)
    assert swept.returncode == 0, swept.stderr
    assert [*other.iterdir()] == []
    other.rmdir()
    shutil.rmtree(outside_of(ana))
