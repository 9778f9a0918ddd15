"""Who holds cases: the people whose laptops have their keys, and when each was heard last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from sync.client.members import members
from sync.client.membership import membership

_SOME = 400


@dataclass(frozen=True, slots=True)
class Holder:
    """One person: how many laptops, and when the one that was silent longest was heard.

    ``heard`` is None where one of them never was.
    """

    name: str
    laptops: int
    heard: datetime | None


@dataclass(frozen=True, slots=True)
class Holders:
    """The people who hold some of the cases, and the cases with the vault that each stands in."""

    people: tuple[Holder, ...]
    stands: tuple[tuple[bytes, bytes], ...]
    """Vault and scope."""


def holders(connection: Connection, cases: Sequence[RecordId]) -> Holders:
    """Return who holds ``cases``; nobody but this laptop without a program."""
    stands: list[tuple[bytes, bytes]] = []
    for start in range(0, len(cases), _SOME):
        some = tuple(cases[start : start + _SOME])
        query = f"SELECT vault, scope FROM case_key WHERE scope IN ({', '.join('?' * len(some))})"  # noqa: S608 - marks
        stands += ((row.vault, row.scope) for row in connection.exec_driver_sql(query, some))
    member = membership(connection)
    vaults = {vault for vault, _ in stands}
    inside = {d for vault in vaults for d in member.roster.members_of(vault)} if member else set()
    by_name: dict[str, list[datetime | None]] = {}
    for one in members(connection):
        if one.device in inside:
            by_name.setdefault(one.name, []).append(one.heard)
    people = (
        Holder(name, len(heard), None if None in heard else min(filter(None, heard)))
        for name, heard in by_name.items()
    )
    return Holders(tuple(people), tuple(stands))
