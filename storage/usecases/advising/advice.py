"""All that is worth saying of one record, by its kind."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from storage.domain.rules import rule_hints
from storage.spec.kinds import kind_of
from storage.usecases.advising import care, cases, people, program, services
from storage.usecases.advising.saying import Advice, Adviser
from storage.usecases.wording import sentence

_BY_KIND: Mapping[str, tuple[Adviser, ...]] = MappingProxyType(
    {
        **cases.ADVISERS,
        **care.ADVISERS,
        **people.ADVISERS,
        **program.ADVISERS,
        **services.ADVISERS,
    }
)


def advice(connection: Connection, record: Any, today: date) -> list[Advice]:
    """Return what is worth a second look in ``record``, as it is or as it would be saved."""
    cls = type(record)
    hints = [Advice(hint.field, sentence(cls, hint)) for hint in rule_hints(record)]
    return [*hints, *cross_advice(connection, record, today)]


def cross_advice(connection: Connection, record: Any, today: date) -> Sequence[Advice]:
    """Return what other records make worth a second look in ``record``."""
    return list(_asked(connection, record, today))


def _asked(connection: Connection, record: Any, today: date) -> Iterator[Advice]:
    for adviser in _BY_KIND.get(kind_of(type(record)).name, ()):
        yield from adviser(connection, record, today)
