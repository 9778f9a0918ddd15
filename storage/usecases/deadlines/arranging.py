"""How a program sets its clocks: switched off or on, and with a span of its own."""

from dataclasses import replace

from sqlalchemy import Connection

from storage.domain.deadlines.rules import Rule
from storage.domain.ids import RecordId
from storage.domain.kinds.arrangement import ClockSetting
from storage.errors import RejectedError
from storage.tables.records import Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.deadlines.rulebook import rules_of, shipped
from storage.usecases.records import Add, Edit, Retire, save
from storage.usecases.sameids import NOTHING, same_id
from storage.usecases.transaction import Transaction

_NEWEST = "SELECT id FROM clock_setting WHERE rule = ? AND retired = 0 ORDER BY saved DESC, id DESC"


def all_rules(connection: Connection) -> list[tuple[Rule, Rule]]:
    """Return every rule as shipped and as it is set here, in the order of the file."""
    here = rules_of(connection)
    return [(rule, here[code]) for code, rule in shipped().items()]


def set_clock(
    transaction: Transaction, code: str, *, off: bool, amount: int | None, source: str = ""
) -> Changes:
    """Set a clock for the whole program; with nothing but what is shipped, the setting goes.

    ``amount`` counts in the rule's own unit; None, or the shipped amount, is the shipped span.
    RejectedError for a rule this version does not know.
    """
    rule = shipped().get(code)
    if rule is None:
        raise RejectedError(f"There is no clock called {code}. Update Satchel on this laptop.")
    own = None if amount == rule.span.amount else amount
    stored = _stored(transaction.connection, code)
    if not off and own is None:
        if not stored:
            return Changes({}, "set clock")
        return save(transaction, [Retire(one) for one in stored], "set clock")
    if not stored:
        made = ClockSetting(
            id=same_id(transaction, "clock_setting", NOTHING, code),
            rule=code,
            off=off,
            amount=own,
            remark=source.strip(),
        )
        return save(transaction, [Add(made)], "set clock")
    newest = stored[0]
    after = replace(newest.record, off=off, amount=own, remark=source.strip())
    spare = [Retire(one) for one in stored[1:]]
    return save(transaction, [Edit(newest, after), *spare], "set clock")


def _stored(connection: Connection, code: str) -> list[Stored[ClockSetting]]:
    """Return what is set for a rule, the newest first: two laptops may have set it at once."""
    ids = connection.exec_driver_sql(_NEWEST, (code,)).scalars().all()
    found = (fetch(connection, ClockSetting, RecordId(record)) for record in ids)
    return [one for one in found if one is not None]
