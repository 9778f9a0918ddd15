"""Where backups go and what became of the last: two small files beside the workspace.

They lie outside the database because a process without keys makes the backups. What they hold are
folders that a person chose for backups, moments and plain words of our own.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from storage.crypto import keyfile
from storage.crypto.durable import replace_file
from storage.errors import DamagedError

_PLACES = "workspace.places"
_STANDING = "workspace.backups"
_IN_SECOND = "Satchel backups"
LOST = "lost"
_LONGEST = 4096
_ID = 8


@dataclass(frozen=True, slots=True)
class Last:
    """What became of the last attempt in one place; ``problem`` is empty where it went well.

    Otherwise it is ``absent``, ``full``, ``read-only``, ``gone`` (in the midst of it), ``damaged``,
    ``lost`` (damaged there, and not to be made anew from what is here) or ``failed``.
    """

    name: str = ""
    """Of the newest backup there."""
    made: str = ""
    tried: str = ""
    problem: str = ""
    looked: str = ""
    """When every byte of the newest backup there, and of its documents, was last read again."""
    mended: str = ""
    """When that found damage and it was made anew; empty where the last look found none."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the backups of a workspace stand."""

    first: Last = field(default_factory=Last)
    second: Last = field(default_factory=Last)
    proven: str = ""
    """The name of the newest backup that was restored for a trial and found whole."""


def first_place(folder: Path) -> Path:
    """Return where the backups of the workspace in ``folder`` always go: beside it."""
    return folder.with_name(f"{folder.name}.backups")


def second_place(folder: Path) -> Path | None:
    """Return where they go besides, in a folder of their own; None where nobody chose one."""
    chosen = chosen_second(folder)
    return None if chosen is None else inside(chosen, folder)


def inside(chosen: Path, folder: Path) -> Path:
    """Return the folder within ``chosen`` for the backups of this workspace alone."""
    try:
        return chosen / _IN_SECOND / keyfile.read(folder).workspace[:_ID]
    except DamagedError:
        return chosen / _IN_SECOND / "unknown"


def chosen_second(folder: Path) -> Path | None:
    """Return the folder that a person chose as the second place."""
    second = _said(folder / _PLACES).get("second")
    return Path(second) if isinstance(second, str) and _is_path(second) else None


def is_on_one_disk(one: Path, other: Path) -> bool:
    """Tell whether two folders lie on the same disk, as far as the system says; False where absent.

    Two partitions of one disk pass for two disks.
    """
    try:
        if os.name == "nt":
            return (
                one.resolve(strict=True).drive.lower() == other.resolve(strict=True).drive.lower()
            )
        return one.stat().st_dev == other.stat().st_dev
    except OSError:
        return False


def choose_second(folder: Path, chosen: Path | None) -> None:
    """Let the backups go to ``chosen`` as well, or to one place alone; OSError."""
    said = {"second": str(chosen) if chosen is not None else ""}
    if chosen is not None:
        # The mark by which a stick is known again.
        inside(chosen, folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / _PLACES, json.dumps(said).encode())
    note(folder, second=Last())


def standing(folder: Path) -> Standing:
    """Return how the backups stand; what cannot be read was not said."""
    said = _said(folder / _STANDING)
    first, second = (_last(said.get(name)) for name in ("first", "second"))
    proven = said.get("proven")
    return Standing(first, second, proven if isinstance(proven, str) else "")


def note(
    folder: Path,
    *,
    first: Last | None = None,
    second: Last | None = None,
    proven: str | None = None,
) -> Standing:
    """Keep what became of an attempt; return how it stands now."""
    now = standing(folder)
    now = replace(
        now,
        first=now.first if first is None else first,
        second=now.second if second is None else second,
        proven=now.proven if proven is None else proven,
    )
    replace_file(folder / _STANDING, json.dumps(asdict(now)).encode())
    return now


def _is_path(text: str) -> bool:
    """Tell whether the system can be asked about a path of this text at all."""
    try:
        return bool(text) and b"\0" not in os.fsencode(text)
    except UnicodeError:
        return False


def _said(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_LONGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _last(said: Any) -> Last:
    words = said if isinstance(said, dict) else {}
    return Last(**{name: str(words.get(name, ""))[:_LONGEST] for name in Last.__slots__})
