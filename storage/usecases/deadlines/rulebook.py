"""The rules of clocks as shipped, and as the program of a workspace has set them."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy import Connection

from storage.domain.deadlines.rules import Rule, arranged
from storage.usecases.codelists import rows_of
from storage.usecases.settings import setting


@cache
def shipped() -> Mapping[str, Rule]:
    """Return the rules of ``resources/clocks/rules.csv`` by code, in the order of the file."""
    return {row["code"]: Rule.parse(row) for row in rows_of("clocks/rules.csv")}


def rules_of(connection: Connection) -> dict[str, Rule]:
    """Return every rule as the program has set it, those switched off too."""
    rules = dict(shipped())
    pmt, days = rules["pmt_quarter"], setting(connection, "reports.pmt_due_days")
    rules["pmt_quarter"] = arranged(pmt, off=False, amount=days, remark="Settings")
    rows = connection.exec_driver_sql(
        "SELECT rule, off, amount, remark FROM clock_setting WHERE retired = 0 ORDER BY saved, id"
    )
    for row in rows:
        if row.rule in rules:
            rules[row.rule] = arranged(
                rules[row.rule], off=bool(row.off), amount=row.amount, remark=row.remark
            )
    return rules


def running(connection: Connection) -> list[Rule]:
    """Return the rules that are on."""
    return [rule for rule in rules_of(connection).values() if not rule.off]
