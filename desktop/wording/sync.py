"""What sync has come to, in words: one calm sentence, and for every trouble one thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import clock_time, short_day
from desktop.wording.errors import plain
from desktop.wording.numbers import count, counted
from storage.domain.clocks import ZONE
from storage.usecases.syncing.whereabouts import Where
from sync.client.problems import RETRIED, Problem, SyncError

Stage = Literal[
    "", "sealing", "sending", "receiving", "applying", "sending files", "fetching files"
]
Remedy = Literal["try", "copy"]
"""What a person does about a trouble: try again, or copy the program's code to call with it."""

_MINUTE = 60
_REASONS = 3
"""How many reasons why something was set aside are named at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """What the words are made of."""

    connected: bool = False
    """Whether this workspace belongs to a program that a server knows."""
    stage: Stage = ""
    """What is being done at the moment; ``done`` of ``total``, 0 where nobody knows."""
    done: int = 0
    total: int = 0
    waiting: int = 0
    """Own Saves that the server has not acknowledged."""
    parked: int = 0
    """What arrived and cannot be read yet."""
    problem: Problem | None = None
    detail: str = ""
    """Of the problem: who issued a certificate that is not trusted."""
    last: datetime | None = None
    """When everything was last sent and received."""
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem in words: what it means for the person, and the one thing to do."""

    title: str
    meaning: str
    remedy: Remedy
    action: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def sentence(state: SyncState, now: datetime) -> str:
    """Return the one sentence at the foot of the window."""
    if not state.connected:
        return _tr("Kept on this laptop only")
    if state.stage:
        return progress(state)
    if state.problem is not None:
        return _with_last(_in_trouble(state, state.problem, now), state, now)
    if state.waiting:
        return _with_last(waiting(state.waiting, connected=True), state, now)
    if state.last is None:
        return _tr("Not sent or received yet")
    return _tr("Everything is on the server · {time}").format(time=moment(state.last, now))


def set_aside(reasons: Mapping[str, int]) -> str:
    """Say what was set aside and why, the most first; the reasons are those that Review names."""
    said = []
    most = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    for reason, number in most[:_REASONS]:
        parts = counted(number, "sealed part", "sealed parts")
        words = _tr("{parts} set aside: {why}").format(parts=parts, why=reason)
        said.append(words if words.endswith(".") else f"{words}.")
    if len(most) > _REASONS:
        said.append(_tr("Review names the rest."))
    return " ".join(said)


def _with_last(words: str, state: SyncState, now: datetime) -> str:
    """Add when everything was last sent and received, where it ever was."""
    if state.last is None:
        return words
    time = moment(state.last, now)
    return _tr("{words} · last complete {time}").format(words=words, time=time)


def waiting(number: int, *, connected: bool) -> str:
    """Say how many Saves have not reached the server."""
    changes = counted(number, "change", "changes")
    one, many = (
        (_tr("{changes} waits to be sent"), _tr("{changes} wait to be sent"))
        if connected
        else (_tr("{changes} waits for a connection"), _tr("{changes} wait for a connection"))
    )
    return (one if number == 1 else many).format(changes=changes)


def moment(then: datetime, now: datetime) -> str:
    """Write ``8:42 AM``, with its day when that is not today."""
    local = then.astimezone(ZONE)
    time = clock_time(local.time())
    if local.date() == now.astimezone(ZONE).date():
        return time
    return _tr("{day}, {time}").format(day=short_day(local.date()), time=time)


def progress(state: SyncState) -> str:
    """Write ``Receiving part 1,240 of 33,000``; no numbers where there is one part or none knows.

    A part is what one envelope carries: a Save or many, whatever one laptop sent at a time.
    """
    part = {
        "sealing": _tr("Encrypting part {done} of {total}"),
        "sending": _tr("Sending part {done} of {total}"),
        "receiving": _tr("Receiving part {done} of {total}"),
        "applying": _tr("Adding part {done} of {total}"),
        "sending files": _tr("Sending a document, part {done} of {total}"),
        "fetching files": _tr("Fetching a document, part {done} of {total}"),
    }
    if state.stage and state.total > 1:
        return part[state.stage].format(done=count(state.done), total=count(state.total))
    whole = {
        "sealing": _tr("Encrypting…"),
        "sending": _tr("Sending…"),
        "receiving": _tr("Receiving…"),
        "applying": _tr("Adding what arrived…"),
        "sending files": _tr("Sending a document…"),
        "fetching files": _tr("Fetching a document…"),
    }
    return whole[state.stage] if state.stage else ""


