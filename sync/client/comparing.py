"""Six words that two people compare by phone: whether both stand at the same history.

A server that shows two people two histories is found out by the first Save that crosses. Until
then nothing does cross, so two people who want to know ask each other. Both sync first; while
nobody saves, their words are the same.
"""

from hashlib import sha256

from sqlalchemy import Connection

from storage.usecases.syncing.envelopes import cursor
from sync.client.membership import membership
from sync.protocol.encoding import encode
from sync.protocol.invitation import six_words
from sync.protocol.roster import Roster

_LABEL = b"satchel/1/status\0"


def status_words(connection: Connection) -> tuple[str, ...]:
    """Return six words for the heads of the roster's log and of every vault that all are in.

    They are 66 bits of SHA-256 over the program and, log by log, how far it was received and
    verified here. Empty before there is a program. Vaults of some of the people are left out, so
    that any two can compare.
    """
    member = membership(connection)
    if member is None:
        return ()
    heads = []
    for log in (member.roster.log, *_of_all(member.roster)):
        at = cursor(connection, log)
        heads.append((log, *at) if at else (log, 0, 0, b""))
    return six_words(sha256(_LABEL + encode((member.roster.program, heads))).digest())


def _of_all(roster: Roster) -> list[bytes]:
    everybody = set(roster.members)
    vaults = sorted(vault.id for vault in roster.vaults)
    return [vault for vault in vaults if set(roster.members_of(vault)) == everybody]
