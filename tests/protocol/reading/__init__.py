"""Every structure of docs/sync-protocol.md, as the product reads it and as the second reader does.

A reader takes what is *given* (keys, who signed, what came before) and the bytes, and returns what
they say as lists, numbers, text and bytes.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature, InvalidTag
from zstandard import ZstdError

from storage.errors import RejectedError
from sync.protocol.encoding import encode
from sync.protocol.errors import NewerProtocolError, ProtocolError
from tests.protocol.messagepack import NotCanonicalError, unpack
from tests.protocol.reading.first import FIRST
from tests.protocol.reading.given import Given
from tests.protocol.reading.second import SECOND
from tests.protocol.second.shapes import NewerError, RefusedError

_REFUSALS = (
    RefusedError, ValueError, LookupError, TypeError, OverflowError, AssertionError,
    RecursionError, InvalidTag, InvalidSignature, ZstdError, NotCanonicalError,
)  # fmt: skip
"""How the second reader says no: it is written for one thing, to read what is right."""


class Refusal(NamedTuple):
    """That something is refused, and whether as of a newer version."""

    newer: bool


def as_product(structure: str, given: Given, content: bytes) -> Any:
    """What the product reads, or its refusal; any other exception is a fault of the product."""
    try:
        return plain(FIRST[structure](given, content))
    except NewerProtocolError:
        return Refusal(newer=True)
    except RejectedError as error:
        return Refusal(newer="newer version" in str(error))
    except ProtocolError:
        return Refusal(newer=False)


def as_second(structure: str, given: Given, content: bytes) -> Any:
    """What the second reader reads, or its refusal."""
    try:
        return plain(SECOND[structure](given, content))
    except NewerError:
        return Refusal(newer=True)
    except _REFUSALS:
        return Refusal(newer=False)


def plain(value: Any) -> Any:
    """``value`` as JSON holds it: bytes in hexadecimal digits, no tuples, no structures."""
    match value:
        case bytes():
            return value.hex()
        case list() | tuple():
            return [plain(each) for each in value]
        case None | bool() | int() | str():
            return value
        case _:
            return plain(unpack(encode(value)))


def plain_given(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, as JSON holds it."""
    return {name: plain(value) for name, value in given.items()}
