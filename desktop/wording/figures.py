"""What became of figures that were approved for MACA, in words, and the one thing to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QCoreApplication

from desktop.wording.sync import moment
from desktop.wording.troubles import trouble
from storage.usecases.figuresheets import Sheet
from sync.client.problems import Problem

Act = Literal["", "send", "look", "program"]
"""Send now; look at the figures again and approve them; open Program and sync."""
Tone = Literal["info", "ok", "warn"]


LARGE_ROWS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "pmt": (("Q1", "users"), ("Q3", "user-plus"), ("Q2", "phone"), ("5B", "layers")),
    "headline": (
        ("victims", "users"),
        ("services", "heart-handshake"),
        ("under_12_percent", "user"),
        ("multiple_victimizations_percent", "layers"),
        ("outreach", "megaphone"),
    ),
}
"""The rows of each form that are shown large; a state shows the first of them by program."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence about a sheet, how it looks, and what can be done about it."""

    text: str
    tone: Tone
    act: Act = ""
    action: str = ""


def passage(
    sheet: Sheet, now: datetime, *, is_same: bool, connected: bool, at_work: bool
) -> Passage:
    """Return where a sheet is on its way to MACA.

    ``is_same`` says whether the figures are still those of the sheet, ``connected`` whether the
    workspace belongs to a program on a server, ``at_work`` whether sheets are being sent now.
    """
    if sheet.state == "sent" and sheet.sent_at is not None:
        return _sent(sheet, sheet.sent_at, now, is_same=is_same)
    if sheet.state == "refused":
        return _refused(sheet)
    approved = _tr("Approved {time} · revision {number}").format(
        time=moment(sheet.approved_at, now), number=sheet.revision
    )
    if at_work:
        return Passage(_join(approved, _tr("sending…")), "info")
    if sheet.reason:
        return _kept_back(approved, sheet.reason)
    if connected:
        waits = _tr("waiting for a connection")
        if sheet.sent_at is not None:
            waits = _tr("sent before, but MACA's server may have lost it: it goes once more")
        return Passage(_join(approved, waits), "info", "send", _send())
    where = _tr("waiting until this laptop belongs to a program on a server")
    return Passage(_join(approved, where), "info", "program", _tr("Program and sync"))


def reading_trouble(problem: Problem, detail: str) -> str:
    """Say why the state's figures could not be fetched."""
    if detail == "forbidden":
        return _tr(
            "MACA's server does not let this program read the state's figures. Ask whoever runs "
            "it to mark your program as statewide."
        )
    if detail == "no-program":
        return _tr(
            "This laptop does not belong to a program on a server yet. Begin or join one under "
            "Program and sync."
        )
    if detail == "no-figures":
        return _tr("Your program's server takes no figures. Ask MACA for the address of theirs.")
    found = trouble(problem, detail)
    return f"{found.title}. {found.meaning}"


def _sent(sheet: Sheet, sent_at: datetime, now: datetime, *, is_same: bool) -> Passage:
    words = _tr("Sent to MACA {time} · revision {number}").format(
        time=moment(sent_at, now), number=sheet.revision
    )
    if is_same:
        return Passage(words, "ok")
    changed = _join(words, _tr("the figures have changed since"))
    return Passage(changed, "warn", "look", _tr("Look and send again…"))


def _refused(sheet: Sheet) -> Passage:
    look = _tr("Look and send again…")
    if sheet.reason == "not-next":
        words = _tr(
            "Not sent: another laptop of your program has sent revision {newest} since. Look at "
            "the figures here; if they are the right ones, send them as revision {next}."
        ).format(newest=sheet.newest, next=sheet.newest + 1)
        return Passage(words, "warn", "look", look)
    words = _tr(
        "MACA's server could not read revision {number}. Install the newest Satchel, then send the "
        "figures again."
    ).format(number=sheet.revision)
    return Passage(words, "warn", "look", look)


def _kept_back(approved: str, reason: str) -> Passage:
    program = _tr("Program and sync")
    if reason in {"not-signed", "not-admitted", "unknown-program"}:
        words = _tr("not sent: MACA's server does not know your program yet. Give them its code")
        return Passage(_join(approved, words), "warn", "program", program)
    if reason == "blocked":
        words = _tr("not sent: MACA's server has blocked this laptop. Call whoever runs it")
        return Passage(_join(approved, words), "warn", "send", _send())
    if reason == "another-server":
        words = _tr("not sent: the server that answers is not MACA's. Call whoever runs it")
        return Passage(_join(approved, words), "warn", "send", _send())
    if reason == "no-figures":
        words = _tr("not sent: your program's server takes no figures. Ask MACA for their address")
        return Passage(_join(approved, words), "warn", "send", _send())
    words = _tr("not sent: the server refused it. It is kept here and tried again")
    return Passage(_join(approved, words), "warn", "send", _send())


def _send() -> str:
    return _tr("Send now")


def _join(first: str, second: str) -> str:
    return f"{first} \N{MIDDLE DOT} {second}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("figures", text)
