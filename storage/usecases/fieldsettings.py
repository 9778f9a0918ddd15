"""What a program makes of the fields of a kind: names, order, what is asked, what is needed here.

A field that is hidden is not asked any more. What is stored in it stays, is exported, and is
shown with the record as also stored.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from storage.domain.kinds import KINDS
from storage.domain.kinds.arrangement import FieldSetting
from storage.errors import RejectedError
from storage.spec.fields import Flag
from storage.spec.kinds import fields_of
from storage.usecases.changes import Changes
from storage.usecases.codelists import book_of
from storage.usecases.codesettings import swapped
from storage.usecases.fieldshere import FieldLine, fields_here
from storage.usecases.settingsof import arrange
from storage.usecases.transaction import Transaction


def lines_of(connection: Connection, kind: str) -> list[FieldLine]:
    """Return every field of ``kind`` in the program's order."""
    return fields_here(book_of(connection), kind)


def rename_field(transaction: Transaction, kind: str, name: str, label: str) -> Changes:
    """Call a field otherwise; an empty label calls it as shipped again."""
    wanted = label.strip()
    if wanted == fields_of(KINDS[kind])[name].label:
        wanted = ""
    return _arrange(transaction, kind, {name: {"relabelled": wanted}}, "rename a field")


def hide_field(transaction: Transaction, kind: str, name: str, hidden: bool) -> Changes:  # noqa: FBT001 - passed on by the lane
    """Ask for a field no longer, or again. RejectedError for one without which nothing is saved."""
    field = fields_of(KINDS[kind])[name]
    if hidden and field.required:
        raise RejectedError(f"{field.label} is needed in every record. It cannot be hidden.")
    if hidden and field.safety:
        raise RejectedError(f"{field.label} keeps people safe. It is asked in every program.")
    act = "hide a field" if hidden else "show a field again"
    values = {"hidden": hidden, **({"mandatory": False} if hidden else {})}
    return _arrange(transaction, kind, {name: values}, act)


def require_field(transaction: Transaction, kind: str, name: str, needed: bool) -> Changes:  # noqa: FBT001 - passed on by the lane
    """Ask that a new record has this field, or no longer. RejectedError for one that is hidden."""
    if needed and book_of(transaction.connection).arranged(kind, name).hidden:
        raise RejectedError("A hidden field cannot be needed. Show it first.")
    if needed and isinstance(fields_of(KINDS[kind])[name], Flag):
        raise RejectedError("A box to tick may always stay empty. It cannot be needed.")
    act = "need a field" if needed else "no longer need a field"
    return _arrange(transaction, kind, {name: {"mandatory": needed}}, act)


def move_field(
    transaction: Transaction, kind: str, name: str, by: int, among: Sequence[str] = ()
) -> Changes:
    """Let a field change places with the one ``by`` further ``among`` those of its section."""
    names = among or list(fields_of(KINDS[kind]))
    order = book_of(transaction.connection).in_order(kind, names)
    settings = {one: {"place": place} for one, place in swapped(order, name, by).items()}
    return _arrange(transaction, kind, settings, "move a field")


def _arrange(
    transaction: Transaction, kind: str, settings: Mapping[str, Mapping[str, Any]], act: str
) -> Changes:
    about = [({"kind_name": kind, "field_name": name}, said) for name, said in settings.items()]
    return arrange(transaction, FieldSetting, about, act)
