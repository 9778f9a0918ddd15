"""Whatever is not as it was saved is found and named; a whole workspace passes."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from storage.crypto import database, keyfile, slots
from storage.crypto.passphrases import FLOOR
from storage.doctor.checks import verify
from storage.doctor.vectors import KNOWN, check_vectors
from storage.domain.ids import RecordId
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.errors import DamagedError, HistoryLostError, LockedError, NewerVersionError
from storage.tables.records import TABLES
from storage.usecases import drafts
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.records import Add, Restore, Retire, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import last_own_save, undo
from storage.workspace import Workspace, unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import SOME_DAY, add_case, add_note, add_service, edit, stored


def checks(folder: Path, key: bytes) -> list[str]:
    return [passed.check for passed in verify(folder, key)]


def finding(folder: Path, key: bytes) -> str:
    with pytest.raises(DamagedError) as caught:
        checks(folder, key)
    return str(caught.value)


@pytest.fixture
def lived_in(folder: Path, template: Template, clock: FixedClock) -> Path:
    """A workspace in which every kind of act was done."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, person = workspace.write(add_case)
        workspace.write(add_note, case, "She walked along the harbor.")
        workspace.write(add_service, case, person)
        on_screen = stored(workspace, Person, person.id)
        edit(workspace, on_screen, family_name="Vegas", aliases=frozenset({"Mari", "Em"}))
        edit(workspace, stored(workspace, Person, person.id), aliases=frozenset({"Em"}), phone="1")
        last = workspace.read(last_own_save, workspace.device)
        assert last is not None
        workspace.write(undo, last[0])
        _, other = workspace.write(add_case, "Luz", "Reyes")
        workspace.write(save, [Retire(stored(workspace, Person, other.id))], "retire")
        workspace.write(save, [Restore(stored(workspace, Person, other.id))], "restore")
        workspace.write(save, [Retire(stored(workspace, Person, person.id))], "retire")
        workspace.write(add_outreach)
        workspace.write(add_many)
        workspace.write(drafts.keep, "quicklog", {"text": "half a word"})
    return folder


def add_outreach(transaction: Transaction) -> None:
    record = Outreach(
        id=transaction.new_id(), on=SOME_DAY, title="Talk", outreach_kind="media", attendees=0
    )
    save(transaction, [Add(record)], "log outreach")


def add_many(transaction: Transaction) -> None:
    people = [
        Person(id=transaction.new_id(), role="caregiver", given_name=f"Nia {number}")
        for number in range(1_200)
    ]
    add_all(transaction, people, "import", batch=batch_id(transaction))


_CONTACTS = TABLES["contact"]
_BUT_ITS_ID = ", ".join(f'"{column.name}"' for column in _CONTACTS.columns if column.name != "id")
_COPY_A_CONTACT = (
    f"INSERT INTO contact (id, {_BUT_ITS_ID}) SELECT zeroblob(16), {_BUT_ITS_ID} FROM contact"  # noqa: S608 - the table's own columns
)


def tamper(folder: Path, key: bytes, statement: str) -> None:
    """Change the database as nothing of Satchel would: encrypted, but past the journal."""
    with Workspace(folder, key) as workspace:
        workspace.write(lambda t: t.connection.exec_driver_sql(statement))


def test_a_whole_workspace_passes_every_check(lived_in: Path, template: Template) -> None:
    before = (lived_in / "workspace.head").read_bytes()
    assert checks(lived_in, template.key) == [
        "key file",
        "encrypted",
        "pages",
        "newest save",
        "journal",
        "record of access",
        "newest keys",
        "records",
        "references",
        "case keys",
        "documents",
        "search",
        "logs",
        "drafts",
        "settings",
    ]
    assert (lived_in / "workspace.head").read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE person SET town = 'Lee' WHERE given_name = 'Luz'", "People: one of them is not"),
        ("UPDATE person SET town = 'Lee' WHERE given_name = 'Nia 7'", "People: one of them is not"),
        ("UPDATE person SET retired = 0", "People: one of them is not what was saved"),
        ("UPDATE outreach SET attendees = NULL", "Outreach: one of them is not what was saved"),
        ("UPDATE service SET quantity = 2", "Services: one of them is not what was saved"),
        ("UPDATE note SET scope = zeroblob(16)", "Notes: one of them is not what was saved"),
        ("UPDATE person SET versions = NULL", "People: one of them is not what was saved"),
        ("DELETE FROM service", "Services: one of them is missing"),
        (
            _COPY_A_CONTACT,
            "Contacts: one of them was never saved",
        ),
        ("DELETE FROM name_key WHERE token = 'luz'", "People: one of them cannot be found"),
        ("UPDATE name_key SET token = 'lux' WHERE token = 'luz'", "People: one of them cannot"),
        ("INSERT INTO name_key SELECT 'x', record, sound, kind FROM name_key LIMIT 1", "not there"),
        ("DELETE FROM text_entry WHERE kind = 'note'", "Notes: one of them cannot be found"),
        ("DELETE FROM text_index", "cannot be found by searching"),
        ("UPDATE journal SET author = 'Somebody' WHERE sequence = 3", "Journal entry 3 is not"),
        ("UPDATE journal_part SET body = zeroblob(9) WHERE sequence = 3", "Journal entry 3 is not"),
    ],
)
def test_what_was_changed_past_the_journal_is_named(
    lived_in: Path, template: Template, statement: str, words: str
) -> None:
    tamper(lived_in, template.key, statement)
    assert words in finding(lived_in, template.key)


