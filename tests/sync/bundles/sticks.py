"""What laptops write, carry on a stick, and hold."""

from pathlib import Path

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from sync.client.bundles.making import Made, make_bundle
from sync.client.bundles.taking import TakenIn, take_bundle
from sync.client.enrolment.admitting import admit
from sync.client.round import Outcome, sync_round
from tests.storage.builders import SOME_DAY
from tests.sync.enrolment.laptops import Laptop

CASE = RecordId(bytes([7]) * 16)


def joined(host: Laptop, guest: Laptop, name: str) -> Laptop:
    """Let ``guest`` join the program of ``host``."""
    invitation = host.invite(name)
    guest.accept(invitation, name)
    host.answer(invitation)
    guest.six_words()
    guest.confirm()
    host.run(admit(host.clock, invitation.id))
    assert guest.is_admitted()
    # The newer ones of the program hear of it in their next round.
    assert sync(host).problem is None
    assert sync(guest).problem is None
    return guest


def sync(laptop: Laptop) -> Outcome:
    """Sync once."""
    return laptop.run(sync_round(laptop.clock))


def write(laptop: Laptop, text: str) -> None:
    """Write one note into the case that all know."""
    laptop.workspace.write(write_note, text)


def open_case(laptop: Laptop) -> None:
    """Enter the case."""
    laptop.workspace.write(_open_case)


def texts(laptop: Laptop) -> list[str]:
    """Return every note of a laptop."""
    return laptop.workspace.read(note_texts)


def make(laptop: Laptop, target: Path, *, since: int = 0) -> Made:
    """Make a bundle."""
    return laptop.run(make_bundle(laptop.clock, target, since=since))


def take(laptop: Laptop, source: Path) -> TakenIn:
    """Take a bundle in."""
    return laptop.run(take_bundle(laptop.clock, source))


def everything(laptop: Laptop) -> list[object]:
    """Return all that a laptop keeps of others and of what it carries, to be compared."""
    return laptop.workspace.read(_everything)


def enter(transaction: Transaction, text: str) -> None:
    """Enter the case and one note."""
    _open_case(transaction)
    write_note(transaction, text)


def _open_case(transaction: Transaction) -> None:
    case = Case(
        id=CASE,
        number="BER-26-0001",
        cac="berkshire_kids_place",
        opened_on=SOME_DAY,
        status="active_ongoing",
    )
    save(transaction, [Add(case)], "open case")


def write_note(transaction: Transaction, text: str) -> None:
    """Write one note."""
    note = Note(id=transaction.new_id(), case=CASE, on=SOME_DAY, note_class="factual", text=text)
    save(transaction, [Add(note)], "write note")


def note_texts(connection: Connection) -> list[str]:
    """Return the text of every note."""
    return list(connection.exec_driver_sql("SELECT text FROM note ORDER BY text").scalars())


def _everything(connection: Connection) -> list[object]:
    tables = ("journal", "envelope_in", "envelope_out", "envelope_carried", "roster_entry", "note")
    return [
        [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2")]  # noqa: S608 - our own names
        for table in tables
    ]
