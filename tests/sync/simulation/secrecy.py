"""What can be read of a world by whoever has the wire, or the disk of its server."""

from collections.abc import Sequence
from pathlib import Path

from tests.sync.simulation.world import World


def wires_carry(world: World, words: Sequence[bytes]) -> list[bytes]:
    """Return those of ``words`` that crossed the wire readably."""
    return [word for word in words if any(word in seen for seen in world.server.seen)]


def files_hold(folder: Path, words: Sequence[bytes]) -> list[tuple[str, bytes]]:
    """Return which of ``words`` stand readably in which file under ``folder``."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = [(path.name, path.read_bytes()) for path in files]
    return [(name, word) for name, content in contents for word in words if word in content]
