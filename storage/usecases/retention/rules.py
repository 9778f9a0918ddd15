"""The rules of retention: how long a closed case is kept, and who says so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, Self

from sqlalchemy import Connection

from storage.domain.kinds.arrangement import ClockSetting
from storage.tables.records import fetch
from storage.usecases.access.noting import note
from storage.usecases.changes import Changes
from storage.usecases.codelists import rows_of
from storage.usecases.records import Add, Edit, save
from storage.usecases.sameids import NOTHING, same_id
from storage.usecases.transaction import Transaction

Start = Literal["closed", "birthday", "served"]
_STARTS: tuple[Start, ...] = ("closed", "birthday", "served")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of ``resources/retention/rules.csv``, as the program has set it.

    ``where`` are the reasons for closing that it is for, empty for every case; a rule for some
    stands in place of those for all that begin with closing or a birthday.
    """

    code: str
    label: str
    why: str
    start: Start
    years: int
    where: frozenset[str]
    source: str
    verified: bool
    note: str
    off: bool = False
    changed: str = ""
    """Empty, or where the program has its own number from."""

    @classmethod
    def parse(cls, row: Mapping[str, str]) -> Self:
        """Read a row of the file; ValueError where it makes no sense."""
        field, _, codes = row["where"].partition("=")
        if field not in {"", "closure_reason"}:
            raise ValueError(f"A rule of retention asks for {field}, which is no condition.")
        return cls(
            code=row["code"],
            label=row["label"],
            why=row["why"],
            start=_STARTS[_STARTS.index(row["start"])],
            years=int(row["amount"]),
            where=frozenset(codes.split("|")) - {""},
            source=row["source"],
            verified=row["verified"] == "yes",
            note=row["note"],
        )


@cache
def shipped() -> Mapping[str, Rule]:
    """Return the rules as shipped, by code, in the order of the file."""
    return {row["code"]: Rule.parse(row) for row in rows_of("retention/rules.csv")}


def retention_rules(connection: Connection) -> list[Rule]:
    """Return every rule as the program has set it, those switched off too."""
    rules = dict(shipped())
    rows = connection.exec_driver_sql(_SET).all()
    for row in rows:
        if row.rule in rules:
            rules[row.rule] = _arranged(rules[row.rule], row.off, row.amount, row.remark)
    return list(rules.values())


def rules_for(rules: Sequence[Rule], closure_reason: str) -> list[Rule]:
    """Return the rules that apply to a case that was closed for this reason."""
    running = [rule for rule in rules if not rule.off]
    own = [rule for rule in running if closure_reason in rule.where]
    general = [rule for rule in running if not rule.where]
    return [*own, *(rule for rule in general if not own or rule.start == "served")]


def set_rule(transaction: Transaction, code: str, *, years: int, off: bool, remark: str) -> Changes:
    """Let the program have its own number of years for a rule, or switch it off; it is noted."""
    connection = transaction.connection
    note(transaction, "policy", why=f"{code}: {'off' if off else years} {remark}".strip())
    known = connection.exec_driver_sql(_OF_RULE, (code,)).scalar()
    stored = fetch(connection, ClockSetting, known) if known else None
    if stored is None:
        record = ClockSetting(
            id=same_id(transaction, "clock_setting", NOTHING, code),
            rule=code,
            off=off,
            amount=years,
            remark=remark,
        )
        return save(transaction, [Add(record)], "set retention")
    after = replace(stored.record, off=off, amount=years, remark=remark)
    return save(transaction, [Edit(stored, after)], "set retention")


def _arranged(rule: Rule, off: int, amount: int | None, remark: str) -> Rule:
    if amount is None or amount == rule.years:
        return replace(rule, off=bool(off))
    changed = remark.strip() or "Set by the program"
    return replace(rule, off=bool(off), years=amount, verified=False, changed=changed)


_SET = "SELECT rule, off, amount, remark FROM clock_setting WHERE retired = 0 ORDER BY saved, id"
_OF_RULE = "SELECT id FROM clock_setting WHERE rule = ? AND retired = 0 ORDER BY saved DESC LIMIT 1"
