"""Take back the settling of a conflict: what stood side by side stands so again."""

from collections.abc import Iterable

from sqlalchemy import Connection

from storage.domain.admission import shape_of
from storage.domain.changeset import RETIRED, Dot, Operation
from storage.domain.merging import SEEN, live_dots
from storage.spec.plain import Plain
from storage.tables import journal
from storage.usecases import merged


def settled_values(
    connection: Connection, operation: Operation
) -> dict[str, list[dict[str, Plain]]]:
    """Return, by register, the differing values that an edit replaced where it settled a conflict.

    The newest is the last: written in this order, it is displayed again.
    Registers of which the edit replaced one value, as a plain edit does, are left out.
    """
    found = {}
    for register, fields in shape_of(operation.kind).registers.items():
        values: list[dict[str, Plain]] = []
        for replaced in _operations(connection, operation.replaces.get(register, ())):
            value = {name: replaced.values.get(name, empty) for name, empty in fields.items()}
            # Of equal values the newest counts.
            values = [other for other in values if other != value]
            values.append(value)  # type: ignore[arg-type]  # no set is in a register
        if len(values) > 1:
            found[register] = values
    return found


def settled_seen(connection: Connection, dot: Dot, operation: Operation) -> tuple[Dot, ...] | None:
    """Return what had been seen by those whose retiring was kept or confirmed by ``operation``.

    None where nothing was in question: the record had been hidden before it was restored, or
    nobody had retired it before.
    """
    retires = [
        one
        for one in _operations(connection, operation.replaces.get(RETIRED, ()))
        if one.verb == "retire"
    ]
    kept = merged.kept(connection, operation.kind, operation.record)
    if not retires or kept is None:
        return None
    seen = {each for one in retires for each in one.replaces.get(SEEN, ())}
    in_question = live_dots(kept.live, shape_of(operation.kind)) - {dot} - seen
    return tuple(sorted(seen)) if in_question else None


def _operations(connection: Connection, dots: Iterable[Dot]) -> list[Operation]:
    """Return the operations that wrote ``dots`` and are here, the newest last."""
    found = [
        (journal.signature_of(connection, dot)[0], dot, written[1])
        for dot in dots
        if (written := journal.operation_of(connection, dot)) is not None
    ]
    return [operation for _, _, operation in sorted(found, key=lambda each: each[:2])]
