"""Where a dimension of a form finds what it compares: the kind and the field of its code list."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.domain.kinds.contact import Service
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.reports.form import Dimension, Form
from storage.spec.fields import Code, Codes
from storage.spec.kinds import fields_of, kind_of

COUNTED: tuple[type[Any], ...] = (Person, Victimization, Service)
"""The kinds whose codes a form may compare."""


@cache
def field_of_list(list_name: str) -> tuple[str, str]:
    """Return (kind, field) of the counted kinds that takes its codes from ``list_name``."""
    for cls in COUNTED:
        for name, field in fields_of(cls).items():
            if isinstance(field, Code | Codes) and field.list_name == list_name:
                return kind_of(cls).name, name
    raise KeyError(list_name)


def source_of(dimension: Dimension) -> tuple[str, str]:
    """Return (kind, field) of what ``dimension`` compares; KeyError when there is no such field."""
    if dimension.kind == "age":
        return "person", "born_on"
    if dimension.kind == "flag":
        if dimension.flag not in fields_of(KINDS["service"]):
            raise KeyError(dimension.flag)
        return "service", dimension.flag
    return field_of_list(dimension.list_name)


def flag_fields(form: Form) -> list[str]:
    """Return the fields of a service that ``form`` asks to be ticked."""
    return sorted({found.flag for found in form.dimensions.values() if found.kind == "flag"})


def person_fields(form: Form) -> list[str]:
    """Return the fields of a person that ``form`` looks at."""
    found = set()
    for dimension in form.dimensions.values():
        kind, name = source_of(dimension)
        if kind == "person":
            found |= {name, dimension.explained_by}
        if dimension.override:
            found.add(field_of_list(dimension.override)[1])
    return sorted(found - {""})


def values_of(book: CodeBook, list_name: str, match: str) -> Mapping[str, str]:
    """Return what each code of ``list_name`` is compared as; empty where it maps to nothing.

    A code of the program's own is compared as the shipped code with the same PMT row.
    """
    entries = book.lists[list_name].values()
    shipped = {entry.pmt: entry.code for entry in entries if entry.pmt and not entry.own}
    return {
        entry.code: _MATCHES[match](
            shipped.get(entry.pmt, "") if entry.own else entry.code, entry.pmt
        )
        for entry in entries
    }


_MATCHES: Mapping[str, Callable[[str, str], str]] = {
    "code": lambda code, _pmt: code,
    "pmt": lambda _code, pmt: pmt,
    "pmt_letter": lambda _code, pmt: pmt[:1],
}
