"""What a header and its words most likely mean: suggestions that a person confirms."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec
from rapidfuzz import fuzz, process

from storage.domain.codes import CodeBook
from storage.domain.names import words_of
from storage.exchange.foreign.dates import order_of
from storage.exchange.foreign.mapping import (
    PARTS,
    Columns,
    field_at,
    needed,
    offered,
    part_label,
)
from storage.exchange.foreign.tables import Body
from storage.exchange.foreign.values import word_of, words_in
from storage.spec.fields import Code, Codes, Day, Moment, PartialDay
from storage.usecases.codelists import rows_of

_COLUMN_FROM = 88
"""Likeness (of 100) from which a header is taken for a field's name."""
_WORD_FROM = 82
_MOST_WORDS = 400
_SAYS_SOMETHING = 4
"""Letters from which a word can be likened to another."""
_KEY_WORDS = ("client id", "client number", "youth id", "child id", "person id", "id")


class Word(msgspec.Struct, frozen=True):
    """One word of a column of codes: how often it stands there and what it most likely means."""

    text: str
    count: int
    code: str
    is_sure: bool


class ColumnWords(msgspec.Struct, frozen=True):
    """The words of a column of codes, the most frequent first."""

    column: str
    place: str
    list_name: str
    words: tuple[Word, ...]


class ColumnDates(msgspec.Struct, frozen=True):
    """The dates of a column: how their numbers stand, and one date to look at."""

    column: str
    order: str
    example: str


def suggested(body: Body, source: str, cac: str = "") -> Columns:
    """Return the mapping that the names of the columns suggest."""
    places = dict(_matched(body.columns, _home_of(body.columns)))
    columns = Columns(source=source, places=places, keys=_keys(body.columns, places))
    usual = {**_USUAL, "case.cac": cac}
    fixed = {place: usual[place] for place in needed(columns) if usual.get(place)}
    return msgspec.structs.replace(columns, fixed=fixed)


_USUAL = {"youth.role": "primary_victim", "caregiver.role": "caregiver"}


def words_to_match(body: Body, columns: Columns, book: CodeBook) -> list[ColumnWords]:
    """Return the words of every column of codes, with the code that each most likely means."""
    found = []
    for place, name in enumerate(body.columns):
        where = columns.places.get(name, "")
        described = field_at(where) if where else None
        if not isinstance(described, Code | Codes):
            continue
        counts = Counter(
            word for row in body.rows for word in words_in(described, row[place]) if word
        )
        first = {word_of(word): word for word in reversed(counts)}
        merged = Counter[str]()
        for word, count in counts.items():
            merged[word_of(word)] += count
        words = tuple(
            Word(first[word], count, *code_for(book, described.list_name, word))
            for word, count in merged.most_common(_MOST_WORDS)
        )
        found.append(ColumnWords(name, where, described.list_name, words))
    return found


def code_for(book: CodeBook, list_name: str, word: str) -> tuple[str, bool]:
    """Return the code that ``word`` most likely means, and whether there is no doubt of it."""
    entries = book.lists[list_name]
    exact = {word_of(entry.label): code for code, entry in entries.items()}
    exact |= {word_of(code.replace("_", " ")): code for code in entries}
    exact |= {code: code for code in entries}
    exact |= {known: code for known, code in _known_words(list_name).items() if code in entries}
    folded_word = word_of(word)
    if folded_word in exact:
        return exact[folded_word], True
    near = process.extract(
        folded_word, list(exact), scorer=fuzz.token_sort_ratio, score_cutoff=_WORD_FROM, limit=1
    )
    if not near or len(folded_word) < _SAYS_SOMETHING:
        return "", False
    return exact[near[0][0]], False


def dates_to_read(body: Body, columns: Columns) -> list[ColumnDates]:
    """Return how the numbers of every column of dates stand."""
    found = []
    for place, name in enumerate(body.columns):
        where = columns.places.get(name, "")
        if where and isinstance(field_at(where), Day | PartialDay | Moment):
            texts = [row[place].strip() for row in body.rows if row[place].strip()]
            order = order_of(text.split(" ")[0] if "/" in text else text for text in texts)
            found.append(ColumnDates(name, order, next((t for t in texts if "/" in t), "")))
    return found


