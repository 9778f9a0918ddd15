"""The rescue tool gets everything out without Satchel, and of what is damaged what is left."""

import ast
import csv
import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installer.rescue.satchel_rescue import unpacked
from installer.surroundings import ROOT
from storage.backup import standing
from storage.backup.closed import copy_closed
from storage.backup.making import make
from storage.crypto import chunkfiles, database
from storage.domain.kinds import KINDS
from storage.domain.kinds.person import Person
from storage.tables.records import TABLES
from storage.usecases import drafts
from storage.usecases.changes import Changes
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.documents import files
from tests.storage.builders import add_case, add_note, edit, stored
from tests.storage.laptops import meet, tell

TOOL = ROOT / "installer" / "rescue" / "satchel_rescue.py"
CONTENT = b"an order of the court\n" * 60_000
PAGE = 4096


@pytest.fixture(scope="module")
def source(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed workspace of forty cases with notes and the file of a document."""
    folder = tmp_path_factory.mktemp("rescue") / "workspace"
    shutil.copytree(template.folder, folder)
    with Workspace(folder, template.key) as workspace:
        cases = [workspace.write(add_case, f"Child{number}", "=cmd()")[0] for number in range(40)]
        for number, case in enumerate(cases):
            workspace.write(add_note, case, f"Note {number}. " + "She walked home. " * 40)
        files.add_file(workspace, cases[-1].id, CONTENT, name="../../court order.txt")
    return folder


@pytest.fixture
def damaged(source: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "damaged"
    shutil.copytree(source, copy)
    return copy


def run(path: Path, out: Path, typed: str = PASSPHRASE, *more: str) -> tuple[int, str]:
    """Run the tool as anybody would who has nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", str(TOOL), str(path), str(out), *more],
        input=f"{typed}\n", capture_output=True, text=True, check=False, cwd=out.parent,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def records(out: Path) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = json.loads((out / "records.json").read_text())
    return found


def test_everything_comes_out_of_a_workspace(source: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    code, said = run(source, tmp_path / "out")
    assert (code, "Everything could be read." in said) == (0, True)
    found = records(tmp_path / "out")
    assert {kind: len(rows) for kind, rows in found.items() if rows} == {
        "case": 40, "person": 40, "note": 40, "document": 1,
    }  # fmt: skip
    assert {row["given_name"] for row in found["person"]} == {f"Child{n}" for n in range(40)}
    assert found["person"][0]["race"] == ["hispanic"]
    (document,) = (tmp_path / "out" / "documents").iterdir()
    assert document.read_bytes() == CONTENT
    assert document.name == "00001-court order.txt"
    with (tmp_path / "out" / "person.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["family_name"] for row in csv.DictReader(file)} == {"'=cmd()"}
    with (tmp_path / "out" / "saves.csv").open(encoding="utf-8-sig", newline="") as file:
        saves = list(csv.DictReader(file))
    assert len(saves) == 81
    assert {row["author"] for row in saves} == {"Ana Reyes"}
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "out" / ".scratch").exists()


@pytest.mark.parametrize("form", ["one file", "in its place", "in its place, by code"])
def test_everything_comes_out_of_a_backup(
    source: Path, template: Template, clock: FixedClock, tmp_path: Path, form: str
) -> None:
    if form == "one file":
        backup = tmp_path / "case.satchel-backup"
        make(source, template.key, backup, clock=clock)
    else:
        backup = copy_closed(source, standing.first_place(source), clock)
    code = ("--code",) if "code" in form else ()
    typed = template.recovery_code.lower() if code else PASSPHRASE
    assert run(backup, tmp_path / "out", typed, *code)[0] == 0
    assert len(records(tmp_path / "out")["person"]) == 40
    (document,) = (tmp_path / "out" / "documents").iterdir()
    assert sha256(document.read_bytes()).digest() == sha256(CONTENT).digest()


def test_every_kind_there_is_comes_out(source: Path, tmp_path: Path) -> None:
    assert run(source, tmp_path / "out")[0] == 0
    assert records(tmp_path / "out").keys() == set(TABLES)
    assert set(KINDS) <= set(TABLES)


def test_what_stands_beside_the_records_comes_out_too(
    ana: Workspace, ben: Workspace, folder: Path, tmp_path: Path
) -> None:
    _, youth = ana.write(add_case)
    tell(ana, ben)
    edit(ana, stored(ana, Person, youth.id), school="Lakeside")
    edit(ben, stored(ben, Person, youth.id), school="Hillside")
    meet(ana, ben)
    typed = {"text": "She called, überall", "minutes": -40_000, "many": ["ø" * 40] * 20}
    ana.write(lambda transaction: drafts.keep(transaction, "note", typed))
    ana.close()
    code, said = run(folder, tmp_path / "out")
    assert (code, "Everything could be read." in said) == (0, True)
    (version,) = json.loads((tmp_path / "out" / "versions.json").read_text(encoding="utf-8"))
    shown = {row["school"] for row in records(tmp_path / "out")["person"]}
    assert shown | {version["values"]["school"]} == {"Lakeside", "Hillside"}
    assert (version["kind"], version["record"]) == ("person", youth.id.hex())
    (draft,) = json.loads((tmp_path / "out" / "drafts.json").read_text(encoding="utf-8"))
    assert (draft["place"], draft["content"]) == ("note", typed)
    assert "in versions.json: 1." in said
    assert "in drafts.json: 1." in said


def test_what_waits_for_a_newer_satchel_is_told(
    damaged: Path, template: Template, tmp_path: Path
) -> None:
    with Workspace(damaged, template.key) as workspace:
        workspace.write(lambda t: (t.connection.exec_driver_sql(_WAITING), Changes()))
    said = run(damaged, tmp_path / "out")[1]
    assert "wait for a newer Satchel or their record: 1." in said
    assert "Everything could be read." not in said


_WAITING = (
    "INSERT INTO parked_operation VALUES (x'0000000000000001', 1, 1, 0, 'x', x'01', NULL, 'newer')"
)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text()
        | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=20) | st.dictionaries(st.text(), inner),
    )
)  # fmt: skip
def test_the_second_reader_of_packed_values_reads_what_the_first_does(value: Any) -> None:
    assert unpacked(msgspec.msgpack.encode(value)) == value


