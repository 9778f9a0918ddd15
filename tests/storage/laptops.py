"""Several laptops of one program that hand each other their changesets, without seals or server."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from sqlalchemy import Connection, Table

from storage.crypto.passphrases import FLOOR
from storage.domain.changeset import Operation, Part
from storage.domain.clocks import Clock, next_stamp
from storage.tables.encoding import part_bytes
from storage.tables.records import TABLES
from storage.tables.syncing import EARLY, SIBLINGS
from storage.usecases.access.noting import note
from storage.usecases.syncing.applying import Applied, Incoming, IncomingPart, apply
from storage.usecases.syncing.keys import (
    adopt_case_key,
    adopt_vault_key,
    case_key,
    newest_epoch,
    vault_key,
)
from storage.usecases.syncing.outgoing import Outgoing, unsealed
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from tests.conftest import PASSPHRASE, Template

Key = tuple[bytes, bytes, bytes]
"""A vault, a scope in it, the key of that scope."""


def joined(founder: Workspace, folder: Path, person: str, clock: Clock) -> Workspace:
    """Return the open workspace of ``person`` on a second laptop of the founder's program."""
    workspace = Workspace(folder, begun(folder, person).key, clock=clock)
    admit(founder, workspace)
    return workspace


def begun(folder: Path, person: str) -> Template:
    """Begin a workspace that waits to join a program."""
    beginning = Beginning(person=person, program="Berkshire County Kids' Place", joining=True)
    created = create(folder, PASSPHRASE, beginning, cost=FLOOR)
    return Template(folder, created.key, created.recovery_code)


def as_another_device(workspace: Workspace) -> None:
    """Give a copy of a laptop a name of its own; it must be opened anew."""

    def rename(transaction: Transaction) -> None:
        query, device = "UPDATE this_device SET id = ?", token_bytes(8)
        transaction.connection.exec_driver_sql(query, (device,))
        begin_record_anew(transaction, device)

    workspace.write(rename)


def begin_record_anew(transaction: Transaction, device: bytes) -> None:
    """Let a copied record of access be that of ``device``, longer than the head file knows it."""
    connection, identity = transaction.connection, replace(transaction.identity, device=device)
    entries = connection.exec_driver_sql("DELETE FROM access_entry").rowcount
    for _ in range(entries + 1):
        note(replace(transaction, identity=identity), "begin")


def admit(founder: Workspace, joining: Workspace) -> None:
    """Hand over the keys of the vaults, and of their records that belong to no case."""

    def hand_over(transaction: Transaction) -> list[tuple[str, bytes, int, bytes]]:
        connection, vaults = transaction.connection, transaction.vaults
        for vault in vaults.values():
            transaction.ensure_case_key(vault, vault.id)
        epochs = {name: newest_epoch(connection, vault.id) for name, vault in vaults.items()}
        return [
            (name, vault.id, epochs[name], vault_key(connection, vault.id, epochs[name]))
            for name, vault in vaults.items()
        ]

    def take_over(transaction: Transaction, keys: Iterable[tuple[str, bytes, int, bytes]]) -> None:
        for name, vault, epoch, key in keys:
            adopt_vault_key(transaction, vault, epoch, name, key)

    joining.write(take_over, founder.write(hand_over))
    joining.write(adopt_keys, founder.read(keys_of))


def keys_of(connection: Connection) -> list[Key]:
    """Return every case key with its vault and scope."""
    rows = connection.exec_driver_sql("SELECT vault, scope FROM case_key").all()
    return [(row.vault, row.scope, case_key(connection, row.scope) or b"") for row in rows]


def adopt_keys(transaction: Transaction, keys: Iterable[Key]) -> None:
    """Keep the keys of another laptop."""
    for vault, scope, key in keys:
        adopt_case_key(transaction, vault, scope, key)


def outbox(workspace: Workspace, vault: str = "") -> list[Incoming]:
    """Return everything this laptop saved, as the others receive it: one vault after the other."""
    vaults = workspace.read(_vault_ids)
    wanted = [vaults[vault]] if vault else sorted(vaults.values())
    return [
        received(workspace.device, each, outgoing)
        for each in wanted
        for outgoing in workspace.read(
            unsealed, each, after=None, max_changesets=10**6, max_bytes=10**12
        )
    ]


def received(device: bytes, vault: bytes, outgoing: Outgoing) -> Incoming:
    """Return a changeset as another laptop receives it by the log of ``vault``."""
    return Incoming(
        device,
        outgoing.incarnation,
        outgoing.counter,
        outgoing.stamp,
        outgoing.author,
        outgoing.act,
        outgoing.batch,
        outgoing.seen,
        outgoing.digests,
        tuple(IncomingPart(p.position, vault, p.scope, p.content) for p in outgoing.parts),
    )


def tell(source: Workspace, target: Workspace) -> Applied:
    """Hand everything the source saved, and its keys, to the target."""
    return deliver(target, outbox(source), source.read(keys_of))


def deliver(target: Workspace, changesets: Sequence[Incoming], keys: Iterable[Key]) -> Applied:
    """Hand changesets and keys to the target."""

    def take(transaction: Transaction) -> Applied:
        adopt_keys(transaction, keys)
        return apply(transaction, changesets)

    return target.write(take)


def meet(*workspaces: Workspace) -> None:
    """Hand everything everyone saved to everyone else."""
    for source in workspaces:
        for target in workspaces:
            if target is not source:
                tell(source, target)


def _vault_ids(connection: Connection) -> dict[str, bytes]:
    rows = connection.exec_driver_sql("SELECT name, vault FROM vault_key")
    return {row.name: row.vault for row in rows}


def told_by_cho(workspace: Workspace, scope: bytes, *operations: Operation) -> Incoming:
    """Return a changeset of a third laptop."""
    vault = workspace.write(lambda transaction: transaction.vault("cases").id)
    content = part_bytes(Part(vault, scope, operations))
    stamp = next_stamp(0, 1_772_636_500_000)
    told = Incoming(b"stranger", 1, 1, stamp, "Cho Park", "edit", None, b"\x90", (), ())
    return with_content(replace(told, parts=(IncomingPart(0, vault, scope, b""),)), content)


def with_content(told: Incoming, content: bytes) -> Incoming:
    """Return the changeset with another content of its only part."""
    (part,) = told.parts
    digests = (sha256(content).digest(),)
    return replace(told, digests=digests, parts=(replace(part, content=content),))


def reasons(workspace: Workspace) -> list[str]:
    """Return why the operations that wait do so."""
    query = "SELECT reason FROM parked_operation ORDER BY reason"
    return list(workspace.read(lambda c: c.exec_driver_sql(query).scalars().all()))


def count(workspace: Workspace, table: Table) -> int:
    """Return how many rows the table has."""
    return len(workspace.read(lambda c: c.execute(table.select()).all()))


def everything(connection: Connection) -> object:
    """Return every record with its versions, and the versions side by side."""
    tables = (*TABLES.values(), SIBLINGS, EARLY)
    rows = {table.name: connection.execute(table.select()) for table in tables}
    return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}
