"""What a target is: a parser by name, with bytes that it reads to begin with.

A parser reads, or refuses in one of the ways of ``REFUSALS``; whatever else it does is a fault.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.errors import SatchelError
from sync.client.problems import SyncError
from sync.protocol.errors import ProtocolError

REFUSALS = (SatchelError, ProtocolError, SyncError)
Parser = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Target:
    """One parser by name, with what it reads to begin with."""

    name: str
    parser: Parser
    seeds: tuple[bytes, ...]
    refusals: tuple[type[Exception], ...] = REFUSALS

    def read(self, content: bytes) -> None:
        """Let the parser read or refuse ``content``."""
        try:
            self.parser(content)
        except self.refusals:
            return


def in_a_folder(name: str, read: Callable[[Path], object]) -> Parser:
    """Return the parser of a file that goes by ``name`` in a folder, which ``read`` is given."""

    def parser(content: bytes) -> object:
        with TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(content)
            return read(Path(folder))

    return parser