def again(state: SyncState, now: datetime) -> str:
    """Say when it is tried again; nothing where only a person can help."""
    if state.next_try is None or state.problem not in RETRIED:
        return ""
    seconds = (state.next_try - now).total_seconds()
    if seconds <= 0:
        return _tr("trying again now")
    if seconds < _MINUTE:
        return _tr("trying again in less than a minute")
    minutes = counted(round(seconds / _MINUTE), "minute", "minutes")
    return _tr("trying again in {minutes}").format(minutes=minutes)


def why_waits(state: SyncState, now: datetime) -> str:
    """Say why what was saved is not on the server yet; nothing where there is no server."""
    if not state.connected:
        return ""
    if state.stage:
        return _tr("It is being sent.")
    if state.problem is not None and (state.problem not in RETRIED or state.next_try is None):
        return _tr("{what}.").format(what=trouble(state.problem).title)
    if state.next_try is None:
        return _tr("It waits for the next round.")
    time = moment(max(state.next_try, now), now)
    if state.problem is not None:
        why = trouble(state.problem).title
        return _tr("{what}. It is tried again at {time}.").format(what=why, time=time)
    return _tr("It waits for the next round at {time}.").format(time=time)


def whereabouts(where: Where) -> str:
    """Write where the last change of a record is."""
    return {
        "alone": _tr("On this laptop"),
        "here": _tr("On this laptop; not on the server yet"),
        "server": _tr("On the server"),
        "needs you": _tr("Needs you: it stands on Review"),
    }[where]


def trouble(problem: Problem, detail: str = "") -> Trouble:
    """Return what ``problem`` means, ``detail`` being its error's, and the one thing to do."""
    title, meaning, remedy = _troubles()[problem]
    if problem == "untrusted" and detail:
        issued = _tr(
            "The certificate that was shown here says that it was issued by: {who}."
        ).format(who=detail)
        meaning = f"{meaning} {issued}"
    action = _tr("Try now") if remedy == "try" else _tr("Copy the program's code")
    return Trouble(title, meaning, remedy, action)


def _in_trouble(state: SyncState, problem: Problem, now: datetime) -> str:
    title = trouble(problem).title
    if problem == "unreachable" and state.waiting:
        title = waiting(state.waiting, connected=False)
    when = again(state, now)
    return _tr("{what} · {when}").format(what=title, when=when) if when else title


def _troubles() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return for every problem its title, its meaning and its remedy."""
    return {**_passing(), **_at_the_server(), **_of_trust(), **_of_words()}


def _passing() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what passes by itself."""
    return {
        "unreachable": (
            _tr("No connection"),
            _tr(
                "The server cannot be reached from here. Keep working; everything is kept on this"
                " laptop and is sent as soon as there is a connection."
            ),
            "try",
        ),
        "not-satchel": (
            _tr("Somebody else answers on this network (a sign-in page?)"),
            _tr(
                "This network wants something before it lets you through. Open a browser, sign in"
                " to the network, then try again. Nothing was sent to whoever answered."
            ),
            "try",
        ),
        "clock": (
            _tr("This laptop's clock is off"),
            _tr(
                "The server and this laptop disagree about the time by more than five minutes."
                " Set the date, the time and the time zone of the laptop, then try again."
            ),
            "try",
        ),
        "busy": (
            _tr("The server is busy"),
            _tr("It asked to be left alone for a moment. There is nothing to do."),
            "try",
        ),
    }


