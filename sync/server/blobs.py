"""Blobs: their manifests, which chunks of them are here, and their end for good."""

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
from sync.server.loose import forget
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import locked_totals
from sync.server.tables import blob_chunks, blobs, chunks, loose

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

    return Plan(vault_of(ask), act)


def plan_get(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to give a blob's manifest and tell which chunks are missing."""
    no_query(ask)

    def work(connection: Connection) -> bytes:
        row = blob_of(connection, ask, asker)
        return encode(Kept(row.manifest, _missing(connection, ask, chunks_of(row.manifest))))

    return Plan(vault_of(ask), lambda: service.database.read(work))


def plan_destroy(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to destroy a blob for good, with the chunks that no other blob of its vault lists."""
    no_query(ask)

    def act() -> bytes:
        now = service.now()
        names = service.database.write(lambda connection: _destroy(connection, ask, asker, now))
        forget(service, names)
        record("destroyed", program=ask.program, device=asker.device, count=len(names))
        return b""

    return Plan(vault_of(ask), act)


def vault_of(ask: Ask) -> Target:
    """Return the vault in the path, as what the request is about."""
    return Target(log=ask.id_in_path("vault"))


def blob_of(connection: Connection, ask: Ask, asker: Asker) -> Found:
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


def here(connection: Connection, ask: Ask, digests: list[bytes]) -> dict[bytes, str]:
    """Return which of these chunks are in the store, each with its name there."""
    query = select(chunks.c.digest, chunks.c.name).where(
        chunks.c.program == ask.program,
        chunks.c.vault == ask.id_in_path("vault"),
        chunks.c.digest.in_(digests),
    )
    return {row.digest: row.name for row in connection.execute(query)}


def _missing(connection: Connection, ask: Ask, listed: tuple[Chunk, ...]) -> tuple[int, ...]:
    known = here(connection, ask, [chunk.digest for chunk in listed])
    return tuple(number for number, chunk in enumerate(listed) if chunk.digest not in known)


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
