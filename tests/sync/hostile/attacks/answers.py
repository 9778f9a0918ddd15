"""Attacks by what is said instead of an answer: refusals, times, other keys, old answers."""

from collections.abc import Callable
from secrets import token_bytes

from sync.client.commands import Answer, Ask
from sync.protocol.messages import Reason, Refusal
from sync.protocol.requests import SIGNATURE, TIME
from tests.sync.hostile.attacks.attack import Attack
from tests.sync.hostile.attacks.scene import Scene, refusing, resigned
from tests.sync.simulation.wire import Lie

_YEAR_2500 = 16_725_225_600_000
_EVERYTHING = ""


def _says(reason: Reason, time: int = 0, detail: int = 0) -> Callable[[Scene], Lie]:
    return refusing(_EVERYTHING, Refusal(reason, time, detail))


def _says_to_pushes(reason: Reason, detail: int = 0) -> Callable[[Scene], Lie]:
    return refusing("/push", Refusal(reason, 0, detail), 409)


def _another_key(_scene: Scene) -> Lie:
    seed = token_bytes(32)
    return lambda ask, answer: resigned(seed, ask, answer)


def _unsigned(_scene: Scene) -> Lie:
    return lambda _ask, answer: Answer(answer.status, {TIME: answer.headers[TIME]}, answer.body)


def _old_answers(_scene: Scene) -> Lie:
    """Answer every question with what was answered to the first."""
    first: list[Answer] = []

    def lie(_ask: Ask, answer: Answer) -> Answer:
        first.append(answer)
        return first[0] if len(first) > 1 else answer

    return lie


def _of_another_question(scene: Scene) -> Lie:
    """Sign each answer as one to a question that was asked before."""
    asked: list[Ask] = []

    def lie(ask: Ask, answer: Answer) -> Answer:
        asked.append(ask)
        return resigned(scene.seed, asked[0], answer) if len(asked) > 1 else answer

    return lie


def _with(**headers: str) -> Callable[[Scene], Lie]:
    return lambda _scene: (
        lambda _ask, answer: Answer(answer.status, {**answer.headers, **headers}, answer.body)
    )


def _granted(_scene: Scene) -> Lie:
    """Say 200 where it was refused, and refused where it was granted: the signature stays."""
    return lambda _ask, answer: Answer(
        403 if answer.status == 200 else 200, answer.headers, answer.body
    )


def _at(moment: int) -> Callable[[Scene], Lie]:
    """Sign every answer as of another moment."""
    return lambda scene: (
        lambda ask, answer: resigned(
            scene.seed,
            ask,
            Answer(answer.status, {**answer.headers, TIME: str(moment)}, answer.body),
        )
    )


def _at_random(scene: Scene) -> Lie:
    """Sign every answer as of a moment of its own."""
    moments = [0, 1, _YEAR_2500, 2**62, 1_000_000_000_000]

    def lie(ask: Ask, answer: Answer) -> Answer:
        moments.append(moments.pop(0))
        headers = {**answer.headers, TIME: str(moments[0])}
        return resigned(scene.seed, ask, Answer(answer.status, headers, answer.body))

    return lie


def _page_of_the_network(_scene: Scene) -> Lie:
    page = b"<html><body>Sign in to the court's network</body></html>"
    return lambda _ask, _answer: Answer(200, {"content-type": "text/html"}, page)


def _cut(scene: Scene) -> Lie:
    """End every body in its middle, and sign what is left."""
    return lambda ask, answer: scene.signed(
        ask, answer, answer.body[: len(answer.body) // 2], answer.status
    )


ANSWERS = (
    Attack(
        "another server's key", "S13", "signs with a key that was not pinned", "blocked",
        ("another-server",), _another_key,
    ),
    Attack("no signature", "S13", "signs nothing", "blocked", ("another-server",), _unsigned),
    Attack(
        "an old answer", "S14", "repeats what it answered before", "blocked", ("another-server",),
        _old_answers,
    ),
    Attack(
        "the answer to another question", "S14", "signs answers as to an older question",
        "blocked", ("another-server",), _of_another_question,
    ),
    Attack(
        "another status", "S14", "turns refusals into grants and back", "blocked",
        ("another-server",), _granted,
    ),
    Attack(
        "a signature of no length", "S13", "sends an empty signature", "blocked",
        ("another-server",), _with(**{SIGNATURE: ""}),
    ),
    Attack(
        "a time of many digits", "S11", "gives a time of 5,000 digits", "blocked",
        ("another-server",), _with(**{TIME: "1" * 5_000}),
    ),
    Attack(
        "the year 2500", "4.3", "dates its answers in 2500", "harmless", ("nothing",),
        _at(_YEAR_2500),
        why="an answer's time alone moves nothing",
    ),
    Attack(
        "the year 1970", "4.3", "dates its answers in 1970", "harmless", ("nothing",), _at(0),
        why="an answer's time alone moves nothing",
    ),
    Attack(
        "a time of its own for each answer", "4.3", "dates each answer otherwise", "harmless",
        ("nothing", "another-server"), _at_random,
        why="a time alone moves nothing, and one beyond any clock is not believed",
    ),
    Attack(
        "your clock is wrong", "4.3", "says that Ben's clock is off by centuries", "blocked",
        ("clock",), _says("clock", _YEAR_2500),
    ),
    Attack(
        "your clock is at its beginning", "4.3", "says that it is 1970", "blocked", ("clock",),
        _says("clock", 0),
    ),
    Attack(
        "revoked without an entry", "S10", "says that Ben was taken out; the roster does not",
        "blocked", ("blocked", "revoked"), refusing("/heads", Refusal("revoked", 0, 0)),
    ),
    Attack(
        "revoked, and no roster", "S10", "says so to the question for the roster as well",
        "blocked", ("blocked", "revoked"), _says("revoked"),
    ),
    Attack("blocked", "S4", "refuses Ben's laptop", "detected", ("blocked",), _says("blocked")),
    Attack(
        "no such program", "S4", "says that it has no such program", "detected",
        ("unknown-program",), _says("unknown-program"),
    ),
    Attack("not admitted", "S4", "says that it knows no such device", "detected",
           ("not-admitted",), _says("not-signed")),
    Attack("busy for ever", "S4", "says that it is busy", "detected", ("busy",), _says("busy")),
    Attack("full for ever", "S4", "takes nothing more", "detected", ("full",),
           _says_to_pushes("full")),
    Attack(
        "a gap in one's own chain", "S5", "says that Ben's own envelopes before are missing",
        "detected", ("refused", "copied"),
        _says_to_pushes("not-next", 1),
    ),
    Attack(
        "a copy that is none", "S4", "says that another copy of the laptop has sent", "detected",
        ("copied",), _says_to_pushes("not-next", 1_000),
    ),
    Attack(
        "a chain from zero", "S5", "asks for Ben's envelope number 0", "detected",
        ("refused", "copied"), _says_to_pushes("not-next", 0),
    ),
    Attack(
        "a refusal in no shape", "S17", "refuses with bytes of no message", "blocked",
        ("not-satchel",),
        lambda scene: lambda ask, answer: scene.signed(ask, answer, b"\xc1", 403),
    ),
    Attack(
        "a sign-in page", "S13", "answers with a page of HTML", "blocked",
        ("another-server", "not-satchel"), _page_of_the_network,
    ),
    Attack(
        "half a body", "S17", "ends every body in its middle and signs it", "blocked",
        ("refused", "not-satchel"), _cut,
    ),
)  # fmt: skip
