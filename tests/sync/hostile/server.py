"""A server that has the true one's key and says whatever it likes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sync.client.commands import Answer, Ask, Unreachable
from sync.client.driving import Transport
from sync.protocol.encoding import decode, encode
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, sign_answer

Change = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Liar:
    """Changes what the true server answers to requests whose path ends so, and signs it."""

    way: Transport
    seed: bytes
    ending: str
    body: type[Any]
    change: Change

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Answer one request."""
        answer = self.way.ask(ask)
        is_meant = ask.path.endswith(self.ending)
        if isinstance(answer, Unreachable) or answer.status != 200 or not is_meant:
            return answer
        content = encode(self.change(decode(answer.body, self.body)))
        nonce, signed = bytes.fromhex(ask.headers[NONCE]), ask.headers[SIGNATURE]
        asked = Asked(ask.method, ask.path, ask.query, nonce, signed)
        signature = sign_answer(self.seed, asked, int(answer.headers[TIME]), 200, content)
        return Answer(200, {**answer.headers, SIGNATURE: signature}, content)


@dataclass(frozen=True, slots=True)
class Silent:
    """Does not answer requests whose path ends so."""

    way: Transport
    ending: str

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Answer one request, or let it wait in vain."""
        return Unreachable("timeout") if ask.path.endswith(self.ending) else self.way.ask(ask)
