"""Open what a stop has left with the real program, and say whatever is not as it must be."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

from storage.backup.restoring import inspect
from storage.crypto import slots
from storage.crypto.passphrases import FLOOR
from storage.doctor.checks import verify
from storage.domain.ids import RecordId
from storage.errors import LockedError, RejectedError
from storage.tables import journal
from storage.usecases import drafts
from storage.usecases.documents.reading import whole_document
from storage.usecases.settings import setting
from storage.workspace import Beginning, Workspace, create, exists, unlock
from storage.workspace.beginning import finish
from tests.crashes.facts import Told
from tests.crashes.session import BACK, BACKUPS, MAIN, OLD
from tests.storage.builders import add_case
from tests.sync.canaries import CANARY

_READABLE = (CANARY.encode(), CANARY.encode("utf-16-le"), b"SQLite format 3")
_TEXT_SIZE = 100


def wrongs(root: Path, told: Told, *, thorough: bool) -> Iterator[str]:
    """Yield what is wrong with the laptop under ``root``, opened for the first time since.

    ``thorough`` also tries the passphrases, which takes a tenth of a second each.
    """
    if thorough:
        yield from _readable(root)
    if told.kept(f"{MAIN}/key") is None:
        yield from _beginning(root / MAIN, told)
    else:
        yield from _opened(root, MAIN, told, unopened=thorough)
        yield from _keys(root / MAIN, told, thorough=thorough)
    if told.phase == "migrate" or (thorough and told.phase == "sync"):
        yield from _opened(root, OLD, told, unopened=False)
    if exists(root / BACK):
        yield from _opened(root, BACK, told, unopened=True)
    elif told.kept(f"{BACK}/key") is not None:
        yield "what was restored is gone"
    if told.phase in {"backup", "lock", "restore"} or thorough:
        yield from _backups(root / BACKUPS, told)


def _readable(root: Path) -> Iterator[str]:
    for path in root.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(word in content for word in _READABLE):
                yield f"{path.name} is readable"


def _beginning(folder: Path, told: Told) -> Iterator[str]:
    """A beginning that was cut off can be begun again, or is whole."""
    begun = told.may_be(f"{MAIN}/passphrase")[1:]
    if not begun:  # stopped before anything was asked for
        return
    (passphrase,) = begun
    if exists(folder):
        key = unlock(folder, passphrase)
    else:
        beginning = Beginning(person="Ana Reyes", program="Kids' Place")
        key = create(folder, passphrase, beginning, cost=FLOOR).key
    yield from _whole(folder, key)


def _opened(root: Path, name: str, told: Told, *, unopened: bool) -> Iterator[str]:
    """What was acknowledged is there at the first opening, after a save, and at the second.

    ``unopened`` has the doctor look before anybody else does.
    """
    folder, key = root / name, bytes.fromhex(told.may_be(f"{name}/key")[-1])
    finish(folder)  # as every unlocking does
    if unopened:
        yield from _whole(folder, key)
    with Workspace(folder, key) as workspace:
        yield from workspace.read(_facts, name, told)
        workspace.write(add_case)
        saved = workspace.read(journal.head)
    yield from _whole(folder, key)
    with Workspace(folder, key) as workspace:
        if workspace.read(journal.head) != saved:
            yield f"{name}: the second opening found another journal"
        yield from workspace.read(_facts, name, told)
    yield from (f"{name}: {left} was left" for left in _leftovers(folder))


def _facts(connection: Connection, name: str, told: Told) -> list[str]:
    people = _people(connection)
    find = {"person/": lambda _, record: people.get(record), **_FOUND}
    wrong = [
        f"{fact} is {found!r}, not one of {told.may_be(fact)!r}"
        for kind, find_one in find.items()
        for fact in told.named(f"{name}/{kind}")
        if not told.allows(fact, found := find_one(connection, fact.rpartition("/")[2]))
    ]
    head = told.kept(f"{name}/head")
    if head and (journal.chain_at(connection, head[0]) or b"").hex() != head[1]:
        wrong.append(f"{name}: entry {head[0]} of the journal is not the one that was saved")
    return wrong


def _people(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT id, given_name, retired FROM person").all()
    return {row.id.hex(): f"{row.given_name}{', retired' if row.retired else ''}" for row in rows}


def _document(connection: Connection, record: str) -> str | None:
    try:
        content = whole_document(connection, RecordId(bytes.fromhex(record)))
    except RejectedError:
        return None
    return sha256(content).hexdigest()


def _draft(connection: Connection, place: str) -> str | None:
    found = drafts.draft(connection, place)
    return found.content["text"] if found else None


def _text_size(connection: Connection, _: str) -> int | None:
    found: int = setting(connection, "look.text_percent")
    return None if found == _TEXT_SIZE else found


_FOUND: dict[str, Callable[[Connection, str], object]] = {
    "document/": _document,
    "draft/": _draft,
    "text size": _text_size,
}


def _whole(folder: Path, key: bytes) -> Iterator[str]:
    """Let the doctor look; whatever it says of a stop is a false alarm."""
    try:
        checks = [passed.check for passed in verify(folder, key)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        yield f"{folder.name}: a false alarm: {error!r}"
    else:
        if checks[-1] != "settings":
            yield f"{folder.name}: the doctor did not come to an end"


def _keys(folder: Path, told: Told, *, thorough: bool) -> Iterator[str]:
    """The key file is whole, and what was acknowledged opens it."""
    key = bytes.fromhex(told.kept(f"{MAIN}/key"))
    slots.whole_generation(folder, key)
    papers = [paper for paper in told.may_be(f"{MAIN}/paper") if paper]
    if papers == papers[:1] and slots.open_with_recovery_code(folder, papers[0]) != key:
        yield "the printed code opens something else"
    if thorough:
        may_be = [one for one in told.may_be(f"{MAIN}/passphrase") if one]
        if sum(_opens(folder, one, key) for one in may_be) != 1:
            yield f"not one of {len(may_be)} passphrases opens it"


def _opens(folder: Path, passphrase: str, key: bytes) -> bool:
    try:
        return slots.open_with_passphrase(folder, passphrase) == key
    except LockedError:
        return False


def _backups(folder: Path, told: Told) -> Iterator[str]:
    """Every backup that has its name is whole, and those that were acknowledged are there."""
    for file in folder.glob("*.backup"):
        inspect(file)
        if not told.allows(f"{BACKUPS}/{file.name}", "whole"):
            yield f"{file.name} was never made"
    for fact in told.named(f"{BACKUPS}/"):
        if told.kept(fact) and not (folder / fact.rpartition("/")[2]).exists():
            yield f"{fact} is gone"


_EXPECTED = {
    "workspace.db",
    "workspace.head",
    "workspace.keys",
    "workspace.keys.copy",
    "workspace.courier",
    "workspace.attempts",
    "documents",
}


def _leftovers(folder: Path) -> list[str]:
    """Return what no whole and closed workspace has beside it."""
    names = {path.name for path in folder.iterdir()} - _EXPECTED
    return sorted(name for name in names if ".before-" not in name)
