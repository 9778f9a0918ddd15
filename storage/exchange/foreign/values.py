"""One cell of somebody else's table as a value of a field, or a refusal that says why."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from storage.domain.clocks import moments_of
from storage.domain.names import folded
from storage.exchange.cells import CellError
from storage.exchange.foreign.dates import read_day, read_partial, read_time
from storage.spec.fields import (
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    PartialDay,
    Text,
    Texts,
    TimeOfDay,
    Whole,
)

_YES = {"y", "yes", "true", "1", "x", "\u2713", "\u2714", "si", "s\u00ed"}
_NO = {"n", "no", "false", "0", "-", "none"}
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}", re.ASCII)
_SECURITY_NUMBER = re.compile(r"(?<![0-9])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![0-9])", re.ASCII)
_MEMBERS = re.compile(r"[;,|\n/]")
_SEVERAL = re.compile(r"[;|\n]")
_MOMENT = re.compile(r"(\S+(?: \S+, \S+)?)[ T](.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the cells of one column are read."""

    today: date
    order: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


def value_of(described: Field, text: str, manner: Manner) -> Any:
    """Return the value that ``text`` means for a field; CellError when it means none.

    An empty cell is a field that is not recorded.
    """
    return _READERS[type(described)](text.strip(), manner)


def word_of(text: str) -> str:
    """Return the form under which a word of a column of codes is remembered."""
    return " ".join(folded(text).split())


def words_in(described: Field, text: str) -> list[str]:
    """Return the words of a cell that each mean a code."""
    if isinstance(described, Codes):
        return [part.strip() for part in _MEMBERS.split(text) if part.strip()]
    return [text.strip()] if text.strip() else []


def _text(text: str, _manner: Manner) -> str:
    if _SECURITY_NUMBER.search(text):
        raise CellError(
            "holds what looks like a social security number. Take it out: Satchel keeps none."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _texts(text: str, manner: Manner) -> frozenset[str]:
    members = (part.strip() for part in _SEVERAL.split(_text(text, manner)))
    return frozenset(member for member in members if member)


def _code(text: str, manner: Manner) -> str:
    if not text:
        return ""
    word = word_of(text)
    if word not in manner.words:
        raise CellError("has a word that no code was chosen for. Choose one at the words.")
    return manner.words[word]


def _codes(text: str, manner: Manner) -> frozenset[str]:
    whole = word_of(text)
    parts = [text] if whole in manner.words else words_in(Codes(label="", list_name=""), text)
    return frozenset(code for part in parts if (code := _code(part, manner)))


def _flag(text: str, manner: Manner) -> bool:
    word = word_of(text)
    if word in _YES:
        return True
    if not word or word in _NO:
        return False
    if word in manner.words:
        return manner.words[word] == "yes"
    raise CellError("is neither yes nor no.")


def _whole(text: str, _manner: Manner) -> int | None:
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        raise CellError("is not a whole number. Write digits alone.")
    return int(text.replace(",", ""))


def _day(text: str, manner: Manner) -> date | None:
    return read_day(text, manner.order, manner.today) if text else None


def _partial(text: str, manner: Manner) -> Any:
    return read_partial(text, manner.order, manner.today) if text else None


def _time(text: str, _manner: Manner) -> time | None:
    return read_time(text) if text else None


def _moment(text: str, manner: Manner) -> datetime | None:
    """Read a day and a time of Massachusetts; a day alone says too little about an instant."""
    if not text:
        return None
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise CellError("has no time. Write it like 2026-03-04 14:30.")
    local = datetime.combine(read_day(found[1], manner.order, manner.today), read_time(found[2]))
    moments = moments_of(local)
    if not moments:
        raise CellError("is a time that clocks left out that day. Correct it.")
    return moments[0].astimezone(UTC)


_READERS: Mapping[type[Field], Callable[[str, Manner], Any]] = {
    Text: _text,
    Texts: _texts,
    Code: _code,
    Codes: _codes,
    Flag: _flag,
    Whole: _whole,
    Day: _day,
    PartialDay: _partial,
    TimeOfDay: _time,
    Moment: _moment,
}
