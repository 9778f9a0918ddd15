"""Take and give the chunks of blobs, in as many goes as a poor line needs.

A chunk is in the store first and in the table then.
"""

from hashlib import sha256

from sqlalchemy import Connection, delete, insert

from sync.protocol.blobs import Chunk, chunks_of
from sync.server.asks import Ask, no_query
from sync.server.authorisation import Asker
from sync.server.blobs import blob_of, here, vault_of
from sync.server.events import record
from sync.server.loose import forget
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import keep_totals, locked_totals
from sync.server.stores import new_name
from sync.server.tables import chunks, loose


def plan_put_chunk(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep one chunk that the blob's manifest lists."""
    no_query(ask)
    return Plan(vault_of(ask), lambda: _put_chunk(service, ask, asker))


def plan_get_chunk(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to give one chunk."""
    no_query(ask)
    return Plan(vault_of(ask), lambda: _get_chunk(service, ask, asker))


def _listed(connection: Connection, ask: Ask, asker: Asker) -> Chunk:
    """Return the chunk in the path; refuses a number that its blob does not list."""
    listed = chunks_of(blob_of(connection, ask, asker).manifest)
    number = int(ask.named["number"])
    if number >= len(listed):
        raise RefusedError("not-found")
    return listed[number]


def _put_chunk(service: Service, ask: Ask, asker: Asker) -> bytes:
    chunk = service.database.read(lambda connection: _listed(connection, ask, asker))
    if (sha256(ask.body).digest(), len(ask.body)) != (chunk.digest, chunk.size):
        raise RefusedError("malformed")
    name = new_name(ask.program, ask.id_in_path("vault"), chunk.digest)
    now = service.now()
    if not service.database.write(lambda connection: _announced(connection, ask, chunk, name, now)):
        return b""
    try:
        service.store.put(name, ask.body)
        kept = service.database.write(lambda connection: _keep(connection, ask, asker, chunk, name))
    except RefusedError:
        forget(service, [name])
        raise
    if not kept:
        forget(service, [name])
    return b""


def _announced(connection: Connection, ask: Ask, chunk: Chunk, name: str, now: int) -> bool:
    """Tell whether the chunk is wanted and fits; its name is among the loose ones then."""
    if here(connection, ask, [chunk.digest]):
        return False
    locked_totals(connection, ask.program).check(chunk.size)
    connection.execute(insert(loose).values(name=name, time=now))
    return True


def _keep(connection: Connection, ask: Ask, asker: Asker, chunk: Chunk, name: str) -> bool:
    """Give a chunk that was brought to its vault; False when somebody else was faster."""
    totals = locked_totals(connection, ask.program)
    blob_of(connection, ask, asker)
    if here(connection, ask, [chunk.digest]):
        return False
    totals.add(chunk.size)
    keep_totals(connection, totals)
    connection.execute(delete(loose).where(loose.c.name == name))
    connection.execute(
        insert(chunks).values(
            program=ask.program,
            vault=ask.id_in_path("vault"),
            digest=chunk.digest,
            size=chunk.size,
            name=name,
        )
    )
    return True


def _get_chunk(service: Service, ask: Ask, asker: Asker) -> bytes:
    def work(connection: Connection) -> tuple[Chunk, str | None]:
        chunk = _listed(connection, ask, asker)
        return chunk, here(connection, ask, [chunk.digest]).get(chunk.digest)

    chunk, name = service.database.read(work)
    if name is None:
        raise RefusedError("not-found")
    content = service.store.get(name)
    if content is None or sha256(content).digest() != chunk.digest:
        # Lost or changed in the store: said to be missing, it is brought again.
        service.database.write(lambda connection: _lose(connection, ask, chunk, name))
        record("lost", program=ask.program)
        raise RefusedError("not-found")
    return content


def _lose(connection: Connection, ask: Ask, chunk: Chunk, name: str) -> None:
    totals = locked_totals(connection, ask.program)
    lost = connection.execute(delete(chunks).where(chunks.c.name == name))
    totals.add(-chunk.size * lost.rowcount)
    keep_totals(connection, totals)
