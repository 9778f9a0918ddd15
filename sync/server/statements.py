"""Statements that every push runs: compiled once, then handed to the driver as they are.

For a statement that finds one row by its key SQLAlchemy takes ten times as long as the database
does. The statements are SQLAlchemy's still, so that both databases get their own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    order: tuple[str, ...] | None
    """The names of the parameters where the driver wants them by position."""
    own: dict[str, Any]
    """Values that stand in the statement itself."""

    def filled(self, values: Values) -> Any:
        whole = {**self.own, **values} if self.own else values
        return whole if self.order is None else [whole[name] for name in self.order]


class Prepared:
    """One statement, ready for each kind of database from its first use on.

    It runs within the transaction of the connection it is given. What the driver raises is
    DBAPIError, as SQLAlchemy has it; rows are plain tuples in the statement's order, a boolean is
    0 or 1 on SQLite.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> Sequence[tuple[Any, ...]]:
        """Return all rows of a query."""
        compiled = self._for(connection.dialect)
        found: Sequence[tuple[Any, ...]]
        try:
            cursor = connection.connection.cursor()
            cursor.execute(compiled.text, compiled.filled(values))
            found = cursor.fetchall()
            cursor.close()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _raised(connection, error) from error
        return found

    def one(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """Return the row of a query that finds one at most; None where there is none."""
        found = self.rows(connection, values)
        return found[0] if found else None

    def run(self, connection: Connection, *values: Values) -> None:
        """Run a statement that answers nothing, once for each of ``values``."""
        compiled = self._for(connection.dialect)
        filled: Sequence[Any] = [compiled.filled(each) for each in values]
        try:
            cursor = connection.connection.cursor()
            if len(filled) == 1:
                cursor.execute(compiled.text, filled[0])
            else:
                cursor.executemany(compiled.text, filled)
            cursor.close()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _raised(connection, error) from error

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compiled(self._statement, dialect)
        return known


def _compiled(statement: Any, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect)
    own = {name: value for name, value in compiled.params.items() if value is not None}
    order = tuple(compiled.positiontup) if compiled.positional else None
    return _Compiled(str(compiled), order, own)


def _raised(connection: Connection, error: Any) -> DBAPIError:
    dialect = connection.dialect
    is_gone = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_gone:
        connection.invalidate(error)
    return DBAPIError(None, None, error, hide_parameters=True, connection_invalidated=is_gone)
