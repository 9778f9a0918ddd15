"""Where the rules of every kind are registered, and the words they are made of."""

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch
from typing import Any

from storage.domain.checks import Problem
from storage.domain.clocks import day_of
from storage.spec.kinds import fields_of


@singledispatch
def rule_problems(_record: object) -> list[Problem]:
    """Return which rules between its fields ``record`` breaks so that it may not be stored."""
    return []


@singledispatch
def rule_hints(_record: object) -> list[Problem]:
    """Return what between its fields is worth a second look; it may be stored all the same."""
    return []


def period(record: Any, start: str, end: str) -> Iterator[Problem]:
    """Yield a problem at ``end`` where the period ends before it starts."""
    first, last = getattr(record, start), getattr(record, end)
    if first is not None and last is not None and last < first:
        yield Problem(end, "before-start")


def ordered(record: Any, *names: str) -> Iterator[Problem]:
    """Yield a hint at each of ``names`` that lies before one named earlier; gaps are passed over.

    Days and moments may be mixed: a moment is compared with a day by its day in Massachusetts.
    """
    earlier = ""
    for name in names:
        if getattr(record, name) is None:
            continue
        if earlier and _before(getattr(record, name), getattr(record, earlier)):
            yield Problem(name, "before", _label(record, earlier))
        else:
            earlier = name


def explained(record: Any, code: str, name: str, *others: str) -> Iterator[Problem]:
    """Yield a problem at ``name`` where the field ``code`` says other and no text explains it."""
    said = getattr(record, code)
    other = said == "other" or (isinstance(said, frozenset) and "other" in said)
    if other and not any(getattr(record, text).strip() for text in (name, *others)):
        yield Problem(name, "missing")


def asked(record: Any, given: str, wanted: str) -> Iterator[Problem]:
    """Yield a hint at ``wanted`` where ``given`` is filled and it is not."""
    if getattr(record, given) and not getattr(record, wanted):
        yield Problem(wanted, "asked", _label(record, given))


def _before(later: Any, earlier: Any) -> bool:
    if isinstance(later, datetime) and isinstance(earlier, datetime):
        return later < earlier
    return day_of(later) < day_of(earlier)


def _label(record: Any, name: str) -> str:
    return fields_of(type(record))[name].label
