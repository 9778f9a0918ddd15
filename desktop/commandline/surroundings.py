"""Start in clean surroundings: no library, plugin or screen that somebody else chose for Satchel.

A variable set in a login file by whoever had the laptop for a minute would otherwise put their
code into the process that is about to hold the keys, or send its screen over the network.
"""

import os
import sys
from collections.abc import Iterable, Mapping

_LOADED_ALREADY = frozenset(("LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES"))
"""What these name is in the process before its first line: it has to be begun anew."""
_ORIGINAL = "LD_LIBRARY_PATH_ORIG"
"""How the starter of a package keeps a search path that was there before its own."""
_REFUSED = frozenset(
    (
        "QT_PLUGIN_PATH",
        "QT_QPA_PLATFORM_PLUGIN_PATH",
        "QT_QPA_PLATFORMTHEME",
        "QT_QPA_GENERIC_PLUGINS",
        "QT_STYLE_OVERRIDE",
        "QT_ACCESSIBILITY_ALWAYS_ON_PLUGIN",
        "QT_LOGGING_CONF",
        "QT_LOGGING_RULES",
        "QT_LOGGING_TO_CONSOLE",
        "QT_MESSAGE_PATTERN",
        "QT_DEBUG_PLUGINS",
        "QT_HASH_SEED",
        "PYTHONINSPECT",
        "PYTHONSTARTUP",
        "PYTHONBREAKPOINT",
        "PYTHONDEBUG",
        "PYTHONVERBOSE",
        "PYTHONDUMPREFS",
        "PYTHONMALLOCSTATS",
        "PYTHONPROFILEIMPORTTIME",
        "LD_PROFILE",
        "LD_DEBUG",
        "SSLKEYLOGFILE",
    )
)
_REFUSED_BEGINNINGS = ("QML", "QT_QPA_EVDEV", "QT_QPA_FB", "QT_QPA_EGLFS", "QT_VNC", "QT_WEBGL")
_SCREENS = ("xcb", "wayland", "wayland-egl", "windows", "cocoa", "offscreen", "minimal")
"""Never one that shows the window to another machine."""


def refused(surroundings: Mapping[str, str], *, packaged: bool) -> frozenset[str]:
    """Return the names of ``surroundings`` that Satchel does not start with.

    A package brings all it loads; a copy of the sources may need its search paths.
    """
    screens = surroundings.get("QT_QPA_PLATFORM", "xcb").split(";")
    foreign_screen = any(one.partition(":")[0] not in _SCREENS for one in screens)
    named = _REFUSED | _LOADED_ALREADY | ({"QT_QPA_PLATFORM"} if foreign_screen else set())
    if packaged:
        named |= {_ORIGINAL}
    return frozenset(
        name
        for name in surroundings
        if name in named
        or name.startswith(_REFUSED_BEGINNINGS)
        or (packaged and name.startswith("PYTHON"))
    )


def start_clean() -> None:
    """Take out what is refused; where it has been loaded already, begin the process anew."""
    packaged = bool(getattr(sys, "frozen", False))
    names = refused(os.environ, packaged=packaged)
    for name in names:
        del os.environ[name]
    if names & (_LOADED_ALREADY | {_ORIGINAL}):
        if _ORIGINAL in names:
            os.environ.pop("LD_LIBRARY_PATH", None)
        arguments = sys.argv[1:] if packaged else sys.orig_argv[1:]
        _begin_anew(arguments)


def _begin_anew(arguments: Iterable[str]) -> None:
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - this very program
