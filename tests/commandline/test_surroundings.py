"""Variables that would put somebody else's code or screen into Satchel are not heeded."""

import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

from desktop.commandline.surroundings import refused

HOSTILE = {
    "QT_PLUGIN_PATH": "/evil/place",
    "QT_QPA_PLATFORM_PLUGIN_PATH": "/evil/place",
    "QT_QPA_PLATFORMTHEME": "evil",
    "QT_QPA_GENERIC_PLUGINS": "evil",
    "QT_QPA_PLATFORM": "vnc:size=1920x1080",
    "QT_STYLE_OVERRIDE": "evil",
    "QT_LOGGING_CONF": "/evil/place.ini",
    "QT_LOGGING_RULES": "*=true",
    "QT_MESSAGE_PATTERN": "%{backtrace}",
    "QT_DEBUG_PLUGINS": "1",
    "QT_QPA_EVDEV_KEYBOARD_PARAMETERS": "grab=1",
    "QML_IMPORT_PATH": "/evil/place",
    "QML2_IMPORT_PATH": "/evil/place",
    "PYTHONINSPECT": "1",
    "PYTHONSTARTUP": "/evil/place.py",
    "PYTHONBREAKPOINT": "evil.gate",
    "LD_PRELOAD": "/evil/place.so",
    "LD_AUDIT": "/evil/place.so",
    "LD_PROFILE": "libcrypto.so.3",
    "DYLD_INSERT_LIBRARIES": "/evil/place.dylib",
    "SSLKEYLOGFILE": "/evil/place",
}
_BY_PACKAGES = {
    "PYTHONPATH": "/evil/place",
    "PYTHONHOME": "/evil/place",
    "PYTHONUSERBASE": "/evil/place",
    "LD_LIBRARY_PATH_ORIG": "/evil/place",
}
_TELL = (
    "import os, sys\n"
    "from desktop.commandline.surroundings import start_clean\n"
    "start_clean()\n"
    "print(*sorted(os.environ))\n"
    "print(open('/proc/self/maps').read())\n"
    "print(open('/proc/self/environ').read())"
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_variable_that_bends_the_program_is_refused(name: str) -> None:
    assert name in refused({"PATH": "/bin", name: HOSTILE[name]}, packaged=False)


@pytest.mark.parametrize("name", _BY_PACKAGES)
def test_a_package_goes_by_no_search_path_of_others(name: str) -> None:
    assert name in refused({name: _BY_PACKAGES[name]}, packaged=True)
    assert not refused({name: _BY_PACKAGES[name]}, packaged=False)


def test_what_a_desktop_needs_stays() -> None:
    usual = {
        "PATH": "/bin",
        "HOME": "/home/ana",
        "DISPLAY": ":0",
        "QT_IM_MODULE": "ibus",
        "QT_SCALE_FACTOR": "1.5",
        "QT_QPA_PLATFORM": "wayland;xcb",
        "XDG_RUNTIME_DIR": "/run/user/1000",
    }
    assert not refused(usual, packaged=True)


@pytest.mark.skipif(sys.platform != "linux", reason="libraries are put in front the Linux way")
def test_a_library_put_in_front_is_gone_before_anything_is_opened(tmp_path: Path) -> None:
    library = find_library("m")
    assert library is not None
    source = next(
        path for folder in ("/lib", "/lib64", "/usr/lib") for path in Path(folder).rglob(library)
    )
    shutil.copy(source, tmp_path / "evil.so")
    hostile = HOSTILE | {"LD_PRELOAD": str(tmp_path / "evil.so")}
    for name in ("PYTHONINSPECT", "LD_AUDIT", "LD_PROFILE"):
        del hostile[name]  # would end or hold the child by itself
    child = subprocess.run(
        [sys.executable, "-c", _TELL],
        env={**os.environ, **hostile},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "evil" not in child.stdout
    assert not hostile.keys() & set(child.stdout.splitlines()[0].split())
