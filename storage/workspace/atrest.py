"""Whether the system encrypts what it writes to this laptop's disk by itself.

Satchel's files are encrypted wherever they lie. Swap and hibernation write the memory of a running
program to the disk, and no program can keep its secrets out of that: only disk encryption does.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

Standing = Literal["encrypted", "open", "unknown"]
_ENCRYPTED = "CRYPT-"
"""How the device mapper names what cryptsetup made (dm-uuid)."""
_TABLE_OF_SWAP = Path("/proc/swaps")
_BLOCKS = Path("/sys/dev/block")
_IN_MEMORY = "/dev/zram"


class AtRest(NamedTuple):
    """What is known of the disk that a folder lies on, and of where memory is put aside."""

    disk: Standing
    swap: Standing
    """"encrypted" also where there is none."""


def at_rest(folder: Path, *, blocks: Path = _BLOCKS, table: Path = _TABLE_OF_SWAP) -> AtRest:
    """Return what the system tells of ``folder``'s disk and of its swap; Linux alone tells."""
    if not sys.platform.startswith("linux"):
        return AtRest("unknown", "unknown")
    return AtRest(_of_folder(folder, blocks), _of_swap(table, blocks))


def warning(found: AtRest) -> str:
    """Return what to say of a disk that is not encrypted, or of one that tells nothing."""
    if "open" in found:
        part = "disk" if found.disk == "open" else "swap space"
        return f"The {part} of this laptop is not encrypted by the system. {_WHY} {_ASK}"
    if found.disk == "unknown":
        return f"Satchel cannot see whether the disk of this laptop is encrypted. {_WHY} {_ASK}"
    return ""


_WHY = (
    "Satchel's own files always are; but while it runs, the system may put parts of its memory "
    "on the disk, above all when the laptop hibernates."
)
_ASK = "Ask whoever set it up whether disk encryption is on."


def _of_swap(table: Path, blocks: Path) -> Standing:
    """Return the worst of all areas that are in use."""
    try:
        lines = table.read_text("utf-8", "replace").splitlines()[1:]
    except OSError:
        return "unknown"
    return _worst(_of_area(Path(line.split()[0]), blocks) for line in lines if line.split())


def _of_area(area: Path, blocks: Path) -> Standing:
    if str(area).startswith(_IN_MEMORY):
        return "encrypted"
    if area.is_block_device():
        return _of_block(blocks / _name(area.stat().st_rdev))
    return _of_folder(area, blocks)


def _of_folder(folder: Path, blocks: Path) -> Standing:
    try:
        return _of_block(blocks / _name(folder.stat().st_dev))
    except OSError:
        return "unknown"


def _name(device: int) -> str:
    return f"{os.major(device)}:{os.minor(device)}"


def _of_block(block: Path) -> Standing:
    """Follow a device down to the disks it lies on; encrypted where every way there is."""
    if not block.exists():
        return "unknown"  # a file system of several disks, or one that another program makes
    uuid = block / "dm" / "uuid"
    if uuid.is_file() and uuid.read_text("ascii", "replace").startswith(_ENCRYPTED):
        return "encrypted"
    below = list((block / "slaves").glob("*"))
    return _worst(map(_of_block, below)) if below else "open"


def _worst(found: Iterable[Standing]) -> Standing:
    every = set(found)
    return "open" if "open" in every else "unknown" if "unknown" in every else "encrypted"
