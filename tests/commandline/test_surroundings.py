"""Variables that would put somebody else's code or screen into Satchel are not heeded."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from ctypes.util import find_library
from pathlib import Path

import pytest

from desktop.commandline.surroundings import refused
from desktop.system.handover import Handover

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
    "OPENSSL_CONF": "/evil/place.cnf",
    "OPENSSL_MODULES": "/evil/place",
    "OPENSSL_ENGINES": "/evil/place",
    "GCONV_PATH": "/evil/place",
    "LOCPATH": "/evil/place",
    "LIBGL_DRIVERS_PATH": "/evil/place",
    "__EGL_VENDOR_LIBRARY_FILENAMES": "/evil/place.json",
    "VK_ADD_LAYER_PATH": "/evil/place",
    "GTK_MODULES": "evil",
    "GTK_PATH": "/evil/place",
    "GIO_EXTRA_MODULES": "/evil/place",
    "XLOCALELIBDIR": "/evil/place",
    "QT_OPENGL_DLL": "evil.dll",
    "QT_FATAL_WARNINGS": "1",
    "A_NAME_NOBODY_HAS_HEARD_OF": "evil",
}
_BY_PACKAGES = {
    "PYTHONPATH": "/evil/place",
    "PYTHONHOME": "/evil/place",
    "PYTHONUSERBASE": "/evil/place",
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


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("DISPLAY", "evil.example:0"),
        ("DISPLAY", "localhost:10.0"),
        ("DISPLAY", "tcp/evil.example:0"),
        ("DBUS_SESSION_BUS_ADDRESS", "unixexec:path=/evil/place"),
        ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus;unixexec:path=/evil/place"),
        ("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=evil.example,port=1"),
        ("AT_SPI_BUS_ADDRESS", "tcp:host=evil.example,port=1"),
        ("IBUS_ADDRESS", "nonce-tcp:host=evil.example,port=1"),
        ("SESSION_MANAGER", "local/laptop:@/tmp/.ICE-unix/1,tcp/evil.example:1"),
    ],
)
def test_an_address_of_another_machine_or_of_a_program_is_refused(name: str, address: str) -> None:
    assert refused({name: address}, packaged=True) == {name}


@pytest.mark.skipif(sys.platform != "linux", reason="the buses of Linux")
def test_a_bus_that_is_a_program_is_not_run(tmp_path: Path) -> None:
    told, evil = tmp_path / "told", tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\necho >{told}\n", "utf-8")
    evil.chmod(0o700)
    speaks = "from PySide6.QtDBus import QDBusConnection as bus; bus.sessionBus()"
    clean = "from desktop.commandline.surroundings import start_clean; start_clean(); "
    address = {"DBUS_SESSION_BUS_ADDRESS": f"unixexec:path={evil}"}
    for begin, is_run in (("", True), (clean, False)):
        told.unlink(missing_ok=True)
        command = [sys.executable, "-c", begin + speaks]
        subprocess.run(command, env={**os.environ, **address}, check=True)
        assert told.exists() is is_run


def test_what_a_desktop_needs_stays() -> None:
    usual = {
        "PATH": "/bin",
        "HOME": "/home/ana",
        "DISPLAY": ":0",
        "QT_IM_MODULE": "ibus",
        "QT_SCALE_FACTOR": "1.5",
        "QT_QPA_PLATFORM": "wayland;xcb",
        "XDG_RUNTIME_DIR": "/run/user/1000",
        "XMODIFIERS": "@im=ibus",
        "LC_ALL": "pt_BR.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1000/bus",
        "XAUTHORITY": "/home/ana/.Xauthority",
        "https_proxy": "http://proxy.court.example:3128",
        "SystemRoot": "C:\\Windows",
        "LOCALAPPDATA": "C:\\Users\\ana\\AppData\\Local",
        "__CF_USER_TEXT_ENCODING": "0x1F5:0x0:0x0",
        "LD_LIBRARY_PATH": "/opt/satchel",
        "SATCHEL_DUE": "29544280",
        "AT_SPI_BUS_ADDRESS": "unix:path=/run/user/1000/at-spi/bus_0,guid=0a",
        "IBUS_ADDRESS": "unix:abstract=/home/ana/.cache/ibus/dbus-1,guid=0a",
        "SESSION_MANAGER": "local/laptop:@/tmp/.ICE-unix/1,unix/laptop:/tmp/.ICE-unix/1",
    }
    assert not refused(usual, packaged=True)


def test_the_locked_process_is_started_with_the_same_list() -> None:
    surroundings = HOSTILE | _BY_PACKAGES | {"PATH": "/bin", "https_proxy": "http://proxy:3128"}
    kept = Handover().environment(surroundings)
    assert not kept.keys() & HOSTILE.keys()
    assert kept["https_proxy"] == "http://proxy:3128"
    # What was handed to this process is over with it.
    assert "SATCHEL_DUE" not in Handover().environment({"SATCHEL_DUE": "29544280"})


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


def _read_by(pipe: Path, command: Sequence[str]) -> bool:
    """Run ``command`` with settings for OpenSSL that load code, and tell whether it read them.

    The settings are a pipe: whoever opens it to read has to wait for somebody who writes.
    """
    # A measured process reads them before any of ours: coverage hashes names.
    own = {name: said for name, said in os.environ.items() if not name.startswith("COV")}
    surroundings = {**own, "OPENSSL_CONF": str(pipe)}
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            try:
                os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                time.sleep(0.005)  # nobody has it open
                continue
            child.kill()
            return True
    assert child.returncode == 0
    return False


@pytest.mark.skipif(os.name != "posix", reason="a pipe with a name")
def test_settings_for_openssl_are_never_read(tmp_path: Path, open_with: tuple[str, ...]) -> None:
    pipe = tmp_path / "openssl.cnf"
    os.mkfifo(pipe)
    # The trap works: both libraries with an OpenSSL of their own would have read it.
    for module in ("ssl", "cryptography.hazmat.bindings._rust"):
        assert _read_by(pipe, [sys.executable, "-c", f"import {module}"])
    satchel = [sys.executable, "-m", "desktop"]
    assert not _read_by(pipe, [*satchel, "search", "harbor", *open_with])
    assert not _read_by(pipe, [*satchel, "self-test"])
