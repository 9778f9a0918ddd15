"""The settings by which a program arranges its forms and lists: found by what they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.spec.kinds import kind_of
from storage.tables.records import TABLES, Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.sameids import NOTHING, same_id
from storage.usecases.transaction import Transaction

T = TypeVar("T")
About = Mapping[str, str]
"""What a setting is about: the values of the fields that name it."""


def setting_about(connection: Connection, cls: type[T], about: About) -> Stored[T] | None:
    """Return the setting that holds: of several made apart the one saved last, on every laptop."""
    table = TABLES[kind_of(cls).name]
    found = connection.execute(
        table.select()
        .with_only_columns(table.c.id)
        .where(table.c.retired == 0, *(table.c[name] == value for name, value in about.items()))
        .order_by(table.c.saved.desc(), table.c.id.desc())
        .limit(1)
    ).scalar()
    return None if found is None else fetch(connection, cls, RecordId(found))


def arrange(
    transaction: Transaction,
    cls: type[Any],
    settings: Sequence[tuple[About, Mapping[str, Any]]],
    act: str,
) -> Changes:
    """Save the ``values`` of each setting over what it says, or make it, in one changeset."""
    changes = (_change(transaction, cls, about, values) for about, values in settings)
    return save(transaction, [change for change in changes if change is not None], act)


def _change(
    transaction: Transaction, cls: type[Any], about: About, values: Mapping[str, Any]
) -> Change | None:
    stored = setting_about(transaction.connection, cls, about)
    if stored is None:
        made = same_id(transaction, kind_of(cls).name, NOTHING, *about.values())
        return Add(cls(id=made, **about, **values))
    after = replace(stored.record, **values)
    return Edit(stored, after) if after != stored.record else None
