"""Attacks on the history of a log: what was written is left out, moved, doubled, made up."""

from collections.abc import Callable
from urllib.parse import parse_qs

import msgspec

from sync.client.commands import Answer, Ask
from sync.protocol.chains import Head
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import (
    BEGINNING,
    Address,
    Header,
    Kind,
    make,
    parse,
    to_bytes,
    without,
)
from sync.protocol.messages import Accepted, Heads, Item, LogHead, Page, Pushed
from tests.sync.enrolment.lying import stranger
from tests.sync.hostile.attacks.attack import Attack
from tests.sync.hostile.attacks.scene import Scene, head_of, linked
from tests.sync.simulation.wire import Lie

Change = Callable[[Scene, list[bytes]], list[bytes]]
"""Makes other envelopes of those that Ben has not fetched: two of Cal's, Ana's between them."""


def shows(change: Change, log: Callable[[Scene], bytes] = Scene.cases) -> Callable[[Scene], Lie]:
    """Return the lie that shows another history behind what Ben has, with links that fit it."""

    def of(scene: Scene) -> Lie:
        name = log(scene)
        known, new = _divided(scene, name)
        shown = _items(scene, name, [*known, *change(scene, new)])

        def lie(ask: Ask, answer: Answer) -> Answer:
            return _shown(scene, name, shown, ask, answer)

        return lie

    return of


def _divided(scene: Scene, log: bytes) -> tuple[list[bytes], list[bytes]]:
    bodies = [item.envelope or b"" for item in scene.stored(log)]
    at = scene.received(log)
    return bodies[:at], bodies[at:]


def _items(scene: Scene, log: bytes, bodies: list[bytes]) -> list[Item]:
    generation = scene.stored(log)[-1].generation
    return linked(bodies, generation)


def _shown(scene: Scene, log: bytes, items: list[Item], ask: Ask, answer: Answer) -> Answer:
    head: Head = head_of(log, items)
    if answer.status != 200:
        return answer
    if ask.path.endswith("/heads"):
        logs = decode(answer.body, Heads).heads
        heads = tuple(LogHead(one.log, head) if one.log == log else one for one in logs)
        return scene.signed(ask, answer, encode(Heads(heads)))
    if ask.path.endswith("/pull") and f"log={log.hex()}" in ask.query:
        after = int(parse_qs(ask.query)["after"][0])
        return scene.signed(ask, answer, encode(Page(tuple(items[after:]), head)))
    if ask.path.endswith("/push"):
        return _placed(scene, log, items, ask, answer)
    return answer


def _placed(scene: Scene, log: bytes, items: list[Item], ask: Ask, answer: Answer) -> Answer:
    """Show what Ben has pushed behind the rest of his view."""
    pushed = decode(answer.body, Pushed)
    true = {item.digest: item for item in scene.stored(log)}
    for one in pushed.accepted:
        if one.digest in true and one.digest not in {item.digest for item in items}:
            found = true[one.digest]
            items.append(Item(len(items) + 1, found.generation, found.digest, found.envelope))
    places = {item.digest: item.sequence for item in items}
    accepted = tuple(
        Accepted(one.digest, places.get(one.digest, one.sequence)) for one in pushed.accepted
    )
    return scene.signed(ask, answer, encode(Pushed(accepted, head_of(log, items))))


def _back(count: int, log: Callable[[Scene], bytes] = Scene.cases) -> Callable[[Scene], Lie]:
    """Return the lie that shows a log as it was some envelopes before what Ben has."""

    def of(scene: Scene) -> Lie:
        name = log(scene)
        known, _ = _divided(scene, name)
        shown = _items(scene, name, known[: max(0, len(known) - count)])
        return lambda ask, answer: _shown(scene, name, shown, ask, answer)

    return of


def _rewritten(scene: Scene) -> Lie:
    """Show as many envelopes as Ben has, the last of them another one."""
    name = scene.cases()
    known, new = _divided(scene, name)
    shown = _items(scene, name, [*known[:-1], new[0]])
    return lambda ask, answer: _shown(scene, name, shown, ask, answer)


def _all_back(scene: Scene) -> Lie:
    lies = [_back(1, log)(scene) for log in (Scene.cases, Scene.roster)]

    def lie(ask: Ask, answer: Answer) -> Answer:
        for one in lies:
            answer = one(ask, answer)
        return answer

    return lie


