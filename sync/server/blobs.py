"""Blobs: take and give sealed bytes in chunks, whole or in as many goes as a poor line needs.

A chunk is in the store first and in the table then. Its name stands among the loose ones before it
is brought, so that what was brought halfway is found and deleted later.
"""

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from sync.protocol.blobs import Chunk, blob_id, chunks_of
from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Kept
from sync.server.asks import Ask, no_query
from sync.server.audit import Deed, note
from sync.server.authorisation import Asker, Target
from sync.server.events import record
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import keep_totals, locked_totals
from sync.server.stores import new_name
from sync.server.tables import blob_chunks, blobs, chunks, loose

_LOOSE_MS = 60 * 60 * 1000
_AT_ONCE = 500

Found = Row[*tuple[Any, ...]]


def plan_put(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep a blob's manifest and tell which chunks are missing."""
    no_query(ask)
    try:
        listed = chunks_of(ask.body)
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    if blob_id(ask.body) != ask.id_in_path("blob"):
        raise RefusedError("malformed")

    def act() -> bytes:
        now = service.now()
        answer = service.database.write(
            lambda connection: _put_manifest(connection, ask, asker, listed, now)
        )
        record("blob", program=ask.program, device=asker.device, count=len(listed))
        return answer

    return Plan(_target(ask), act)


def plan_put_chunk(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep one chunk that the blob's manifest lists."""
    no_query(ask)
    return Plan(_target(ask), lambda: _put_chunk(service, ask, asker))


def plan_get(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to give a blob's manifest and tell which chunks are missing."""
    no_query(ask)

    def work(connection: Connection) -> bytes:
        row = _blob(connection, ask, asker)
        return encode(Kept(row.manifest, _missing(connection, ask, chunks_of(row.manifest))))

    return Plan(_target(ask), lambda: service.database.read(work))


def plan_get_chunk(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to give one chunk."""
    no_query(ask)
    return Plan(_target(ask), lambda: _get_chunk(service, ask, asker))


def plan_destroy(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to destroy a blob for good, with the chunks that no other blob of its vault lists."""
    no_query(ask)

    def act() -> bytes:
        now = service.now()
        names = service.database.write(lambda connection: _destroy(connection, ask, asker, now))
        forget(service, names)
        record("destroyed", program=ask.program, device=asker.device, count=len(names))
        return b""

    return Plan(_target(ask), act)


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


def _target(ask: Ask) -> Target:
    return Target(log=ask.id_in_path("vault"))


def _blob(connection: Connection, ask: Ask, asker: Asker) -> Found:
    """Return the blob in the path; refuses one that is not here, or no more."""
    row = _row(connection, ask, asker)
    if row is None or row.manifest is None:
        raise RefusedError("not-found")
    return row


def _row(connection: Connection, ask: Ask, asker: Asker) -> Found | None:
    query = select(blobs.c.id, blobs.c.manifest).where(
        blobs.c.program == asker.roster.program,
        blobs.c.vault == ask.id_in_path("vault"),
        blobs.c.blob == ask.id_in_path("blob"),
    )
    return connection.execute(query).one_or_none()


def _here(connection: Connection, ask: Ask, digests: list[bytes]) -> dict[bytes, str]:
    """Return which of these chunks are in the store, each with its name there."""
    query = select(chunks.c.digest, chunks.c.name).where(
        chunks.c.program == ask.program,
        chunks.c.vault == ask.id_in_path("vault"),
        chunks.c.digest.in_(digests),
    )
    return {row.digest: row.name for row in connection.execute(query)}


def _missing(connection: Connection, ask: Ask, listed: tuple[Chunk, ...]) -> tuple[int, ...]:
    here = _here(connection, ask, [chunk.digest for chunk in listed])
    return tuple(number for number, chunk in enumerate(listed) if chunk.digest not in here)


def _put_manifest(
    connection: Connection, ask: Ask, asker: Asker, listed: tuple[Chunk, ...], now: int
) -> bytes:
    totals = locked_totals(connection, ask.program)
    row = _row(connection, ask, asker)
    if row is not None and row.manifest is None:
        raise RefusedError("not-found")
    missing = _missing(connection, ask, listed)
    if row is None:
        totals.add(len(ask.body))
        totals.check(
            sum({listed[number].digest: listed[number].size for number in missing}.values())
        )
        _insert(connection, ask, listed)
        deed = Deed(asker.device, "blob", ask.id_in_path("blob"), 0, len(listed))
        note(connection, totals, deed, now)
    return encode(missing)


def _insert(connection: Connection, ask: Ask, listed: tuple[Chunk, ...]) -> None:
    vault = ask.id_in_path("vault")
    added = connection.execute(
        insert(blobs).values(
            program=ask.program, vault=vault, blob=ask.id_in_path("blob"), manifest=ask.body
        )
    )
    assigned = added.inserted_primary_key
    if assigned is None:
        raise LookupError("a blob that was just added")
    rows = [
        {
            "blob": assigned[0],
            "number": number,
            "program": ask.program,
            "vault": vault,
            "digest": chunk.digest,
        }
        for number, chunk in enumerate(listed)
    ]
    connection.execute(insert(blob_chunks), rows)


def _listed(connection: Connection, ask: Ask, asker: Asker) -> Chunk:
    """Return the chunk in the path; refuses a number that its blob does not list."""
    listed = chunks_of(_blob(connection, ask, asker).manifest)
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
    if _here(connection, ask, [chunk.digest]):
        return False
    locked_totals(connection, ask.program).check(chunk.size)
    connection.execute(insert(loose).values(name=name, time=now))
    return True


def _keep(connection: Connection, ask: Ask, asker: Asker, chunk: Chunk, name: str) -> bool:
    """Give a chunk that was brought to its vault; False when somebody else was faster."""
    totals = locked_totals(connection, ask.program)
    _blob(connection, ask, asker)
    if _here(connection, ask, [chunk.digest]):
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
        return chunk, _here(connection, ask, [chunk.digest]).get(chunk.digest)

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


def _destroy(connection: Connection, ask: Ask, asker: Asker, now: int) -> list[str]:
    totals = locked_totals(connection, ask.program)
    row = _row(connection, ask, asker)
    if row is None:
        key = {"vault": ask.id_in_path("vault"), "blob": ask.id_in_path("blob")}
        connection.execute(insert(blobs).values(program=ask.program, manifest=None, **key))
        return []
    if row.manifest is None:
        return []
    connection.execute(update(blobs).where(blobs.c.id == row.id).values(manifest=None))
    connection.execute(delete(blob_chunks).where(blob_chunks.c.blob == row.id))
    orphans = _orphans(connection, ask, chunks_of(row.manifest))
    connection.execute(delete(chunks).where(chunks.c.name.in_([each.name for each in orphans])))
    if orphans:
        connection.execute(insert(loose), [{"name": each.name, "time": now} for each in orphans])
    totals.add(-len(row.manifest) - sum(each.size for each in orphans))
    deed = Deed(asker.device, "blob destroyed", ask.id_in_path("blob"), 0, len(orphans))
    note(connection, totals, deed, now)
    return [each.name for each in orphans]


def _orphans(connection: Connection, ask: Ask, listed: tuple[Chunk, ...]) -> list[Found]:
    """Return those of these chunks, now in the store, that no blob of the vault lists any more."""
    vault = ask.id_in_path("vault")
    wanted = (
        select(blob_chunks.c.digest)
        .where(
            blob_chunks.c.program == ask.program,
            blob_chunks.c.vault == vault,
            blob_chunks.c.digest == chunks.c.digest,
        )
        .exists()
    )
    query = select(chunks.c.name, chunks.c.size).where(
        chunks.c.program == ask.program,
        chunks.c.vault == vault,
        chunks.c.digest.in_({chunk.digest for chunk in listed}),
        ~wanted,
    )
    return list(connection.execute(query))
