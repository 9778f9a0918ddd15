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
_SCAN = "SELECT count(*) FROM note WHERE text LIKE '%falconry%'"
_NAMES = (("a name", "Rivera"), ("a misspelled name", "Sulivan"), ("two names", "Ana Silva"))


def measure(ground: Ground) -> list[Result]:
    """Search texts beside plain FTS5, names beside nothing, and a whole scan once."""
    results: list[Result] = []
    with Workspace(ground.folder, ground.key, writer=False) as workspace:
        plain = _plain(ground.scratch / "plain.db", workspace)
        with ground.bare(ground.folder, ground.key) as bare:
            scan = milliseconds(lambda: bare.execute(_SCAN).fetchone())
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
                    most=10, goal="13",
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
        rare = [
            milliseconds(lambda: workspace.read(search_texts, "falconry")) for _ in range(_ROUNDS)
        ]
        plain.close()
    beside = "a LIKE scan of all notes"
    results.append(
        Result(
            step="search", name="a rare word", measured=middle(rare), bound=scan, beside=beside,
            most_ratio=0.01 if ground.years > 1 else None, goal="13",
        )
    )  # fmt: skip
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
        "SELECT snippet(found, 0, '', '', '…', 15) FROM found "
        "WHERE found MATCH ? ORDER BY rowid DESC LIMIT ?",
        (match_query(text), LIMIT),
    )
    return [text for (text,) in rows]