def _flipped(place: int) -> Change:
    def change(_scene: Scene, new: list[bytes]) -> list[bytes]:
        content = bytearray(new[-1])
        content[place] ^= 1
        return [*new[:-1], bytes(content)]

    return change


def _header(**values: object) -> Change:
    """Change one field of the last envelope's header; its signature stays."""

    def change(_scene: Scene, new: list[bytes]) -> list[bytes]:
        last = parse(new[-1])
        header: Header = msgspec.structs.replace(last.header, **values)
        other = msgspec.structs.replace(last, header=header, signed=encode(header))
        return [*new[:-1], to_bytes(other)]

    return change


def _parts(new: list[bytes], *, between: bool) -> list[bytes]:
    """Swap two ciphertexts: within one envelope, or between two authors'."""
    one, other = parse(new[-1]), parse(new[-2])
    if between:
        parts = (*one.parts[:-1], other.parts[-1])
    else:
        parts = (*one.parts[:-2], one.parts[-1], one.parts[-2])
    return [*new[:-1], to_bytes(msgspec.structs.replace(one, parts=parts))]


def _stripped(*, manifest: bool) -> Change:
    def change(_scene: Scene, new: list[bytes]) -> list[bytes]:
        last = parse(new[-1])
        left = [0] if manifest else range(1, len(last.parts))
        return [*new[:-1], to_bytes(without(last, left))]

    return change


def _made_up(scene: Scene, *, device: bytes | None = None, log: bytes | None = None) -> bytes:
    eve = stranger()
    named = device or eve.device
    address = Address(Kind.CHANGES, log or scene.cases(), named, 1, 1, BEGINNING, 1)
    return to_bytes(make(address, [bytes(400)], eve.signing))


def _of_another_log(scene: Scene, new: list[bytes]) -> list[bytes]:
    return [*(item.envelope or b"" for item in scene.stored(scene.roster())[-1:]), *new]


