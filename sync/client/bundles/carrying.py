"""Carry on to the server what came on a stick from laptops that it cannot hear."""

from typing import NamedTuple

from storage.usecases.changes import Changes
from storage.usecases.syncing import bundles
from storage.usecases.syncing.bundles import Chained
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import load_roster
from sync.client.session import Session, ask, refusal_of, refuse
from sync.protocol import limits
from sync.protocol.chains import Head
from sync.protocol.encoding import decode, encode
from sync.protocol.membership import Roster
from sync.protocol.messages import Push, Pushed
from sync.protocol.requests import Request

_MOST_BYTES = limits.BODY - 32 * 1024
_LEFT = frozenset(("forbidden", "revoked", "stale-cut", "malformed"))
"""What the server says to envelopes that only an admin can let in: they wait on."""
_Chain = tuple[bytes, int]


class CarriedOn(NamedTuple):
    """How many envelopes of others the server placed, and how far the log goes since."""

    envelopes: int
    head: Head | None


def push_carried(session: Session, log: bytes) -> Script[CarriedOn]:
    """Push what is carried of ``log`` for other devices, each chain by itself.

    A chain that the server has not the beginning of, or will not take, is left for later; of one
    that was cut goes what an admin let in, for the rest would keep that out too.
    """
    chains: list[_Chain] = yield Look(bundles.carried_chains, (log,))
    roster: Roster | None = (yield Look(load_roster)) if chains else None
    if roster is None:
        return CarriedOn(0, None)
    yield Do(_forget_arrived, (log,))
    total = CarriedOn(0, None)
    for chain in chains:
        done = yield from _push_chain(session, log, chain, roster)
        total = CarriedOn(total.envelopes + done.envelopes, done.head or total.head)
    return total


def _push_chain(session: Session, log: bytes, chain: _Chain, roster: Roster) -> Script[CarriedOn]:
    total, after = CarriedOn(0, None), 0
    path = f"/v1/programs/{session.program.hex()}/push"
    while True:
        found: list[Chained] = yield Look(bundles.next_carried, (log, chain, after, _MOST_BYTES))
        some = [one for one in found if roster.standing((log, *chain), one.number) == "member"]
        if not some:
            return total
        body = encode(Push(log, tuple(one.body for one in some)))
        answer = yield from ask(session, Request("POST", path, body=body))
        refusal = refusal_of(answer)
        if refusal is not None and refusal.reason == "not-next" and refusal.detail > some[0].number:
            # The server has these already: from its own author, or by somebody else's hand.
            here = [one.digest for one in some if one.number < refusal.detail]
            yield Do(_forget, (log, here))
            continue
        if refusal is not None and refusal.reason in {*_LEFT, "not-next"}:
            return total
        refuse(answer)
        pushed = decode(answer.body, Pushed)
        yield Do(_forget, (log, [one.digest for one in pushed.accepted]))
        after = some[-1].number
        total = CarriedOn(total.envelopes + len(pushed.accepted), pushed.head)


def _forget_arrived(transaction: Transaction, log: bytes) -> tuple[None, Changes]:
    bundles.drop_arrived(transaction.connection, log)
    return None, Changes()


def _forget(transaction: Transaction, log: bytes, digests: list[bytes]) -> tuple[None, Changes]:
    bundles.drop_carried(transaction.connection, log, digests)
    return None, Changes()
