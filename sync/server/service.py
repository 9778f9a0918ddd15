"""What a running server consists of: its identity, its database, its counters."""

from dataclasses import dataclass, field

from sync.server.clocks import Clock, milliseconds
from sync.server.database import Database
from sync.server.nonces import Nonces
from sync.server.rates import Rate
from sync.server.rosters import Rosters
from sync.server.stores import Store

DEVICE_RATE = 600
"""Requests of one device in a minute."""
ADDRESS_RATE = 3_000
"""Requests from one address in a minute: an office may stand behind one."""
FAILURE_RATE = 5
"""Failed signatures from one address in a minute that are told to be that."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What is counted by the minute, in this process."""

    devices: Rate = field(default_factory=lambda: Rate(DEVICE_RATE))
    addresses: Rate = field(default_factory=lambda: Rate(ADDRESS_RATE))
    failures: Rate = field(default_factory=lambda: Rate(FAILURE_RATE))


@dataclass(frozen=True, slots=True)
class Service:
    """One server process at work."""

    seed: bytes
    roles: tuple[str, ...]
    clock: Clock
    database: Database
    nonces: Nonces
    store: Store
    started: int
    """When this process began, in Unix milliseconds."""
    public: bytes
    """The server's public key, and the 16 bytes that requests are bound to."""
    id: bytes
    rosters: Rosters = field(default_factory=Rosters)
    rates: Rates = field(default_factory=Rates)

    def now(self) -> int:
        """Return the moment it is in Unix milliseconds."""
        return milliseconds(self.clock)

    def close(self) -> None:
        """Close the databases and the store."""
        self.nonces.close()
        self.store.close()
        self.database.close()
