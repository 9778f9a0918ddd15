"""Seal what was noted into batches that travel to the program's leads, and take theirs in.

Batches are records of the program's vault, so every laptop carries them and none but the leads'
and the author's reads them: their key is wrapped to those devices alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from storage.crypto import accessseal
from storage.crypto.keytree import new_key
from storage.domain.access import Entry, link_after
from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId, derived
from storage.domain.kinds.access import AccessBatch
from storage.errors import DamagedError
from storage.tables import access
from storage.tables.records import record_maker
from storage.usecases.access import batches
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.sameids import NOTHING
from storage.usecases.settings import setting
from storage.usecases.syncing.roster import program
from storage.usecases.transaction import Transaction

AT_ONCE = (
    "override", "refused", "recover", "cut", "restored", "destroy", "omit", "admit", "remove",
    "backup",
)  # fmt: skip
"""Acts that a lead is told of with the next round; the rest waits for some hours."""
_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came in: how many entries of others, and how many batches that are not whole."""

    entries: int = 0
    faults: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Own:
    """The newest key of this laptop's batches and its name."""

    id: bytes
    key: bytes = field(repr=False)


def is_due(connection: Connection, now_ms: int) -> bool:
    """Tell whether entries of this laptop wait to be sealed and should not wait any longer."""
    if program(connection) is None:
        return False
    for device, incarnation, sealed in _chains(connection):
        values = (now_ms - int(_WAIT.total_seconds() * 1000), device, incarnation, sealed)
        if connection.exec_driver_sql(_DUE, values).scalar():
            return True
    return False


def seal(transaction: Transaction) -> Changes:
    """Seal the next entries of this laptop that are in no batch yet; nothing where none are."""
    connection = transaction.connection
    known = program(connection)
    for device, incarnation, sealed in _chains(connection) if known else ():
        chain = access.chain_of(connection, device, incarnation, sealed)
        waiting = [*islice(chain, batches.MOST_ENTRIES)]
        if known is not None and waiting:
            return _seal(transaction, known.id, waiting[: batches.fitting(waiting)])
    return Changes()


def own_key(transaction: Transaction) -> Own:
    """Return this laptop's newest key of batches; made where there is none."""
    row = transaction.connection.exec_driver_sql(_OWN_KEY).first()
    if row is not None:
        return Own(row.id, row.key)
    return renew_key(transaction)


def renew_key(transaction: Transaction) -> Own:
    """Make a new key: who had the one before reads no later batch with it."""
    key = new_key()
    now = milliseconds(transaction.clock.now())
    who = transaction.identity.device
    keep_key(transaction, who, key, since=now)
    return Own(accessseal.id_of(key), key)


def keep_key(transaction: Transaction, device: bytes, key: bytes, *, since: int) -> None:
    """Keep a key of the batches of ``device``."""
    transaction.connection.exec_driver_sql(
        "INSERT INTO access_secret VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (accessseal.id_of(key), device, key, since),
    )


def any_waiting(connection: Connection) -> bool:
    """Tell whether a batch of another laptop is here that can be read and was not taken in."""
    return connection.exec_driver_sql(f"{_UNREAD} LIMIT 1").first() is not None


def take_in(transaction: Transaction) -> tuple[Taken, Changes]:
    """Take in the next batches of others whose key is here; each that is not whole is named."""
    connection = transaction.connection
    known = program(connection)
    if known is None:
        return Taken(), Changes()
    entries = faults = 0
    for row in connection.exec_driver_sql(f"{_UNREAD} {_IN_ORDER} LIMIT 50").all():
        record = record_maker("access_batch")(row._mapping)  # noqa: SLF001 - Row's public mapping
        try:
            batch = batches.opened(known.id, row.secret, row.public, record)
            entries += _store(connection, batch)
        except DamagedError as error:
            connection.exec_driver_sql(
                "INSERT INTO access_fault VALUES (?, ?, ?, ?, ?, ?)",
                (record.id, row.author, record.incarnation, record.first, record.last, str(error)),
            )
            faults += 1
        else:
            _note_seal(connection, record, batch.rows[-1][0].at)
    touched = {"access_batch": frozenset({RecordId(NOTHING)})} if entries or faults else {}
    return Taken(entries, faults), Changes(touched)


def _seal(transaction: Transaction, program: bytes, rows: list[tuple[Entry, bytes]]) -> Changes:
    connection, (first, link), (last, _) = transaction.connection, rows[0], rows[-1]
    _forget(transaction)
    before = _before(connection, first, link)
    signing = connection.exec_driver_sql("SELECT signing FROM this_device").scalar_one()
    key = own_key(transaction).key
    fields = batches.sealed(program, key, signing, before, rows)
    record = AccessBatch(id=transaction.new_id(), shelf=_shelf(first.device, last.at), **fields)
    _note_seal(connection, record, last.at)
    # A batch of its own: nobody takes back by Undo what the program did by itself.
    return save(transaction, [Add(record)], "seal the record of access", batch=transaction.new_id())