def filled_in(body: Body, columns: Columns, book: CodeBook) -> Columns:
    """Return ``columns`` with every sure word and every date that can be read in one way only.

    What was chosen before stays.
    """
    words = {
        each.column: {
            **{word_of(word.text): word.code for word in each.words if word.is_sure},
            **columns.words.get(each.column, {}),
        }
        for each in words_to_match(body, columns, book)
    }
    dates = {
        each.column: each.order if each.order in ("mdy", "dmy") else columns.dates[each.column]
        for each in dates_to_read(body, columns)
        if each.order in ("mdy", "dmy") or each.column in columns.dates
    }
    return msgspec.structs.replace(columns, words=words, dates=dates)


def unanswered(body: Body, columns: Columns) -> list[str]:
    """Return the columns of dates of which nobody has said what comes first."""
    return [
        each.column
        for each in dates_to_read(body, columns)
        if each.order in ("ask", "mixed") and columns.dates.get(each.column) not in ("mdy", "dmy")
    ]


def _home_of(names: Sequence[str]) -> str:
    """Return the kind that most of the header speaks of, for names that several kinds have."""
    spoken = [{place.partition(".")[0] for place, _ in _scored(name)} for name in names]
    counts = Counter(part for parts in spoken if len(parts) == 1 for part in parts)
    counts.subtract({"youth": counts["youth"], "case": counts["case"]})
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] > 0 else "youth"


def _matched(names: Sequence[str], home: str) -> Iterator[tuple[str, str]]:
    """Yield each column with its place; a place is given once, to the name nearest to it."""
    taken: set[str] = set()
    wishes = []
    for name in names:
        for place, score in _scored(name):
            part = place.partition(".")[0]
            rank = 2 if part == home else 1 if part in ("youth", "case") else 0
            wishes.append((score + rank, name, place))
    done: set[str] = set()
    used = {home, "youth", "case"}
    for _, name, place in sorted(wishes, key=lambda wish: -wish[0]):
        part = place.partition(".")[0]
        if name not in done and place not in taken and (part in used or not _is_plain(name)):
            done.add(name)
            taken.add(place)
            yield name, place


def _is_plain(name: str) -> bool:
    """Tell whether a name is one that many kinds have, such as "Date"."""
    return len({place.partition(".")[0] for place, _ in _scored(name)}) > 1


@cache
def _scored(name: str) -> tuple[tuple[str, float], ...]:
    wanted = " ".join(words_of(name))
    if not wanted:
        return ()
    known = _known_columns()
    found = process.extract(
        wanted, list(known), scorer=fuzz.ratio, score_cutoff=_COLUMN_FROM, limit=12
    )
    best: dict[str, float] = {}
    for text, score, _ in found:
        for place in known[text]:
            best[place] = max(best.get(place, 0), score)
    return tuple(sorted(best.items(), key=lambda pair: -pair[1]))


@cache
def _known_columns() -> Mapping[str, tuple[str, ...]]:
    """Return every name by which a place goes: its label, its own name, and local words."""
    names: dict[str, list[str]] = {}
    for part in PARTS:
        for place, field in offered(part):
            own = place.partition(".")[2].replace("_", " ")
            spoken = [own, field.label, f"{part_label(part)} {field.label}"]
            if part == "caregiver":
                spoken = spoken[2:]
            for text in spoken:
                names.setdefault(" ".join(words_of(text)), []).append(place)
    for row in rows_of("exchange/columns.csv"):
        # What people call it wins over what several kinds happen to call so.
        names[" ".join(words_of(row["name"]))] = [row["place"]]
    return {text: tuple(dict.fromkeys(places)) for text, places in names.items() if text}


@cache
def _known_words(list_name: str) -> Mapping[str, str]:
    return {
        word_of(row["word"]): row["code"]
        for row in rows_of("exchange/words.csv")
        if row["list"] == list_name
    }


def _keys(names: Sequence[str], places: Mapping[str, str]) -> dict[str, str]:
    """Return the column that tells youth apart, where one is named so and fills no field."""
    free = {" ".join(words_of(name)): name for name in names if name not in places}
    for word in _KEY_WORDS:
        if word in free:
            return {"youth": free[word]}
    return {}
