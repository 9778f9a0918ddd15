"""Which program this laptop belongs to, and who else does."""

from dataclasses import dataclass, field
from functools import lru_cache, reduce

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from sync.client.session import Server, Session
from sync.protocol.envelope import parse
from sync.protocol.roster import Roster, begin, extend

SERVER_ID = 16


@dataclass(frozen=True, slots=True)
class Identity:
    """What this device is: its id, its incarnation, its private keys."""

    device: bytes
    incarnation: int
    signing: bytes = field(repr=False)
    x25519: bytes = field(repr=False)
    mlkem768: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """The program as this laptop knows it."""

    identity: Identity
    roster: Roster
    server: Server
    address: str

    def session(self, clock: Clock) -> Session:
        """Return a session with the program's server."""
        return Session(
            self.server, self.roster.program, self.identity.device, self.identity.signing, clock
        )

    def vaults(self) -> tuple[bytes, ...]:
        """Return the vaults this device is a member of; none before it was admitted."""
        member = self.roster.members.get(self.identity.device)
        return member.vaults if member else ()

    def writing_vaults(self) -> tuple[bytes, ...]:
        """Return the vaults for which this device seals what is saved here.

        After it was taken out these are the ones that it was in: what it seals is handed over.
        """
        gone = self.roster.gone.get(self.identity.device)
        own = gone.member.vaults if gone else self.vaults()
        return (*own, *self.left_vaults())

    def left_vaults(self) -> tuple[bytes, ...]:
        """Return the vaults this device was taken out of while it stayed in the program."""
        here = self.identity.device
        gone = self.roster.gone.get(here)
        own = gone.member.vaults if gone else self.vaults()
        cut = {log for log, device, _ in self.roster.cuts if device == here}
        return tuple(sorted(cut - set(own)))


def identity(connection: Connection) -> Identity:
    """Return this device with its private keys."""
    row = connection.exec_driver_sql(
        "SELECT id, incarnation, signing, x25519, mlkem768 FROM this_device"
    ).one()
    return Identity(*row)


def load_roster(connection: Connection) -> Roster | None:
    """Return the roster as it was verified; None before there is a program."""
    bodies = connection.exec_driver_sql("SELECT body FROM roster_entry ORDER BY sequence")
    return _verified(tuple(bodies.scalars()))


@lru_cache(maxsize=4)
def _verified(bodies: tuple[bytes, ...]) -> Roster | None:
    """Return the roster of these entries: the same bytes are verified once, not at every step."""
    entries = [parse(body) for body in bodies]
    return reduce(extend, entries[1:], begin(entries[0])) if entries else None


def membership(connection: Connection) -> Membership | None:
    """Return this laptop's membership; None before it has begun or joined a program."""
    row = connection.exec_driver_sql("SELECT genesis, server, server_key FROM program").first()
    roster = load_roster(connection)
    if row is None or roster is None or roster.program != row.genesis:
        return None
    server = Server(row.server_key[:SERVER_ID], row.server_key[SERVER_ID:])
    return Membership(identity(connection), roster, server, row.server)
