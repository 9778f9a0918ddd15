"""Take further entries of a roster: each follows by the rules, and cuts off nothing kept here."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from sqlalchemy import Connection, func, select

from sync.protocol.entries import Cut, Genesis, Revocation, Withdrawal
from sync.protocol.envelope import Envelope
from sync.protocol.errors import ProtocolError
from sync.protocol.roster import Roster, entry_of, extend
from sync.server.logs import add_log
from sync.server.refusals import RefusedError
from sync.server.tables import envelopes, logs


def follow_entries(
    connection: Connection, roster: Roster, new: Sequence[Envelope], *, placed_before: bool
) -> None:
    """Return when ``new`` entries extend ``roster``, whose log is locked; make new vaults' logs.

    Refuses them as a stale roster where another entry came first, and as a stale cut where they
    would cut off envelopes that are here already: the admin's laptop pulls those and asks again.
    Of vaults that the author cannot read nobody could ask that, and of entries that were
    ``placed_before`` this server was restored nobody can: others have them as they are. What stands
    beyond such a cut was saved by who could not know of it, and waits on laptops for an admin.
    """
    for entry in new:
        try:
            body = entry_of(entry)
            if isinstance(body, Genesis):
                raise RefusedError("malformed")
            if body.after != roster.last:
                raise RefusedError("stale-roster")
            after = extend(roster, entry)
        except ProtocolError as error:
            raise RefusedError("malformed") from error
        if isinstance(body, Revocation | Withdrawal) and not placed_before:
            left = _left_by(roster, body, entry.header.device)
            _check_cuts(connection, roster, left, body.cuts)
        for vault in after.vaults[len(roster.vaults) :]:
            add_log(connection, roster.program, vault.id)
        roster = after


def _left_by(
    roster: Roster, body: Revocation | Withdrawal, author: bytes
) -> set[tuple[bytes, bytes]]:
    """Return the devices that an entry takes out of vaults, each with the vault.

    Of those that its author is in: it says nothing about chains in the others.
    """
    if isinstance(body, Withdrawal):
        return {(id_, body.rotated.vault) for id_ in body.devices}
    known = set(roster.members[author].vaults)
    return {
        (id_, vault)
        for id_ in body.devices
        for vault in roster.members[id_].vaults
        if vault in known
    }


def _check_cuts(
    connection: Connection,
    roster: Roster,
    left: AbstractSet[tuple[bytes, bytes]],
    cuts: Sequence[Cut],
) -> None:
    """Return when no chain goes beyond its cut, of a device in a vault that it has ``left``."""
    cut_at = {(cut.log, cut.device, cut.incarnation): cut.number for cut in cuts}
    for (log, device, incarnation), number in _reached(connection, roster, left).items():
        if (device, log) in left and number > cut_at.get((log, device, incarnation), 0):
            raise RefusedError("stale-cut")


def _reached(
    connection: Connection, roster: Roster, left: AbstractSet[tuple[bytes, bytes]]
) -> dict[tuple[bytes, bytes, int], int]:
    """Return how far these devices' chains go in the vaults, to which nobody adds meanwhile."""
    vaults = {vault for _device, vault in left}
    # In one order, so that two entries that lock several logs do not wait for each other.
    locked = (
        select(logs.c.id, logs.c.log)
        .where(logs.c.program == roster.program, logs.c.log.in_(vaults))
        .order_by(logs.c.id)
        .with_for_update()
    )
    names = {row.id: row.log for row in connection.execute(locked)}
    chain = (envelopes.c.log, envelopes.c.device, envelopes.c.incarnation)
    rows = connection.execute(
        select(*chain, func.max(envelopes.c.number).label("number"))
        .where(
            envelopes.c.log.in_(list(names)),
            envelopes.c.device.in_({device for device, _vault in left}),
        )
        .group_by(*chain)
    )
    return {(names[row.log], row.device, row.incarnation): row.number for row in rows}
