"""Keep what came in a bundle: to be applied here, and to be carried on to a server."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import bundles, envelopes
from storage.usecases.syncing.bundles import Chained
from storage.usecases.transaction import Transaction
from sync.client.membership import Membership, membership
from sync.protocol.bundle import Carried
from sync.protocol.envelope import Kind, parse, verify
from sync.protocol.errors import ProtocolError


class Kept(NamedTuple):
    """How many envelopes are new here, were here before, and are by nobody of the program."""

    new: int = 0
    known: int = 0
    left_out: int = 0

    def plus(self, other: "Kept") -> "Kept":
        """Return both together."""
        return Kept(*(one + more for one, more in zip(self, other, strict=True)))


def keep_carried(transaction: Transaction, carried: Sequence[Carried]) -> tuple[Kept, Changes]:
    """Keep these envelopes, each of them proven by its author's signature.

    Those of this device's vaults wait to be applied like any that a server sent; those of others
    that no server is known to have are carried on.
    """
    connection = transaction.connection
    member = membership(connection)
    if member is None:
        return Kept(left_out=len(carried)), Changes()
    kept, here = Kept(), list[tuple[bytes, bytes]]()
    for each in carried:
        one = _read(member, each.body)
        if one is None:
            kept = kept.plus(Kept(left_out=1))
            continue
        is_new = _carry(connection, member, one) if not each.sequence else False
        if one.log in member.vaults():
            is_new = not _is_known(connection, member, one)
            if is_new:
                here.append((one.log, one.body))
        kept = kept.plus(Kept(new=1) if is_new else Kept(known=1))
    bundles.store_carried_in(connection, here)
    return kept, Changes()


def _read(member: Membership, body: bytes) -> Chained | None:
    """Return an envelope at its place when a device of the program signed it."""
    try:
        envelope = parse(body)
        header = envelope.header
        author = member.roster.author(header.device)
        if author is None or header.kind == Kind.ROSTER:
            return None
        verify(envelope, author.signing)
    except ProtocolError:
        return None
    place = (header.log, header.device, header.incarnation, header.number)
    return Chained(*place, envelope.digest, body)


def _carry(connection: Connection, member: Membership, one: Chained) -> bool:
    if one.device == member.identity.device or bundles.is_on_server(connection, one):
        return False
    return bool(bundles.carry_on(connection, (one,)))


def _is_known(connection: Connection, member: Membership, one: Chained) -> bool:
    """Tell whether an envelope was applied here, or waits already.

    Another one under the last number is not known: it is put aside where it is read.
    """
    end = envelopes.chain_end(connection, one.log, one.device, one.incarnation)
    if end is None and one.device == member.identity.device:
        end = envelopes.last_own(connection, one.log, one.incarnation)
    if end is not None and one.number < end.number:
        return True
    if end is not None and (one.number, one.digest) == end:
        return True
    return bundles.waits(connection, one)
