"""Keep what proves that the server showed two histories, so that people can show it to others.

It is the author's signed envelope, less the content of every case, and the two heads that do not
fit. It stays when people say that the matter is settled; the next proof takes its place.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.domain.changeset import SeenHead
from storage.domain.clocks import milliseconds
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.envelopes import link_at
from storage.usecases.transaction import Transaction
from sync.protocol.envelope import Envelope, to_bytes, without

_KEPT = "sync.fork_proof"
_FORM = 1
_MOST = 64 * 1024
"""Bytes of an envelope that is kept; of a larger one its digest alone is."""


@dataclass(frozen=True, slots=True)
class Proof:
    """At one place of a vault's log its author had verified another link than this laptop.

    ``envelope`` is what the author signed, with the heads sealed in its first part; empty where it
    was too large to keep.
    """

    at: datetime
    author: bytes
    digest: bytes
    theirs: SeenHead
    ours: SeenHead
    envelope: bytes


def keep_proof(transaction: Transaction, envelope: Envelope, theirs: SeenHead) -> None:
    """Keep ``envelope``, in which its author sealed a head that is not the one verified here."""
    known = link_at(transaction.connection, theirs.vault, theirs.sequence)
    if known is None:
        return
    bare = to_bytes(without(envelope, range(1, len(envelope.parts))))
    kept = [
        _FORM,
        milliseconds(transaction.clock.now()),
        envelope.header.device.hex(),
        envelope.digest.hex(),
        theirs.vault.hex(),
        theirs.sequence,
        [theirs.generation, theirs.digest.hex()],
        [known[0], known[1].hex()],
        bare.hex() if len(bare) <= _MOST else "",
    ]
    set_settings(transaction, {_KEPT: kept})


def proof(connection: Connection) -> Proof | None:
    """Return what was kept last; None where nothing ever proved a fork here."""
    kept = setting(connection, _KEPT)
    if not kept or kept[0] != _FORM:
        return None
    _, at, author, digest, vault, sequence, theirs, ours, envelope = kept
    heads = [
        SeenHead(bytes.fromhex(vault), generation, sequence, bytes.fromhex(link))
        for generation, link in (theirs, ours)
    ]
    return Proof(
        datetime.fromtimestamp(at / 1000, UTC),
        bytes.fromhex(author),
        bytes.fromhex(digest),
        heads[0],
        heads[1],
        bytes.fromhex(envelope),
    )


def told(found: Proof) -> list[str]:
    """Return the proof in lines: ids, digests and what was signed, no word of any record."""
    lines = [
        f"heard: {found.at.isoformat(timespec='seconds')}",
        f"signed by device: {found.author.hex()}",
        f"envelope: {found.digest.hex()}",
        f"vault: {found.ours.vault.hex()}",
        f"place: {found.ours.sequence}",
        f"link its author verified: {_link(found.theirs)}",
        f"link this laptop verified: {_link(found.ours)}",
    ]
    if found.envelope:
        lines.append(f"what was signed: {found.envelope.hex()}")
    return lines


def _link(head: SeenHead) -> str:
    return f"{head.digest.hex()} (generation {head.generation})"
