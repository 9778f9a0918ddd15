"""Attacks by numbers and shapes: heads, pages and answers to a push that no log has."""

from collections.abc import Callable
from typing import Any

import msgspec

from sync.client.commands import Answer, Ask
from sync.protocol.chains import Head
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import Accepted, Heads, Item, LogHead, Page, Pushed
from tests.sync.hostile.attacks.attack import Attack
from tests.sync.hostile.attacks.scene import Scene, changed
from tests.sync.simulation.wire import Lie

replace = msgspec.structs.replace
_TOP = 2**63 - 1


def _heads(**values: Any) -> Callable[[Scene], Lie]:
    """Change every head that is told."""

    def change(heads: Heads) -> Heads:
        return Heads(tuple(replace(one, head=replace(one.head, **values)) for one in heads.heads))

    return changed("/heads", Heads, change)


def _further(step: int, name: str) -> Callable[[Scene], Lie]:
    def change(heads: Heads) -> Heads:
        return Heads(
            tuple(
                replace(
                    one, head=replace(one.head, **{name: max(0, getattr(one.head, name) + step)})
                )
                for one in heads.heads
            )
        )

    return changed("/heads", Heads, change)


def _pages(change: Callable[[Page], Any]) -> Callable[[Scene], Lie]:
    return changed("/pull", Page, change)


def _pushes(change: Callable[[Pushed], Any]) -> Callable[[Scene], Lie]:
    return changed("/push", Pushed, change)


def _elsewhere(pushed: Pushed) -> Pushed:
    return replace(pushed, accepted=(Accepted(bytes(32), 2),))


def _bodies(ending: str, body: bytes) -> Callable[[Scene], Lie]:
    def of(scene: Scene) -> Lie:
        def lie(ask: Ask, answer: Answer) -> Answer:
            return scene.signed(ask, answer, body) if ask.path.endswith(ending) else answer

        return lie

    return of


def _another_log(scene: Scene) -> Lie:
    """Answer every pull of the cases with a page of the roster."""

    def lie(ask: Ask, answer: Answer) -> Answer:
        if not ask.path.endswith("/pull"):
            return answer
        items = tuple(scene.stored(scene.roster()))
        return scene.signed(ask, answer, encode(Page(items, Head(1, len(items), bytes(32)))))

    return lie


def _endless(scene: Scene) -> Lie:
    """Give page after page, each as valid as the last, of a log that never ends."""
    given: dict[bytes, Page] = {}

    def lie(ask: Ask, answer: Answer) -> Answer:
        if answer.status != 200:
            return answer
        if ask.path.endswith("/heads"):
            heads = decode(answer.body, Heads).heads
            far = tuple(
                one
                if one.log == scene.roster()
                else LogHead(one.log, replace(one.head, sequence=one.head.sequence + 10_000))
                for one in heads
            )
            return scene.signed(ask, answer, encode(Heads(far)))
        if ask.path.endswith("/pull") and scene.roster().hex() not in ask.query:
            page = decode(answer.body, Page)
            given[ask.query.encode()] = page
            after = int(ask.query.split("after=")[1].split("&")[0])
            one = page.items[0] if page.items else scene.stored(scene.cases())[0]
            item = Item(after + 1, one.generation, one.digest, one.envelope)
            head = replace(page.head, sequence=after + 10_000)
            return scene.signed(ask, answer, encode(Page((item,), head)))
        return answer

    return lie


def _swallows(scene: Scene) -> Lie:
    """Say that what was pushed stands in the log, and show a head that agrees."""

    def lie(ask: Ask, answer: Answer) -> Answer:
        if not ask.path.endswith("/push") or answer.status != 200:
            return answer
        head = Head(1, scene.received(scene.cases()), bytes(32))
        pushed = decode(answer.body, Pushed)
        return scene.signed(ask, answer, encode(replace(pushed, head=head)))

    return lie


