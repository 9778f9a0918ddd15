"""Fetch what others wrote: page by page, each kept with its cursor before the next is asked for."""

from typing import Literal

from storage.usecases.syncing.envelopes import bytes_aside
from sync.client.commands import Do, Look, Script, Tell
from sync.client.pages import Pages
from sync.client.problems import SyncError
from sync.client.receiving import Taken, cursor_of, take_page
from sync.client.roster_log import take_roster
from sync.client.session import Session, expect
from sync.protocol.encoding import decode
from sync.protocol.messages import Page
from sync.protocol.requests import Request

_MOST_BYTES = 512 * 1024 * 1024
"""Of one log in one round: what came is applied before the next round asks for more."""
_MOST_ASIDE = 256 * 1024 * 1024
"""Bytes set aside of one log: nobody writes so much that cannot be read, a server makes it up."""


def pull_log(session: Session, log: bytes, most: int = _MOST_BYTES) -> Script[int]:
    """Receive ``log`` to where it ended when asked first; return how many of others' came.

    A log that grows for ever is received as far as was said at first, and about ``most`` bytes of
    it: the next round goes on. SyncError ("refused") where pages dribble, or so much of the log is
    set aside already that the server must have made it up; ("parted") where another copy of this
    workspace has sent, and what was saved here was named anew.
    """
    if (yield Look(bytes_aside, (log,))) > _MOST_ASIDE:
        raise SyncError("refused", "too-much-aside")
    received, pages, whole = 0, Pages(most), False
    while True:
        at = yield Look(cursor_of, (log,))
        content = yield from expect(session, _request(session, log, at.sequence, whole=whole))
        page = decode(content, Page)
        pages.add(page, content)
        taken: Taken | Literal["whole", "parted"] = yield Do(take_page, (log, "vault", content))
        if taken == "whole":
            if whole:
                raise SyncError("history-differs")
            whole = True
            continue
        if taken == "parted":
            raise SyncError("parted")
        received += taken.envelopes
        yield Tell("receiving", taken.sequence, page.head.sequence)
        if taken.sequence >= min(pages.end, page.head.sequence) or pages.size >= pages.most:
            return received
        _refuse_empty(page)


def pull_roster(session: Session, log: bytes) -> Script[None]:
    """Receive the roster to where it ended when asked first; every page is kept as it comes.

    SyncError ("refused") where pages dribble or are more than 512 MiB: an admin who helps the
    server can sign entries without end.
    """
    pages = Pages(_MOST_BYTES)
    while True:
        at = yield Look(cursor_of, (log,))
        content = yield from expect(session, _request(session, log, at.sequence, whole=True))
        page = decode(content, Page)
        pages.add(page, content)
        new: int = yield Do(take_roster, (log, session.program, content))
        if at.sequence + new >= min(pages.end, page.head.sequence):
            return
        _refuse_empty(page)
        pages.check_size()


def _refuse_empty(page: Page) -> None:
    """Raise SyncError for a page with nothing of a log that is said to go on."""
    if not page.items:
        raise SyncError("history-differs")


def _request(session: Session, log: bytes, after: int, *, whole: bool) -> Request:
    query = f"after={after}&log={log.hex()}" + ("&whole=1" if whole else "")
    return Request("GET", f"/v1/programs/{session.program.hex()}/pull", query)