def test_bit_rot_on_any_page_is_found(lived_in: Path, template: Template) -> None:
    path = lived_in / database.NAME
    good = path.read_bytes()
    for place in range(17, len(good), len(good) // 23):
        path.write_bytes(good[:place] + bytes([good[place] ^ 16]) + good[place + 1 :])
        assert database.NAME in finding(lived_in, template.key)
        for left in lived_in.glob("workspace.db-*"):
            left.unlink()
    path.write_bytes(good)
    checks(lived_in, template.key)


def test_an_older_database_in_its_place_is_history_lost(
    lived_in: Path, template: Template, tmp_path: Path
) -> None:
    old = shutil.copy(lived_in / database.NAME, tmp_path / "old.db")
    with Workspace(lived_in, template.key) as workspace:
        workspace.write(add_case)
    shutil.copy(old, lived_in / database.NAME)
    with pytest.raises(HistoryLostError, match="older than what was saved here"):
        checks(lived_in, template.key)


def test_a_deleted_log_is_history_lost(lived_in: Path, template: Template, tmp_path: Path) -> None:
    with Workspace(lived_in, template.key) as workspace:
        workspace.write(add_case)
        crashed = shutil.copytree(lived_in, tmp_path / "crashed")
    for left in crashed.glob("workspace.db-*"):
        left.unlink()
    with pytest.raises(HistoryLostError):
        checks(crashed, template.key)


def test_a_log_that_was_not_yet_emptied_is_whole(
    lived_in: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(lived_in, template.key) as workspace:
        workspace.write(add_case)
        crashed = shutil.copytree(lived_in, tmp_path / "crashed")
    assert checks(crashed, template.key)[-1] == "settings"


def test_a_stale_page_in_its_place_is_found(lived_in: Path, template: Template) -> None:
    # SQLCipher takes an older page of the same place for good; the chain and the replay do not.
    old = (lived_in / database.NAME).read_bytes()
    with Workspace(lived_in, template.key) as workspace:
        person = workspace.read(
            lambda c: RecordId(
                c.exec_driver_sql("SELECT id FROM person WHERE given_name = 'Luz'").scalar_one()
            )
        )
        edit(workspace, stored(workspace, Person, person), town="Lee")
    new = (lived_in / database.NAME).read_bytes()
    changed = [p for p in range(4096, len(old), 4096) if old[p : p + 4096] != new[p : p + 4096]]
    assert changed
    found = []
    for place in changed:
        mixed = new[:place] + old[place : place + 4096] + new[place + 4096 :]
        (lived_in / database.NAME).write_bytes(mixed)
        try:
            checks(lived_in, template.key)
        except DamagedError:
            found.append(place)
    # A page of free space or of this device's own settings may differ without a loss.
    assert len(found) >= len(changed) // 2


def test_a_plain_database_is_found_and_left_alone(lived_in: Path, template: Template) -> None:
    path = lived_in / database.NAME
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE person (name)")
    plain.commit()
    plain.close()
    before = path.read_bytes()
    assert "not encrypted" in finding(lived_in, template.key)
    assert path.read_bytes() == before


def test_a_missing_database_is_named(lived_in: Path, template: Template) -> None:
    (lived_in / database.NAME).unlink()
    assert "workspace.db is missing" in finding(lived_in, template.key)


def test_an_empty_database_is_named_and_not_taken_for_an_earlier_one(
    lived_in: Path, template: Template
) -> None:
    (lived_in / database.NAME).write_bytes(b"")
    assert "nothing in workspace.db" in finding(lived_in, template.key)


def test_a_missing_head_is_named(lived_in: Path, template: Template) -> None:
    (lived_in / "workspace.head").unlink()
    assert "workspace.head is missing" in finding(lived_in, template.key)


def test_a_newer_version_is_refused_and_left_alone(lived_in: Path, template: Template) -> None:
    tamper(lived_in, template.key, "UPDATE alembic_version SET version_num = '9999'")
    before = (lived_in / database.NAME).read_bytes()
    with pytest.raises(NewerVersionError):
        checks(lived_in, template.key)
    assert (lived_in / database.NAME).read_bytes() == before


def test_a_draft_that_cannot_be_read_is_found(lived_in: Path, template: Template) -> None:
    tamper(lived_in, template.key, "UPDATE draft SET content = x'c1'")
    assert "draft" in finding(lived_in, template.key)


def test_a_changed_byte_of_the_key_file_is_found_and_the_copy_still_opens(
    folder: Path, template: Template
) -> None:
    path, _copy = keyfile.paths(folder)
    slots.change_passphrase(folder, template.key, PASSPHRASE, FLOOR)
    good = path.read_bytes()
    for place in range(3, len(good), 61):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        _opens_or_says_so(folder, template.key)
        with pytest.raises((DamagedError, NewerVersionError)):
            checks(folder, template.key)


def _opens_or_says_so(folder: Path, key: bytes) -> None:
    try:
        assert unlock(folder, PASSPHRASE) == key
    except LockedError:
        pytest.fail("a damaged key file was taken for a wrong passphrase")
    except (DamagedError, NewerVersionError):
        return


def test_every_format_still_computes_its_known_answers() -> None:
    assert check_vectors() == len(KNOWN)
