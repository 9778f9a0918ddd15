"""Push until there is an answer, as a laptop does, and see that the log holds what was sent."""

import time

import httpx2

from sync.protocol.chains import first_link, next_link
from sync.protocol.messages import Pushed
from tests.server.asking import Caller
from tests.server.laptops import Laptop, Program

_PATIENCE_S = 120
"""Longer than the minute for which the server counts what it is asked."""
PASSING = frozenset({"clock", "busy", "too-many"})
"""Refusals after which a laptop tries again by itself."""


def persistent_push(
    caller: Caller, program: Program, laptop: Laptop, sent: tuple[bytes, ...]
) -> Pushed:
    """Push until there is an answer, as a laptop does."""
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            answer = caller.push(program, laptop, program.cases, *sent)
        except httpx2.TransportError:
            assert time.monotonic() < end
            time.sleep(0.02)
            continue
        if answer.status == 200:
            return answer.as_(Pushed)
        assert answer.refusal[1] in PASSING, answer.refusal
        assert time.monotonic() < end
        time.sleep(0.02)


def check_log(caller: Caller, program: Program, sent: list[bytes]) -> None:
    """Every envelope stands in the log once, in an order without gaps, and the links prove it."""
    got, link, after = [], first_link(program.cases), 0
    while True:
        page = caller.pull(program, program.first, program.cases, after, "&whole=1")
        for item in page.items:
            assert item.sequence == after + 1
            after = item.sequence
            link = next_link(link, item.generation, item.sequence, item.digest)
            got.append(item.envelope)
        if not page.items:
            break
    assert sorted(filter(None, got)) == sorted(sent)
    assert (page.head.sequence, page.head.link) == (len(sent), link)
