"""What stood in a record before: what versions began from, and what each of them replaced."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection

from storage.domain.admission import admit, shape_of
from storage.domain.changeset import RETIRED, Dot
from storage.domain.merging import Live, live_in
from storage.spec.plain import Plain
from storage.tables import journal
from storage.usecases.codelists import book_of

_FARTHEST = 200
"""Steps back in which the value that all versions started from is looked for."""
Values = Mapping[str, Plain]


def base_of(connection: Connection, register: str, dots: Sequence[Dot]) -> Values | None:
    """Return what the nearest version wrote that all of ``dots`` came from.

    It is empty where the record was added more than once, each time without the other: nothing
    stood there before. None where what stood there is not here, or cannot be read.
    """
    first, *others = [list(_origins(connection, register, dot)) for dot in dots]
    common = next((dot for dot in first if all(dot in other for other in others)), None)
    if common is not None:
        return _written(connection, register, common)
    written = [journal.operation_of(connection, dot) for dot in {*dots, *chain(first, *others)}]
    added = [each for each in written if each is not None and each[1].verb == "add"]
    return {} if len(added) > 1 else None


def changed_by(connection: Connection, kind: str, live: Live, dot: Dot) -> tuple[Values, Values]:
    """Return by field what ``dot`` wrote that still stands, and what stood there before.

    Of a set it is the members that were put in. What cannot be read any more is left out.
    """
    after: dict[str, Plain] = {}
    before: dict[str, Plain] = {}
    found = journal.operation_of(connection, dot)
    replaces = {} if found is None else found[1].replaces
    for register in shape_of(kind).registers:
        stood: Values = {}
        for replaced in replaces.get(register, ()):
            stood = _written(connection, register, replaced) or stood
        for version in live_in(live, register, shape_of(kind)):
            for name, value in version.values.items() if version.dot == dot else ():
                empty = shape_of(kind).registers[register][name]
                if stood.get(name, empty) != value:
                    before[name], after[name] = stood.get(name, empty), value
    for name, members in live.members.items():
        if put_in := sorted(member for member, dots in members.items() if dot in dots):
            before[name], after[name] = [], put_in  # type: ignore[assignment]  # of one type
    return after, before


def _written(connection: Connection, register: str, dot: Dot) -> Values | None:
    """Return what ``dot`` wrote into ``register``, as far as this Satchel can read it."""
    found = journal.operation_of(connection, dot)
    if found is None or register == RETIRED:
        return None
    return admit(found[1], book_of(connection)).registers.get(register)


def _origins(connection: Connection, register: str, dot: Dot) -> Iterator[Dot]:
    """Yield what ``dot`` replaced, what that replaced, and so on, the nearest first."""
    waiting, known = [dot], {dot}
    while waiting and len(known) < _FARTHEST:
        written = journal.operation_of(connection, waiting.pop(0))
        if written is None:
            continue
        for replaced in written[1].replaces.get(register, ()):
            if replaced not in known:
                known.add(replaced)
                waiting.append(replaced)
                yield replaced
