"""Small JSON files from outside: read whole, strictly, and once."""

import json
from pathlib import Path
from typing import Any, NoReturn

from storage.errors import DamagedError

LARGEST = 64 * 1024
"""Bytes; a profile of every allowed field is a tenth of it."""


def read_object(path: Path, what: str) -> dict[str, Any]:
    """Return the JSON object in the file; DamagedError in words names ``what``."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise DamagedError(f"{what} cannot be read. Ask for it to be installed again.") from error
    return parse_object(content, what)


def parse_object(content: bytes, what: str) -> dict[str, Any]:
    """Return the JSON object in ``content``.

    Refused: more than 64 KB, text that is not UTF-8, a name that stands twice, numbers with a
    fraction, and whatever is no object.
    """
    if len(content) > LARGEST:
        raise DamagedError(f"{what} is far too large to be one. Ask for it again.")
    try:
        found = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_refuse,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"{what} is damaged. Ask for it to be installed again.") from error
    if not isinstance(found, dict):
        raise DamagedError(f"{what} is damaged. Ask for it to be installed again.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _refuse(_text: str) -> NoReturn:
    raise ValueError("a number with a fraction")
