"""A card with the lines of a plan that its youth chose: small, folded, and silent about itself.

It says neither whose it is nor what it is nor who made it. Paper can endanger: it is made only
where the youth has said that a paper copy is safe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.errors import GateError, RejectedError
from storage.tables.records import fetch
from storage.usecases.codelists import rows_of
from storage.usecases.safety.plans import LINES
from storage.usecases.syncing.reviewing import reviews_of
from storage.usecases.typesetting import typeset

LANGUAGES = ("en", "es", "pt", "ht")
UNCHECKED = frozenset({"es", "pt", "ht"})
"""Languages whose headings no native speaker has checked yet."""

USUAL = ("safe_people", "safe_places", "emergency_contacts", "if_missing")
"""The lines that are chosen to begin with."""

PAPER = "paper"
"""The answer of the youth without which no card is made."""


@dataclass(frozen=True, slots=True)
class CardChoice:
    """Which lines, in which language their headings are."""

    lines: tuple[str, ...] = USUAL
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Card:
    """What the card would say, and whose it is."""

    person: RecordId | None
    entries: Sequence[Mapping[str, str]]


def card_of(connection: Connection, plan: RecordId, choice: CardChoice) -> Card:
    """Return what the card says.

    Raises GateError where the youth has not said that paper is safe, or no chosen line holds
    anything, and RejectedError when the plan is not here.
    """
    stored = fetch(connection, SafetyPlan, plan)
    if stored is None or stored.retired:
        raise RejectedError("Safety plan: it is not on this laptop any more. Nothing was made.")
    found = stored.record
    if found.copy_given != PAPER:
        raise GateError("Paper can endanger. Ask the youth first, and record a paper card as safe.")
    undecided = {name for review in reviews_of(connection, [plan]) for name in review.fields}
    if undecided & {*choice.lines, "copy_given"}:
        raise GateError("Two versions of this plan wait in Review. Decide there, then print.")
    words = headings(choice.language)
    entries = [
        {"heading": words[name], "text": text}
        for name in LINES
        if name in choice.lines and (text := getattr(found, name).strip())
    ]
    if not entries:
        raise GateError("The card would be empty. Choose a line that holds something.")
    return Card(found.person, entries)


def card_pdf(
    connection: Connection, plan: RecordId, choice: CardChoice, *, practice: bool
) -> bytes:
    """Return the card as PDF (PDF/UA-1) on a letter page; the errors are those of ``card_of``."""
    entries = card_of(connection, plan, choice).entries
    data = {
        "title": "Card",
        "lang": choice.language,
        "entries": list(entries),
        "practice": practice,
    }
    return typeset("card", data)


@cache
def headings(language: str) -> Mapping[str, str]:
    """Return the neutral heading of each line; KeyError for a language there is none for."""
    return {row["line"]: row[language] for row in rows_of("translations/card.csv")}
