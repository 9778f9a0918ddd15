"""Names in the store that belong to no chunk: just being brought, or to be deleted.

A name stands here before its chunk is brought and until its row is written, so that what was
brought halfway, or could not be deleted while the store was away, is found and deleted later.
"""

from sqlalchemy import delete, select

from sync.server.service import Service
from sync.server.tables import loose

_LOOSE_MS = 60 * 60 * 1000
_AT_ONCE = 500


def forget(service: Service, names: list[str]) -> None:
    """Delete loose chunks from the store; what cannot be deleted now stays among the loose."""
    for name in names:
        service.store.delete(name)
    if names:
        gone = delete(loose).where(loose.c.name.in_(names))
        service.database.write(lambda connection: connection.execute(gone))


def sweep(service: Service) -> None:
    """Delete what has been loose for an hour: brought halfway, or left when the store was away."""
    query = select(loose.c.name).where(loose.c.time < service.now() - _LOOSE_MS).limit(_AT_ONCE)
    names = service.database.read(lambda connection: list(connection.execute(query).scalars()))
    forget(service, names)
