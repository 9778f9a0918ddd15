"""How a server is set up; all of it can be given on the command line or in the environment."""

from dataclasses import dataclass, field
from typing import Literal

from sync.server.clocks import Clock, SystemClock

Role = Literal["records", "figures"]
LOOPBACK = frozenset({"127.0.0.1", "[::1]", "localhost"})
"""What a server on this computer may always be called."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``application.build`` needs: where the data is, who the server is, what it may do."""

    database: str
    """A SQLAlchemy address: sqlite:///PATH or postgresql://…"""
    seed: bytes
    """The server's Ed25519 seed, from its key file."""
    roles: tuple[Role, ...] = ("records", "figures")
    hosts: frozenset[str] = LOOPBACK
    """Names a request may call the server by, in lower case and without a port."""
    clock: Clock = field(default_factory=SystemClock)
    delay_s: float = 1.0
    """Seconds that a failed signature waits for its answer, on average."""
    request_s: float = 30.0
    """Seconds in which a request must have been read."""
    workers: int = 1
    """Processes that answer on this database, of which this is one."""
    blobs: str = ""
    """A folder, or a bucket like s3://HOST/BUCKET; beside a SQLite database when left out."""
