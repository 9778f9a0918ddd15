"""What sync has come to, in words: one calm sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import clock_time, short_day
from desktop.wording.numbers import count, counted
from desktop.wording.troubles import trouble
from storage.domain.clocks import ZONE
from storage.usecases.syncing.whereabouts import Where
from sync.client.problems import RETRIED, Problem
from sync.protocol.limits import CLOCK_MS

Stage = Literal[
    "", "sealing", "sending", "receiving", "applying", "sending files", "fetching files"
]

_MINUTE, _MINUTE_MS = 60, 60_000
_SPANS = (
    (36 * 60, 1440, "day", "days"),
    (55, 60, "hour", "hours"),
    (0, 1, "minute", "minutes"),
)
"""From how many minutes on a span is told in which unit."""
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
    ahead_ms: int = 0
    """How far the server's clock was ahead of this laptop's in the last round."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("sync", text)


def not_yet_cleared() -> str:
    """Say that the server may have something of destroyed cases, and when that changes."""
    return _tr("What the server has of destroyed cases is not removed yet: the next rounds go on.")


def sentence(state: SyncState, now: datetime) -> str:
    """Return the one sentence at the foot of the window."""
    if not state.connected:
        return _tr("Kept on this laptop only")
    if state.stage:
        return progress(state)
    words, off = _come_to(state, now), clock_off(state)
    return _tr("{words} · {off}").format(words=words, off=off) if off else words


def clock_off(state: SyncState) -> str:
    """Say how far this laptop's clock is from the server's; nothing within what is let pass."""
    if abs(state.ahead_ms) <= CLOCK_MS:
        return ""
    minutes = abs(state.ahead_ms) / _MINUTE_MS
    number, one, many = next(
        (round(minutes / length), one, many)
        for least, length, one, many in _SPANS
        if minutes >= least
    )
    words = _tr("this laptop's clock is about {time} ahead of the server's")
    if state.ahead_ms > 0:
        words = _tr("this laptop's clock is about {time} behind the server's")
    return words.format(time=counted(number, one, many))


def clock_advice(state: SyncState) -> str:
    """Say the same in sentences, with what comes of it and the one thing to do."""
    off = clock_off(state)
    if not off:
        return ""
    said = [_tr("{off}.").format(off=off[0].upper() + off[1:])]
    if state.problem is None:
        said.append(_tr("Sending and receiving goes on all the same."))
    if state.problem != "clock":
        said.append(
            _tr(
                "Times are written down by the laptop's clock, and what is due is counted by it:"
                " set the date, the time and the time zone of the laptop."
            )
        )
    return " ".join(said)


def _come_to(state: SyncState, now: datetime) -> str:
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


def _in_trouble(state: SyncState, problem: Problem, now: datetime) -> str:
    title = trouble(problem).title
    if problem == "unreachable" and state.waiting:
        title = waiting(state.waiting, connected=False)
    when = again(state, now)
    return _tr("{what} · {when}").format(what=title, when=when) if when else title
