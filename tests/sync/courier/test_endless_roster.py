"""A courier is given no roster without end."""

import msgspec
import pytest

from sync.client.commands import Answer, Ask
from sync.client.courier import carrying
from sync.client.driving import Transport
from sync.client.governing.roles import change_role
from sync.client.membership import identity
from sync.client.problems import SyncError
from sync.protocol.encoding import decode
from sync.protocol.messages import Item, Page
from tests.conftest import FixedClock
from tests.sync.bundles.sticks import sync
from tests.sync.courier.test_carrying import Pair, carried, locked_with, signed
from tests.sync.enrolment.laptops import Server


@pytest.mark.parametrize("what", ["the last entry", "what nobody signed", "nothing"])
def test_a_roster_that_never_ends_is_given_up(pair: Pair, what: str) -> None:
    _ana, ben = pair
    letter = locked_with(ben, "kept")
    endless = _Endless(ben.wire, what)
    with pytest.raises(SyncError) as refused:
        carried(ben, letter, endless)
    assert refused.value.problem == "roster-differs"
    assert endless.asked <= 2
    assert carried(ben, letter).standing == "member"


def test_a_roster_that_dribbles_is_given_up(pair: Pair, clock: FixedClock) -> None:
    """With the help of somebody who may sign: every entry is a true one."""
    ana, ben = pair
    device = ben.workspace.read(identity).device
    for role in ("admin", "member") * 10:
        ana.run(change_role(clock, device, role))
    sync(ben)
    letter = locked_with(ben, "kept")
    dribble = _Endless(ben.wire, "one at a time")
    with pytest.raises(SyncError) as refused:
        carried(ben, letter, dribble)
    assert (refused.value.problem, refused.value.detail) == ("refused", "thin-pages")
    assert dribble.asked == 17


def test_a_roster_that_is_too_long_is_given_up(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    _ana, ben = pair
    letter = locked_with(ben, "kept")
    monkeypatch.setattr(carrying, "_MOST_OF_ROSTER", 1000)
    with pytest.raises(SyncError) as refused:
        carried(ben, letter)
    assert (refused.value.problem, refused.value.detail) == ("refused", "too-long")


def test_a_roster_that_grows_meanwhile_is_believed_as_far_as_it_was_said_at_first(
    pair: Pair,
) -> None:
    _ana, ben = pair
    letter = locked_with(ben, "kept")
    growing = _Endless(ben.wire, "later")
    assert carried(ben, letter, growing).standing == "member"
    assert growing.asked == letter.entries


class _Endless:
    """A server whose roster goes on for ever; it counts how often it was asked for a page."""

    def __init__(self, true: Transport, what: str) -> None:
        assert isinstance(true, Server)
        self._true, self._what, self.asked = true, what, 0

    def ask(self, ask: Ask) -> Answer:
        if "/pull" not in ask.path:
            return self._true.ask(ask)
        assert self.asked < 200, "it is asked without end"
        self.asked += 1
        answer = self._true.ask(ask)
        page = decode(answer.body, Page)
        grows = self._what != "one at a time" and (self._what != "later" or self.asked > 1)
        end = page.head.sequence + self.asked if grows else page.head.sequence
        head = msgspec.structs.replace(page.head, sequence=end)
        items = self._items(page)
        changed = msgspec.structs.replace(page, head=head, items=items)
        return signed(self._true, ask, answer, changed)

    def _items(self, page: Page) -> tuple[Item, ...]:
        match self._what:
            case "later" | "one at a time":
                return page.items[:1]
            case "nothing":
                return () if self.asked > 1 else page.items[:-1]
            case "the last entry":
                if page.items:
                    self._last = page.items[-1]
                return page.items or (self._last,)
            case _:
                made_up = b"\1" + bytes(100)
                return (*page.items, Item(99, 1, bytes(32), made_up))
