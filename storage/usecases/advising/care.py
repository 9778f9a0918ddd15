"""Advice on screenings, missing episodes and notes."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from storage.domain.bands import bands_of
from storage.domain.ids import RecordId, derived
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.note import Note
from storage.domain.kinds.screening import Screening
from storage.tables.misfiled import is_hidden
from storage.tables.records import fetch_all
from storage.usecases.advising.saying import Advice, Adviser, day_words, marks, rows
from storage.usecases.calendar.rows import local_day
from storage.usecases.onepeople import same_people
from storage.usecases.screenings import bands


def _untrained(_connection: Connection, record: Screening, _today: date) -> Iterator[Advice]:
    scored = bool(bands_of(bands(), record.instrument))
    if scored and not record.screener_trained and record.screener_trained_on is None:
        words = "This instrument is for trained users; nothing says that the screener is trained."
        yield Advice("screener_trained", words)


def _out_of_bounds(_connection: Connection, record: Screening, _today: date) -> Iterator[Advice]:
    known = bands_of(bands(), record.instrument, record.instrument_version)
    if record.total is None or not known:
        return
    least, most = known[0].first, known[-1].last
    if not least <= record.total <= most:
        words = f"Totals of this instrument lie between {least} and {most}. Check the number."
        yield Advice("total", words)


def _two_open(connection: Connection, record: MissingEpisode, _today: date) -> Iterator[Advice]:
    if record.person is None or record.returned_at is not None:
        return
    everyone = same_people(connection).all_of(record.person)
    query = (
        f"SELECT id, identified_at FROM missing_episode WHERE person IN ({marks(everyone)}) "  # noqa: S608 - marks
        "AND id <> ? AND returned_at IS NULL AND retired = 0 ORDER BY identified_at LIMIT 1"
    )
    for row in rows(connection, query, (*everyone, record.id)):
        day = day_words(local_day(row.identified_at))
        words = (
            f"Another missing episode of this youth is open, from {day}. Record the return there."
        )
        yield Advice("identified_at", words, "missing_episode", RecordId(row.id))


def _of_a_moved_note(connection: Connection, record: Note, _today: date) -> Iterator[Advice]:
    if record.amends is None or not is_hidden(connection, record.amends):
        return
    query = "SELECT moved_to FROM misfiling WHERE note = ? AND retired = 0"
    moved = [row.moved_to for row in rows(connection, query, (record.amends,)) if row.moved_to]
    copies = [derived(record.id, "note", case.hex()) for case in moved]
    # What was moved with its note stands in the right case already.
    if not moved or len(fetch_all(connection, Note, copies)) < len(moved):
        words = (
            "The note it amends was filed under the wrong child and moved. Write it there again."
        )
        yield Advice("amends", words, "note", record.amends)


ADVISERS: dict[str, tuple[Adviser, ...]] = {
    "screening": (_untrained, _out_of_bounds),
    "missing_episode": (_two_open,),
    "note": (_of_a_moved_note,),
}
