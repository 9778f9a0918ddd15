"""Shapes of MessagePack values: what docs/sync-protocol.md writes as ``[a, b]``, held strictly."""

from collections.abc import Callable
from typing import Any

from tests.protocol.messagepack import unpack, unpack_open

Shape = Callable[[Any], Any]
COUNT = 2**63


class RefusedError(Exception):
    """This is not what the page allows."""


class NewerError(RefusedError):
    """This was made by a newer version."""


def need(holds: bool) -> None:  # noqa: FBT001 - a condition is what it takes
    """Refuse where a condition does not hold."""
    if not holds:
        raise RefusedError


def octets(length: int | None = None) -> Shape:
    """Bytes, of one length where it is given."""

    def read(value: Any) -> Any:
        need(isinstance(value, bytes) and length in {None, len(value)})
        return value

    return read


def number(low: int = -COUNT, end: int = 2 * COUNT) -> Shape:
    """A whole number from ``low`` to below ``end``."""

    def read(value: Any) -> Any:
        need(type(value) is int and low <= value < end)
        return value

    return read


def text(value: Any) -> Any:
    """Text."""
    need(isinstance(value, str))
    return value


def flag(value: Any) -> Any:
    """True or false."""
    need(isinstance(value, bool))
    return value


def maybe(shape: Shape) -> Shape:
    """What ``shape`` is, or nil."""
    return lambda value: None if value is None else shape(value)


def many(shape: Shape) -> Shape:
    """A list of any length."""

    def read(value: Any) -> Any:
        need(isinstance(value, list))
        return [shape(each) for each in value]

    return read


def one_of(*allowed: Any) -> Shape:
    """One of these, and of their type."""

    def read(value: Any) -> Any:
        need(any(type(value) is type(each) and value == each for each in allowed))
        return value

    return read


def row(*shapes: Shape) -> Shape:
    """A list of exactly these fields."""

    def read(value: Any) -> Any:
        need(isinstance(value, list) and len(value) == len(shapes))
        return [shape(each) for shape, each in zip(shapes, value, strict=True)]

    return read


def open_row(*shapes: Shape) -> Shape:
    """A list that begins with these fields; what a newer version appends is left out."""

    def read(value: Any) -> Any:
        need(isinstance(value, list) and len(value) >= len(shapes))
        return [shape(each) for shape, each in zip(shapes, value, strict=False)]

    return read


def exact(content: bytes, shape: Shape) -> Any:
    """What ``content`` says, in its one spelling."""
    return shape(unpack(content))


def loose(content: bytes, shape: Shape) -> Any:
    """What ``content`` says, however its numbers and lengths are spelled."""
    return shape(unpack_open(content))


def of_form(content: bytes, *known: int) -> None:
    """Say where ``content`` is of a form that this page does not describe."""
    (form,) = loose(content, open_row(number()))
    if form not in known:
        raise NewerError