NUMBERS = (
    Attack(
        "a generation jump up", "S4", "says that it was restored, and shows its old pages",
        "harmless", ("nothing",), _further(1, "generation"),
        why="the pages fit what was fetched",
    ),
    Attack(
        "the last generation there is", "S11", "says that it is of generation 2^63 - 1",
        "harmless", ("nothing",), _heads(generation=_TOP),
        why="the pages fit what was fetched",
    ),
    Attack(
        "a generation jump down", "S4", "says that it is of an older generation", "blocked",
        ("history-differs",), _heads(generation=0),
    ),
    Attack(
        "an impossible generation", "S11", "says that it is of generation 2^64 - 1", "blocked",
        ("refused",), _heads(generation=2**64 - 1),
    ),
    Attack(
        "a sequence jump", "S4", "says that a log is longer than it is", "harmless",
        ("nothing",), _further(1_000, "sequence"),
        why="a log ends where its pages prove that it does",
    ),
    Attack(
        "the last sequence there is", "S11", "says that a log has 2^63 - 1 envelopes", "harmless",
        ("nothing",), _heads(sequence=_TOP),
        why="a log ends where its pages prove that it does",
    ),
    Attack(
        "an impossible sequence", "S11", "says that a log has 2^63 envelopes", "blocked",
        ("refused",), _heads(sequence=2**63),
    ),
    Attack(
        "a negative sequence", "S11", "says that a log has -1 envelopes", "blocked", ("refused",),
        _heads(sequence=-1),
    ),
    Attack(
        "a sequence of zero", "S4", "says that every log is empty", "blocked",
        ("history-differs",), _heads(sequence=0),
    ),
    Attack(
        "another link", "S6", "names other links at the logs' ends", "blocked",
        ("history-differs",), _heads(link=bytes(32)),
    ),
    Attack(
        "a link of no length", "S11", "names links of no bytes", "blocked",
        ("history-differs",), _heads(link=b""),
    ),
    Attack(
        "a log not told of", "S5", "tells of the roster alone", "blocked", ("history-differs",),
        changed("/heads", Heads, lambda heads: Heads(heads.heads[:1])),
    ),
    Attack(
        "no log told of", "S5", "tells of no log at all", "blocked", ("history-differs",),
        changed("/heads", Heads, lambda _: Heads(())),
    ),
    Attack(
        "a log of others told of", "S15", "tells of a vault that Ben is not in", "harmless",
        ("nothing",),
        changed(
            "/heads", Heads,
            lambda heads: Heads((*heads.heads, LogHead(b"o" * 16, Head(1, 9, bytes(32))))),
        ),
        why="only what the roster names is asked for",
    ),
    Attack(
        "a log told of twice", "S6", "tells two heads of every log", "blocked",
        ("history-differs",),
        changed(
            "/heads", Heads,
            lambda heads: Heads(
                (*heads.heads, *(replace(h, head=replace(h.head, sequence=1)) for h in heads.heads))
            ),
        ),
    ),
    Attack(
        "an empty page", "S5", "gives nothing of a log that goes on", "blocked",
        ("history-differs",), _pages(lambda page: replace(page, items=())),
    ),
    Attack(
        "a page that begins later", "S5", "leaves out the first of a page", "blocked",
        ("history-differs",), _pages(lambda page: replace(page, items=page.items[1:])),
    ),
    Attack(
        "a page that begins earlier", "S7", "gives the place before once more", "blocked",
        ("history-differs",),
        _pages(
            lambda page: replace(
                page,
                items=tuple(replace(one, sequence=max(0, one.sequence - 1)) for one in page.items),
            )
        ),
    ),
    Attack(
        "a page of another log", "S8", "answers for the cases with the roster", "blocked",
        ("history-differs", "roster-differs"), _another_log,
    ),
    Attack(
        "an envelope under another's digest", "S8", "names envelopes by digests of others",
        "blocked", ("history-differs",),
        _pages(
            lambda page: replace(
                page, items=tuple(replace(one, digest=bytes(32)) for one in page.items)
            )
        ),
    ),
    Attack(
        "another's envelope for one's own", "S8", "leaves bodies out, as if Ben had written them",
        "blocked", ("history-differs",),
        _pages(
            lambda page: replace(
                page, items=tuple(replace(one, envelope=None) for one in page.items)
            )
        ),
    ),
    Attack(
        "pages that never end", "S11", "gives page after page of a log without end", "detected",
        ("refused", "set aside", "history-differs"), _endless, after="parted",
    ),
    Attack(
        "a head in no shape", "S17", "answers with bytes of no message", "blocked", ("refused",),
        _bodies("/heads", b"\xc1"),
    ),
    Attack(
        "a head of nothing", "S17", "answers with no bytes", "blocked", ("refused",),
        _bodies("/heads", b""),
    ),
    Attack(
        "a page in no shape", "S17", "answers a pull with bytes of no message", "blocked",
        ("refused",), _bodies("/pull", encode(("x",))),
    ),
    Attack(
        "a page nested without end", "S17", "answers with 100,000 lists in lists", "blocked",
        ("refused",), _bodies("/pull", b"\x91" * 100_000),
    ),
    Attack(
        "a page that says to be huge", "S11", "announces 2^32 - 1 items in ten bytes", "blocked",
        ("refused",), _bodies("/pull", b"\x92\xdd\xff\xff\xff\xff\x00"),
    ),
    Attack(
        "fields of a newer version", "S9", "appends fields to every head", "harmless",
        ("nothing",), changed("/heads", Heads, lambda heads: (heads.heads, "later", 7)),
        why="they are passed over",
    ),
    Attack(
        "swallow what is pushed", "S5", "says it is stored, and shows a log without it",
        "detected", ("history-differs",), _swallows,
    ),
    Attack(
        "place nothing", "S5", "answers a push with no places", "blocked", ("not-satchel",),
        _pushes(lambda pushed: replace(pushed, accepted=())),
    ),
    Attack(
        "place something else", "S5", "places digests that nobody sent", "blocked",
        ("not-satchel",), _pushes(_elsewhere),
    ),
    Attack(
        "place far away", "S11", "says that an envelope stands at 2^63 - 1", "harmless",
        ("nothing",),
        _pushes(
            lambda pushed: replace(
                pushed, accepted=tuple(replace(one, sequence=_TOP) for one in pushed.accepted)
            )
        ),
        why="the next answer shows the true place",
    ),
    Attack(
        "place at an impossible number", "S11", "says that an envelope stands at 2^64 - 1",
        "blocked", ("refused",),
        _pushes(
            lambda pushed: replace(
                pushed, accepted=tuple(replace(one, sequence=2**64 - 1) for one in pushed.accepted)
            )
        ),
    ),
    Attack(
        "a push's head in the past", "S4", "answers a push with an older head", "blocked",
        ("history-differs",),
        _pushes(lambda pushed: replace(pushed, head=replace(pushed.head, sequence=0))),
    ),
    Attack(
        "a push's head far ahead", "S4", "answers a push with a head at 2^63 - 1", "harmless",
        ("nothing",),
        _pushes(lambda pushed: replace(pushed, head=replace(pushed.head, sequence=_TOP))),
        why="the next answer tells the true head",
    ),
)  # fmt: skip
