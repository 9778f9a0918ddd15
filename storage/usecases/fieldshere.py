"""The fields of a kind as the program calls, orders and shows them: asked here and nowhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from storage.domain.codes import CodeBook, FieldArrangement
from storage.domain.kinds import KINDS
from storage.spec.fields import Field
from storage.spec.kinds import open_fields_of


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a kind, under the program's label, with what else is arranged of it."""

    name: str
    field: Field
    arranged: FieldArrangement

    @property
    def label(self) -> str:
        """What people call it here."""
        return self.field.label


def fields_here(book: CodeBook, kind: str, names: Iterable[str] | None = None) -> list[FieldLine]:
    """Return the fields of ``kind``, all or those named, in the program's order.

    Hidden ones are among them and say so.
    """
    fields = open_fields_of(KINDS[kind])
    order = book.in_order(kind, fields if names is None else names)
    return [
        FieldLine(name, here(book, kind, name, fields[name]), book.arranged(kind, name))
        for name in order
    ]


def here(book: CodeBook, kind: str, name: str, field: Field) -> Field:
    """Return ``field`` under the name that the program gives it."""
    label = book.arranged(kind, name).label
    return replace(field, label=label) if label else field
