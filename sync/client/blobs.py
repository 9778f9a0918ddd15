"""Send and fetch the files of documents, a chunk for each request, each from where it was left.

What is sent was sealed when the file was taken in. What comes is compared with the digests that
the document itself leads to before it is stored; a server can withhold a file, not change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage.domain.clocks import Clock, milliseconds
from storage.errors import DamagedError
from storage.usecases.changes import Changes
from storage.usecases.documents import keeping, travelling
from storage.usecases.documents.travelling import Gone, Travels, Waiting, Wanted
from storage.usecases.syncing.outgoing import waiting_count
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script, Tell
from sync.client.membership import Membership
from sync.client.problems import SyncError
from sync.client.session import Session, ask, refusal_of, refuse
from sync.protocol.blobs import chunks_of
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Kept
from sync.protocol.requests import Request

_MOST = 64
"""Chunks that one round moves: the next goes on where it ended, after the records."""
_LOOK_UP = 8
"""Chunks after which it is looked whether somebody has saved: records go first."""
_OWN = frozenset(("not-found", "forbidden", "malformed", "too-large"))
"""Refusals that are about one file: the others go on."""


class _EnoughError(Exception):
    """The rest has to wait for the next round."""


@dataclass(slots=True)
class Moved:
    """How many chunks of files were sent and fetched, and whether more is to be moved."""

    sent: int = 0
    fetched: int = 0
    more: bool = False

    def count(self, *, sent: int = 0, fetched: int = 0) -> Script[None]:
        """Count a chunk that was moved."""
        self.sent, self.fetched = self.sent + sent, self.fetched + fetched
        moved = self.sent + self.fetched
        if moved >= _MOST or (moved % _LOOK_UP == 0 and (yield Look(waiting_count))):
            raise _EnoughError


def move_files(clock: Clock, session: Session, member: Membership) -> Script[Moved]:
    """Send what waits, fetch what is wanted, have deleted what is gone; nothing where nothing is.

    Ends early where somebody saves meanwhile. Raises SyncError when the server cannot be asked; a
    file that it refuses keeps no other file waiting.
    """
    moved = Moved()
    try:
        while (yield from _pass(clock, session, member, moved)):
            pass
    except _EnoughError:
        moved.more = True
    return moved


def _pass(clock: Clock, session: Session, member: Membership, moved: Moved) -> Script[bool]:
    """Move some dozen files; return whether any moved, so that there may be further ones."""
    before, now = moved.sent + moved.fetched, milliseconds(clock.now())
    travels: Travels = yield Look(travelling.travels, (now, member.vaults()))
    for leaving in travels.waiting:
        yield from _send(session, leaving, moved)
    for coming in travels.wanted:
        yield from _fetch(session, coming, moved)
    yield from _delete(session, member, travels.gone)
    return moved.sent + moved.fetched > before


def _send(session: Session, one: Waiting, moved: Moved) -> Script[None]:
    path = _path(session, one.vault, one.blob)
    body = yield from _asked(session, Request("PUT", path, body=one.manifest))
    if body is None:
        return
    missing, total = decode(body, tuple[int, ...]), len(chunks_of(one.manifest))
    for place, number in enumerate(missing):
        yield Tell("sending files", total - len(missing) + place + 1, total)
        if not 0 <= number < total:
            raise SyncError("not-satchel")
        content: bytes = yield Look(travelling.chunk, (one.blob, number))
        if (yield from _asked(session, Request("PUT", f"{path}/{number}", body=content))) is None:
            return
        if place + 1 < len(missing):
            yield from moved.count(sent=1)
    yield Do(_sent, (one,))
    if missing:
        yield from moved.count(sent=1)


def _fetch(session: Session, one: Wanted, moved: Moved) -> Script[None]:
    """Fetch what is missing here of one file."""
    path = _path(session, one.vault, one.blob)
    body = yield from _asked(session, Request("GET", path))
    if body is None:
        yield Do(_absent, (one,))
        return
    try:
        kept = decode(body, Kept)
        total = len(chunks_of(kept.manifest))
        yield Do(_keep_manifest, (one, kept.manifest))
        missing: list[int] = yield Look(travelling.missing, (one.blob,))
        for number in (number for number in missing if number not in kept.missing):
            yield Tell("fetching files", total - len(missing) + 1, total)
            content = yield from _asked(session, Request("GET", f"{path}/{number}"))
            if content is None:
                break
            yield Do(_store_chunk, (one, number, content))
            missing = yield Look(travelling.missing, (one.blob,))
            yield from moved.count(fetched=1)
            if missing and (yield Look(travelling.is_given_up, (one,))):
                return
    except (DamagedError, ProtocolError):
        # Not what the document leads to: nothing of it is stored, and it is asked for again later.
        missing = [0]
    if missing:
        yield Do(_absent, (one,))


def _delete(session: Session, member: Membership, gone: Sequence[Gone]) -> Script[None]:
    if not gone:
        return
    yield Do(_swept)
    own = member.roster.members.get(member.identity.device)
    deleted = []
    for one in gone:
        if own is not None and own.role == "admin" and one.vault in own.vaults:
            yield from _asked(session, Request("DELETE", _path(session, one.vault, one.blob)))
        deleted.append(one)
    yield Do(_deleted, (deleted,))


def _asked(session: Session, request: Request) -> Script[bytes | None]:
    """Return the body of the server's answer; None where it refuses this one file."""
    answer = yield from ask(session, request)
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason in _OWN:
        return None
    refuse(answer)
    return answer.body


def _path(session: Session, vault: bytes, blob: str) -> str:
    return f"/v1/programs/{session.program.hex()}/vaults/{vault.hex()}/blobs/{blob}"


def _sent(transaction: Transaction, one: Waiting) -> tuple[None, Changes]:
    return None, travelling.mark_sent(transaction, one)


def _absent(transaction: Transaction, one: Wanted) -> tuple[None, Changes]:
    return None, travelling.mark_absent(transaction, one)


def _keep_manifest(transaction: Transaction, one: Wanted, manifest: bytes) -> tuple[None, Changes]:
    return None, travelling.keep_manifest(transaction, one, manifest)


def _store_chunk(transaction: Transaction, one: Wanted, *chunk: Any) -> tuple[None, Changes]:
    return None, travelling.store_chunk(transaction, one, *chunk)


def _swept(transaction: Transaction) -> tuple[int, Changes]:
    return keeping.sweep(transaction), Changes()


def _deleted(transaction: Transaction, deleted: Sequence[Gone]) -> tuple[None, Changes]:
    travelling.mark_deleted(transaction, deleted)
    return None, Changes()
