"""Notes that were written under the wrong child: what they show from then on.

A note and its amendments are hidden as long as a misfiling of the note is there and not taken
back, whichever of them came first. The row and the journal keep every letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.domain.periods import Period

HIDDEN = (
    "SELECT note AS id FROM misfiling WHERE retired = 0 UNION "
    "SELECT n.id FROM note n JOIN misfiling m ON n.amends = m.note WHERE m.retired = 0"
)
"""The notes that were moved, and their amendments."""
UNSAID: Mapping[str, Any] = {
    "impressions": "",
    "source": "",
    "template": "",
    "tags": frozenset(),
    "narrative": frozenset(),
    "contact": None,
}
"""What a hidden note says beside its text: nothing."""


def words_for(day: str, author: str) -> str:
    """Return what stands where the text was: when it was moved, by whom and why."""
    on = Period(date.fromisoformat(day), date.fromisoformat(day)).words()
    by = f" by {author}" if author else ""
    return f"Moved on {on}{by}: filed under the wrong child."


def hidden_texts(connection: Connection, notes: Iterable[RecordId]) -> dict[RecordId, str]:
    """Return what is shown of those of ``notes`` that were moved; two movers, the first one's."""
    wanted = list(dict.fromkeys(notes))
    found: dict[RecordId, str] = {}
    for start in range(0, len(wanted), _ASKED):
        some = wanted[start : start + _ASKED]
        marks = ", ".join("?" * len(some))
        rows = connection.exec_driver_sql(_OF.format(marks=marks), tuple(some))
        for note, day, author in rows:
            found.setdefault(RecordId(note), words_for(day, author))
    return found


def shown(connection: Connection, records: Sequence[Any]) -> list[Any]:
    """Return ``records`` with every note that was moved as it is shown now."""
    notes = [record for record in records if isinstance(record, Note)]
    if not notes:
        return list(records)
    named = (one for note in notes for one in (note.id, note.amends) if one)
    texts = hidden_texts(connection, named)
    return [_shown(record, texts) if isinstance(record, Note) else record for record in records]


def is_hidden(connection: Connection, note: RecordId) -> bool:
    """Tell whether a note was moved, or amends one that was."""
    query = f"SELECT 1 FROM ({HIDDEN}) WHERE id = ?"  # noqa: S608 - our own words
    return connection.exec_driver_sql(query, (note,)).first() is not None


def _shown(note: Note, texts: Mapping[RecordId, str]) -> Note:
    text = texts.get(note.id) or texts.get(note.amends or note.id)
    return replace(note, text=text, **UNSAID) if text else note


_ASKED = 500
_OF = (
    'SELECT note, "on", author FROM misfiling WHERE note IN ({marks}) AND retired = 0 '
    'ORDER BY note, "on", id'
)
