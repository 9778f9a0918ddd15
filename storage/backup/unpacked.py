"""Where a backup is unpacked; apart, for a start that only asks whether anything lies there."""

from pathlib import Path


def partial_for(folder: Path) -> Path:
    """Return where a backup is unpacked until it takes the place of ``folder``."""
    return folder.with_name(f".{folder.name}.partial")
