"""After a whole day with a lock and a crash, one word that stood everywhere is nowhere outside.

A real process of the whole program, in a home of its own, over a workspace in which the word
stands in every text: it goes through its pages and dialogs and types, searches, copies, shows
documents, shares one file, backs up, locks, is unlocked, and is ended by a fault in the midst.
What was being typed then is there behind the next unlocking.
``SATCHEL_LONG=1`` goes everywhere, and kills twenty more at any moment.
"""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 - SATCHEL_SEED draws the same again
from selectors import EVENT_READ, DefaultSelector
from time import monotonic, sleep
from typing import Any

import pytest

from desktop.shell.places import PAGES
from desktop.system.outside import base_folder
from desktop.widgets.dialogs import WINDOW_TITLE
from tests.conftest import PASSPHRASE, Template
from tests.desktop.shell import day_driver
from tests.desktop.shell.planted_desk import planted
from tests.desktop.shell.processes import ROOT, copies_in_memory, family, say
from tests.sync.canaries import CANARY, forms_of, found_in

LONG = os.environ.get("SATCHEL_LONG") == "1"
SECONDS = 100_000.0 if LONG else 5.0
"""For going through pages and dialogs, each time, but for the fewest of them."""
FEWEST = 3
SEED = int(os.environ.get("SATCHEL_SEED", secrets.randbelow(1_000_000)))
KILLS = 20 if LONG else 0
_FOLDERS = {
    "HOME": "home",
    "TMPDIR": "temporary",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "runtime",
}
_PATIENCE_S = 300
linux = pytest.mark.skipif(sys.platform != "linux", reason="looked at the Linux way")


@dataclass
class Day:
    """The program at work, and what it told."""

    running: subprocess.Popen[str]
    told: int

    def hears(self, *lines: Any) -> None:
        say(self.running, *(json.dumps(line) for line in lines))

    def _tells(self, seconds: float) -> bool:
        # Not by select(), which knows no number of a file beyond 1,023: windows that are put away
        # keep theirs until the process of the tests ends.
        with DefaultSelector() as waiting:
            waiting.register(self.told, EVENT_READ)
            return bool(waiting.select(seconds))

    def until(self, what: str) -> list[dict[str, Any]]:
        """Return all it tells up to ``what``, that last."""
        found: list[dict[str, Any]] = []
        end, rest = monotonic() + _PATIENCE_S, b""
        while not found or found[-1]["what"] != what:
            assert self._tells(max(end - monotonic(), 0)), (what, found[-1:])
            # One at a time: what follows is for who asks next.
            letter = os.read(self.told, 1)
            assert letter, f"it ended before it was {what}: {self.running.wait(60)} {found[-1:]}"
            rest += letter
            if letter == b"\n":
                found.append(json.loads(rest))
                assert found[-1]["what"] not in {"fault", "failed", "stuck"}, found[-1]
                rest = b""
        return found


