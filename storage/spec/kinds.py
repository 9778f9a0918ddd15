"""What a record kind says about itself, and the way to ask it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeVar, get_type_hints

from storage.spec.fields import Field

R = TypeVar("R")
VaultName = Literal["cases", "program"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The facts of one record kind."""

    name: str
    label: str
    plural: str
    vault: VaultName = "cases"
    append_only: bool = False
    """Fields never change once saved; a correction is a new record that amends the old one."""
    permanent: bool = False
    """Never retired: it tells of something that has happened and stays in view."""
    dated_by: str = ""
    """The field whose day orders the record in timelines and search."""
    scoped_by: str = "case"
    """The reference whose case key seals the record; its own id where the name is ``id``."""
    named_by: tuple[str, ...] = ()
    """The fields that name the record; a record without them goes by its kind and its day."""
    line: tuple[str, ...] = ()
    """The fields whose words tell of the record in one line of a timeline or a list."""
    restricted: bool = False
    """Folded until somebody opens it; on no paper of a case unless it is asked for."""
    words_in: str = ""
    """The text field that takes in words what has no field, where the record has no case's notes:
    the other value of a conflict."""
    inner: bool = False
    """For the program alone: never listed, searched, printed, exported or imported."""


def kind(description: Kind) -> Callable[[type[R]], type[R]]:
    """Attach ``description`` to a frozen dataclass of described fields."""

    def attach(cls: type[R]) -> type[R]:
        _DESCRIPTIONS[cls] = description
        fields = _read(cls)
        _FIELDS[cls] = MappingProxyType(fields)
        _OPEN[cls] = MappingProxyType({n: one for n, one in fields.items() if not one.inner})
        return cls

    return attach


def kind_of(cls: type[Any]) -> Kind:
    """Return what ``cls`` says about itself; KeyError when it is no record kind."""
    return _DESCRIPTIONS[cls]


def fields_of(cls: type[Any]) -> Mapping[str, Field]:
    """Return the described fields of ``cls`` by name, in declaration order."""
    return _FIELDS[cls]


def open_fields_of(cls: type[Any]) -> Mapping[str, Field]:
    """Return the fields of ``cls`` without the inner ones, in declaration order."""
    return _OPEN[cls]


def _read(cls: type[Any]) -> dict[str, Field]:
    return {
        name: extra
        for name, hint in get_type_hints(cls, include_extras=True).items()
        for extra in getattr(hint, "__metadata__", ())
        if isinstance(extra, Field)
    }


_DESCRIPTIONS: dict[type[Any], Kind] = {}
_FIELDS: dict[type[Any], Mapping[str, Field]] = {}
_OPEN: dict[type[Any], Mapping[str, Field]] = {}
