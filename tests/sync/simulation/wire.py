"""A wire that loses, doubles, delays, cuts and reorders what is asked over it, by a seed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any

from anyio import to_thread
from starlette.applications import Starlette

from sync.client.commands import Answer, Ask, Unreachable

Received = Callable[[Ask, Answer], None]
Lie = Callable[[Ask, Answer], Answer]
"""Makes another answer of the true one, as a server does that has the true one's key."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely each fault is, for one request."""

    lost: float = 0.0
    answer_lost: float = 0.0
    doubled: float = 0.0
    delayed: float = 0.0
    cut: float = 0.0


CALM = Faults()
ROUGH = Faults(lost=0.1, answer_lost=0.1, doubled=0.1, delayed=0.1, cut=0.02)


class InProcess:
    """The real server application, called without a socket; one event loop for all requests."""

    def __init__(self, application: Starlette, *, keeps: bool = True) -> None:
        self._application = application
        self._runner = asyncio.Runner()
        self._keeps = keeps
        self.seen: list[bytes] = []
        """Everything that crossed the wire, both ways, unless it ``keeps`` nothing."""

    def ask(self, ask: Ask) -> Answer:
        """Send one request and return the whole answer."""
        answer: Answer = self._run(_call(self._application, ask))
        if self._keeps:
            self.seen += [f"{ask.path}?{ask.query} {ask.headers}".encode(), ask.body]
            self.seen += [str(answer.headers).encode(), answer.body]
        return answer

    def replace(self, application: Starlette) -> None:
        """Go on with another one, as after a restore."""
        self._run(_end(self._application))
        self._application = application

    def close(self) -> None:
        """End the application and the event loop."""
        self._run(_end(self._application))
        self._runner.close()

    def _run(self, work: Awaitable[Any]) -> Any:
        with _on_one_thread():
            return self._runner.get_loop().run_until_complete(work)


class Wire:
    """One laptop's way to the server."""

    def __init__(self, server: InProcess, chance: Random) -> None:
        self._server, self._chance = server, chance
        self._late: list[Ask] = []
        self.faults = CALM
        self.lie: Lie | None = None

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Send one request over a wire with faults; what was delayed arrives before a later one."""
        if self._happens(self.faults.lost):
            return Unreachable("no-network")
        if self._happens(self.faults.delayed):
            self._late.append(ask)
            return Unreachable("timeout")
        while self._late and self._happens(0.5):
            self._server.ask(self._late.pop(self._chance.randrange(len(self._late))))
        answer = self._server.ask(ask)
        if self._happens(self.faults.doubled):
            self._server.ask(ask)
        if self._happens(self.faults.answer_lost):
            return Unreachable("timeout")
        if self._happens(self.faults.cut):
            return replace(answer, body=answer.body[: self._chance.randrange(len(answer.body) + 1)])
        return answer if self.lie is None else self.lie(ask, answer)

    def _happens(self, chance: float) -> bool:
        return chance > 0 and self._chance.random() < chance


@contextmanager
def _on_one_thread() -> Iterator[None]:
    """Let the server do its work on this thread: a schedule then repeats, and nobody waits."""
    threads, to_thread.run_sync = to_thread.run_sync, _at_once  # type: ignore[assignment]  # the edge
    try:
        yield
    finally:
        to_thread.run_sync = threads


async def _at_once(work: Callable[..., Any], *args: Any, **_: Any) -> Any:
    return work(*args)


async def _call(application: Starlette, ask: Ask) -> Answer:
    sent: list[Any] = []
    body = iter((ask.body,))

    async def receive() -> dict[str, Any]:
        part = next(body, None)
        if part is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await application(_scope(ask), receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], headers, content)


async def _end(application: Starlette) -> None:
    """Let the application close what it holds, as a server does that is stopped."""
    words = iter(("lifespan.startup", "lifespan.shutdown"))

    async def receive() -> dict[str, Any]:
        return {"type": next(words)}

    async def send(_message: Any) -> None:
        pass

    await application({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)


def _scope(ask: Ask) -> dict[str, Any]:
    headers = {"host": "localhost", **ask.headers}
    if ask.body:
        headers |= {"content-type": "application/msgpack", "content-length": str(len(ask.body))}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": ask.method,
        "scheme": "http",
        "path": ask.path,
        "raw_path": ask.path.encode(),
        "query_string": ask.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 40000),
        "server": ("localhost", 80),
    }
