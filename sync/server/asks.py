"""A request as the server works with it: whole, bounded, and not yet believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sync.protocol.requests import Request
from sync.server.refusals import RefusedError

_PULL = re.compile(r"after=(0|[1-9]\d{0,15})&log=([0-9a-f]{32})(&whole=1)?", re.ASCII)
_PLACED_BEFORE = "again=1"
_LOG = re.compile(r"log=([0-9a-f]{32})", re.ASCII)
_AT = re.compile(r"at=(0|[1-9]\d{0,15})", re.ASCII)
_PERIOD = re.compile(r"first=(\d{4}-\d{2}-\d{2})&last=(\d{4}-\d{2}-\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: path and query as they were sent, headers by lower-case name."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    address: bytes
    named: Mapping[str, str]
    """What the path names, like "program" or "vault", in hexadecimal digits."""

    @property
    def signed(self) -> Request:
        """What a signature of this request covers."""
        return Request(self.method, self.path, self.query, self.body)

    @property
    def program(self) -> bytes:
        """The program in the path."""
        return self.id_in_path("program")

    @property
    def place(self) -> bytes:
        """The meeting place in the path."""
        return self.id_in_path("place")

    def id_in_path(self, name: str) -> bytes:
        """The id that the path has under ``name``."""
        return bytes.fromhex(self.named[name])


@dataclass(frozen=True, slots=True)
class PullQuery:
    """What a pull asks for: a log, from which place on, with the asker's own envelopes or not."""

    log: bytes
    after: int
    whole: bool


def pull_query(ask: Ask) -> PullQuery:
    """Return the query of a pull; refuses any other form of it, so that each has one spelling."""
    match = _PULL.fullmatch(ask.query)
    if match is None:
        raise RefusedError("malformed")
    return PullQuery(bytes.fromhex(match[2]), int(match[1]), match[3] is not None)


def push_query(ask: Ask) -> bool:
    """Tell whether a push says that what it holds had its place before this server was restored."""
    if ask.query not in {"", _PLACED_BEFORE}:
        raise RefusedError("malformed")
    return ask.query == _PLACED_BEFORE


def log_query(ask: Ask) -> bytes:
    """Return the log that a request names, and nothing else."""
    match = _LOG.fullmatch(ask.query)
    if match is None:
        raise RefusedError("malformed")
    return bytes.fromhex(match[1])


def period_query(ask: Ask) -> tuple[str, str]:
    """Return the first and last day a request asks for."""
    match = _PERIOD.fullmatch(ask.query)
    if match is None:
        raise RefusedError("malformed")
    return match[1], match[2]


def count_query(ask: Ask) -> int | None:
    """Return at which count of rows a request asks for the audit chain; None for its end."""
    if not ask.query:
        return None
    match = _AT.fullmatch(ask.query)
    if match is None:
        raise RefusedError("malformed")
    return int(match[1])


def no_query(ask: Ask) -> None:
    """Return when the request has no query."""
    if ask.query:
        raise RefusedError("malformed")
