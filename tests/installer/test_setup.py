import subprocess
import sys
from pathlib import Path

import pytest

from installer import libraries, lock
from installer.surroundings import ROOT, SetupError, clean, display, offscreen

LOCK = """\
first==1.0 \\
    --hash=sha256:aa
    # via satchel (pyproject.toml)
second==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via first, tool
third==3.0 \\
    --hash=sha256:dd
    # via second
tool==4.0 \\
    --hash=sha256:ee
    # via satchel (pyproject.toml:dev)
"""


def test_the_run_part_of_the_lock_follows_who_asked_for_what() -> None:
    needed = lock.needed_to_run(LOCK)
    assert list(lock.requirements(needed)) == ["first", "second", "third"]
    assert "--hash=sha256:cc\n" in needed


def test_satchel_runs_without_the_tools_of_its_tests() -> None:
    needed = lock.requirements(lock.needed_to_run((ROOT / "requirements.lock").read_text("utf-8")))
    assert {"pyside6-essentials", "sqlcipher3", "sqlalchemy", "cffi"} <= set(needed)
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & set(needed)


def test_settings_made_for_another_python_or_qt_do_not_reach_the_child() -> None:
    hostile = {
        "PYTHONPATH": "/elsewhere",
        "PYTHONHOME": "/elsewhere",
        "QT_PLUGIN_PATH": "/elsewhere",
        "PYTEST_ADDOPTS": "--maxfail=1",
        "PIP_USER": "1",
    }
    kept = {"HOME": "/home/ana", "LANG": "pt_BR.UTF-8", "QT_SCALE_FACTOR": "2"}
    assert clean(hostile | kept) == kept


def test_offscreen_there_is_no_display_and_a_fixed_locale() -> None:
    surroundings = offscreen({"DISPLAY": ":0", "LANG": "es_PR.UTF-8"})
    assert "DISPLAY" not in surroundings
    assert surroundings["QT_QPA_PLATFORM"] == "offscreen"
    assert surroundings["LC_ALL"] == "C.UTF-8"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="others always have a display")
def test_a_display_is_known_by_its_name() -> None:
    assert display({"WAYLAND_DISPLAY": "wayland-0"})
    assert not display({"DISPLAY": ""})


def test_a_library_the_loader_cannot_find_is_missing() -> None:
    assert libraries.missing(["libnever-made.so.9"]) == ["libnever-made.so.9"]


def test_x11_libraries_are_asked_for_only_where_there_is_a_display() -> None:
    assert "libxcb-cursor.so.0" not in libraries.needed({})
    assert "libxcb-cursor.so.0" in libraries.needed({"DISPLAY": ":0"})


def test_without_the_right_to_install_the_packages_are_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetupError) as told:
        libraries.install(["libegl1", "libgl1"])
    expected = "Satchel needs system packages. Please run: sudo apt-get install libegl1 libgl1"
    assert str(told.value) == expected


def test_a_wrong_verb_is_answered_with_the_two_right_ones(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "installer" / "develop.py"), "start"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "run | test" in done.stderr