def _at_the_server() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what the server will not do."""
    return {
        "unknown-program": (
            _tr("The server does not know your program yet"),
            _tr(
                "Give your program's code to whoever runs the server. They add it once; then"
                " everything is sent by itself."
            ),
            "copy",
        ),
        "not-admitted": (
            _tr("This laptop is not a member of the program"),
            _tr(
                "The server does not take this laptop for one of your program's. Ask a colleague"
                " whether it was taken out. Everything on it stays as it is."
            ),
            "try",
        ),
        "blocked": (
            _tr("This laptop has been blocked on the server"),
            _tr(
                "Whoever runs the server has blocked it. Keep working; nothing is lost. Call them,"
                " and read them the program's code."
            ),
            "copy",
        ),
        "revoked": (
            _tr("This laptop has been taken out of the program"),
            _tr(
                "A lead of your program signed it. What was not sent yet was handed over to them."
                " If this is a mistake, call them: you can be invited again."
            ),
            "try",
        ),
        "full": (
            _tr("The server has no more room for your program"),
            _tr(
                "Nothing is lost: everything stays on this laptop and is sent once there is room."
                " Call whoever runs the server, and read them the program's code."
            ),
            "copy",
        ),
        "refused": (
            _tr("The server refused what was sent"),
            _tr(
                "Nothing is lost: it stays on this laptop. If trying again does not help, call"
                " whoever runs the server."
            ),
            "try",
        ),
    }


def _of_trust() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what must not be believed."""
    return {
        "untrusted": (
            _tr("The server could not prove who it is"),
            _tr(
                "Its certificate is not one that this laptop trusts: the address may be wrong, or"
                " somebody stands between. Nothing was sent. Compare the address with the one you"
                " were given."
            ),
            "try",
        ),
        "another-server": (
            _tr("Another server answers at this address"),
            _tr(
                "It does not have the key of the server your program knows. Nothing was sent."
                " Compare the address, then call whoever runs the server."
            ),
            "try",
        ),
        "history-differs": (
            _tr("The server's history is not the one seen before"),
            _tr(
                "Keep working; nothing is lost. What does not fit is not taken in until it is"
                " cleared up; the rest goes on being sent and received. Call whoever runs the"
                " server and read them the program's code."
            ),
            "copy",
        ),
        "false-snapshot": (
            _tr("A colleague's laptop sums up your program's history otherwise than yours"),
            _tr(
                "Nothing of it was believed and nothing is lost; sending and receiving go on. Ask"
                " a lead of your program to look after that laptop. This goes away as soon as"
                " a laptop has summed it up as yours does."
            ),
            "try",
        ),
        "roster-differs": (
            _tr("The server's list of members is not one that your program signed"),
            _tr(
                "Keep working; nothing is lost. Nothing is sent or received until it is cleared up."
                " Call whoever runs the server and read them the program's code."
            ),
            "copy",
        ),
        "newer": (
            _tr("Your program uses a newer Satchel"),
            _tr(
                "The server, or something in the list of members, is of a newer version than this"
                " one. Keep working; nothing is lost, and what waits is sent after the update. Ask"
                " for the newest Satchel."
            ),
            "try",
        ),
        "copied": (
            _tr("The server says that a copy of this workspace is in use"),
            _tr(
                "It has shown nothing that such a copy wrote. Keep working; nothing is lost, and"
                " what was saved here waits. Call whoever runs the server."
            ),
            "try",
        ),
        "parted": (
            _tr("A copy of this workspace is in use somewhere"),
            _tr(
                "Something was sent from another copy of this folder, or this computer was put"
                " back to an earlier day. Nothing is lost: what was saved here goes to the server"
                " as well. Go on with one of the two only and destroy the other; if you know of no"
                " copy, tell a lead of your program today."
            ),
            "try",
        ),
    }


def _of_words() -> dict[Problem, tuple[str, str, Remedy]]:
    """Return what is wrong with an invitation."""
    return {
        "expired": (
            _tr("The invitation has ended"),
            _tr("It was valid for three days. Ask your colleague for twelve new words."),
            "try",
        ),
        "taken": (
            _tr("These words have been used already"),
            _tr(
                "An invitation is good for one laptop. Ask your colleague for twelve new words, and"
                " tell them that these were used by somebody else if it was not you."
            ),
            "try",
        ),
        "not-an-invitation": (
            _tr("There is no invitation of these words"),
            _tr(
                "Compare them with your colleague word by word, and the address of the server too."
            ),
            "try",
        ),
    }


def what_happened(error: BaseException) -> str:
    """Return why something asked of the server did not happen, in a sentence or two."""
    if isinstance(error, SyncError):
        found = trouble(error.problem, error.detail)
        return f"{found.title}. {found.meaning}"
    return plain(error)
