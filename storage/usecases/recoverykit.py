"""The recovery code on paper: since when there is one, and whether it was tried.

A code that was never typed back is a hope. It is tried at once, Today reminds every day, and after
a week the first thing asked each day is to try it. Nothing is ever refused because of it: a person
without the paper at hand still gets to the caseload.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Connection

from storage.domain.clocks import today
from storage.usecases.changes import Changes
from storage.usecases.record_words import in_words
from storage.usecases.settings import set_settings, settings
from storage.usecases.sharing import Intent, Released, release
from storage.usecases.transaction import Transaction
from storage.usecases.typesetting import typeset

SHEET = "recovery code.pdf"
FORM = "Recovery code, on paper"
WITHIN = timedelta(days=7)

Standing = Literal["proved", "fresh", "remind", "due"]


@dataclass(frozen=True, slots=True)
class Kit:
    """How it stands with the code on paper.

    ``fresh`` on the day on which it was made, ``remind`` from the next one on, ``due`` once a day
    after a week; ``proved`` when it has opened the workspace, and in practice.
    """

    standing: Standing
    made: date | None
    left: int
    """Days until it is asked for first thing; 0 when it is."""


def kit(connection: Connection, day: date) -> Kit:
    """Return how it stands with the code on paper on ``day``."""
    known = settings(connection)
    made = _day(known["recovery.made"])
    if known["program.practice"] or known["recovery.proved"]:
        return Kit("proved", made, 0)
    if made is None or made >= day:
        return Kit("fresh", made, WITHIN.days)
    left = max((made + WITHIN - day).days, 0)
    put_off = known["recovery.put_off"] == day.isoformat()
    return Kit("remind" if left or put_off else "due", made, left)


def begin(transaction: Transaction) -> None:
    """Count from today where nobody knows when the code was made."""
    if not settings(transaction.connection)["recovery.made"]:
        set_settings(transaction, {"recovery.made": today(transaction.clock).isoformat()})


def note_made(transaction: Transaction) -> Changes:
    """Note that there is a new code, which nobody has tried yet."""
    day = today(transaction.clock).isoformat()
    set_settings(transaction, {"recovery.made": day, "recovery.proved": "", "recovery.put_off": ""})
    return Changes()


def note_proved(transaction: Transaction) -> Changes:
    """Note that the paper has opened the workspace."""
    set_settings(transaction, {"recovery.proved": today(transaction.clock).isoformat()})
    return Changes()


def put_off(transaction: Transaction) -> Changes:
    """Ask for it first thing again tomorrow, not today."""
    set_settings(transaction, {"recovery.put_off": today(transaction.clock).isoformat()})
    return Changes()


def release_kit(transaction: Transaction, code: str, workspace: str) -> Released:
    """Return the sheet with the ``code``, as PDF, through the gate and into the disclosure log."""
    intent = Intent(
        form=FORM,
        content="program_records",
        purpose="To keep apart from the laptop",
        recipient=transaction.identity.author,
        basis="own_use",
    )
    return release(transaction, intent, {SHEET: kit_pdf(transaction, code, workspace)})


def kit_pdf(transaction: Transaction, code: str, workspace: str) -> bytes:
    """Return the sheet: the code in its groups, which workspace it opens, and what to do."""
    known, now = settings(transaction.connection), transaction.clock.now()
    groups = code.split("-")
    return typeset(
        "kit",
        {
            "title": "Recovery code",
            "program": known["program.name"],
            "printed_by": transaction.identity.author,
            "printed_at": in_words(now),
            "practice": known["program.practice"],
            "person": known["person.name"],
            "workspace": workspace[:8].upper(),
            "made": in_words(today(transaction.clock)),
            "groups": groups,
            "advice": _ADVICE,
            "last": _LAST.format(count=len(groups)),
            "labels": {
                "person": "Whose",
                "workspace": "Workspace",
                "made": "Made",
                "code": "The code",
                "use": "On the day",
            },
        },
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


_ADVICE = (
    "Keep this paper apart from the laptop: where you keep a passport, never in the laptop's bag."
    " Whoever has both can read everything.\n\n"
    "Delete the file it was printed from. Do not photograph it, scan it or send it."
)
_LAST = (
    "At the door of Satchel press “I forgot my passphrase”, choose the recovery code, and type the"
    " {count} groups. Upper or lower case and dashes do not matter; O reads as 0, I and L as 1, U"
    " as V. Then choose a new passphrase.\n\n"
    "A new laptop: install Satchel, bring a backup back, and open it the same way. Security keys"
    " and the laptop's key store are not needed.\n\n"
    "When this paper is lost or was seen by somebody, make a new code in Settings. This one opens"
    " nothing any more from then on, but for copies and backups from before."
)
