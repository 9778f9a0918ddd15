"""Make a bundle: everything this laptop wrote, or what it wrote since a day, in one sealed file."""

import os
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds, today
from storage.errors import RejectedError
from storage.usecases.changes import Changes
from storage.usecases.syncing.bundles import (
    BundleNote,
    Where,
    kept_at,
    listed,
    note_bundle,
)
from storage.usecases.syncing.roster import entries
from storage.usecases.transaction import Transaction
from sync.client import access
from sync.client.commands import Do, Look, Script, Tell
from sync.client.enrolment.admitting import decided_devices
from sync.client.membership import Membership, membership
from sync.client.round import seal_all
from sync.client.sealing import anything_waits
from sync.protocol.bundle import BundleWriter, Carried, Entry, Head

_FORM = 1
_AT_ONCE = 4 * 1024 * 1024
"""Bytes that are written between two moments at which somebody may stop it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What went into a bundle, how large its file is, for how many laptops it is."""

    envelopes: int
    size: int
    receivers: int
    left_out: bool = False
    """Whether something that was saved here is not in it, because it could not be sealed."""


def make_bundle(
    clock: Clock, target: Path, *, since: int = 0, read_only: bool = False
) -> Script[Made]:
    """Write a bundle to ``target`` for every laptop of the program.

    ``since`` leaves out what was saved before that moment (Unix milliseconds).
    RejectedError when this workspace has no program yet or was taken out of it, OSError when the
    file cannot be written; nothing is left of an unfinished one. From a ``read_only`` workspace
    goes what was sealed before, and nothing is noted there.
    """
    member: Membership | None = yield Look(membership)
    if member is None:
        raise RejectedError("This workspace belongs to no program yet. Begin or join one first.")
    if not member.vaults():
        raise RejectedError(
            "This laptop has been taken out of the program. Call a lead: what was not sent is "
            "handed over to them with the next sync."
        )
    if not read_only:
        yield from access.offer(clock)
        yield from seal_all()
    left_out: bool = yield Look(anything_waits)
    places: list[Where] = yield Look(listed, (since,))
    now = milliseconds(clock.now())
    making = _Making(target, member, now, since)
    try:
        yield Look(making.begin)
        done = 0
        while done < len(places):
            done = yield Look(making.write, (places, done))
            yield Tell("sending", done, len(places))
        digest: bytes = yield Look(making.finish)
    finally:
        making.drop_unfinished()
    made = Made(making.envelopes, target.stat().st_size, making.receivers, left_out)
    if read_only:
        return made
    note = BundleNote(digest, True, now, member.identity.device, since, made.envelopes)
    yield Do(_note, (note,))
    return made


def file_name(clock: Clock, folder: Path) -> str:
    """Return a name for today's bundle in ``folder`` that tells nothing but the day.

    The day is that in Massachusetts. The name is one that nothing there has: a colleague's bundle
    of the same day, or one's own of this morning, may not have been taken in yet. OSError where
    the folder cannot be read.
    """
    day = f"satchel-{today(clock)}"
    taken = {one.name.lower() for one in folder.iterdir()}
    names = (f"{day}{'' if number == 1 else f'-{number}'}.bundle" for number in count(1))
    return next(name for name in names if name not in taken)


class _Making:
    """One bundle being written beside its place; ``finish`` moves it there."""

    def __init__(self, target: Path, member: Membership, now: int, since: int) -> None:
        self.envelopes = self.receivers = 0
        self._target = target
        self._part = target.with_name(f"{target.name}.part")
        self._member = member
        self._head = Head(_FORM, member.roster.program, member.identity.device, now, since)
        self._file: BinaryIO | None = None
        self._writer: BundleWriter | None = None

    def begin(self, connection: Connection) -> None:
        """Open the file and write the roster."""
        self._file = self._part.open("wb")
        members = [each.device for each in self._member.roster.members.values()]
        newest = [each for each in decided_devices(connection) if each not in members]
        receivers = [device.kem for device in (*members, *newest)]
        self.receivers = len(receivers)
        self._writer = BundleWriter(self._file, self._head, receivers)
        for body in entries(connection):
            self._writer.put(Entry(body))

    def write(self, connection: Connection, places: list[Where], done: int) -> int:
        """Write the next envelopes; return how many places are done."""
        _file, writer = self._open()
        size = 0
        while done < len(places) and size < _AT_ONCE:
            kept = kept_at(connection, places[done])
            done += 1
            if kept is not None:
                writer.put(Carried(*kept))
                size += len(kept.body)
                self.envelopes += 1
        return done

    def finish(self, _connection: Connection) -> bytes:
        """Sign, wait until the stick has it, and return the digest the bundle is known by."""
        file, writer = self._open()
        digest = writer.finish(self._member.identity.signing)
        file.flush()
        os.fsync(file.fileno())
        file.close()
        self._part.replace(self._target)
        return digest

    def _open(self) -> tuple[BinaryIO, BundleWriter]:
        if self._file is None or self._writer is None:
            raise ValueError("the bundle has not begun")
        return self._file, self._writer

    def drop_unfinished(self) -> None:
        """Leave nothing behind of a bundle that was not finished."""
        if self._file is not None:
            self._file.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


def _note(transaction: Transaction, note: BundleNote) -> tuple[bool, Changes]:
    return note_bundle(transaction.connection, note), Changes()
