"""Fetch what others wrote: page by page, each kept with its cursor before the next is asked for."""

from typing import Literal

from sync.client.commands import Do, Look, Script, Tell
from sync.client.problems import SyncError
from sync.client.receiving import Taken, cursor_of, take_page
from sync.client.roster_log import take_roster
from sync.client.session import Session, expect
from sync.protocol.encoding import decode
from sync.protocol.messages import Page
from sync.protocol.requests import Request


def pull_log(session: Session, log: bytes) -> Script[int]:
    """Receive ``log`` to its end and return how many envelopes of others came."""
    received, whole = 0, False
    while True:
        at = yield Look(cursor_of, (log,))
        content = yield from expect(session, _request(session, log, at.sequence, whole=whole))
        page = decode(content, Page)
        taken: Taken | Literal["whole"] = yield Do(take_page, (log, "vault", content))
        if taken == "whole":
            if whole:
                raise SyncError("history-differs")
            whole = True
            continue
        received += taken.envelopes
        yield Tell("receiving", taken.sequence, page.head.sequence)
        if taken.sequence >= page.head.sequence:
            return received
        _refuse_empty(page)


def pull_roster(session: Session, log: bytes) -> Script[None]:
    """Receive the roster to its end."""
    while True:
        at = yield Look(cursor_of, (log,))
        content = yield from expect(session, _request(session, log, at.sequence, whole=True))
        page = decode(content, Page)
        new: int = yield Do(take_roster, (log, session.program, content))
        if at.sequence + new >= page.head.sequence:
            return
        _refuse_empty(page)


def _refuse_empty(page: Page) -> None:
    """Raise SyncError for a page with nothing of a log that is said to go on."""
    if not page.items:
        raise SyncError("history-differs")


def _request(session: Session, log: bytes, after: int, *, whole: bool) -> Request:
    query = f"after={after}&log={log.hex()}" + ("&whole=1" if whole else "")
    return Request("GET", f"/v1/programs/{session.program.hex()}/pull", query)
