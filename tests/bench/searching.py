"""Search: names and texts as the search box asks, beside plain SQLite with the same texts."""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection

from storage.usecases.searching import LIMIT, match_query, search, search_names, search_texts
from storage.workspace import Workspace
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import by_turns, middle, milliseconds, p95

_ROUNDS = 25
_WORDS = (
    ("a common word", "school"),
    ("a rare word", "falconry"),
    ("a phrase", '"trauma therapy"'),
    ("two words", "interpreter visit"),
    ("an unfinished word", "inter"),
)
_NAMES = (("a name", "Rivera"), ("a misspelled name", "Sulivan"), ("two names", "Ana Silva"))


def measure(ground: Ground) -> list[Result]:
    """Search texts beside plain FTS5, names beside nothing, and a whole scan once."""
    results = []
    with Workspace(ground.folder, ground.key, writer=False) as workspace:
        plain = _plain(ground.scratch / "plain.db", workspace)
        scan = milliseconds(lambda: _scan(plain))
        for name, text in _WORDS:
            measured, bound = by_turns(
                lambda: workspace.read(search_texts, text),  # noqa: B023 - run at once
                lambda: _plain_search(plain, text),  # noqa: B023 - run at once
                _ROUNDS,
            )
            results += [
                Result(
                    step="search", name=f"{name}, median", measured=middle(measured),
                    bound=middle(bound), beside="plain FTS5, newest 50", most_ratio=1.3, goal="13",
                ),
                Result(
                    step="search", name=f"{name}, p95", measured=p95(measured),
                    most=min(10.0, scan / 100) if ground.years > 1 else 10, goal="13",
                ),
            ]  # fmt: skip
        for name, text in _NAMES:
            times = [
                milliseconds(lambda: workspace.read(search_names, text))  # noqa: B023 - run at once
                for _ in range(_ROUNDS)
            ]
            results.append(Result(step="search", name=f"{name}, p95", measured=p95(times), most=50))
        times = [milliseconds(lambda: workspace.read(search, "school")) for _ in range(_ROUNDS)]
        results.append(
            Result(step="search", name="the whole box, p95", measured=p95(times), most=50)
        )
        plain.close()
    results.append(Result(step="search", name="a LIKE scan of all notes, plain", measured=scan))
    return results


def _plain(path: Path, workspace: Workspace) -> sqlite3.Connection:
    """Put every text into a plain SQLite full-text index of the same kind."""
    plain = sqlite3.connect(path)
    plain.execute("PRAGMA cache_size = -65536")
    plain.execute("CREATE TABLE body (number INTEGER PRIMARY KEY, text TEXT)")
    plain.execute(
        "CREATE VIRTUAL TABLE found USING fts5(text, content='body', content_rowid='number', "
        'tokenize="unicode61 remove_diacritics 2")'
    )
    workspace.read(_copy, plain)
    plain.execute("INSERT INTO found(found) VALUES ('rebuild')")
    plain.commit()
    return plain


def _copy(connection: Connection, plain: sqlite3.Connection) -> None:
    for kind, column in (("note", "text"), ("referral", "reason"), ("court_event", "outcome")):
        rows = connection.exec_driver_sql(
            f"SELECT number, {column} FROM text_entry JOIN {kind} ON {kind}.id = record"  # noqa: S608 - our own names
        )
        for piece in rows.partitions(5_000):
            plain.executemany("INSERT INTO body VALUES (?, ?)", [tuple(row) for row in piece])


def _plain_search(plain: sqlite3.Connection, text: str) -> list[str]:
    rows = plain.execute(
        "SELECT body.text FROM found JOIN body ON body.number = found.rowid "
        "WHERE found MATCH ? ORDER BY found.rowid DESC LIMIT ?",
        (match_query(text), LIMIT),
    )
    return [text[:90] for (text,) in rows]


def _scan(plain: sqlite3.Connection) -> object:
    return plain.execute("SELECT count(*) FROM body WHERE text LIKE '%falconry%'").fetchone()
