"""What the screens would say once everybody rests: everything is on the server, everybody named."""

from collections.abc import Iterator

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.usecases.syncing.expunging import held_back
from storage.usecases.syncing.needs import needs
from storage.usecases.syncing.whereabouts import Where, all_that_waits
from sync.client.bundles.whereabouts import where_is
from sync.client.members import members
from sync.client.membership import membership
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows

_LOOKED_AT = 6
"""Records of each kind, the newest."""


def shows_rest(laptop: Laptop) -> None:
    """Hold that nothing is said to wait or to be on this laptop alone, and nobody has no name.

    But for what stands in vaults that the laptop was taken out of, which nobody receives from it,
    and for cases that were destroyed everywhere else and that it keeps for a legal hold.
    """
    unnamed = [one for one in laptop.workspace.read(members) if not one.name]
    assert not unnamed, (laptop.folder.name, unnamed)
    alone = [one for one in laptop.workspace.read(_places) if one[2] in {"alone", "here"}]
    assert not alone, (laptop.folder.name, alone)
    if not laptop.workspace.read(_left):
        waits = laptop.workspace.read(all_that_waits)
        assert not waits.saves, (laptop.folder.name, waits)
    laptop.workspace.read(needs, laptop.clock.now().date())


def _places(connection: Connection) -> list[tuple[str, str, Where]]:
    return list(_looked_at(connection))


def _looked_at(connection: Connection) -> Iterator[tuple[str, str, Where]]:
    left, held = _left(connection), held_back(connection)
    for kind in KINDS:
        query = (
            f'SELECT r.id, r.scope, k.vault FROM "{kind}" r '  # noqa: S608 - our own names
            "LEFT JOIN case_key k ON k.scope = r.scope ORDER BY r.id DESC LIMIT ?"
        )
        for record, scope, vault in rows(connection, query, _LOOKED_AT):
            if vault not in left and scope not in held:
                yield kind, record.hex(), where_is(connection, kind, RecordId(record))


def _left(connection: Connection) -> tuple[bytes, ...]:
    member = membership(connection)
    return member.left_vaults() if member is not None else ()
