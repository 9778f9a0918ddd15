"""Hold the server's record of what was asked of it against its head that was kept here before.

The server signs how far its chain of deeds goes. A chain that does not have the row any more at
which its kept head stood was cut off or written anew.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import Membership, membership
from sync.client.problems import Problem, SyncError
from sync.client.receiving import cursor_of
from sync.client.session import Session, ask, expect, refusal_of, refuse
from sync.protocol.audit import AuditHead, verify_head
from sync.protocol.encoding import decode, encode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Heads
from sync.protocol.program_code import PREFIX_LENGTH
from sync.protocol.requests import Request

_KEPT = "sync.audit"
_EVERY_MS = 24 * 60 * 60 * 1000
_PATIENCE_MS = 3 * _EVERY_MS
"""For how long nothing but the record may go unanswered: a line that drops is no lie."""
_NONE = frozenset(("not-found", "malformed"))
"""What a server says to a count that its chain does not have, or, an older one, to any."""
Standing = Literal["not asked", "begun", "goes on", "differs", "not told"]
"""``begun``: there was no head of this generation to compare with; ``not told``: the server is of
a version that gives no head of an earlier count, so none is kept."""


@dataclass(frozen=True, slots=True)
class Audited:
    """How the server's record stands to the one seen before, and how many rows it says it has."""

    standing: Standing
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Differing:
    """When the record was found to be another one, and the two heads, as the server signed them.

    ``then`` is in the form of the file that ``satchel-server audit-verify --head`` reads.
    """

    at: datetime
    then: bytes
    now: bytes


NOT_ASKED: Final = Audited("not asked")


def follow_audit(clock: Clock, *, now: bool = False) -> Script[Audited]:
    """Ask how far the server's record goes, on an admin's laptop, once a day or ``now``.

    The head is kept for each generation of the server: a restored one has lost rows. SyncError
    where the server does not answer as it should; since when it does not is kept, too.
    """
    member: Membership | None = yield Look(membership)
    kept: dict[str, Any] = yield Look(setting, (_KEPT,))
    moment = milliseconds(clock.now())
    is_recent = 0 <= moment - kept.get("asked", -_EVERY_MS) < _EVERY_MS
    if member is None or not _leads(member) or (is_recent and not now):
        return NOT_ASKED
    session = member.session(clock)
    try:
        found, noted = yield from _compared(session, member, kept)
    except (ProtocolError, SyncError) as error:
        yield Do(_note_silence, (moment,))
        if isinstance(error, SyncError):
            raise
        raise SyncError("refused", "malformed") from error
    if found.standing != "not asked":
        yield Do(_note, ({**noted, "asked": moment}, moment))
    return found


def differing(connection: Connection) -> Differing | None:
    """Return what the server said where its record was found to be another one; None where not."""
    found = setting(connection, _KEPT).get("differs")
    if not found:
        return None
    at, then, now = found
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return Differing(moment, bytes.fromhex(then), bytes.fromhex(now))


def audit_trouble(connection: Connection) -> Problem | None:
    """Return what is wrong with the server's record, until it passes or somebody settles it."""
    if differing(connection) is not None:
        return "audit-differs"
    first, last = setting(connection, _KEPT).get("silent", (0, 0))
    return "audit-silent" if last - first >= _PATIENCE_MS else None


def told(found: Differing) -> list[str]:
    """Return both heads in lines, as the server signed them."""
    return [
        f"head seen before: {found.then.hex()}",
        f"head shown on {found.at:%Y-%m-%d %H:%M} UTC: {found.now.hex()}",
    ]


def settle_audit(transaction: Transaction) -> Changes:
    """Say no more that the record differs: people have talked. The next head is kept anew."""
    if differing(transaction.connection) is not None:
        set_settings(transaction, {_KEPT: {}})
    return Changes(act="sync")


def _leads(member: Membership) -> bool:
    own = member.roster.members.get(member.identity.device)
    return own is not None and own.role == "admin"


def _compared(
    session: Session, member: Membership, kept: dict[str, Any]
) -> Script[tuple[Audited, dict[str, Any]]]:
    """Return how the chain stands to the ``kept`` head, and what is to be kept from now on."""
    log = member.roster.log
    generation = (yield Look(cursor_of, (log,))).generation
    end = yield from _head(session)
    if end is None:
        raise SyncError("refused", "not-found")
    known = _kept_head(kept) if kept.get("generation") == generation else None
    before = end if known is None else known
    shown = None if before.count > end.count else (yield from _head(session, before.count))
    same = shown is not None and (shown.count, shown.digest) == (before.count, before.digest)
    whole = {**kept, "generation": generation, "head": encode(end).hex()}
    if same:
        return Audited("begun" if known is None else "goes on", end.count), whole
    if known is None:
        return Audited("not told", end.count), {**kept, "generation": 0, "head": ""}
    if (yield from _generation(session, log)) != generation:
        return NOT_ASKED, kept  # restored since the last round: the next one sees
    both = [encode(known).hex(), encode(end).hex()]
    return Audited("differs", end.count), {**kept, "differing": both}


def _kept_head(kept: dict[str, Any]) -> AuditHead | None:
    content = bytes.fromhex(kept.get("head", ""))
    return decode(content, AuditHead) if content else None


def _head(session: Session, count: int | None = None) -> Script[AuditHead | None]:
    """Return the signed head of the chain, or of its first ``count`` rows; None where none is."""
    path = f"/v1/programs/{session.program.hex()}/audit"
    query = "" if count is None else f"at={count}"
    answer = yield from ask(session, Request("GET", path, query))
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason in _NONE:
        return None
    refuse(answer)
    server = session.server
    return verify_head(answer.body, server.public, server.id, session.program[:PREFIX_LENGTH])


def _generation(session: Session, log: bytes) -> Script[int]:
    path = f"/v1/programs/{session.program.hex()}/heads"
    heads = decode((yield from expect(session, Request("GET", path))), Heads).heads
    return next((each.head.generation for each in heads if each.log == log), 0)


def _note(transaction: Transaction, noted: dict[str, Any], now: int) -> tuple[None, Changes]:
    """Keep a head; a difference that was said before is said until somebody settles it."""
    both = noted.pop("differing", None)
    noted.pop("silent", None)
    if both is not None and "differs" not in noted:
        noted["differs"] = [now, *both]
    set_settings(transaction, {_KEPT: noted})
    return None, Changes()


def _note_silence(transaction: Transaction, now: int) -> tuple[None, Changes]:
    """Keep when the record was first and last asked for in vain."""
    kept = setting(transaction.connection, _KEPT)
    first, _ = kept.get("silent", (now, now))
    set_settings(transaction, {_KEPT: {**kept, "silent": [min(first, now), now]}})
    return None, Changes()
