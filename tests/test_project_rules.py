"""The rules every file of the project keeps, run with its tests."""

import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typing_extensions import override

from installer import lock
from installer.surroundings import ROOT, clean

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
BIN = Path(sys.executable).parent
LOCKED = lock.requirements((ROOT / "requirements.lock").read_text("utf-8"))
FOLDERS = {"desktop", "storage", "sync", "resources", "installer", "tests", "docs"}
FILES = {
    "pyproject.toml",
    "requirements.lock",
    "Makefile",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "SECURITY.md",
}
MADE_HERE = {"build", "dist", "satchel.egg-info"}
TEXT = {".py", ".md", ".toml", ".lock", ".sql", ".csv", ".typ", ".txt", ".json", ".svg", ""}
# One letter of each stands in brackets, so that this file does not name them either.
UNWANTED = re.compile(
    r"\bpypi\.[o]rg|python[h]osted\.org|npm[j]s\.org|deb\.[d]ebian\.org"
    r"|(?<![\w.])/[w]ork/|(?<![\w.])/[o]pt/wheels|--(extra-)?index[-]url|--find[-]links"
)


def written_files() -> Iterator[Path]:
    """Every text file of the project, found by folder so that an unpacked archive is held too."""
    yield from (ROOT / name for name in FILES)
    yield ROOT / ".ci" / "run"
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                yield path


def library(requirement: str) -> str:
    """Return the name a requirement asks for, spelt as in the lock."""
    named = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert named, requirement
    return re.sub(r"[-_.]+", "-", named[0]).lower()


def run_tool(*command: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env=clean(os.environ), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_linter_finds_nothing() -> None:
    run_tool(sys.executable, "-m", "ruff", "check", "--quiet")


def test_every_file_is_formatted() -> None:
    run_tool(sys.executable, "-m", "ruff", "format", "--check")


def test_every_type_holds_under_strict_rules() -> None:
    run_tool(sys.executable, "-m", "mypy")


def test_nobody_imports_across_a_contract() -> None:
    cache = str(ROOT / "build" / "import-linter")
    run_tool(str(BIN / "lint-imports"), "--cache-dir", cache)


LONGER = {"installer/rescue/satchel_rescue.py": 660}
"""One file on purpose: it is taken along alone, and has to work when nothing else does."""


def test_no_python_file_is_longer_than_400_lines() -> None:
    counts = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in written_files()
        if path.suffix == ".py"
    }
    long = {name: count for name, count in counts.items() if count > LONGER.get(name, 400)}
    assert long == {}


def test_nothing_but_the_agreed_folders_stands_at_the_top() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - MADE_HERE == FOLDERS | FILES


def test_no_file_names_a_registry_or_one_machine() -> None:
    naming = [
        str(path.relative_to(ROOT))
        for path in written_files()
        if UNWANTED.search(path.read_text("utf-8"))
    ]
    assert naming == []


def test_every_locked_library_carries_hashes_and_one_version() -> None:
    for name, text in LOCKED.items():
        assert re.match(r"[a-z0-9-]+==[^ ]+( ; .*)? \\\n", text), name
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", text), name


def test_every_declared_library_is_locked() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)
    project = declared["project"]
    lists = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *declared["dependency-groups"].values(),
    ]
    names = {library(each) for wanted in lists for each in wanted}
    assert names <= set(LOCKED)


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("PySide6-Essentials==6.11.3", "pyside6-essentials"),
        ("psycopg[binary]>=3.3,<4", "psycopg"),
        ("typing_extensions >= 4.16", "typing-extensions"),
        ("zope.interface; python_version < '3.12'", "zope-interface"),
    ],
)
def test_a_library_is_known_by_its_name_without_extras_and_versions(
    requirement: str, name: str
) -> None:
    assert library(requirement) == name


def test_what_is_installed_is_what_is_locked() -> None:
    for name, text in LOCKED.items():
        if "sys_platform" in text.splitlines()[0]:
            continue  # only for another system
        locked = text.partition("==")[2].split()[0]
        assert importlib.metadata.version(name) == locked, name


def test_one_library_alone_provides_sqlcipher3() -> None:
    providers = importlib.metadata.packages_distributions()["sqlcipher3"]
    assert set(providers) == {"sqlcipher3"}


def test_qt_is_the_version_that_keeps_its_references() -> None:
    assert importlib.metadata.version("PySide6-Essentials") == "6.11.3"
    assert importlib.metadata.version("shiboken6") == "6.11.3"


def plain_calls() -> dict[str, Callable[[], object]]:
    """Calls into Qt that give back None or True, in the ways a page makes them."""
    from PySide6.QtCore import QEvent, QObject, QSettings  # noqa: PLC0415 - see the caller
    from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget  # noqa: PLC0415 - same

    class Filter(QObject):
        @override
        def eventFilter(self, _watched: QObject, _event: QEvent) -> bool:
            return False

    widget, button, settings = QWidget(), QPushButton(), QSettings("none", "none")
    listener = Filter(widget)
    widget.installEventFilter(listener)
    button.clicked.connect(lambda: None)
    return {
        "a setter": lambda: button.setText("Save"),
        "a missing property": lambda: button.property("missing"),
        "a missing parent": widget.parentWidget,
        "a missing child": lambda: widget.findChild(QLabel, "missing"),
        "a missing setting": lambda: settings.value("missing"),
        "a connected click": button.click,
        "a filtered event": lambda: QApplication.sendEvent(widget, QEvent(QEvent.Type.User)),
    }


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from 3.12")
@pytest.mark.usefixtures("qapp")
def test_calls_into_qt_leave_the_count_of_none_and_true_alone() -> None:
    times = 300
    for name, call in plain_calls().items():
        call()
        before = sys.getrefcount(None), sys.getrefcount(True)
        for _ in range(times):
            call()
        after = sys.getrefcount(None), sys.getrefcount(True)
        drift = max(abs(new - old) for new, old in zip(after, before, strict=True))
        assert drift < times // 10, f"{name}: {before} became {after}"
