"""A small program with fixed keys, and envelopes of every kind in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import shake_256

from sync.protocol import roster
from sync.protocol.changes import ChangesetHeader, Piece, seal_changes
from sync.protocol.encoding import encode
from sync.protocol.envelope import BEGINNING, Address, Envelope, Kind
from sync.protocol.keyring import VaultKeys
from sync.protocol.roster import Admission, Device, Genesis, Role, VaultName
from sync.protocol.signing import public_of
from sync.protocol.wrapping import kem_public_of


def fixed(label: str, length: int) -> bytes:
    """Bytes that are the same at every run and differ by label."""
    return shake_256(b"satchel vectors/" + label.encode()).digest(length)


@dataclass(frozen=True, slots=True)
class Laptop:
    """A device with all its private keys."""

    name: str

    @property
    def id(self) -> bytes:
        return fixed(f"{self.name} id", 8)

    @property
    def seed(self) -> bytes:
        return fixed(f"{self.name} signing", 32)

    @property
    def mlkem(self) -> bytes:
        return fixed(f"{self.name} mlkem768", 64)

    @property
    def x25519(self) -> bytes:
        return fixed(f"{self.name} x25519", 32)

    @property
    def device(self) -> Device:
        return Device(self.id, public_of(self.seed), kem_public_of(self.mlkem, self.x25519))

    def address(
        self,
        log: bytes,
        kind: Kind = Kind.CHANGES,
        number: int = 1,
        previous: bytes = BEGINNING,
        epoch: int = 1,
        incarnation: int = 0,
    ) -> Address:
        return Address(kind, log, self.id, incarnation, number, previous, epoch)


ANA, BEN, EVE = Laptop("Ana"), Laptop("Ben"), Laptop("Eve")
ROSTER_LOG, CASES, SHARED = fixed("roster", 16), fixed("cases", 16), fixed("program", 16)
CASES_KEY, SHARED_KEY = fixed("cases key", 32), fixed("program key", 32)
FIRST_CASE, SECOND_CASE = sorted((fixed("a case", 16), fixed("another case", 16)))
CASE_KEYS = {FIRST_CASE: fixed("a case key", 32), SECOND_CASE: fixed("another case key", 32)}


def held(scope: bytes) -> list[bytes]:
    """The keys of a case that are here."""
    return [CASE_KEYS[scope]] if scope in CASE_KEYS else []


WRAPPED = b"wrapped"
"""Stands where nobody opens it; tests/protocol/test_wrapping.py wraps."""


def genesis_body(laptop: Laptop = ANA) -> Genesis:
    vaults = (VaultName(CASES, "cases"), VaultName(SHARED, "program"))
    return Genesis(1, fixed("genesis nonce", 16), vaults, laptop.device)


def genesis(laptop: Laptop = ANA, body: Genesis | None = None) -> Envelope:
    body = body or genesis_body(laptop)
    return roster.make_genesis(ROSTER_LOG, 0, laptop.seed, body, laptop.name, SHARED_KEY)


BEGUN = genesis()
"""Its salt is random: a program of another run has another id."""


def admission_body(
    after: bytes, laptop: Laptop = BEN, role: Role = "member", vaults: tuple[bytes, ...] = (CASES,)
) -> Admission:
    return Admission(1, after, laptop.device, role, vaults, fixed("meeting place", 16))


@dataclass
class Program:
    """A roster that grows, by whoever signs."""

    entries: list[Envelope] = field(default_factory=lambda: [BEGUN])

    @property
    def roster(self) -> roster.Roster:
        known = roster.begin(self.entries[0])
        for entry in self.entries[1:]:
            known = roster.extend(known, entry)
        return known

    def entry(
        self, body: Admission, by: Laptop = ANA, log: bytes = ROSTER_LOG, wrapped: bytes = WRAPPED
    ) -> Envelope:
        own = [entry for entry in self.entries if entry.header.device == by.id]
        number, previous = (len(own) + 1, own[-1].digest) if own else (1, BEGINNING)
        address = by.address(log, Kind.ROSTER, number, previous)
        return roster.make_admission(address, by.seed, body, "Ben", SHARED_KEY, wrapped)

    def admission(
        self, laptop: Laptop = BEN, role: Role = "member", vaults: tuple[bytes, ...] = (CASES,)
    ) -> Envelope:
        return self.entry(admission_body(self.entries[-1].digest, laptop, role, vaults))

    def admit(self, laptop: Laptop, role: Role = "member") -> Envelope:
        entry = self.admission(laptop, role)
        self.entries.append(entry)
        return entry


KEYRING = (
    VaultKeys(CASES, ((1, CASES_KEY), (2, fixed("cases key 2", 32))), fixed("outside", 32)),
    VaultKeys(SHARED, ((1, SHARED_KEY),), fixed("outside program", 32)),
)


def changeset(counter: int = 1, parts: int = 2, seen: bytes | None = None) -> ChangesetHeader:
    heads = encode([[CASES, 1, 7, fixed("a link", 32)]]) if seen is None else seen
    digests = tuple(fixed(f"part {counter} {number}", 32) for number in range(parts))
    return ChangesetHeader(0, counter, (1_770_000_000_000 << 16) + counter, "Ana Reyes", "intake",
                           fixed("batch", 16), heads, digests)  # fmt: skip


CHANGESETS = (changeset(1), changeset(2, parts=1))
PIECES: Mapping[bytes, Sequence[Piece]] = {
    FIRST_CASE: (Piece(0, 0, b"what was done first"), Piece(1, 0, b"and afterwards")),
    SECOND_CASE: (Piece(0, 1, b"elsewhere, " * 40),),
}


def changes(
    address: Address | None = None,
    changesets: Sequence[ChangesetHeader] = CHANGESETS,
    pieces: Mapping[bytes, Sequence[Piece]] = PIECES,
    new_keys: Sequence[bytes] = (SECOND_CASE,),
) -> Envelope:
    address = address or ANA.address(CASES)
    return seal_changes(address, ANA.seed, CASES_KEY, changesets, pieces, CASE_KEYS, new_keys)
