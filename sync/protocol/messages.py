"""The bodies of requests and answers."""

from typing import Literal

import msgspec

from sync.protocol.chains import Count, Head


class Message(msgspec.Struct, array_like=True, frozen=True):
    """The base of all bodies; fields a newer version appends are ignored."""


class Status(Message, frozen=True):
    """Who a server is; unsigned requests may ask. ``roles``: "records", "figures"."""

    server: bytes
    public: bytes
    time: Count
    generation: Count
    roles: tuple[str, ...]


class LogHead(Message, frozen=True):
    """How far one log goes."""

    log: bytes
    head: Head


class Heads(Message, frozen=True):
    """How far every log goes that the asking device may read, the roster first."""

    heads: tuple[LogHead, ...]


class Push(Message, frozen=True):
    """Envelopes for one log, in the order of their device's chain."""

    log: bytes
    envelopes: tuple[bytes, ...]


class Accepted(Message, frozen=True):
    """Where one envelope stands: it was stored now, or had been already."""

    digest: bytes
    sequence: Count


class Pushed(Message, frozen=True):
    """Where every pushed envelope stands, and how far the log goes now."""

    accepted: tuple[Accepted, ...]
    head: Head


class Item(Message, frozen=True):
    """One place of a log: whole, or only the digest where the asking device wrote it itself."""

    sequence: Count
    generation: Count
    digest: bytes
    envelope: bytes | None


class Page(Message, frozen=True):
    """A stretch of a log from the place after the one asked for; ``head`` is of the whole log."""

    items: tuple[Item, ...]
    head: Head


class Sheet(Message, frozen=True):
    """A fact sheet as a program sent it, with the roster entries that prove who signed it."""

    roster: tuple[bytes, ...]
    sheet: bytes


class Sheets(Message, frozen=True):
    """Fact sheets, each as it was signed, with the name the operator gave its program."""

    sheets: tuple[tuple[str, bytes], ...]


class Kept(Message, frozen=True):
    """What the server has of a blob: its manifest, and the numbers of the chunks it lacks."""

    manifest: bytes
    missing: tuple[Count, ...]


class Places(Message, frozen=True):
    """Parts of the envelope at ``sequence`` of a log."""

    sequence: Count
    parts: tuple[Count, ...]


class Expunge(Message, frozen=True):
    """Parts of one log's envelopes that the server is to keep no longer."""

    log: bytes
    places: tuple[Places, ...]


class Snapshot(Message, frozen=True):
    """A snapshot or an attestation, whole, and where it stands in its log."""

    sequence: Count
    envelope: bytes


class Snapshots(Message, frozen=True):
    """The newest snapshots of a log and the attestations after the oldest of these, in order."""

    snapshots: tuple[Snapshot, ...]


class Parked(Message, frozen=True):
    """One envelope that a device left after it was taken out; ``time`` in Unix milliseconds."""

    device: bytes
    digest: bytes
    size: Count
    time: Count


class ParkedList(Message, frozen=True):
    """Everything that devices of a program left after they were taken out, oldest first."""

    parked: tuple[Parked, ...]


Reason = Literal[
    "malformed",
    "not-signed",
    "version",
    "clock",
    "replayed",
    "forbidden",
    "unknown-program",
    "blocked",
    "revoked",
    "not-next",
    "stale-roster",
    "stale-cut",
    "taken",
    "too-large",
    "too-many",
    "wrong-type",
    "not-found",
    "full",
    "busy",
]


class Refusal(Message, frozen=True):
    """Why a request was refused; ``time`` lets a device find how far its clock is off."""

    reason: Reason
    time: Count
    detail: Count = 0
    """For "not-next": the number that the device's chain in this log goes on with; for "version":
    the version of the protocol that the server speaks."""
