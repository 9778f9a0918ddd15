"""What SQLite will do for the queries of an act: its plan, word for word."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event

from storage.tables.records import TABLES
from storage.workspace import Workspace


def plan_of(workspace: Workspace, query: Callable[..., object], *args: Any) -> list[str]:
    """Return every step SQLite plans for the queries that ``query`` runs."""

    def planned(connection: Connection) -> list[str]:
        with _heard(connection) as statements:
            query(connection, *args)
        return [
            row.detail
            for statement, values in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    return workspace.read(planned)


def whole_reads(steps: list[str]) -> list[str]:
    """Return the steps that read every row of a table of records or of the journal.

    What a program arranged of its lists and fields is a handful of rows, and read whole.
    """
    tables = {*TABLES, "journal", "journal_part"} - {"code_setting", "field_setting"}
    aliases = {"c", "e", "t"}
    return [
        step
        for step in steps
        if step.startswith("SCAN ")
        and step.split()[1] in tables | aliases
        and "COVERING INDEX" not in step
    ]


@contextmanager
def _heard(connection: Connection) -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def hear(*heard: Any) -> None:
        statements.append((heard[2], heard[3]))

    event.listen(connection, "before_cursor_execute", hear)
    yield statements
    event.remove(connection, "before_cursor_execute", hear)