HISTORIES = (
    Attack(
        "drop the last envelope", "S5", "ends a log before its newest envelope", "detected",
        ("history-differs",), shows(lambda _, new: new[:-1]), when="later", after="parted",
    ),
    Attack(
        "drop all that is new", "S4", "shows nothing new of anybody", "detected",
        ("history-differs",), shows(lambda _, _new: []), when="later", after="parted",
    ),
    Attack(
        "drop one envelope", "S5", "leaves an author's first of two out", "detected",
        ("set aside", "history-differs"), shows(lambda _, new: new[1:]), after="parted",
    ),
    Attack(
        "drop one author", "S5", "leaves out all that one author sent", "detected",
        ("history-differs",), shows(lambda _, new: [new[1]]), when="later", after="parted",
    ),
    Attack(
        "withhold a part", "S5", "leaves a sealed part out, as if it had been destroyed",
        "detected", ("set aside",), shows(_stripped(manifest=False)),
        after="healed",
    ),
    Attack(
        "withhold the list of contents", "S5", "leaves the manifest of an envelope out", "blocked",
        ("set aside",), shows(_stripped(manifest=True)), after="aside",
    ),
    Attack(
        "reorder two authors", "S7", "shows two authors' envelopes the other way round",
        "detected", ("history-differs",), shows(lambda _, new: [new[1], new[0], new[2]]),
        after="parted",
    ),
    Attack(
        "reorder one author", "S7", "shows an author's second envelope before the first",
        "detected", ("history-differs",), shows(lambda _, new: [new[2], new[1], new[0]]),
        after="parted",
    ),
    Attack(
        "double every envelope", "S7", "shows each envelope twice", "detected",
        ("history-differs",), shows(lambda _, new: [*new, *new]), when="later", after="parted",
    ),
    Attack(
        "replay an old envelope", "S7", "shows an envelope of long ago as the newest", "detected",
        ("history-differs",),
        shows(lambda s, new: [*new, s.stored(s.cases())[0].envelope or b""]),
        when="later", after="parted",
    ),
    Attack(
        "an envelope of another log", "S8", "shows a roster entry among the cases", "blocked",
        ("set aside", "history-differs"), shows(_of_another_log), after="parted",
    ),
    Attack(
        "an envelope of a stranger", "S3", "adds an envelope that no member wrote", "blocked",
        ("set aside", "history-differs"), shows(lambda s, new: [_made_up(s), *new]), after="parted",
    ),
    Attack(
        "an envelope in a member's name", "S3", "signs as Cal with a key of its own", "blocked",
        ("set aside", "history-differs"),
        shows(lambda s, new: [_made_up(s, device=s.cal.device), *new]), after="parted",
    ),
    Attack(
        "an envelope in an admin's name", "S3", "signs as Ana with a key of its own", "blocked",
        ("set aside", "history-differs"),
        shows(lambda s, new: [_made_up(s, device=s.ana.device), *new]), after="parted",
    ),
    Attack(
        "an envelope of another program", "S8", "shows what was sealed for another vault",
        "blocked", ("set aside", "history-differs"),
        shows(lambda s, new: [_made_up(s, log=b"o" * 16), *new]), after="parted",
    ),
    Attack(
        "flip a bit of a ciphertext", "S8", "changes one bit near an envelope's end", "blocked",
        ("set aside", "history-differs"), shows(_flipped(-20)), after="aside",
    ),
    Attack(
        "flip a bit of the header", "S8", "changes one bit of what was signed", "blocked",
        ("set aside", "history-differs"), shows(_flipped(60)), after="parted",
    ),
    Attack(
        "cut an envelope short", "S11", "ends an envelope in its middle", "blocked",
        ("set aside", "history-differs"), shows(lambda _, new: [*new[:-1], new[-1][:200]]),
        after="parted",
    ),
    Attack(
        "an empty envelope", "S11", "puts nothing where an envelope was", "blocked",
        ("set aside", "history-differs"), shows(lambda _, new: [*new[:-1], b""]), after="parted",
    ),
    Attack(
        "noise for an envelope", "S11", "puts 64 KiB of noise where an envelope was", "blocked",
        ("set aside", "history-differs"), shows(lambda _, new: [*new[:-1], b"\xc1" * 65_536]),
        after="parted",
    ),
    Attack(
        "swap ciphertexts of two authors", "S8", "puts Ana's sealed part into Cal's envelope",
        "blocked", ("set aside", "history-differs"),
        shows(lambda _, new: _parts(new, between=True)), after="aside",
    ),
    Attack(
        "swap ciphertexts of one envelope", "S8", "exchanges two parts of an envelope", "blocked",
        ("set aside", "history-differs"), shows(lambda _, new: _parts(new, between=False)),
        after="aside",
    ),
    Attack(
        "another epoch", "S8", "says that an envelope was sealed in another epoch", "blocked",
        ("set aside", "history-differs"), shows(_header(epoch=7)), after="parted",
    ),
    Attack(
        "another number", "S8", "gives an envelope another number of its author", "blocked",
        ("set aside", "history-differs"), shows(_header(number=99)), after="parted",
    ),
    Attack(
        "a number jump", "S8", "gives an envelope the number 2^62", "blocked",
        ("set aside", "history-differs"), shows(_header(number=2**62)), after="parted",
    ),
    Attack(
        "another vault", "S8", "says that an envelope is of another vault", "blocked",
        ("set aside", "history-differs"), shows(_header(log=b"v" * 16)), after="parted",
    ),
    Attack(
        "another incarnation", "S8", "says that an envelope is of another incarnation", "blocked",
        ("set aside", "history-differs"), shows(_header(incarnation=77)), after="parted",
    ),
    Attack(
        "another kind", "S9", "calls changes a snapshot", "blocked",
        ("set aside", "history-differs"), shows(_header(kind=4)), after="parted",
    ),
    Attack(
        "another suite", "S9", "says that an envelope is of another version", "blocked",
        ("set aside", "history-differs"),
        shows(lambda _, new: [*new[:-1], b"\x02" + new[-1][1:]]), after="parted",
    ),
    Attack(
        "roll one log back", "S4", "shows a log as it was before what was fetched", "blocked",
        ("history-differs",), _back(1),
    ),
    Attack(
        "roll one log back to nothing", "S4", "shows a log as empty", "blocked",
        ("history-differs",), _back(10_000),
    ),
    Attack(
        "roll the roster back", "S4", "shows the list of members as it was before", "blocked",
        ("history-differs",), _back(1, Scene.roster),
    ),
    Attack(
        "roll everything back", "S4", "shows all logs as they were", "blocked",
        ("history-differs",), _all_back,
    ),
    Attack(
        "rewrite what was fetched", "S6", "shows another envelope under a number Ben has",
        "blocked", ("history-differs",), _rewritten,
    ),
)  # fmt: skip
