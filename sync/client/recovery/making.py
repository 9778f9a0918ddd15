"""Make the program's recovery key: split among people before anybody has seen it whole."""

from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.errors import RejectedError
from sync.client.commands import Look, Script
from sync.client.governing.entering import Drafted, enter
from sync.client.governing.rotation import whole_vault
from sync.client.membership import Membership, membership
from sync.protocol.entries import RecoveryKey
from sync.protocol.keyring import hand_keys
from sync.protocol.recoverykey import held_purpose, keys_of, new_master
from sync.protocol.shares import split
from sync.protocol.wrapping import wrap_to

SIZES = ((2, 3), (3, 5))
"""How many shares are needed, of how many people."""


def make_recovery_key(clock: Clock, holders: tuple[bytes, ...], threshold: int) -> Script[None]:
    """Make a recovery key, in place of any before, whose shares these devices hold.

    2 of 3 people, or 3 of 5. The key is whole in this process alone, for as long as it takes to
    make the entry. Its first rehearsal is planned where the entry is taken in: after an
    interruption, by the next round. Raises RejectedError for another choice of people, also where
    one of them turns out to have left; SyncError as ``enter``.
    """
    yield Look(_check_choice, (holders, threshold))
    yield from enter(clock, partial(_make, tuple(sorted(holders)), threshold))


def _check_choice(connection: Connection, holders: tuple[bytes, ...], threshold: int) -> None:
    member = membership(connection)
    known = member.roster.members if member is not None else {}
    people = {known[holder].person for holder in holders if holder in known}
    if len(people) < len(holders):
        raise RejectedError(
            "Each share goes to another person of the program. Choose people, not two laptops of"
            " one."
        )
    if (threshold, len(holders)) not in SIZES:
        raise RejectedError("Choose three people, of whom two are needed; or five and three.")


def _make(
    holders: tuple[bytes, ...], threshold: int, connection: Connection, member: Membership
) -> Drafted:
    roster, master = member.roster, new_master()
    if not roster.members.keys() >= set(holders):
        raise RejectedError(
            "Somebody you chose has left the program meanwhile. Nothing was made; choose again."
        )
    key = keys_of(master)
    wrapped = [
        wrap_to(
            roster.members[holder].device.kem,
            held_purpose(roster.program, holder, roster.last),
            words.encode(),
        )
        for holder, words in zip(holders, split(master, threshold, len(holders)), strict=True)
    ]
    vaults = tuple(whole_vault(connection, member, vault) for vault in member.vaults())
    handed = hand_keys(roster.program, key.id, key.kem, roster.last, vaults)
    body = RecoveryKey(1, roster.last, threshold, key.kem, key.public, holders)
    return body, (*wrapped, handed)
