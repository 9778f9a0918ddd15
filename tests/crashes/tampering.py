"""A workspace with a past, and everything somebody with the disk could put back or change in it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random  # noqa: TID251 - a change repeats by its seed
from typing import NamedTuple

from sqlcipher3 import dbapi2

from storage.crypto import database, keyfile, slots
from storage.crypto.chunkfiles import FOLDER
from storage.crypto.head import NAME as HEAD
from storage.crypto.keytree import derive_workspace_keys
from storage.crypto.passphrases import FLOOR
from storage.domain.kinds.person import Person
from storage.usecases import drafts
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, Template
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_case, add_note, add_service, edit, stored

PAGE = 4096
_DAYS = 6
_SIZE = 1_500_000


class Past(NamedTuple):
    """Copies of one workspace, oldest first: closed each time, and in the midst of its work."""

    closed: list[Path]
    at_work: list[Path]
    key: bytes


class Changed(NamedTuple):
    """One changed copy: what was done to it, and whether anything must come of it."""

    what: str
    place: str
    must_be_told: bool


def live(folder: Path, template: Template, place: Path) -> Past:
    """Work for some days in ``folder`` and keep a copy of every evening and every afternoon."""
    closed, at_work = [], []
    for day in range(_DAYS):
        with Workspace(folder, template.key) as workspace:
            case, person = workspace.write(add_case, f"Luz {day}")
            workspace.write(add_note, case, f"She walked along the harbor. {day}" * 40)
            workspace.write(add_service, case, person)
            edit(workspace, stored(workspace, Person, person.id), town=f"Lee {day}")
            add_file(workspace, case.id, content_of(_SIZE + day))
            workspace.write(drafts.keep, "desk", {"text": f"Draft {day}" * 30})
            at_work.append(_copied(folder, place / f"at-work-{day}"))
            slots.change_passphrase(folder, template.key, f"{PASSPHRASE} {day}", FLOOR)
        closed.append(_copied(folder, place / f"closed-{day}"))
    return Past(closed, at_work, template.key)


def _copied(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


def changes(past: Past, chance: Random, into: Path) -> Iterator[Changed]:
    """Make one changed copy after the other in ``into``, for ever, and say of each what it is."""
    newest, working = past.closed[-1], past.at_work[-1]
    whole = {"closed": content(newest, past.key), "at work": content(working, past.key)}
    while True:
        for what, change in CHANGES.items():
            of = "at work" if what.startswith("log") else "closed"
            shutil.rmtree(into, ignore_errors=True)
            shutil.copytree(newest if of == "closed" else working, into)
            place = change(into, past, chance)
            told = what in _ALWAYS or content(into, past.key) != whole[of]
            yield Changed(what, place, told)


def content(folder: Path, key: bytes) -> object:
    """Return the rows of the tables, and what is found by words; None where not all can be read."""
    copy = folder.with_name(f"{folder.name}-read")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    path = copy / database.NAME
    try:
        connection = database._keyed(path, derive_workspace_keys(key).database)
        try:
            tables = connection.execute(_TABLES).fetchall()
            rows = [
                (name, sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr))  # noqa: S608 - our own names
                for (name,) in tables
            ]
            hits = [(word, connection.execute(_FIND, (word,)).fetchall()) for word in _WORDS]
            return rows, hits
        finally:
            connection.close()
    except dbapi2.DatabaseError:
        return None
    finally:
        shutil.rmtree(copy)


_WORDS = ("harbor", "along", *map(str, range(_DAYS)))
_FIND = "SELECT rowid FROM text_index WHERE text_index MATCH ? ORDER BY rowid"
_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name NOT LIKE 'text_index%' AND name NOT IN ('draft', 'acknowledged')"
)
"""A draft of a moment ago may be lost; ``acknowledged`` says only how far things were at least."""


def _stale_page(folder: Path, past: Past, chance: Random) -> str:
    """Put an earlier page in the place of one; SQLCipher takes it for good."""
    path = folder / database.NAME
    new = bytearray(path.read_bytes())
    while True:
        old = (chance.choice(past.closed[:-1]) / database.NAME).read_bytes()
        at = PAGE * chance.randrange(min(len(old), len(new)) // PAGE)
        if old[at : at + PAGE] != new[at : at + PAGE]:
            new[at : at + PAGE] = old[at : at + PAGE]
            path.write_bytes(new)
            return f"page {at // PAGE + 1}"


def _flipped_page(folder: Path, _past: Past, chance: Random) -> str:
    return _flip(folder / database.NAME, chance)


def _flip(path: Path, chance: Random) -> str:
    changed = bytearray(path.read_bytes())
    bit = chance.randrange(8 * len(changed))
    changed[bit // 8] ^= 1 << bit % 8
    path.write_bytes(changed)
    return f"bit {bit}"


def _earlier(name: str, folder: Path, past: Past, chance: Random) -> str:
    source = chance.choice(past.closed[:-1])
    shutil.copyfile(source / name, folder / name)
    return source.name


def _earlier_database(folder: Path, past: Past, chance: Random) -> str:
    return _earlier(database.NAME, folder, past, chance)


def _earlier_head(folder: Path, past: Past, chance: Random) -> str:
    return _earlier(HEAD, folder, past, chance)


def _earlier_keys(folder: Path, past: Past, chance: Random) -> str:
    source = chance.choice(past.closed[:-1])
    for path in keyfile.paths(folder):
        shutil.copyfile(source / path.name, path)
    return source.name


def _log(folder: Path) -> Path:
    return folder / f"{database.NAME}-wal"


def _cut_log(folder: Path, _past: Past, chance: Random) -> str:
    length = chance.randrange(_log(folder).stat().st_size)
    with _log(folder).open("r+b") as file:
        file.truncate(length)
    return f"cut to {length}"


def _flipped_log(folder: Path, _past: Past, chance: Random) -> str:
    return _flip(_log(folder), chance)


def _deleted_log(folder: Path, _past: Past, _chance: Random) -> str:
    _log(folder).unlink()
    return ""


def _earlier_log(folder: Path, past: Past, chance: Random) -> str:
    source = chance.choice(past.at_work[:-1])
    shutil.copyfile(_log(source), _log(folder))
    return source.name


def _parts(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / FOLDER).rglob("*") if path.is_file())


def _flipped_part(folder: Path, _past: Past, chance: Random) -> str:
    return _flip(chance.choice(_parts(folder)), chance)


def _missing_part(folder: Path, _past: Past, chance: Random) -> str:
    part = chance.choice(_parts(folder))
    part.unlink()
    return part.name


def _swapped_parts(folder: Path, _past: Past, chance: Random) -> str:
    one, other = chance.sample(_parts(folder), 2)
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)
    return f"{one.name[:8]} and {other.name[:8]}"


def _flipped_keys(folder: Path, _past: Past, chance: Random) -> str:
    return _flip(chance.choice(keyfile.paths(folder)), chance)


def _flipped_head(folder: Path, _past: Past, chance: Random) -> str:
    """Change the half that counts; of the other nothing is asked any more."""
    path = folder / HEAD
    path.write_bytes(bytes(path.stat().st_size))
    return f"{chance.random():.3f}"


CHANGES = {
    "stale page": _stale_page,
    "flipped page": _flipped_page,
    "earlier database": _earlier_database,
    "earlier head": _earlier_head,
    "earlier keys": _earlier_keys,
    "emptied head": _flipped_head,
    "flipped keys": _flipped_keys,
    "log cut": _cut_log,
    "log flipped": _flipped_log,
    "log deleted": _deleted_log,
    "log of another day": _earlier_log,
    "part flipped": _flipped_part,
    "part missing": _missing_part,
    "parts swapped": _swapped_parts,
}
_ALWAYS = frozenset(
    {
        "flipped page",
        "earlier head",
        "earlier keys",
        "emptied head",
        "flipped keys",
        "part flipped",
        "part missing",
        "parts swapped",
    }
)
"""What must be told although the rows of the database are what they were."""
