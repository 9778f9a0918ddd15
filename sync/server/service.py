"""What a running server consists of: its identity, its database, its counters."""

from dataclasses import dataclass, field

from sync.server.clocks import Clock, milliseconds
from sync.server.database import Database
from sync.server.meter import Meter
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
    """What is counted by the minute, by all workers together."""

    devices: Rate = field(default_factory=lambda: Rate(DEVICE_RATE, "device"))
    addresses: Rate = field(default_factory=lambda: Rate(ADDRESS_RATE, "address"))
    failures: Rate = field(default_factory=lambda: Rate(FAILURE_RATE, "failure"))


@dataclass(frozen=True, slots=True)
class Service:
    """One server process at work."""

    seed: bytes
    roles: tuple[str, ...]
    clock: Clock
    database: Database
    fleeting: Database
    """What all workers share and nobody misses when it is lost."""
    nonces: Nonces
    store: Store
    started: int
    """When this process began, in Unix milliseconds."""
    public: bytes
    """The server's public key, and the 16 bytes that requests are bound to."""
    id: bytes
    rosters: Rosters = field(default_factory=Rosters)
    rates: Rates = field(default_factory=Rates)
    meter: Meter = field(default_factory=Meter)

    def now(self) -> int:
        """Return the moment it is in Unix milliseconds."""
        return milliseconds(self.clock)

    def share(self) -> None:
        """Tell the other workers what was counted here, and learn what they did."""
        for rate in (self.rates.devices, self.rates.addresses, self.rates.failures):
            rate.share(self.fleeting)
        self.meter.share(self.fleeting)

    def close(self) -> None:
        """Close the databases and the store."""
        self.fleeting.close()
        self.store.close()
        self.database.close()
