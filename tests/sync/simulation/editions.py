"""Laptops on which an earlier Satchel runs: what it does not know waits, and is passed on whole.

An earlier edition is this one without some kinds, fields, codes and the form of parts that stand
here for a later one's news. What is swapped is what decides whether something is known; everything
that happens to it then is the real program's.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from types import MappingProxyType, ModuleType
from typing import Any

from sqlalchemy import Connection
from typing_extensions import override

from storage.domain import admission
from storage.domain.admission import PlainCheck
from storage.domain.changeset import Part
from storage.domain.checks import Problem
from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.tables import encoding, journal
from storage.usecases.codelists import book_of
from storage.usecases.syncing import additions, applying, incoming, parting
from storage.workspace import Workspace

_FORM, _NEXT_FORM = b"\x94\x01", b"\x94\x02"
"""How the bytes of a part begin: a list of four, the first of which is its form."""
_LOOKS_UP_KINDS = ("storage.usecases", "storage.domain.admission", "sync.client")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of Satchel by what it does not know yet."""

    name: str
    kinds: frozenset[str] = frozenset()
    fields: frozenset[tuple[str, str]] = frozenset()
    codes: frozenset[tuple[str, str]] = frozenset()
    reads_next_form: bool = True

    def knows(self, kind: str, name: str = "") -> bool:
        """Tell whether a kind, or a field of it, exists in this edition."""
        return kind not in self.kinds and (kind, name) not in self.fields

    def has_code(self, list_name: str, code: str) -> bool:
        """Tell whether a list of this edition has a code."""
        return (list_name, code) not in self.codes


NEWEST = Edition("newest")
EARLIER = Edition(
    "earlier", fields=frozenset({("case", "police")}), codes=frozenset({("race", "asian")})
)
EARLIEST = replace(EARLIER, name="earliest", kinds=frozenset({"outreach"}), reads_next_form=False)
IN_ORDER = (EARLIEST, EARLIER, NEWEST)


def after(edition: Edition) -> Edition:
    """Return what an upgrade of ``edition`` brings."""
    place = IN_ORDER.index(edition)
    return IN_ORDER[min(place + 1, len(IN_ORDER) - 1)]


@dataclass(slots=True)
class _Running:
    edition: Edition | None = None
    writes_next_form: bool = False
    before: list[tuple[ModuleType, str, Any]] = field(default_factory=list)


_RUNNING = _Running()


def running() -> Edition:
    """Return the edition whose act is under way."""
    return _RUNNING.edition or NEWEST


def run(edition: Edition | None) -> None:
    """Let ``edition`` run from now on; None for the program as it is."""
    if edition is _RUNNING.edition:
        return
    for module, name, value in _RUNNING.before:
        setattr(module, name, value)
    _RUNNING.edition, _RUNNING.before = edition, []
    for module, name, value in _swapped(edition) if edition else ():
        _RUNNING.before.append((module, name, getattr(module, name)))
        setattr(module, name, value)


class EditionWorkspace(Workspace):
    """A workspace that is opened and used by one edition."""

    def __init__(self, *args: Any, edition: Edition, forms: Random | None, **kwargs: Any) -> None:
        self._edition, self._forms = edition, forms
        super().__init__(*args, **kwargs)

    @override
    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run ``query`` as this edition does."""
        run(self._edition)
        return super().read(query, *args, **kwargs)

    @override
    def write(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run ``act`` as this edition does; the newest writes some parts in the next form."""
        run(self._edition)
        forms = self._forms if self._edition is NEWEST else None
        _RUNNING.writes_next_form = forms is not None and forms.randrange(4) == 0
        return super().write(act, *args, **kwargs)


@cache
def _swapped(edition: Edition) -> tuple[tuple[ModuleType, str, Any], ...]:
    """Return which names of which modules mean something else where ``edition`` runs."""
    checks = cache(_checks_of(edition))
    found: list[tuple[ModuleType, str, Any]] = [
        (admission, "plain_checks", checks),
        (additions, "plain_checks", checks),
        (applying, "book_of", _book_of(edition)),
        (applying, "_vocabulary", lambda: edition.name),
        (journal, "part_bytes", _part_bytes),
    ]
    if edition.reads_next_form:
        found += [(module, "parse_part", _parse_part) for module in (incoming, journal, parting)]
    kinds = MappingProxyType({n: cls for n, cls in KINDS.items() if n not in edition.kinds})
    found += [
        (module, "KINDS", kinds)
        for name, module in sorted(sys.modules.items())
        if name.startswith(_LOOKS_UP_KINDS) and getattr(module, "KINDS", None) is KINDS
    ]
    return tuple(found)


def _checks_of(edition: Edition) -> Callable[[str], Mapping[str, PlainCheck]]:
    known = admission.plain_checks

    def checks(kind: str) -> Mapping[str, PlainCheck]:
        return {
            name: one if edition.knows(kind, name) else _refusal(name)
            for name, one in known(kind).items()
        }

    return checks


def _refusal(name: str) -> PlainCheck:
    problem = Problem(name, admission.NEWER.key)
    return lambda _plain, _codes: problem


def _book_of(edition: Edition) -> Callable[[Connection], CodeBook]:
    kept: list[tuple[CodeBook, CodeBook]] = []

    def book(connection: Connection) -> CodeBook:
        whole = book_of(connection)
        if not kept or kept[0][0] is not whole:
            lists = {
                name: {code: one for code, one in entries.items() if edition.has_code(name, code)}
                for name, entries in whole.lists.items()
            }
            kept[:] = [(whole, replace(whole, lists=lists))]
        return kept[0][1]

    return book


def _part_bytes(part: Part) -> bytes:
    content = encoding.part_bytes(part)
    return _NEXT_FORM + content[2:] if _RUNNING.writes_next_form else content


def _parse_part(content: bytes) -> Part:
    """Read a part in this form or in the next, which says the same in other bytes."""
    if content[:2] == _NEXT_FORM:
        content = _FORM + content[2:]
    return encoding.parse_part(content)


parse_any_part = _parse_part
"""Read a part that any edition wrote."""
