"""What a program makes of the code lists: names, order, what is offered, codes of its own.

A shipped code keeps its code, its rows on the forms and its days; a program renames it, places it
or no longer offers it. Nothing that is stored changes.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storage.domain.codes import CodeEntry
from storage.domain.kinds import KINDS
from storage.domain.kinds.arrangement import CodeSetting
from storage.domain.names import words_of
from storage.errors import RejectedError
from storage.spec.fields import Code, Codes
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.changes import Changes
from storage.usecases.codelists import book_of, codebook
from storage.usecases.settingsof import arrange
from storage.usecases.transaction import Transaction

_STEP = 10
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class ListInUse:
    """One code list: its name, in words what it is for, and which fields take codes from it."""

    name: str
    title: str
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One code as the program has it, and what its label is as shipped (empty for its own)."""

    entry: CodeEntry
    shipped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCode:
    """What a program says of a code of its own."""

    label: str
    pmt: str = ""
    nca: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@cache
def lists_in_use() -> tuple[ListInUse, ...]:
    """Return every list that a field takes codes from, by what it is for."""
    users: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for cls in KINDS.values():
        for field in fields_of(cls).values():
            if isinstance(field, Code | Codes):
                users[field.list_name].append((kind_of(cls).label, field.label))
    found = []
    for name, used in users.items():
        (_, label), *_ = used
        fields = tuple(dict.fromkeys(f"{kind}: {field}" for kind, field in used))
        found.append(ListInUse(name, label, fields))
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.name)))


def lines_of(connection: Connection, list_name: str) -> list[CodeLine]:
    """Return every code of a list, hidden ones too, in the program's order."""
    shipped = codebook().lists[list_name]
    return [
        CodeLine(entry, shipped[code].label if code in shipped else "")
        for code, entry in book_of(connection).lists[list_name].items()
    ]


def rename_code(transaction: Transaction, list_name: str, code: str, label: str) -> Changes:
    """Show another label for a code; an empty one shows the shipped label again."""
    shipped = codebook().lists[list_name].get(code)
    wanted = label.strip()
    if shipped is None and not wanted:
        raise RejectedError("A code of the program: it needs a label. Type one.")
    name = "" if shipped is not None and wanted == shipped.label else wanted
    return _arrange(transaction, list_name, {code: {"relabelled": name}}, "rename a code")


def hide_code(
    transaction: Transaction,
    list_name: str,
    code: str,
    hidden: bool,  # noqa: FBT001 - passed on by the lane
) -> Changes:
    """Offer a code no longer, or again; records that have it keep it and show its label."""
    entries = book_of(transaction.connection).lists[list_name].values()
    if hidden and not any(one.code != code and not one.hidden for one in entries):
        raise RejectedError("A list offers at least one code. Offer another one first.")
    act = "stop offering a code" if hidden else "offer a code again"
    return _arrange(transaction, list_name, {code: {"hidden": hidden}}, act)


def move_code(transaction: Transaction, list_name: str, code: str, by: int) -> Changes:
    """Let a code change places with the one ``by`` places further; at the end it stays."""
    codes = list(book_of(transaction.connection).lists[list_name])
    settings = {one: {"place": place} for one, place in swapped(codes, code, by).items()}
    return _arrange(transaction, list_name, settings, "move a code")


def add_code(transaction: Transaction, list_name: str, own: OwnCode) -> tuple[str, Changes]:
    """Add a code of the program's own; return it. RejectedError when its label is taken."""
    label = own.label.strip()
    if not words_of(label):
        raise RejectedError("A code of the program: it needs a label. Type one.")
    known = book_of(transaction.connection).lists[list_name]
    if any(entry.label.casefold() == label.casefold() for entry in known.values()):
        raise RejectedError(f"The list has “{label}” already. Type another label, or offer it.")
    stem = "own_" + "_".join(words_of(label))[: _LONGEST - 12]
    # Two labels may leave the same letters; one label on two laptops is one code.
    code = stem if stem not in known else f"{stem}_{transaction.new_id().hex()[-6:]}"
    values = {"own": True, "relabelled": label, **_said(replace(own, label=label))}
    return code, _arrange(transaction, list_name, {code: values}, "add a code")


def edit_code(transaction: Transaction, list_name: str, code: str, own: OwnCode) -> Changes:
    """Say something else of a code of the program's own; RejectedError for a shipped one."""
    if code in codebook().lists[list_name]:
        raise RejectedError("A shipped code keeps its rows and its days. Rename or hide it.")
    values = {"relabelled": own.label.strip(), **_said(own)}
    return _arrange(transaction, list_name, {code: values}, "edit a code")


def swapped(order: list[str], one: str, by: int) -> dict[str, int]:
    """Return the places of ``one`` and of what stands ``by`` further once they have changed."""
    at = order.index(one)
    to = min(max(at + by, 0), len(order) - 1)
    return {} if to == at else {one: (to + 1) * _STEP, order[to]: (at + 1) * _STEP}


def _said(own: OwnCode) -> dict[str, Any]:
    if own.valid_from and own.valid_to and own.valid_to < own.valid_from:
        raise RejectedError("Offered until: is before the start. Correct one of the two dates.")
    return {
        "pmt": own.pmt.strip(),
        "nca": own.nca.strip(),
        "valid_from": own.valid_from,
        "valid_to": own.valid_to,
    }


def _arrange(
    transaction: Transaction,
    list_name: str,
    settings: Mapping[str, Mapping[str, Any]],
    act: str,
) -> Changes:
    about = [({"list_name": list_name, "code": code}, said) for code, said in settings.items()]
    return arrange(transaction, CodeSetting, about, act)