@pytest.mark.parametrize(
    "content", [b"", b"\xc1", b"\x92\x01", b"\xa5ab", b"\x01\x01", b"\x91" * 9999]
)
def test_packed_values_that_are_not_whole_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it says no more
        unpacked(content)


@pytest.mark.parametrize(
    ("typed", "more", "words"),
    [
        ("not this one at all", (), "does not open this"),
        ("K7K7-K7K7", ("--code",), "typing error"),
    ],
)
def test_a_wrong_passphrase_writes_nothing(
    source: Path, tmp_path: Path, typed: str, more: tuple[str, ...], words: str
) -> None:
    code, said = run(source, tmp_path / "out", typed, *more)
    assert (code, words in said) == (1, True)
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over_and_nothing_else_is_taken_for_a_workspace(
    source: Path, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    assert run(source, tmp_path / "there")[0] == 1
    assert run(tmp_path / "there", tmp_path / "out")[1].startswith("There is no key file")
    assert run(tmp_path / "nowhere", tmp_path / "out")[0] == 1
    assert not (tmp_path / "out").exists()


def spoil(path: Path, pages: range) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE + 100] ^= 1
    path.write_bytes(content)


def test_of_a_damaged_database_everything_comes_that_can_be_read(
    damaged: Path, template: Template, tmp_path: Path
) -> None:
    path = damaged / database.NAME
    good = path.read_bytes()
    # The pages before are empty tables and the schema, without which no table is found.
    first = (template.folder / database.NAME).stat().st_size // PAGE
    last = len(good) // PAGE
    said = ""
    for begin in (first, (first + last) // 2, last - 3):
        spoil(path, range(begin, begin + 2))
        out = tmp_path / f"out-{begin}"
        code, words = run(damaged, out)
        assert code == 0, words
        assert sum(map(len, records(out).values())) > 40
        said += words
        path.write_bytes(good)
    assert "places could not be read" in said


def test_a_page_of_notes_that_cannot_be_read_costs_the_notes_on_it(
    damaged: Path, template: Template, tmp_path: Path
) -> None:
    page = page_of_notes(damaged, template.key)
    spoil(damaged / database.NAME, range(page - 1, page))
    code, said = run(damaged, tmp_path / "out")
    assert code == 0
    assert "note: 1 places could not be read." in said
    assert 25 <= len(records(tmp_path / "out")["note"]) < 40


def page_of_notes(folder: Path, key: bytes) -> int:
    """Which page in the midst of the file holds notes: the one whose damage a full scan meets."""
    path = folder / database.NAME
    good = path.read_bytes()
    last = len(good) // PAGE
    with Workspace(folder, key) as workspace:
        roots = workspace.read(
            lambda c: c.exec_driver_sql(
                "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'note'"
            ).scalar_one()
        )
    for page in range(last - 1, roots, -1):
        spoil(path, range(page - 1, page))
        met = _meets_damage(folder, key)
        path.write_bytes(good)
        if met:
            return page
    raise AssertionError("no page of notes")


def _meets_damage(folder: Path, key: bytes) -> bool:
    from storage.crypto.keytree import derive_workspace_keys  # noqa: PLC0415 - of this search alone

    raw = database._keyed(folder / database.NAME, derive_workspace_keys(key).database)
    try:
        raw.execute("SELECT count(length(text)) FROM note").fetchall()
        count = len(raw.execute("SELECT text FROM note").fetchall())
    except Exception:  # noqa: BLE001 - whatever the driver calls it
        return True
    else:
        return count < 0
    finally:
        raw.close()


def test_a_database_whose_beginning_is_gone_is_told(damaged: Path, tmp_path: Path) -> None:
    spoil(damaged / database.NAME, range(3))
    code, said = run(damaged, tmp_path / "out")
    assert (code, "Try the newest backup" in said) == (1, True)


def test_a_lost_key_file_is_made_good_by_its_copy(damaged: Path, tmp_path: Path) -> None:
    (damaged / "workspace.keys").write_bytes(b"nothing")
    assert run(damaged, tmp_path / "out")[0] == 0


def test_a_file_with_a_damaged_part_is_named_and_the_rest_comes(
    damaged: Path, tmp_path: Path
) -> None:
    part = chunkfiles.path_of(damaged, next(chunkfiles.chunks_in(damaged)))
    part.write_bytes(part.read_bytes()[:-1])
    code, said = run(damaged, tmp_path / "out")
    assert (code, "not here whole" in said) == (0, True)
    assert len(records(tmp_path / "out")["person"]) == 40


def test_a_backup_that_was_cut_off_is_read_as_far_as_it_goes(
    source: Path, clock: FixedClock, tmp_path: Path
) -> None:
    backup = copy_closed(source, tmp_path / "place", clock)
    cut = tmp_path / "cut.satchel-backup"
    kept = backup.stat().st_size - PAGE * 8  # more than the last page and the list behind it
    cut.write_bytes(backup.read_bytes()[:kept])
    code, said = run(cut, tmp_path / "out")
    assert (code, "not what was written" in said) == (0, True)
    assert len(records(tmp_path / "out")["case"]) > 0


def test_it_imports_nothing_of_ours_and_no_more_than_two_packages() -> None:
    tree = ast.parse(TOOL.read_text("utf-8"))
    named = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert named - sys.stdlib_module_names == {"cryptography", "sqlcipher3"}
    assert len(TOOL.read_text("utf-8").splitlines()) <= 660