@contextmanager
def day(place: Path, workspace: Path, half: str) -> Iterator[Day]:
    """Start the program in a home of its own, its output in files."""
    folders = {name: place / folder for name, folder in _FOLDERS.items()}
    for folder in (*folders.values(), place / "here", place / "said"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    surroundings = {n: v for n, v in os.environ.items() if not n.startswith("XDG_")}
    surroundings |= {name: str(folder) for name, folder in folders.items()}
    surroundings |= {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    told, tells = os.pipe()
    with ExitStack() as opened:
        opened.callback(os.close, told)
        number = len(list((place / "said").iterdir()))
        said, warned = (
            opened.enter_context((place / "said" / f"{number} {name}").open("wb"))
            for name in ("output", "errors")
        )
        command = [sys.executable, str(day_driver.__file__), str(workspace), str(tells), half]
        running = opened.enter_context(
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=warned,
                text=True,
                encoding="utf-8",
                cwd=place / "here",
                env=surroundings,
                pass_fds=[tells],
            )
        )
        os.close(tells)
        try:
            yield Day(running, told)
        except BaseException:
            print((place / "said" / f"{number} errors").read_text("utf-8", "replace"))
            raise
        finally:
            running.kill()


def end_with(driven: Day, how: signal.Signals) -> None:
    """End it at once, and wait for what it had started to end by itself."""
    others = family(driven.running.pid)[1:]
    driven.running.send_signal(how)
    assert driven.running.wait(60) == -how
    end = monotonic() + 20
    while monotonic() < end and any(Path(f"/proc/{one}/exe").exists() for one in others):
        sleep(0.05)


def left_in(*places: Path) -> list[tuple[str, bytes]]:
    """Return the name and the content of everything that lies there."""
    paths = [path for place in places for path in sorted(place.rglob("*"))]
    names = ("names", "\n".join(path.name for path in paths).encode())
    files = [(str(path), path.read_bytes()) for path in paths if path.is_file()]
    return [names, *files]


def readable(texts: object) -> list[str]:
    return list(found_in([("told", json.dumps(texts, ensure_ascii=False).encode())]))


def memory_forms() -> list[bytes]:
    return [form for name, form in forms_of(CANARY).items() if name != "ascii part"]


def look_while_open(driven: Day, template: Template, places: int) -> set[str]:
    """Find the word wherever it belongs, and the clipboard empty in time; return the titles."""
    told = {each["what"]: each for each in driven.until("unlocked")}
    assert min(copies_in_memory(driven.running.pid, CANARY, template.key)) > 0
    assert (told["copied"]["before"], told["copied"]["after"]) == (CANARY, "")
    for what in ("seen", "shown"):
        assert readable(told[what]["spoken"]), f"nothing was to be found once {what}"
    assert told["unlocked"]["backup"] != "None"
    assert len(told["seen"]["places"]) >= places
    return set(told["seen"]["titles"])


def look_when_locked(driven: Day, template: Template) -> set[str]:
    """Find nothing in the clipboard, on the screen, or in the process; return the titles."""
    driven.hears("lock")
    locking, covered, locked = driven.until("locked")
    assert covered["clipboard"] == ""
    assert locked["spoken"]
    assert readable(locked) == []
    pid = driven.running.pid
    secret: list[str | bytes] = [*memory_forms(), PASSPHRASE, template.key, template.key.hex()]
    assert copies_in_memory(pid, *secret) == [0] * len(secret)
    about = [Path(f"/proc/{pid}/{name}").read_bytes() for name in ("environ", "cmdline")]
    assert list(found_in([("process", each) for each in about])) == []
    return {*locking["titles"], *locked["titles"]}


def look_after_the_crash(place: Path, folder: Path, typed: list[str]) -> set[str]:
    """Find the door with no word on it, and behind it what was being typed; return the titles.

    Nothing starts Satchel again by itself: whoever does so is asked for the passphrase.
    """
    assert any(CANARY in text for text in typed)
    with day(place, folder, "after") as driven:
        driven.hears(PASSPHRASE)
        locked, back = driven.until("back")
        assert readable(locked) == []
        assert back["typed"] == typed
        end_with(driven, signal.SIGKILL)
        return {*locked["titles"], *back["titles"]}


@linux
def test_after_a_day_with_a_lock_and_a_crash_no_word_of_it_lies_about(
    template: Template, tmp_path: Path
) -> None:
    print(f"SATCHEL_SEED={SEED}")
    chance, out, place = Random(SEED), tmp_path / "out", tmp_path / "place"
    folder = place / "home" / "satchel"
    for made in (out, folder.parent):
        made.mkdir(parents=True)
    whole, papers = planted(template, folder)
    case = {"kind": "case", "record": whole.id_of("case")}
    goes: list[tuple[str, str, Any]] = [
        *(("page", name, {"case": case["record"]} if name == "case" else {}) for name in PAGES),
        *(("dialog", name, target) for name, target in whole.targets().items()),
    ]
    chance.shuffle(goes)
    script = {"canary": CANARY, "papers": papers, "places": goes, "seconds": SECONDS}
    script |= {"least": FEWEST, "shared": case, "out": str(out)}
    with day(place, folder, "first") as driven:
        driven.hears(PASSPHRASE, script)
        titles = look_while_open(driven, template, len(goes) if LONG else FEWEST)
        titles |= look_when_locked(driven, template)
        driven.hears(PASSPHRASE, script)
        midst = driven.until("midst")[-1]
        titles |= set(midst["titles"])
        end_with(driven, signal.SIGSEGV)
    titles |= look_after_the_crash(place, folder, midst["typed"])
    for _ in range(KILLS):
        with day(place, folder, "killed") as driven:
            driven.hears(PASSPHRASE, script)
            driven.until("midst")
            sleep(chance.uniform(0, 10))
            end_with(driven, signal.SIGKILL)
    assert titles == {WINDOW_TITLE}
    assert [file.name for file in out.iterdir()] == ["shared.pdf"]
    left = left_in(place, base_folder())
    assert list(found_in(left)) == []
    names = [Path(name).name for name, _ in left]
    assert [name for name in names if name.startswith("core")] == []
    assert [name for name in names if name.endswith((".conf", ".ini", ".xbel", ".log"))] == []
    assert sum(folder.name in name for name, _ in left) > 5
