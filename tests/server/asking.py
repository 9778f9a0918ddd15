"""Ask a server as a laptop does: signed, in the protocol's words, over whatever carries HTTP."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2

from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import to_bytes
from sync.protocol.messages import Heads, Page, Push, Pushed, Refusal, Status
from sync.protocol.requests import (
    CONTENT_TYPE,
    SIGNATURE,
    TIME,
    Asked,
    Request,
    Stamp,
    signed_headers,
    verify_answer,
)
from tests.server.laptops import Laptop, Program

T = TypeVar("T")


def system_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; its signature was verified where the request was signed."""

    status: int
    body: bytes
    headers: httpx2.Headers

    def as_(self, expected: type[T]) -> T:
        assert self.status == 200, self.refusal
        return decode(self.body, expected)

    @property
    def refusal(self) -> tuple[int, str, int]:
        """Status, reason and detail of a refusal."""
        refusal = decode(self.body, Refusal)
        return self.status, refusal.reason, refusal.detail


@dataclass(frozen=True, slots=True)
class Caller:
    """A server as a laptop sees it."""

    send: Callable[..., httpx2.Response]
    """Sends a request, like ``httpx2.Client.request``."""
    server: bytes
    public: bytes
    now: Callable[[], int] = system_ms

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Ask without a signature."""
        typed = {"content-type": CONTENT_TYPE} if body else {}
        sent = self.send(method, target, content=body, headers=typed | dict(headers or {}))
        return Answer(sent.status_code, sent.content, sent.headers)

    def signed(
        self,
        laptop: Laptop,
        method: str,
        target: str,
        body: bytes = b"",
        stamp: Stamp | None = None,
    ) -> Answer:
        """Ask with the signature of ``laptop`` and verify the server's."""
        stamp = stamp or self.stamp(laptop)
        path, _, query = target.partition("?")
        request = Request(method, path, query, body)
        proofs = signed_headers(request, self.server, stamp, laptop.seed)
        answer = self.ask(method, target, body, proofs)
        moment, signature = int(answer.headers[TIME]), answer.headers[SIGNATURE]
        asked = Asked(method, path, query, stamp.nonce, proofs[SIGNATURE])
        verify_answer(self.public, asked, moment, answer.status, answer.body, signature)
        return answer

    def stamp(self, laptop: Laptop) -> Stamp:
        return Stamp(laptop.id, self.now(), secrets.token_bytes(16))

    def status(self) -> Status:
        return self.ask("GET", "/v1/status").as_(Status)

    def begin(self, program: Program) -> Answer:
        path = f"/v1/programs/{program.id.hex()}/genesis"
        return self.ask("POST", path, to_bytes(program.genesis))

    def heads(self, program: Program, laptop: Laptop) -> Heads:
        return self.signed(laptop, "GET", f"/v1/programs/{program.id.hex()}/heads").as_(Heads)

    def push(self, program: Program, laptop: Laptop, log: bytes, *envelopes: bytes) -> Answer:
        path = f"/v1/programs/{program.id.hex()}/push"
        return self.signed(laptop, "POST", path, encode(Push(log, envelopes)))

    def pushed(self, program: Program, laptop: Laptop, log: bytes, *envelopes: bytes) -> Pushed:
        return self.push(program, laptop, log, *envelopes).as_(Pushed)

    def admit(self, program: Program, laptop: Laptop, *rest: Any) -> Pushed:
        """Admit ``laptop`` and tell the server."""
        entry = to_bytes(program.admit(laptop, *rest))
        return self.pushed(program, program.first, program.roster_log, entry)

    def pull(
        self, program: Program, laptop: Laptop, log: bytes, after: int = 0, end: str = ""
    ) -> Page:
        query = f"after={after}&log={log.hex()}{end}"
        path = f"/v1/programs/{program.id.hex()}/pull?{query}"
        return self.signed(laptop, "GET", path).as_(Page)
