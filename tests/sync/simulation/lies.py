"""A server that lies now and then, whose lies leave nothing behind once it is honest again.

Lies that part a laptop from the true history for good are rows of tests/sync/hostile/attacks.
"""

from collections.abc import Callable
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from typing import Any, get_args

import msgspec

from sync.client.commands import Answer, Ask
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import Heads, Page, Pushed, Reason, Refusal
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, sign_answer
from tests.sync.simulation.wire import Lie

_GRANTED = 200
_OFTEN = 0.2
replace = msgspec.structs.replace


def some_lies(seed: bytes, chance: Random) -> Lie:
    """Return a server's tongue: some answers are true, the others any of the lies."""
    told: list[Answer] = []

    def lie(ask: Ask, answer: Answer) -> Answer:
        told.append(answer)
        if chance.random() > _OFTEN:
            return answer
        if chance.randrange(5) == 0:
            return chance.choice(told)
        status, body = chance.choice(_LIES)(ask, answer, chance)
        return signed(seed, ask, Answer(status, answer.headers, body))

    return lie


def signed(seed: bytes, ask: Ask, answer: Answer) -> Answer:
    """Return ``answer`` with the server's signature on what it says now."""
    nonce, own = bytes.fromhex(ask.headers[NONCE]), ask.headers.get(SIGNATURE, "")
    asked = Asked(ask.method, ask.path, ask.query, nonce, own)
    time = int(answer.headers[TIME])
    signature = sign_answer(seed, asked, time, answer.status, answer.body)
    return Answer(answer.status, {**answer.headers, SIGNATURE: signature}, answer.body)


_Told = tuple[int, bytes]


def _refuses(_ask: Ask, _answer: Answer, chance: Random) -> _Told:
    reason: Reason = chance.choice(get_args(Reason))
    time, detail = chance.choice((0, 1, 2**40, 2**62)), chance.choice((0, 1, 2, 1_000, 2**62))
    return chance.choice((400, 401, 403, 409, 503)), encode(Refusal(reason, time, detail))


def _cuts(_ask: Ask, answer: Answer, chance: Random) -> _Told:
    return answer.status, answer.body[: chance.randrange(len(answer.body) + 1)]


def _babbles(_ask: Ask, answer: Answer, chance: Random) -> _Told:
    return answer.status, chance.randbytes(chance.randrange(400))


def _changes(ask: Ask, answer: Answer, chance: Random) -> _Told:
    """Tell other numbers, fewer items, other places."""
    if answer.status != _GRANTED:
        return _GRANTED, answer.body
    if ask.path.endswith("/heads"):
        return _GRANTED, encode(_other_heads(decode(answer.body, Heads), chance))
    if ask.path.endswith("/pull"):
        return _GRANTED, encode(_other_page(decode(answer.body, Page), chance))
    if ask.path.endswith("/push"):
        return _GRANTED, encode(_other_places(decode(answer.body, Pushed), chance))
    return answer.status, answer.body


def _other_heads(heads: Heads, chance: Random) -> Any:
    numbers = (0, 1, 5, 2**62, 2**63 - 1, 2**63, -1)
    match chance.randrange(4):
        case 0:
            return Heads(tuple(one for one in heads.heads if chance.randrange(2)))
        case 1:
            far = chance.choice(numbers)
            return Heads(tuple(replace(h, head=replace(h.head, sequence=far)) for h in heads.heads))
        case 2:
            older = chance.choice((0, 1))
            return Heads(
                tuple(replace(h, head=replace(h.head, generation=older)) for h in heads.heads)
            )
        case _:
            return Heads(
                tuple(replace(h, head=replace(h.head, link=bytes(32))) for h in heads.heads)
            )


def _other_page(page: Page, chance: Random) -> Any:
    items = page.items
    match chance.randrange(4):
        case 0:
            return replace(page, items=items[: chance.randrange(len(items) + 1)])
        case 1:
            return replace(page, items=items[1:])
        case 2:
            return replace(page, items=(*items, *items))
        case _:
            return replace(page, items=tuple(reversed(items)))


def _other_places(pushed: Pushed, chance: Random) -> Any:
    match chance.randrange(3):
        case 0:
            return replace(pushed, accepted=())
        case 1:
            return replace(pushed, head=replace(pushed.head, link=bytes(32)))
        case _:
            others = tuple(replace(one, digest=bytes(32)) for one in pushed.accepted)
            return replace(pushed, accepted=others)


_LIES: tuple[Callable[[Ask, Answer, Random], _Told], ...] = (
    _refuses,
    _cuts,
    _babbles,
    _changes,
    _changes,
    _changes,
)
