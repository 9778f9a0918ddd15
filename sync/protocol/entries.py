"""The entries of a roster: what each kind says, and how its body is read.

Part 0 of an entry is its body, in the clear and exact: the server derives from it who may do what.
Of an admission part 1 is the member's name and part 2 the key ring; of the kinds that hand out
keys, part 1 + *n* is what is wrapped to receiver *n*. Where nobody needs them they may be left out.
"""

from typing import Literal

import msgspec

from sync.protocol import signing, wrapping
from sync.protocol.encoding import decode, decode_canonical
from sync.protocol.envelope import Envelope, Kind
from sync.protocol.errors import NewerProtocolError, ProtocolError

DEVICE = 8
VAULT = 16
NOWHERE = bytes(VAULT)
"""Where a case stands that was destroyed."""
Role = Literal["admin", "member"]
Reason = Literal["lost", "stolen", "left", "replaced", "ended", "rotated"]
"""Why devices were taken out; ``rotated`` where only the keys were made anew."""


class _Body(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """The base of all bodies: exact, so further fields are of another form."""


class Device(_Body, frozen=True):
    """One device as the program knows it: its id (8 bytes), its two public keys."""

    id: bytes
    signing: bytes
    kem: bytes


class VaultName(_Body, frozen=True):
    """A vault's id (16 bytes) and what it is for: "cases", "program"."""

    id: bytes
    name: str


class Cut(_Body, frozen=True):
    """The last envelope of one device's chain in ``log`` that the program takes in."""

    log: bytes
    device: bytes
    incarnation: int
    number: int


class Rotated(_Body, frozen=True):
    """A vault whose key was made anew, with the number of the new epoch."""

    vault: bytes
    epoch: int


class Moved(_Body, frozen=True):
    """A case whose key in ``vault`` is destroyed; ``to`` is where it stands now, or ``NOWHERE``."""

    vault: bytes
    scope: bytes
    to: bytes


class Genesis(_Body, frozen=True, tag="genesis"):
    """The first entry: a program begins on ``device``, with these vaults."""

    form: int
    nonce: bytes
    vaults: tuple[VaultName, ...]
    device: Device


class Admission(_Body, frozen=True, tag="admit"):
    """An admin's device admits ``device`` to ``vaults``; ``after`` is the entry before this."""

    form: int
    after: bytes
    device: Device
    role: Role
    vaults: tuple[bytes, ...]
    invitation: bytes


class PersonAdmission(_Body, frozen=True, tag="admit"):
    """An admission (form 2) that says whose device it is, and until when.

    ``person`` (16 bytes) is the same on all devices of one person; ``ends`` is the end of a
    coverage in Unix milliseconds, 0 for a membership without one.
    """

    form: int
    after: bytes
    device: Device
    role: Role
    vaults: tuple[bytes, ...]
    invitation: bytes
    person: bytes
    ends: int


class RoleChange(_Body, frozen=True, tag="role"):
    """``device`` is an admin, or a member, from here on."""

    form: int
    after: bytes
    device: bytes
    role: Role


class Revocation(_Body, frozen=True, tag="revoke"):
    """``devices`` belong to the program no more, and its keys are new.

    What they wrote up to ``cuts`` stays; what comes after waits for an admin. With ``erase`` they
    are told to destroy what they hold, once they have handed over what was not sent.
    """

    form: int
    after: bytes
    devices: tuple[bytes, ...]
    reason: Reason
    erase: bool
    cuts: tuple[Cut, ...]
    rotated: tuple[Rotated, ...]
    receivers: tuple[bytes, ...]


class Withdrawal(_Body, frozen=True, tag="withdraw"):
    """``devices`` are members of one vault no more; with none, its key is only made anew."""

    form: int
    after: bytes
    devices: tuple[bytes, ...]
    rotated: Rotated
    cuts: tuple[Cut, ...]
    receivers: tuple[bytes, ...]


class Acceptance(_Body, frozen=True, tag="accept"):
    """What came after the cuts of a device that left is taken in, up to these."""

    form: int
    after: bytes
    cuts: tuple[Cut, ...]


class NewVault(_Body, frozen=True, tag="vault"):
    """The program has a further vault, whose members are the receivers."""

    form: int
    after: bytes
    vault: VaultName
    receivers: tuple[bytes, ...]


class Grant(_Body, frozen=True, tag="grant"):
    """A member of the program becomes a member of a further vault."""

    form: int
    after: bytes
    vault: bytes
    receivers: tuple[bytes, ...]


class Expunging(_Body, frozen=True, tag="expunge"):
    """The keys of these cases are destroyed everywhere."""

    form: int
    after: bytes
    cases: tuple[Moved, ...]
    reason: str


class RecoveryKey(_Body, frozen=True, tag="recovery"):
    """The program has a recovery key: ``threshold`` of the holders' shares make it whole.

    It replaces the one before. The last part is what is wrapped to ``kem``: the vaults' keys.
    """

    form: int
    after: bytes
    threshold: int
    kem: bytes
    signing: bytes
    receivers: tuple[bytes, ...]


Entry = (
    Genesis
    | Admission
    | PersonAdmission
    | RoleChange
    | Revocation
    | Withdrawal
    | Acceptance
    | NewVault
    | Grant
    | Expunging
    | RecoveryKey
)
Handing = Revocation | Withdrawal | NewVault | Grant | RecoveryKey
"""The entries that hand keys to receivers."""


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    """How the body of every entry begins, also of one that a newer version made."""

    kind: str
    form: int


_KINDS: dict[tuple[str, int], type[Entry]] = {
    ("genesis", 1): Genesis,
    ("admit", 1): Admission,
    ("admit", 2): PersonAdmission,
    ("role", 1): RoleChange,
    ("revoke", 1): Revocation,
    ("withdraw", 1): Withdrawal,
    ("accept", 1): Acceptance,
    ("vault", 1): NewVault,
    ("grant", 1): Grant,
    ("expunge", 1): Expunging,
    ("recovery", 1): RecoveryKey,
}
"""What this version reads; entries of other kinds and forms are of a newer one."""


def entry_of(envelope: Envelope) -> Entry:
    """Return the body of a roster entry, unverified.

    Raises NewerProtocolError for a kind or form this version does not know: who cannot read an
    entry does not know who belongs to the program, and goes no further.
    """
    if envelope.header.kind != Kind.ROSTER or envelope.parts[0] is None:
        raise ProtocolError("A roster entry has no body.")
    beginning = decode(envelope.parts[0], _Beginning)
    kind = _KINDS.get((beginning.kind, beginning.form))
    if kind is None:
        raise NewerProtocolError("A roster entry was made by a newer version of Satchel.")
    body: Entry = decode_canonical(envelope.parts[0], kind)
    if len(envelope.parts) != parts_of(body):
        raise ProtocolError("A roster entry has not the parts of its kind.")
    return body


def parts_of(body: Entry) -> int:
    """Return how many parts an entry with this body has."""
    match body:
        case Genesis():
            return 2
        case Admission() | PersonAdmission():
            return 3
        case RecoveryKey():
            return 2 + len(body.receivers)
        case Revocation() | Withdrawal() | NewVault() | Grant():
            return 1 + len(body.receivers)
        case RoleChange() | Acceptance() | Expunging():
            return 1


def check_device(device: Device) -> None:
    """Raise ProtocolError when ``device`` has an id or a key that no device can have."""
    if len(device.id) != DEVICE or len(device.kem) != wrapping.PUBLIC_LENGTH:
        raise ProtocolError("A device is not one the protocol knows.")
    signing.check_public(device.signing)
