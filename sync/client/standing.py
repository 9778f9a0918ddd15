"""Where a workspace stands with its program and the server, for whoever asks."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.usecases.settings import setting
from storage.usecases.syncing.envelopes import parked_count, received_count
from storage.usecases.syncing.outgoing import waiting_count
from sync.client.forks import fork_seen
from sync.client.membership import membership
from sync.protocol.program_code import code_of


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on the server and what is not; ``code`` is empty where there is no program."""

    code: str
    server: str
    members: int
    waiting: int
    unread: int
    parked: int
    forked: bool
    last: datetime | None
    """When everything was last exchanged with the server."""


def standing(connection: Connection) -> Standing:
    """Return where this workspace stands."""
    member = membership(connection)
    last = setting(connection, "sync.last")
    return Standing(
        code_of(member.roster.program) if member else "",
        member.address if member else "",
        len(member.roster.members) if member else 0,
        waiting_count(connection),
        received_count(connection),
        parked_count(connection),
        fork_seen(connection),
        datetime.fromtimestamp(last / 1000, UTC) if last else None,
    )
