"""Cases whose key was destroyed in a vault: gone for good, or moved to a vault of fewer people.

What is here of such a case goes with the key; that it was here stays provable by digests. A mark is
kept for each, so that nothing that comes late, from a server, a stick or a backup, brings it back.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.tables.access import FORGET_WORDS_OF_CASE
from storage.tables.records import TABLES
from storage.tables.search_index import forget_all, forget_words
from storage.usecases.changes import Changes
from storage.usecases.dayend.setting_aside import forget_reasons
from storage.usecases.documents import keeping
from storage.usecases.importsheets import forget_rows
from storage.usecases.narratives import forget_lines
from storage.usecases.privileged import scope_apart
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction


class Closed(NamedTuple):
    """One case that is gone from a vault; ``moved_to`` is empty where it was destroyed."""

    scope: bytes
    vault: bytes
    moved_to: bytes
    moment: int
    """When this laptop learnt of it, in Unix milliseconds."""
    reason: str


def closed(connection: Connection) -> list[Closed]:
    """Return all of them, the newest first."""
    query = (
        "SELECT scope, vault, moved_to, moment, reason FROM expunged ORDER BY moment DESC, scope"
    )
    return [Closed(*row) for row in connection.exec_driver_sql(query)]


def closed_case(connection: Connection, case: RecordId) -> Closed | None:
    """Return what became of a case that is not here any more; None where nothing is known."""
    return next((one for one in closed(connection) if one.scope == case), None)


def closed_in(connection: Connection, vault: bytes) -> dict[bytes, bytes]:
    """Return the cases that are gone from ``vault``, with where each stands now."""
    query = "SELECT scope, moved_to FROM expunged WHERE vault = ?"
    rows = connection.exec_driver_sql(query, (vault,))
    return {row.scope: row.moved_to for row in rows}


def marks(connection: Connection, scopes: Sequence[bytes]) -> dict[tuple[bytes, bytes], bytes]:
    """Return by vault and scope where these cases went from there; empty where destroyed."""
    query = "SELECT vault, moved_to FROM expunged WHERE scope = ?"
    return {
        (row.vault, scope): row.moved_to
        for scope in scopes
        for row in connection.exec_driver_sql(query, (scope,))
    }


def has_taken_in_cases(connection: Connection, vault: bytes) -> bool:
    """Tell whether a case stands in ``vault``, or stood there, that was begun in another one."""
    query = "SELECT 1 FROM expunged WHERE moved_to = ? LIMIT 1"
    return connection.exec_driver_sql(query, (vault,)).first() is not None


def moved_out_of(connection: Connection) -> dict[bytes, set[bytes]]:
    """Return by scope the vaults that a case was ever moved out of, as far as this laptop knows."""
    found: dict[bytes, set[bytes]] = {}
    for row in connection.exec_driver_sql("SELECT scope, vault, moved_to FROM expunged"):
        found.setdefault(row.scope, set()).update({row.vault, row.moved_to} - {b""})
    return found


Records = Mapping[str, Sequence[RecordId]]
"""The records of one case, by kind."""


def records_of(connection: Connection, scopes: Sequence[bytes]) -> dict[bytes, Records]:
    """Return the records of each of ``scopes``: one look at each kind, however many they are."""
    found: dict[bytes, dict[str, list[RecordId]]] = {scope: {} for scope in scopes}
    for start in range(0, len(scopes), _AT_ONCE):
        some = tuple(scopes[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(some))
        for kind in TABLES:
            query = f'SELECT scope, id FROM "{kind}" WHERE scope IN ({marks})'  # noqa: S608 - our own names
            for scope, id_ in connection.exec_driver_sql(query, some):
                found[scope].setdefault(kind, []).append(RecordId(id_))
    return dict(found)


def destroy(
    transaction: Transaction,
    vault: bytes,
    scope: bytes,
    reason: str,
    moved_to: bytes = b"",
    records: Records | None = None,
) -> Changes:
    """Destroy what this laptop holds of the case ``scope`` in ``vault``; again changes nothing.

    Its words leave the search index with ``forget_words``, once for all cases of an act.

    ``moved_to`` names the vault where it stands for those who are members of that one;
    ``records`` is what ``records_of`` found, for whoever destroys many cases.
    """
    connection = transaction.connection
    if records is None:
        records = records_of(connection, (scope,))[scope]
    _mark(transaction, vault, scope, reason, moved_to)
    keeping.forget(transaction, scope, everywhere=not moved_to)
    for kind, ids in records.items():
        _drop_records(connection, kind, ids)
    every = [record for ids in records.values() for record in ids]
    forget_lines(transaction, every)
    forget_reasons(transaction, every)
    forget_rows(transaction, scope, records.get("person", ()))
    _forget_findings(transaction)
    _drop_drafts(connection, scope)
    for statement in _DESTROY:
        connection.exec_driver_sql(statement, (scope,))
    return Changes({kind: frozenset(ids) for kind, ids in records.items()}, "expunge")


def _forget_findings(transaction: Transaction) -> None:
    """Forget what the last check-up found: it names documents. The next one is due at once."""
    if setting(transaction.connection, "checkup.last").get("findings"):
        set_settings(transaction, {"checkup.last": {}})


def hold_back(transaction: Transaction, vault: bytes, scope: bytes, reason: str) -> Changes:
    """Keep a case, readable, that was destroyed in ``vault`` while a legal hold stands here.

    Its keys are put aside: nothing can be written in it, and nothing of it is sent or taken in any
    more. ``let_go`` destroys it once the hold is over.
    """
    connection = transaction.connection
    _mark(transaction, vault, scope, reason, b"")
    for statement in _HOLD_BACK:
        connection.exec_driver_sql(statement, (scope,))
    return Changes({"case": frozenset({RecordId(scope)})}, "hold back")


def held_back(connection: Connection) -> set[RecordId]:
    """Return the scopes that were destroyed elsewhere and are kept here for a legal hold alone."""
    rows = connection.exec_driver_sql("SELECT DISTINCT scope FROM held_key")
    return {RecordId(scope) for scope in rows.scalars()}


def let_go(transaction: Transaction, case: RecordId) -> Changes:
    """Destroy what was held back of ``case``, privileged notes too; it is gone everywhere else."""
    touched: dict[str, frozenset[RecordId]] = {}
    here = held_back(transaction.connection)
    for scope in (case, scope_apart(case)):
        gone = closed_case(transaction.connection, RecordId(scope))
        if gone is not None and scope in here:
            touched |= destroy(transaction, gone.vault, scope, gone.reason).ids_by_kind
    if touched:
        forget_words(transaction.connection)
    return Changes(touched, "expunge")


def move(
    transaction: Transaction, vault: bytes, scope: bytes, reason: str, moved_to: bytes
) -> Changes:
    """Let the case ``scope`` stand in another vault of this laptop; again changes nothing.

    The key that it had opens what others wrote who had not heard of it; a new one seals, made by
    each member who hears of it: a case has as many keys as its vault has laptops, at most.
    """
    connection = transaction.connection
    _mark(transaction, vault, scope, reason, moved_to)
    for statement in (_KEY_BESIDE, _NO_KEY):
        connection.exec_driver_sql(statement, (scope, vault))
    connection.exec_driver_sql(_FIRST_OF, (scope, moved_to))
    connection.exec_driver_sql(_NO_LONGER_BESIDE, (scope, moved_to))
    _seal_again(connection, vault, scope, moved_to)
    connection.exec_driver_sql(_CAME_BY, (vault, vault, scope, vault))
    connection.exec_driver_sql(
        "UPDATE journal_part SET vault = ? WHERE scope = ? AND vault = ?", (moved_to, scope, vault)
    )
    connection.exec_driver_sql("DELETE FROM carried_key WHERE scope = ?", (scope,))
    transaction.ensure_case_key(next(iter(transaction.vaults.values())), scope)
    keeping.leave_vault(transaction, scope, vault)
    return Changes({"case": frozenset({RecordId(scope)})}, "move")


def await_again(connection: Connection, vault: bytes) -> None:
    """Let come once more what this laptop let go of, of cases that stand in ``vault`` by now.

    Somebody let it into that vault: its snapshot brings what such cases were before they moved.
    """
    connection.exec_driver_sql(_STAYS_NAMED, (vault,))
    connection.exec_driver_sql(_NAMELESS, (vault,))


def _mark(
    transaction: Transaction, vault: bytes, scope: bytes, reason: str, moved_to: bytes
) -> None:
    now = milliseconds(transaction.clock.now())
    transaction.connection.exec_driver_sql(
        "INSERT INTO expunged (scope, vault, moved_to, moment, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (scope, vault) DO UPDATE SET moved_to = excluded.moved_to, "
        "reason = excluded.reason",
        (scope, vault, moved_to, now, reason),
    )
    transaction.connection.exec_driver_sql(
        "DELETE FROM expunged WHERE scope = ? AND vault = ?", (scope, moved_to)
    )


def _drop_records(connection: Connection, kind: str, ids: Sequence[RecordId]) -> None:
    forget_all(connection, ids)
    some = [(record,) for record in ids]
    for statement in _OF_RECORD:
        connection.exec_driver_sql(statement, some)
    if connection.exec_driver_sql("SELECT 1 FROM draft LIMIT 1").first() is not None:
        for record in ids:
            _drop_drafts(connection, record)
    connection.exec_driver_sql(
        f'DELETE FROM "{kind}" WHERE id = ?',  # noqa: S608 - our own names
        [(record,) for record in ids],
    )


def _drop_drafts(connection: Connection, record: bytes) -> None:
    """Drop what was typed and not saved, of this record or naming it."""
    named = record.hex()
    connection.exec_driver_sql(_DROP_DRAFTS, (named, named.encode(), record))


def _seal_again(connection: Connection, vault: bytes, scope: bytes, moved_to: bytes) -> None:
    """Let what this device has not sealed yet travel in the log of the case's new vault.

    Changesets that stand there already are known to whoever receives them once more.
    """
    rows = connection.exec_driver_sql(_UNSEALED, (vault, scope, vault)).all()
    for row in rows:
        connection.exec_driver_sql(
            "UPDATE sealed SET counter = min(counter, ?) WHERE log = ? AND incarnation = ?",
            (row.first - 1, moved_to, row.incarnation),
        )


_AT_ONCE = 400
_DROP_DRAFTS = (
    "DELETE FROM draft WHERE instr(place, ?) > 0 OR instr(content, ?) > 0 OR instr(content, ?) > 0"
)
_OF_RECORD = (
    "DELETE FROM sibling WHERE record = ?",
    "DELETE FROM early WHERE record = ?",
    "DELETE FROM parked_operation WHERE record = ?",
)
_DESTROY = (
    "UPDATE journal_part SET body = NULL WHERE scope = ?",
    "DELETE FROM case_key WHERE scope = ?",
    "DELETE FROM case_key_beside WHERE scope = ?",
    "DELETE FROM carried_key WHERE scope = ?",
    "DELETE FROM held_key WHERE scope = ?",
    # Who looked stays provable; why they did may name somebody.
    FORGET_WORDS_OF_CASE,
)
_PUT_ASIDE = (
    "INSERT OR IGNORE INTO held_key (scope, wrapped, vault, epoch) "
    'SELECT scope, wrapped, vault, epoch FROM "{keys}" WHERE scope = ?'
)
_HOLD_BACK = (
    _PUT_ASIDE.format(keys="case_key"),
    _PUT_ASIDE.format(keys="case_key_beside"),
    "DELETE FROM case_key WHERE scope = ?",
    "DELETE FROM case_key_beside WHERE scope = ?",
    "DELETE FROM carried_key WHERE scope = ?",
)
_CAME_BY = """
INSERT OR IGNORE INTO emptied (log, device, incarnation, counter)
SELECT ?, j.device, j.incarnation, j.counter
FROM journal_part p JOIN journal j ON j.sequence = p.sequence
LEFT JOIN this_device d ON d.id = j.device
LEFT JOIN sealed s ON s.log = ? AND s.incarnation = j.incarnation
WHERE p.scope = ? AND p.vault = ? AND (d.id IS NULL OR j.counter <= s.counter)
"""
"""What stands in the old vault's log: without it a colleague's snapshot of that log, made by who
lost the case, would list more than this laptop knows of."""
_STANDS = """
SELECT e.scope FROM expunged e WHERE e.moved_to = ? AND NOT EXISTS (
    SELECT 1 FROM expunged o WHERE o.scope = e.scope AND (o.vault = e.moved_to OR o.moved_to = x'')
)
"""
_STAYS_NAMED = f"""
INSERT OR IGNORE INTO emptied (log, device, incarnation, counter)
SELECT p.vault, j.device, j.incarnation, j.counter
FROM journal_part p JOIN journal j ON j.sequence = p.sequence
LEFT JOIN this_device d ON d.id = j.device
LEFT JOIN sealed s ON s.log = p.vault AND s.incarnation = j.incarnation
WHERE p.body IS NULL AND (d.id IS NULL OR j.counter <= s.counter) AND p.scope IN ({_STANDS})
"""  # noqa: S608 - our own statement
"""As ``_CAME_BY``: they stand in the log that the case was moved out of."""
_NAMELESS = f"""
UPDATE journal_part SET vault = x'', scope = x'' WHERE body IS NULL AND scope IN ({_STANDS})
"""  # noqa: S608 - our own statement
_KEY_BESIDE = (
    "INSERT OR IGNORE INTO case_key_beside (scope, wrapped, vault, epoch) "
    "SELECT scope, wrapped, vault, epoch FROM case_key WHERE scope = ? AND vault = ?"
)
_NO_KEY = "DELETE FROM case_key WHERE scope = ? AND vault = ?"
_FIRST_OF = (
    "INSERT OR IGNORE INTO case_key (scope, vault, epoch, wrapped) "
    "SELECT scope, vault, epoch, wrapped FROM case_key_beside WHERE scope = ? AND vault = ? "
    "ORDER BY wrapped LIMIT 1"
)
_NO_LONGER_BESIDE = (
    "DELETE FROM case_key_beside WHERE scope = ? AND vault = ? AND wrapped IN "
    "(SELECT wrapped FROM case_key WHERE case_key.scope = case_key_beside.scope)"
)
_UNSEALED = """
SELECT j.incarnation, min(j.counter) AS first
FROM this_device d JOIN journal j ON j.device = d.id
JOIN journal_part p ON p.sequence = j.sequence AND p.vault = ? AND p.scope = ?
LEFT JOIN sealed s ON s.log = ? AND s.incarnation = j.incarnation
WHERE j.counter > coalesce(s.counter, 0)
GROUP BY j.incarnation
"""
