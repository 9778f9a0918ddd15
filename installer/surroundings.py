"""What a child process is told of its surroundings: nothing that could bend it."""

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"

_FOREIGN = ("PYTHON", "PYTEST_", "COVERAGE_", "COV_CORE_", "QML")
_FOREIGN_NAMES = {
    "QT_PLUGIN_PATH",
    "QT_QPA_PLATFORM",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "QT_QPA_PLATFORMTHEME",
    "QT_STYLE_OVERRIDE",
    "QT_LOGGING_RULES",
    "QT_FATAL_WARNINGS",
    "QT_DEBUG_PLUGINS",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_NO_DEPS",
    "PIP_CONSTRAINT",
    "PIP_REQUIREMENT",
    "VIRTUAL_ENV",
}
_KEPT = {"PYTHONUNBUFFERED"}


class SetupError(Exception):
    """Something is missing that the person at the keyboard has to provide; the text names it."""


def say(text: str) -> None:
    """One plain line of progress, at once."""
    print(text, flush=True)


def display(surroundings: Mapping[str, str]) -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(surroundings.get("DISPLAY") or surroundings.get("WAYLAND_DISPLAY"))


def clean(surroundings: Mapping[str, str]) -> dict[str, str]:
    """The surroundings of a child, without settings made for another Python, pip, Qt or pytest."""
    kept = {
        name: value
        for name, value in surroundings.items()
        if name in _KEPT or not (name.startswith(_FOREIGN) or name in _FOREIGN_NAMES)
    }
    if not any(kept.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        kept["LANG"] = "C.UTF-8"
    return kept


def offscreen(surroundings: Mapping[str, str]) -> dict[str, str]:
    """Clean surroundings without a display: Qt draws in memory, in a fixed locale."""
    kept = clean(surroundings)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        kept.pop(name, None)
    runtime = BUILD / "runtime"
    runtime.mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)  # Qt refuses a runtime folder that others can read
    return kept | {
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
        "XDG_RUNTIME_DIR": str(runtime),
    }
