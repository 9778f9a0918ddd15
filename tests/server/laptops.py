"""Laptops of a program, as far as the server can see them: keys, chains, signed requests."""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from sync.protocol import roster as rosters
from sync.protocol import signing
from sync.protocol.encoding import encode
from sync.protocol.entries import Cut, Entry, Revocation, Rotated, parts_of
from sync.protocol.envelope import BEGINNING, Address, Envelope, Kind, make, to_bytes
from sync.protocol.program_code import code_of
from sync.protocol.roster import Admission, Device, Genesis, Role, Roster, VaultName
from sync.protocol.wrapping import PUBLIC_LENGTH

NOBODYS_KEM = bytes(PUBLIC_LENGTH)
VAULT_KEY = sha256(b"a vault").digest()


@dataclass
class Laptop:
    """One device: its keys, and where its chain in each log ends."""

    id: bytes = field(default_factory=lambda: secrets.token_bytes(8))
    seed: bytes = field(default_factory=signing.new_signing_key)
    incarnation: int = 1
    ends: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def device(self) -> Device:
        return Device(self.id, signing.public_of(self.seed), NOBODYS_KEM)

    def address(self, log: bytes, kind: Kind = Kind.CHANGES) -> Address:
        """Where this laptop's next envelope in ``log`` belongs."""
        number, previous = self.ends.get(log, (0, BEGINNING))
        return Address(kind, log, self.id, self.incarnation, number + 1, previous, 1)

    def keep(self, envelope: Envelope) -> Envelope:
        """Remember that the chain goes on after ``envelope``."""
        self.ends[envelope.header.log] = envelope.header.number, envelope.digest
        return envelope

    def envelope(self, log: bytes, *parts: bytes) -> Envelope:
        """The next envelope of this laptop in ``log``; what is in it means nothing."""
        return self.keep(make(self.address(log), parts or (b"sealed",), self.seed))

    def envelopes(self, log: bytes, count: int) -> tuple[bytes, ...]:
        """The bytes of the next ``count`` envelopes."""
        return tuple(to_bytes(self.envelope(log)) for _ in range(count))


@dataclass
class Program:
    """A program with its first laptop, begun but not yet on any server."""

    roster_log: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    cases: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    shared: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    first: Laptop = field(default_factory=Laptop)
    entries: list[Envelope] = field(default_factory=list)

    def __post_init__(self) -> None:
        vaults = (VaultName(self.cases, "cases"), VaultName(self.shared, "program"))
        body = Genesis(1, secrets.token_bytes(16), vaults, self.first.device)
        genesis = rosters.make_genesis(
            self.roster_log, self.first.incarnation, self.first.seed, body, "Ana", VAULT_KEY
        )
        self.entries.append(self.first.keep(genesis))

    @property
    def genesis(self) -> Envelope:
        return self.entries[0]

    @property
    def id(self) -> bytes:
        return rosters.program_id(self.genesis)

    @property
    def code(self) -> str:
        return code_of(self.id)

    def admission(
        self,
        laptop: Laptop,
        role: Role = "member",
        vaults: tuple[bytes, ...] | None = None,
        by: Laptop | None = None,
    ) -> Envelope:
        """The entry that admits ``laptop`` after the last one; not yet kept anywhere."""
        author = by or self.first
        body = Admission(
            1,
            self.entries[-1].digest,
            laptop.device,
            role,
            (self.cases, self.shared) if vaults is None else vaults,
            b"invitation",
        )
        address = author.address(self.roster_log, Kind.ROSTER)
        return rosters.make_admission(address, author.seed, body, "Ben", VAULT_KEY, b"wrapped")

    def admit(
        self, laptop: Laptop, role: Role = "member", vaults: tuple[bytes, ...] | None = None
    ) -> Envelope:
        """Admit ``laptop`` and go on from there."""
        entry = self.first.keep(self.admission(laptop, role, vaults))
        self.entries.append(entry)
        return entry

    @property
    def roster(self) -> Roster:
        """What the entries so far say."""
        roster = rosters.begin(self.genesis)
        for entry in self.entries[1:]:
            roster = rosters.extend(roster, entry)
        return roster

    def entry(self, body: Entry, by: Laptop | None = None) -> Envelope:
        """The next entry with this body; what it hands to receivers means nothing."""
        author = by or self.first
        address = author.address(self.roster_log, Kind.ROSTER)
        return rosters.make_entry(address, author.seed, body, (b"key",) * (parts_of(body) - 1))

    def keep(self, entry: Envelope, by: Laptop | None = None) -> Envelope:
        """Go on from ``entry``."""
        self.entries.append((by or self.first).keep(entry))
        return entry

    def revocation(self, *laptops: Laptop, cuts: tuple[Cut, ...] | None = None) -> Envelope:
        """The entry that takes ``laptops`` out after all they wrote; not yet kept anywhere."""
        roster = self.roster
        left = {laptop.id for laptop in laptops}
        lost = {vault for device in left for vault in roster.members[device].vaults}
        own = sorted(lost & set(roster.members[self.first.id].vaults))
        if cuts is None:
            cuts = tuple(
                Cut(log, laptop.id, laptop.incarnation, number)
                for laptop in laptops
                for log, (number, _digest) in laptop.ends.items()
                if log in lost
            )
        inside = {device for vault in own for device in roster.members_of(vault)}
        body = Revocation(
            1,
            roster.last,
            tuple(sorted(left)),
            "lost",
            False,
            cuts,
            tuple(Rotated(vault, roster.epochs[vault] + 1) for vault in own),
            tuple(sorted(inside - left)),
        )
        return self.entry(body)

    def chain(self) -> bytes:
        """The roster as the figures role is shown it."""
        return encode(tuple(to_bytes(entry) for entry in self.entries))
