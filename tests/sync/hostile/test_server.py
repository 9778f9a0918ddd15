"""Whatever the server says, a round ends, says so in one word, and keeps the rest going."""

from typing import Any

import msgspec
import pytest

from storage.domain.kinds.outreach import Outreach
from storage.usecases.records import Add, save
from sync.client.commands import Answer, Ask
from sync.client.driving import Transport, drive
from sync.client.round import Outcome, sync_round
from sync.protocol.messages import Heads, Page, Pushed
from sync.protocol.requests import TIME
from tests.storage.builders import SOME_DAY
from tests.sync.hostile.server import Change, Liar
from tests.sync.hostile.test_envelopes import people, saves, vault_of
from tests.sync.simulation.building import Stage
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.world import World

_MOST = 200
"""Requests within which every round here ends."""


class Counted:
    """A way that ends a round that goes round in circles."""

    def __init__(self, way: Transport) -> None:
        self._way, self._left = way, _MOST

    def ask(self, ask: Ask) -> Any:
        """Send one request of not too many."""
        self._left -= 1
        assert self._left, "the round does not end"
        return self._way.ask(ask)


def lied_to(laptop: Laptop, joined: Stage, ending: str, body: type[Any], change: Change) -> Outcome:
    """A round with a server that changes its answers."""
    liar = Liar(laptop.wire, joined.settings.seed, ending, body, change)
    return drive(sync_round(laptop.clock), Counted(liar), laptop.workspace)


def test_placing_only_what_was_placed_before_is_no_answer_to_a_push(
    world: World, joined: Stage
) -> None:
    ana, *_ = world.laptops
    saves(ana, "First")
    old: list[Any] = []

    def note(pushed: Pushed) -> Pushed:
        old.extend(pushed.accepted)
        return pushed

    assert lied_to(ana, joined, "/push", Pushed, note).problem is None
    saves(ana, "Second")

    def says_old(pushed: Pushed) -> Pushed:
        return msgspec.structs.replace(pushed, accepted=tuple(old))

    outcome = lied_to(ana, joined, "/push", Pushed, says_old)
    assert (outcome.problem, outcome.waiting) == ("not-satchel", 1)
    assert ana.round().waiting == 0


@pytest.mark.parametrize(
    ("ending", "body", "change"),
    [
        ("/pull", Page, lambda page: msgspec.structs.replace(page, items=())),
        ("/heads", Heads, lambda heads: Heads(heads.heads[:1])),
        ("/heads", Heads, lambda _: Heads(())),
    ],
    ids=["an empty page", "no vaults", "no logs"],
)
def test_a_server_that_withholds_what_others_wrote_is_noticed(
    world: World, joined: Stage, ending: str, body: type[Any], change: Change
) -> None:
    ana, ben, _ = world.laptops
    saves(ben, "Withheld")
    ben.round()
    assert lied_to(ana, joined, ending, body, change).problem == "history-differs"
    assert ana.round().problem is None
    assert "Withheld" in people(ana)


@pytest.mark.parametrize("number", [2**63, 2**64 - 1, -1])
@pytest.mark.parametrize("place", ["generation", "sequence"])
def test_an_impossible_number_is_refused(
    world: World, joined: Stage, number: int, place: str
) -> None:
    ana, *_ = world.laptops
    saves(ana, "Kept")

    def far(heads: Heads) -> Heads:
        each = [
            msgspec.structs.replace(one, head=msgspec.structs.replace(one.head, **{place: number}))
            for one in heads.heads
        ]
        return Heads(tuple(each))

    def far_push(pushed: Pushed) -> Pushed:
        head = msgspec.structs.replace(pushed.head, **{place: number})
        return msgspec.structs.replace(pushed, head=head)

    assert lied_to(ana, joined, "/heads", Heads, far).problem == "refused"
    assert lied_to(ana, joined, "/push", Pushed, far_push).problem == "refused"
    assert ana.round().problem is None


def test_one_log_that_differs_does_not_stop_another(world: World, joined: Stage) -> None:
    ana, ben, _ = world.laptops
    talk = Outreach(
        id=ben.workspace.write(lambda transaction: transaction.new_id()),
        outreach_kind="presentation",
        title="Talk",
        on=SOME_DAY,
    )
    ben.workspace.write(save, [Add(talk)], "outreach")
    ben.round()
    cases = vault_of(ana, "cases")

    def without_cases(heads: Heads) -> Heads:
        return Heads(tuple(one for one in heads.heads if one.log != cases))

    outcome = lied_to(ana, joined, "/heads", Heads, without_cases)
    assert (outcome.problem, outcome.received) == ("history-differs", 1)


@pytest.mark.parametrize("time", ["1" * 30, "-5", "1" * 5_000, "soon"])
def test_an_answer_of_an_impossible_time_is_nobodys(world: World, time: str) -> None:
    ana, *_ = world.laptops

    class Odd:
        def ask(self, ask: Ask) -> Answer:
            answer = ana.wire.ask(ask)
            assert isinstance(answer, Answer)
            return Answer(answer.status, {**answer.headers, TIME: time}, answer.body)

    outcome = drive(sync_round(ana.clock), Odd(), ana.workspace)
    assert outcome.problem == "another-server"
