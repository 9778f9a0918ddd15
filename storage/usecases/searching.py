"""Find people, cases and texts: names forgiving of spelling and accents, texts newest first."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person, display_name
from storage.domain.names import folded, words_of
from storage.spec.kinds import fields_of, kind_of
from storage.tables.records import fetch_all
from storage.usecases.indexing import sound_of
from storage.usecases.onepeople import TOLD_TWICE, same_people
from storage.usecases.record_words import closed_name_of

LIMIT = 50
_DAY_BITS = 22
_NEAR = 0.88
"""Jaro-Winkler similarity from which a word counts as a misspelling of another."""
_MISSPELT_FROM = 3
_MAX_ALIKE = 25
_MAX_TOKENS = 400
_LAST_CHARACTER = "\U0010ffff"
_SNIPPET = 90
_UNSPEAKABLE = re.compile("[\0\ud800-\udfff]")
"""What no query can hold."""
_SHORTEST = 2
_MOST_IN_A_NAME = 12
"""Different words; whoever has more in the box pasted a text, and no name is like it."""
_MOST_WORDS, _MOST_LETTERS = 100, 10_000
"""What is read of a text that was pasted into the search."""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: which record, its case when it has one, its day, a title and the text around.

    ``number`` and ``youth`` say whose case it is, where ``search`` was asked.
    """

    kind: str
    record: RecordId
    case: RecordId | None
    day: date | None
    title: str
    snippet: str
    number: str = ""
    youth: str = ""


def search(connection: Connection, text: str, limit: int = LIMIT) -> list[Found]:
    """Return names first, the nearest first, then texts, the newest first; each says whose."""
    names = search_names(connection, text, limit)
    return _with_cases(connection, names + search_texts(connection, text, limit - len(names)))


def search_names(connection: Connection, text: str, limit: int = LIMIT) -> list[Found]:
    """Return people, cases and docket numbers whose words are like ``text``, the nearest first.

    Agencies and partners too. Of whoever is recorded more than once, the record that stands for
    all, with the other names.
    """
    words = dict.fromkeys(words_of(text[:_MOST_LETTERS]))
    wanted = [word for word in words if len(word) >= _SHORTEST or word.isdigit()]
    if not wanted or len(wanted) > _MOST_IN_A_NAME:
        return []
    scores: dict[tuple[str, bytes], float] = {}
    for position, word in enumerate(wanted):
        near = _records_near(connection, word)
        if position == 0:
            scores = near
        else:
            scores = {key: scores[key] + score for key, score in near.items() if key in scores}
    ordered = sorted(scores, key=lambda key: (-scores[key], key[0], key[1]))
    same = same_people(connection)
    stand = ((kind, same.one(RecordId(r)) if kind in TOLD_TWICE else r) for kind, r in ordered)
    chosen = [(kind, RecordId(record)) for kind, record in dict.fromkeys(stand)][:limit]
    records = _records(connection, chosen)
    youths = [record.youth for record in records.values() if isinstance(record, Case)]
    others = [(kind, other) for kind, id_ in chosen for other in same.members.get(id_, ())]
    beside = _records(connection, others)
    people = fetch_all(connection, Person, [youth for youth in youths if youth])
    hits = [_name_hit(kind, records[id_], people) for kind, id_ in chosen if id_ in records]
    return [_also(hit, same.members.get(hit.record, ()), beside) for hit in hits]


def search_texts(connection: Connection, text: str, limit: int = LIMIT) -> list[Found]:
    """Return records whose texts hold every word of ``text``, the newest first.

    What stands in double quotes is looked for as a phrase; the last word may be unfinished.
    """
    query = match_query(text)
    if not query or limit <= 0:
        return []
    rows = connection.exec_driver_sql(
        "SELECT text_entry.number, kind, record FROM text_index "
        "JOIN text_entry ON text_entry.number = text_index.rowid "
        "WHERE text_index MATCH ? ORDER BY text_index.rowid DESC LIMIT ?",
        (query, limit),
    ).all()
    records = _records(connection, [(row.kind, row.record) for row in rows])
    words = words_of(text[:_MOST_LETTERS])
    return [
        _text_hit(row.number, row.kind, records[row.record], words)
        for row in rows
        if row.record in records
    ]


def match_query(text: str) -> str:
    """Return the FTS5 query for what a person typed: every word quoted, so nothing is syntax.

    Of a pasted page, the first words are looked for.
    """
    text = _UNSPEAKABLE.sub(" ", text[:_MOST_LETTERS])
    parts: list[str] = []
    for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text):
        # The index itself takes the words apart, so that it does so as it did when it was made.
        if re.search(r"\w", phrase or word):
            parts.append(f'"{phrase or word}"')
    if parts and text[-1].isalnum():
        parts[-1] += "*"
    return " ".join(list(dict.fromkeys(parts))[:_MOST_WORDS])


