"""How a person looks at a list: which columns, in which order, which rows."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from desktop.lists.kindsource import Around
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.looking import Looks
from storage.usecases.listing.wanted import Condition

View = dict[str, Any]
"""Plain data: ``columns``, ``sort``, ``conditions``."""


class ListDesk(Around, Protocol):
    """What the tools of a list need of the desk (``DeskContext`` has it)."""

    @property
    def looks(self) -> Looks:
        """Where it is noted what is searched for."""

    def open(self, dialog_id: str, target: Mapping[str, Any] | None = None) -> None:
        """Open one of the dialogs that any page may open."""

    def list_views(self, list_id: str) -> Mapping[str, Any]:
        """Return what was kept of a list: ``named`` views by name, and the ``last`` one."""

    def keep_list_views(self, list_id: str, kept: Mapping[str, Any]) -> None:
        """Keep it in the workspace."""


def view_of(table: RecordTable) -> View:
    """Return how ``table`` is looked at now."""
    return {
        "columns": table.columns_shown(),
        "sort": table.sort.plain(),
        "conditions": [condition.plain() for condition in table.conditions],
    }


def show_view(table: RecordTable, view: Mapping[str, Any]) -> None:
    """Look at ``table`` as ``view`` says; what it does not know any more is left out."""
    known = {column.sort for column in table.source.columns}
    fields = {column.field for column in table.source.columns} - {""}
    if view.get("columns"):
        table.show_columns(view["columns"])
    sort = _sort(view.get("sort", ()), known)
    if sort is not None:
        table.sort_as(sort)
    table.narrow([one for one in _conditions(view.get("conditions", ())) if one.field in fields])


def _sort(plain: Sequence[Any], known: set[str]) -> Sort | None:
    try:
        sort = Sort.of(plain)
    except (TypeError, ValueError):
        return None
    keys = [key for key in sort.by() if key[0] in known]
    return Sort(*keys[0], tuple(keys[1:])) if keys else None


def _conditions(plain: Sequence[Any]) -> Sequence[Condition]:
    try:
        return [Condition.of(one) for one in plain]
    except ValueError:
        return ()
