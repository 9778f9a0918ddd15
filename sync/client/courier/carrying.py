"""Carry a letter: ask who belongs to the program, then send what was sealed. No key is at hand."""

from dataclasses import dataclass
from typing import Literal

from storage.domain.clocks import Clock
from sync.client.commands import Script
from sync.client.courier.letter import Letter, Waiting
from sync.client.pages import Pages
from sync.client.problems import SyncError
from sync.client.session import Session, ask, expect, refusal_of, refuse
from sync.protocol import limits
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import parse
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Page, Push, Pushed
from sync.protocol.requests import Request
from sync.protocol.roster import Roster, begin, extend

_MOST_BYTES = limits.BODY - 32 * 1024
_MOST_OF_ROSTER = 64 * 1024 * 1024
"""Bytes of all pages of a roster: that of a program of many years has a few."""
Standing = Literal["member", "gone", "erase"]
"""What the signed roster says of this laptop: it belongs to the program, it was taken out, it was
taken out and is to destroy what it holds."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the signed roster says of this laptop, and the envelopes that the server has now."""

    standing: Standing
    digests: frozenset[bytes]


def carry(letter: Letter, clock: Clock) -> Script[Delivered]:
    """Send what ``letter`` holds; again is harmless. SyncError says what keeps it from going on.

    Where this laptop was taken out of the program its envelopes are left apart for the admins.
    """
    session = Session(letter.server, letter.program, letter.device, letter.seed, clock)
    session.credential = letter.credential
    standing = standing_in((yield from _roster(session, letter)), letter.device)
    if standing != "member":
        return Delivered(standing, (yield from _park(session, letter)))
    done: frozenset[bytes] = frozenset()
    for log in dict.fromkeys(one.log for one in letter.waiting):
        done |= yield from _push(session, log, [one for one in letter.waiting if one.log == log])
    return Delivered(standing, done)


def standing_in(roster: Roster, device: bytes) -> Standing:
    """Return what a verified ``roster`` says of ``device``."""
    gone = roster.gone.get(device)
    if gone is None:
        return "member"
    return "erase" if gone.erase else "gone"


def _roster(session: Session, letter: Letter) -> Script[Roster]:
    """Return the roster as the server has it, every signature verified from the beginning on.

    Each page is verified before the next is asked for, and no more of it is taken than the server
    said at first. SyncError ("refused") where pages dribble, or are more than any program's.
    """
    roster: Roster | None = None
    count, pages = 0, Pages(_MOST_OF_ROSTER)
    path = f"/v1/programs/{session.program.hex()}/pull"
    while pages.end < 0 or count < pages.end:
        query = f"after={count}&log={letter.roster.hex()}&whole=1"
        content = yield from expect(session, Request("GET", path, query))
        page = decode(content, Page)
        pages.add(page, content)
        if not page.items:
            break
        for item in page.items[: pages.end - count]:
            roster, count = _followed(roster, letter, item.envelope or b"", count + 1), count + 1
        pages.check_size()
    if roster is None or count < letter.entries:
        raise SyncError("roster-differs")
    return roster


def _followed(roster: Roster | None, letter: Letter, body: bytes, number: int) -> Roster:
    """Return the roster after its entry ``number``; SyncError where it is not the letter's."""
    try:
        entry = parse(body)
        after = begin(entry) if roster is None else extend(roster, entry)
    except ProtocolError as error:
        raise SyncError("roster-differs") from error
    if (after.program, after.log) != (letter.program, letter.roster):
        raise SyncError("roster-differs")
    if number == letter.entries and entry.digest != letter.last:
        raise SyncError("roster-differs")  # a fork: somebody who left may have signed it
    return after


def _push(session: Session, log: bytes, waiting: list[Waiting]) -> Script[frozenset[bytes]]:
    """Push one log's envelopes in order; return the digests of those that the server has."""
    path = f"/v1/programs/{session.program.hex()}/push"
    done: set[bytes] = set()
    while left := [one for one in waiting if one.digest not in done]:
        some = _some(left)
        body = encode(Push(log, tuple(one.body for one in some)))
        answer = yield from ask(session, Request("POST", path, body=body))
        refusal = refusal_of(answer)
        if refusal is not None and refusal.reason == "not-next":
            known = {one.digest for one in left if one.number < refusal.detail}
            if not known:  # the next unlock knows what to do: the server lost something
                break
            done |= known
            continue
        refuse(answer)
        placed = {each.digest for each in decode(answer.body, Pushed).accepted}
        if not placed & {one.digest for one in some}:
            raise SyncError("not-satchel")
        done |= placed
    return frozenset(done)


def _park(session: Session, letter: Letter) -> Script[frozenset[bytes]]:
    """Leave what was written before this laptop knew that it was taken out to the admins."""
    done: set[bytes] = set()
    for one in letter.waiting:
        path = f"/v1/programs/{session.program.hex()}/parked/{one.digest.hex()}"
        answer = yield from ask(session, Request("PUT", path, body=one.body))
        if refusal_of(answer) is None:
            done.add(one.digest)
    return frozenset(done)


def _some(waiting: list[Waiting]) -> list[Waiting]:
    found: list[Waiting] = []
    size = 0
    for one in waiting[: limits.ENVELOPES]:
        size += len(one.body)
        if found and size > _MOST_BYTES:
            break
        found.append(one)
    return found