def _records_near(connection: Connection, word: str) -> dict[tuple[str, bytes], float]:
    """Return the likeness of each record's nearest word to ``word``."""
    tokens = _tokens_near(connection, word)
    nearest = sorted(tokens, key=lambda token: -tokens[token])[:_MAX_TOKENS]
    marks = ", ".join("?" * len(nearest))
    rows = connection.exec_driver_sql(
        f"SELECT token, kind, record FROM name_key WHERE token IN ({marks})",  # noqa: S608 - marks
        tuple(nearest),
    )
    scores: defaultdict[tuple[str, bytes], float] = defaultdict(float)
    for token, kind, record in rows:
        scores[kind, record] = max(scores[kind, record], tokens[token])
    return dict(scores)


def _tokens_near(connection: Connection, word: str) -> dict[str, float]:
    """Return the words of the name index like ``word``: beginning, sound, spelling; 3 is equal."""
    beginning = connection.exec_driver_sql(
        "SELECT DISTINCT token FROM name_key WHERE token >= ? AND token < ?",
        (word, word + _LAST_CHARACTER),
    ).scalars()
    near = {token: 2.0 + len(word) / len(token) for token in beginning}
    if word.isdigit() or len(word) < _MISSPELT_FROM:
        return near
    same_sound = connection.exec_driver_sql(
        "SELECT DISTINCT token FROM name_key WHERE sound = ?", (sound_of(word),)
    ).scalars()
    for token in same_sound:
        if token[0] == word[0]:
            near.setdefault(token, 1.5)
    vocabulary = connection.exec_driver_sql(
        "SELECT DISTINCT token FROM name_key WHERE token >= 'a'"
    ).scalars()
    alike = process.extract(
        word,
        vocabulary.all(),
        scorer=JaroWinkler.similarity,
        score_cutoff=_NEAR,
        limit=_MAX_ALIKE,
    )
    for token, score, _ in alike:
        near.setdefault(token, score)
    return near


def _records(connection: Connection, chosen: Iterable[tuple[str, RecordId]]) -> dict[RecordId, Any]:
    """Return the chosen records by id, with one query for each kind among them."""
    ids: defaultdict[str, list[RecordId]] = defaultdict(list)
    for kind, record in chosen:
        ids[kind].append(record)
    found: dict[RecordId, Any] = {}
    for kind, records in ids.items():
        found.update(fetch_all(connection, KINDS[kind], records))
    return found


def _with_cases(connection: Connection, hits: Iterable[Found]) -> list[Found]:
    """Write on each hit the number of its case and the name of the youth."""
    hits = list(hits)
    cases = fetch_all(connection, Case, list({hit.case for hit in hits if hit.case}))
    youths = [case.youth for case in cases.values() if case.youth]
    people = fetch_all(connection, Person, youths)
    written = []
    for hit in hits:
        case = cases.get(hit.case) if hit.case else None
        youth = people.get(case.youth) if case and case.youth else None
        name = display_name(youth) if youth else ""
        written.append(replace(hit, number=case.number if case else "", youth=name))
    return written


def _name_hit(kind: str, record: Any, people: Mapping[RecordId, Person]) -> Found:
    match record:
        case Person():
            return Found(kind, record.id, record.case, None, display_name(record), "")
        case Case():
            youth = people.get(record.youth) if record.youth else None
            name = display_name(youth) if youth else ""
            return Found(kind, record.id, record.id, record.opened_on, record.number, name)
        case CourtEvent():
            return Found(kind, record.id, record.case, record.on, record.docket, record.court)
        case _:
            name = closed_name_of(record)
            return Found(kind, record.id, getattr(record, "case", None), None, name, "")


def _also(hit: Found, others: Iterable[RecordId], beside: Mapping[RecordId, Any]) -> Found:
    """Write on a hit under which other records the person, agency or partner stands."""
    names = ", ".join(closed_name_of(beside[one]) for one in others if one in beside)
    return replace(hit, snippet=f"Also recorded as {names}") if names else hit


def _text_hit(number: int, kind: str, record: Any, words: Collection[str]) -> Found:
    """Return a hit with the words around; what is folded until it is opened shows none."""
    folded_whole = kind_of(type(record)).restricted
    texts = (
        getattr(record, name)
        for name, field in fields_of(type(record)).items()
        if field.search == "text" and not (field.graphic or folded_whole)
    )
    day = date.fromordinal(number >> _DAY_BITS)
    title = getattr(record, "title", "") or kind_of(type(record)).label
    case = getattr(record, "case", None)
    return Found(kind, record.id, case, day, title, snippet("\n".join(texts), words))


def snippet(text: str, words: Iterable[str]) -> str:
    """Return the part of ``text`` around the first of ``words``, on one line."""
    flat = " ".join(text.split())
    lowered = folded(flat)
    places = [place for word in words if (place := lowered.find(word)) >= 0]
    at = min(places, default=0)
    start = max(0, at - _SNIPPET // 3)
    start = flat.rfind(" ", 0, start) + 1 if start else 0
    cut = flat[start : start + _SNIPPET]
    head = "… " if start else ""
    return head + cut + (" …" if start + _SNIPPET < len(flat) else "")