def _forget(transaction: Transaction) -> None:
    """Forget what was said with entries that are older than the program keeps it.

    The entries themselves stay, and their chain provable.
    """
    years = int(setting(transaction.connection, "access.keep_years"))
    before = transaction.clock.now() - timedelta(days=_DAYS_OF_YEAR * years)
    transaction.connection.exec_driver_sql(_FORGET, (milliseconds(before),))


def _chains(connection: Connection) -> Iterator[tuple[bytes, int, int]]:
    """Yield this laptop's id, each of its incarnations, and up to which entry that is sealed."""
    device = connection.exec_driver_sql("SELECT id FROM this_device").scalar_one()
    for incarnation in access.incarnations(connection, device):
        yield device, incarnation, access.sealed_up_to(connection, device, incarnation)


def _store(connection: Connection, batch: batches.Batch) -> int:
    """Store what is new in ``batch``; DamagedError where it contradicts what is here."""
    first = batch.rows[0][0].number
    links = access.link_before(connection, batch.device, batch.incarnation, first)
    stretch = access.chain_of(connection, batch.device, batch.incarnation, first - 2)
    is_next = first == 1 or next((one.number for one, _ in stretch), 0) == first - 1
    # Another incarnation has no say in what comes in the midst of this one.
    if links and batch.before not in links and (is_next or batch.rows[0][0].act == "restored"):
        raise DamagedError("It does not follow the entries before it.")
    here = {
        entry.number: link
        for entry, link in access.chain_of(connection, batch.device, batch.incarnation, first - 1)
        if entry.number <= batch.rows[-1][0].number
    }
    if any(here.get(entry.number, link) != link for entry, link in batch.rows):
        raise DamagedError("It tells another story than the entries that came before.")
    new = [(entry, link) for entry, link in batch.rows if entry.number not in here]
    access.add(connection, new)
    # What comes late of a case that was destroyed meanwhile has nothing more to say.
    for case in {entry.case for entry, _ in new if entry.case}:
        if connection.exec_driver_sql(_DESTROYED, (case,)).first() is not None:
            connection.exec_driver_sql(access.FORGET_WORDS_OF_CASE, (case,))
    return len(new)


def _note_seal(connection: Connection, record: AccessBatch, at: int) -> None:
    connection.exec_driver_sql(
        "INSERT INTO access_seal VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (
            bytes.fromhex(record.device),
            record.incarnation,
            record.last,
            record.first,
            at,
            bytes.fromhex(record.link),
            bytes.fromhex(record.signature),
        ),
    )


def _before(connection: Connection, entry: Entry, link: bytes) -> bytes:
    """Return the link that this laptop's own ``entry`` follows.

    Where it was restored more than once, several of its entries may have the number before.
    """
    known = access.link_before(connection, entry.device, entry.incarnation, entry.number)
    found = next((each for each in known if link_after(each, entry) == link), None)
    if found is None:
        raise DamagedError("The record of access is not whole. Restore the newest backup.")
    return found


def _shelf(device: bytes, at: int) -> RecordId:
    """Return the shelf of a laptop and a year, under whose key its batches are sealed."""
    year = datetime.fromtimestamp(at / 1000, UTC).year
    return derived(NOTHING, "access shelf", device.hex(), str(year))


_DESTROYED = "SELECT 1 FROM expunged WHERE scope = ? AND moved_to = x'' LIMIT 1"
_DAYS_OF_YEAR = 366
_FORGET = "UPDATE access_entry SET said = NULL, salt = NULL WHERE at < ? AND said <> ''"
_DUE = (
    f"SELECT count(*) >= {batches.MOST_ENTRIES} OR min(at) < ? "  # noqa: S608 - our own names
    f"OR sum(act IN ({', '.join(map(repr, AT_ONCE))})) > 0 "
    "FROM access_entry WHERE device = ? AND incarnation = ? AND number > ?"
)
_OWN_KEY = (
    "SELECT s.id, s.key FROM access_secret s JOIN this_device d ON s.device = d.id "
    "ORDER BY s.rowid DESC LIMIT 1"
)
_IN_ORDER = 'ORDER BY b.device, b.incarnation, b."first"'
_UNREAD = (
    "SELECT b.*, k.key AS secret, m.signing AS public, m.device AS author FROM access_batch b "
    "JOIN access_secret k ON k.id = unhex(b.key) "
    "JOIN member_device m ON m.device = unhex(b.device) "
    "LEFT JOIN access_seal s ON s.device = m.device AND s.incarnation = b.incarnation "
    "AND s.last = b.last AND s.first = b.first "
    "LEFT JOIN access_fault f ON f.batch = b.id "
    "WHERE s.last IS NULL AND f.batch IS NULL"
)
