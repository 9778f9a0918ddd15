"""What of an operation from another laptop can be stored here, and what waits.

A value of the wrong type or out of bounds, and whatever a newer Satchel wrote, must neither crash
nor be half applied: a register that has one waits as a whole, everything else is taken.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from storage.domain.changeset import RETIRED, Operation, SetEdit
from storage.domain.checks import LATEST, Problem, checks_of
from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.domain.merging import Shape
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import SETS, Code, Field, Flag, Text, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, from_plain, to_plain

PlainCheck = Callable[[Any, CodeBook], Problem | None]
NEWER = Problem("", "newer")
"""Made with a newer version of Satchel."""
NOT_THIS_FORM = "not-this-form"


@dataclass(frozen=True, slots=True)
class Admitted:
    """The registers and sets that can be stored; those that wait; why the first of them does.

    ``parked`` is None when the whole operation waits.
    """

    registers: Mapping[str, Mapping[str, Plain]]
    members: Mapping[str, SetEdit]
    parked: tuple[str, ...] | None = ()
    problem: Problem | None = None


def admit(operation: Operation, codes: CodeBook) -> Admitted:
    """Return what of ``operation`` can be stored.

    An addition writes every register: one that waits, and one that is not named, is empty in it.
    """
    cls = KINDS.get(operation.kind)
    if cls is None:
        return Admitted({}, {}, None, NEWER)
    kind = kind_of(cls)
    match operation.verb:
        case "retire" if kind.permanent:
            return Admitted({}, {}, None, Problem("", "permanent"))
        case "retire" | "restore":
            return Admitted({RETIRED: {"retired": operation.verb == "retire"}}, {})
        case "edit" if kind.append_only and not _decides(operation):
            return Admitted({}, {}, None, Problem("", "append-only"))
        case "edit":
            return _edited(operation, codes)
        case "add":
            return _added(operation, codes)


def _decides(operation: Operation) -> bool:
    """Tell whether an edit chooses between versions, all that an append-only record ever meets.

    It has several where one import was made on two laptops.
    """
    fields = fields_of(KINDS[operation.kind])
    registers = {register_of(n, fields[n]) if n in fields else n for n in operation.values}
    return all(len(operation.replaces.get(register, ())) > 1 for register in registers)


@cache
def shape_of(kind: str) -> Shape:
    """Return the registers and sets of ``kind``."""
    registers: dict[str, dict[str, Plain]] = {}
    sets = set()
    for name, field in fields_of(KINDS[kind]).items():
        if isinstance(field, SETS):
            sets.add(name)
        else:
            registers.setdefault(register_of(name, field), {})[name] = empty_plain(field)
    return Shape(MappingProxyType(registers), frozenset(sets))


def empty_plain(field: Field) -> Plain:
    """Return the plain form of a field in which nothing was recorded."""
    if isinstance(field, SETS):
        return []
    if isinstance(field, Flag):
        return False
    return "" if isinstance(field, Text | Code) else None


@cache
def plain_checks(kind: str) -> Mapping[str, PlainCheck]:
    """Return for every field of ``kind`` what tells whether a plain value can be stored."""
    return MappingProxyType(
        {name: _plain_check(kind, name, field) for name, field in fields_of(KINDS[kind]).items()}
    )


def _plain_check(kind: str, name: str, field: Field) -> PlainCheck:
    whole, read, write = (
        checks_of(kind)[name],
        from_plain(field, PartialDate.parse),
        to_plain(field),
    )
    wrong = Problem(name, NOT_THIS_FORM)
    form = list if isinstance(field, SETS) else str if isinstance(field, Text | Code) else None

    def check(plain: Any, codes: CodeBook) -> Problem | None:
        # Empty bytes would pass for nothing recorded, which is None.
        if (form is not None and type(plain) is not form) or plain == b"":
            return wrong
        try:
            value = read(plain)
            if type(value) is bool and plain is not value:
                return wrong
            # What lies in the future here may not where it was written.
            problem = whole(value, codes, LATEST)
            if problem is None and (value is plain or write(value) == plain):
                return None
        except (AttributeError, OverflowError, TypeError, ValueError):
            return wrong
        return problem or wrong

    return check


def _added(operation: Operation, codes: CodeBook) -> Admitted:
    cls, shape = KINDS[operation.kind], shape_of(operation.kind)
    fields = fields_of(cls)
    problems = dict(_problems(operation.kind, operation.values, codes))
    parked = _registers_of(operation.kind, problems)
    for name, field in fields.items():
        if field.required and (register_of(name, field) in parked or name not in operation.values):
            first = next(iter(problems.values()), Problem(name, "missing"))
            return Admitted({}, {}, None, problems.get(name, first))
    registers = {
        register: {
            name: empty if register in parked else _plain(operation.values.get(name, empty))
            for name, empty in empties.items()
        }
        for register, empties in shape.registers.items()
    }
    members = {
        name: SetEdit(() if name in parked else _listed(operation.values.get(name)), ())
        for name in shape.sets
    }
    return Admitted(registers, members, parked, next(iter(problems.values()), None))


def _edited(operation: Operation, codes: CodeBook) -> Admitted:
    shape = shape_of(operation.kind)
    problems = dict(_edit_problems(operation.kind, operation.values, codes))
    parked = _registers_of(operation.kind, problems)
    fields = fields_of(KINDS[operation.kind])
    registers: dict[str, dict[str, Plain]] = {}
    members: dict[str, SetEdit] = {}
    for name, value in operation.values.items():
        if name in problems:
            continue
        if isinstance(value, SetEdit):
            members[name] = value
            continue
        register = register_of(name, fields[name])
        if register not in parked:
            # A field of the group that an earlier version did not know is empty in what it wrote.
            registers.setdefault(register, dict(shape.registers[register]))[name] = value
    return Admitted(registers, members, parked, next(iter(problems.values()), None))


def _problems(
    kind: str, values: Mapping[str, Plain | SetEdit], codes: CodeBook
) -> Iterator[tuple[str, Problem]]:
    checks = plain_checks(kind)
    for name, value in values.items():
        check = checks.get(name)
        problem = Problem(name, NEWER.key) if check is None else check(value, codes)
        if problem is not None:
            yield name, problem


def _edit_problems(
    kind: str, values: Mapping[str, Plain | SetEdit], codes: CodeBook
) -> Iterator[tuple[str, Problem]]:
    shape, fields = shape_of(kind), fields_of(KINDS[kind])
    for name, value in values.items():
        if isinstance(value, SetEdit) is not (name in shape.sets) and name in fields:
            yield name, Problem(name, NOT_THIS_FORM)
            continue
        yield from _problems(kind, {name: _members(value)}, codes)
        if name in fields and name not in shape.sets:
            for other in shape.registers[register_of(name, fields[name])]:
                if fields[other].required and other not in values:
                    yield other, Problem(other, "missing")


def _members(value: Plain | SetEdit) -> Plain:
    """Return the members of a change of a set as a set, so that one check serves both."""
    if not isinstance(value, SetEdit):
        return value
    try:
        return sorted({*value.added, *value.removed})  # type: ignore[return-value]  # checked next
    except TypeError:
        return None


def _registers_of(kind: str, names: Mapping[str, object]) -> tuple[str, ...]:
    fields = fields_of(KINDS[kind])
    return tuple(sorted({register_of(n, fields[n]) if n in fields else n for n in names}))


def _plain(value: Plain | SetEdit) -> Plain:
    return None if isinstance(value, SetEdit) else value


def _listed(value: object) -> tuple[str | bytes, ...]:
    return tuple(value) if isinstance(value, list) else ()
