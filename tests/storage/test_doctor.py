"""One defect after the other: each is found, named in words, and hides no other."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.crypto import chunkfiles, database, keyfile, slots
from storage.crypto.passphrases import FLOOR
from storage.doctor.checks import Report, examine
from storage.doctor.contents import CHECKS, SEARCH
from storage.doctor.references import count_references
from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.errors import CancelledError
from storage.tables import acknowledged
from storage.usecases.access.noting import note
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, Template
from tests.documents.files import add_file, content_of
from tests.storage.builders import SOME_DAY, add_case, add_note, purge

FRESH = "another meadow under copper rivers"


CURSOR = "INSERT INTO sync_log VALUES (x'01', 'vault', 1, 7, x'02')"
LINK = "INSERT INTO log_link VALUES (x'01', "


@pytest.fixture
def worked_in(folder: Path, template: Template) -> Path:
    """A workspace with a case, a note and a document of two parts."""
    with Workspace(folder, template.key) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(add_note, case, "She walked along the harbor.")
        add_file(workspace, case.id, content_of(1_500_000))
    return folder


def found(folder: Path, key: bytes) -> dict[str, str]:
    return {finding.check: finding.words for finding in examine(folder, key).findings}


def tamper(folder: Path, key: bytes, *statements: str) -> None:
    def change(transaction: Transaction) -> None:
        for statement in statements:
            transaction.connection.exec_driver_sql(statement)

    with Workspace(folder, key) as workspace:
        workspace.write(change)


def test_a_whole_workspace_has_no_finding_open_or_closed(
    worked_in: Path, template: Template
) -> None:
    with Workspace(worked_in, template.key) as workspace:
        workspace.write(add_case)
        beside: Report = workspace.examine()
        workspace.write(add_case)
    closed = examine(worked_in, template.key)
    assert beside.findings == closed.findings == ()
    assert [one.check for one in beside.passed] == [one.check for one in closed.passed]


def test_whoever_goes_on_working_meanwhile_is_no_finding(
    worked_in: Path, template: Template
) -> None:
    with Workspace(worked_in, template.key) as workspace:

        def work(_done: int, _all: int) -> None:
            for _ in range(2):
                workspace.write(add_case)
                workspace.write(note, "search", why="vega")

        assert workspace.examine().findings == ()
        assert examine(worked_in, template.key, work).findings == ()


@pytest.mark.parametrize(
    ("check", "statement", "words"),
    [
        ("case keys", "UPDATE case_key SET wrapped = zeroblob(60)", "key of a case does not open"),
        ("documents", "UPDATE blob_chunk SET digest = hex(randomblob(32))", "Order of 2 March"),
        ("logs", f"{LINK}7, 1, x'03', x'04', 1, 1)", "followed its program"),
        ("logs", f"{LINK}8, 1, x'02', x'04', 1, 1)", "followed its program"),
        ("logs", "INSERT INTO sealed VALUES (x'01', 1, 900)", "followed its program"),
        ("drafts", "INSERT INTO draft VALUES ('desk', 1, x'c1')", "A draft cannot be read"),
        (SEARCH, "DELETE FROM name_key", "cannot be found by searching"),
        (SEARCH, "UPDATE text_index SET body = 'harbor'", "does not find every word"),
        ("records", "UPDATE note SET text = 'else'", "Notes: one of them is not what was saved"),
    ],
)
def test_each_defect_is_found_by_its_own_check(
    worked_in: Path, template: Template, check: str, statement: str, words: str
) -> None:
    tamper(worked_in, template.key, CURSOR, statement)
    assert words in found(worked_in, template.key)[check]


def test_the_beginning_of_a_log_that_was_made_here_is_no_defect(
    worked_in: Path, template: Template
) -> None:
    tamper(worked_in, template.key, CURSOR)
    assert found(worked_in, template.key) == {}


def test_a_defect_does_not_hide_the_next(worked_in: Path, template: Template) -> None:
    tamper(worked_in, template.key, "UPDATE note SET text = 'else'", "DELETE FROM name_key")
    report = examine(worked_in, template.key)
    assert {finding.check for finding in report.findings} == {"records", SEARCH}
    assert not report.search_alone
    tamper(worked_in, template.key, "UPDATE note SET text = 'She walked along the harbor.'")
    assert examine(worked_in, template.key).search_alone


def test_an_earlier_head_file_is_known_though_nothing_is_missing(
    worked_in: Path, template: Template
) -> None:
    head = worked_in / "workspace.head"
    earlier = head.read_bytes()
    with Workspace(worked_in, template.key) as workspace:
        workspace.write(add_case)
        workspace.write(add_case)
    head.write_bytes(earlier)
    words = found(worked_in, template.key)
    assert "earlier copy of itself" in words["newest save"]
    with Workspace(worked_in, template.key) as workspace:
        workspace.write(add_case)
    assert found(worked_in, template.key) == {}


def test_a_head_that_is_one_save_behind_is_a_machine_that_stopped(
    worked_in: Path, template: Template
) -> None:
    with Workspace(worked_in, template.key) as workspace:
        workspace.write(add_case)
        head = (worked_in / "workspace.head").read_bytes()
        workspace.write(add_case)
    (worked_in / "workspace.head").write_bytes(head)
    assert found(worked_in, template.key) == {}


def change(folder: Path, key: bytes, passphrase: str) -> None:
    with Workspace(folder, key):
        slots.change_passphrase(folder, key, passphrase, FLOOR)


@pytest.mark.parametrize("between", [0, 1])
def test_an_earlier_key_file_brings_no_old_passphrase_back_unnoticed(
    worked_in: Path, template: Template, tmp_path: Path, between: int
) -> None:
    for path in keyfile.paths(worked_in):
        shutil.copy(path, tmp_path / path.name)
    for number in range(between + 1):
        change(worked_in, template.key, f"{FRESH} {number}")
    for path in keyfile.paths(worked_in):
        shutil.copy(tmp_path / path.name, path)
    assert "earlier copy" in found(worked_in, template.key)["newest keys"]
    with Workspace(worked_in, template.key):
        pass
    assert "Change the passphrase" in found(worked_in, template.key)["newest keys"]
    change(worked_in, template.key, PASSPHRASE)
    assert found(worked_in, template.key) == {}


def test_a_change_of_the_keys_that_was_cut_off_is_no_finding(
    worked_in: Path, template: Template
) -> None:
    slots.change_passphrase(worked_in, template.key, FRESH, FLOOR)
    assert found(worked_in, template.key) == {}
    with Workspace(worked_in, template.key) as workspace:
        noted = workspace.read(acknowledged.keys)
    assert noted is not None
    assert noted.number == keyfile.read(worked_in).generation


@pytest.mark.parametrize("which", [0, 1])
def test_a_damaged_copy_of_the_key_file_is_told(
    worked_in: Path, template: Template, which: int
) -> None:
    path = keyfile.paths(worked_in)[which]
    content = path.read_bytes()
    place = content.index(b'"wrapped":"') + 20
    path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    assert "Change the passphrase once" in found(worked_in, template.key)["key file"]


def test_a_copy_of_the_key_file_that_cannot_be_read_hides_nothing_else(
    worked_in: Path, template: Template
) -> None:
    _, copy = keyfile.paths(worked_in)
    copy.unlink(missing_ok=True)
    copy.mkdir()
    tamper(worked_in, template.key, "UPDATE note SET text = 'else'")
    words = found(worked_in, template.key)
    assert "Change the passphrase once" in words["key file"]
    assert "records" in words


def parts(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / chunkfiles.FOLDER).rglob("*") if path.is_file())


def flip(folder: Path) -> None:
    part = parts(folder)[0]
    content = bytearray(part.read_bytes())
    content[-1] ^= 1
    part.write_bytes(content)


def swap(folder: Path) -> None:
    one, other = parts(folder)
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


@pytest.mark.parametrize("damage", [flip, swap, lambda folder: parts(folder)[0].unlink()])
def test_a_part_of_a_document_that_is_not_what_was_written_names_the_document(
    worked_in: Path, template: Template, damage: Callable[[Path], None]
) -> None:
    damage(worked_in)
    words = found(worked_in, template.key)["documents"]
    assert "Order of 2 March" in words
    assert "newest backup" in words


def test_a_case_that_is_destroyed_during_the_check_up_is_no_finding(
    worked_in: Path, template: Template
) -> None:
    """Its files are gone before they are looked at, and still listed in what is looked at."""
    with Workspace(worked_in, template.key) as workspace:
        kept = len(parts(worked_in))
        case, _ = workspace.write(add_case, "Joana")
        document = add_file(workspace, case.id, content_of(1_400_000))
        look = [name for name, _check in CHECKS].index("documents")

        def destroy(done: int, total: int) -> None:
            if (done, total) == (look, len(CHECKS)):
                purge(workspace, document)

        assert workspace.examine(destroy).findings == ()
        assert len(parts(worked_in)) == kept
        parts(worked_in)[0].unlink()
        (finding,) = workspace.examine().findings
        assert "Order of 2 March" in finding.words


def test_damaged_pages_are_told_beside_what_can_still_be_checked(
    worked_in: Path, template: Template
) -> None:
    path = worked_in / database.NAME
    content = bytearray(path.read_bytes())
    content[-2_000] ^= 1
    path.write_bytes(content)
    assert "workspace.db is damaged in" in found(worked_in, template.key)["pages"]


def test_an_earlier_database_is_told(worked_in: Path, template: Template) -> None:
    earlier = Path(shutil.copy(worked_in / database.NAME, worked_in.parent / "earlier.db"))
    Workspace(worked_in, template.key).close()
    with Workspace(worked_in, template.key) as workspace:
        workspace.write(add_case)
    shutil.copy(earlier, worked_in / database.NAME)
    assert "older than what was saved here" in found(worked_in, template.key)["newest save"]


def test_it_can_be_stopped(worked_in: Path, template: Template) -> None:
    def stop(_done: int, _all: int) -> None:
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        examine(worked_in, template.key, stop)


def test_a_reference_to_what_is_not_here_is_counted_and_no_damage(
    worked_in: Path, template: Template
) -> None:
    with Workspace(worked_in, template.key) as workspace:
        found_before, lost = workspace.read(count_references)
        elsewhere = Note(
            id=workspace.write(lambda t: t.new_id()),
            case=RecordId(bytes(16)),
            on=SOME_DAY,
            note_class="factual",
            text="Of a case that has not arrived.",
        )
        workspace.write(lambda t: save(t, [Add(elsewhere)], "write note"))
        assert workspace.read(count_references) == (found_before + 1, lost + 1)
    assert found(worked_in, template.key) == {}
