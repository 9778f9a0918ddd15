"""Files as spreadsheets and people really make them: accepted exactly, or refused in words."""

import os
from pathlib import Path

import pytest

from storage.domain.kinds.person import Person
from storage.errors import RejectedError
from storage.exchange.importing import import_files
from storage.exchange.sources import find_sources, opened
from storage.tables.records import record_maker
from storage.workspace import Workspace
from tests.exchange.files import PERSON, rejects_of, take_in, write_files
from tests.patience import within

ACCENTS = "role,given_name\nprimary_victim,Mar\u00eda\n"
TWO = "role,given_name\nprimary_victim,Ana\nprimary_victim,Bea\n"

ACCEPTED: dict[str, tuple[bytes, list[str]]] = {
    "plain": (TWO.encode(), ["Ana", "Bea"]),
    "a mark of UTF-8": (b"\xef\xbb\xbf" + ACCENTS.encode(), ["Mar\u00eda"]),
    "UTF-16, little end first": (b"\xff\xfe" + ACCENTS.encode("utf-16-le"), ["Mar\u00eda"]),
    "UTF-16, big end first": (b"\xfe\xff" + ACCENTS.encode("utf-16-be"), ["Mar\u00eda"]),
    "lines ended by CR LF": (TWO.replace("\n", "\r\n").encode(), ["Ana", "Bea"]),
    "lines ended by CR": (TWO.replace("\n", "\r").encode(), ["Ana", "Bea"]),
    "no end of the last line": (TWO.rstrip("\n").encode(), ["Ana", "Bea"]),
    "semicolons": (TWO.replace(",", ";").encode(), ["Ana", "Bea"]),
    "tabs": (TWO.replace(",", "\t").encode(), ["Ana", "Bea"]),
    "bars": (TWO.replace(",", "|").encode(), ["Ana", "Bea"]),
    "a stated separator": (b"sep=;\n" + TWO.replace(",", ";").encode(), ["Ana", "Bea"]),
    "blank lines": (TWO.replace("\n", "\n\n").encode(), ["Ana", "Bea"]),
    "blanks around the header": (TWO.replace("role,", " role , ").encode(), ["Ana", "Bea"]),
    "a quote within a name": (b'role,given_name\nprimary_victim,An"a\n', ['An"a']),
    "quoted cells": (b'"role","given_name"\n"primary_victim","A, ""B"""\n', ['A, "B"']),
    "a guarded formula": (b"role,given_name\nprimary_victim,'=1+1\n", ["=1+1"]),
    "a formula as it stands": (b"role,given_name\nprimary_victim,=1+1\n", ["=1+1"]),
    "a header alone": (b"role,given_name\n", []),
    "names that look like nothing": (
        b"role,given_name\nprimary_victim,Null\nprimary_victim,None\nprimary_victim,NaN\n",
        ["NaN", "None", "Null"],
    ),
}

REFUSED: dict[str, tuple[bytes, str]] = {
    "cp1252": (
        b"role,given_name\nprimary_victim,Mar\xeda\n",
        "person.csv, row 2, given_name: is not UTF-8.",
    ),
    "mixed encodings": (
        TWO.encode() + b"primary_victim,\x93Ana\x94\n",
        "person.csv, row 4, given_name: is not UTF-8.",
    ),
    "NUL in a name": (
        TWO.encode() + b"\n" * 5000 + b"primary_victim,A\0\n",
        "person.csv, row 5004, given_name: has characters that cannot be stored.",
    ),
    "a control in a name": (
        b"role,given_name\nprimary_victim,A\x07\n",
        "person.csv, row 2, given_name: has characters that cannot be stored.",
    ),
    "CR in a name": (
        b'role,given_name\nprimary_victim,"A\rB"\n',
        "person.csv, row 2, given_name: has characters that cannot be stored.",
    ),
    "a quote that never closes": (
        b'role,given_name\nprimary_victim,"Ana\nprimary_victim,Bea\n',
        "person.csv, row 2: a quotation mark opens and is not closed",
    ),
    "text behind a closing quote": (
        b'role,given_name\nprimary_victim,"Ana"s\n',
        "person.csv, row 2: a quotation mark opens and is not closed",
    ),
    "a name of 200,000 letters": (
        b"role,given_name\nprimary_victim," + b"a" * 200_000 + b"\n",
        "person.csv, row 2, given_name: is longer than 80 characters.",
    ),
    "a cell beyond every limit": (
        b"role,given_name\nprimary_victim," + b"a" * 1_500_000 + b"\n",
        "person.csv, row 2: a quotation mark opens and is not closed, or a cell is far too long",
    ),
    "nothing": (b"", "person.csv, row 1: does not name the fields."),
    "no header": (b"primary_victim,Ana\n", "person.csv, row 1: does not name the fields."),
    "a Spanish header": (b"papel,nombre\n", "person.csv, row 1: does not name the fields."),
    "a header twice": (b"role,role\n", "person.csv, row 1: the column role stands there twice."),
    "a field that is not there": (
        b"role,nickname\n",
        "person.csv, row 1: column 2 (nickname) is not a field of Person.",
    ),
    "a name where a header should be": (
        b"role,Marisol Vega\n",
        "person.csv, row 1: column 2 is not a field of Person.",
    ),
    "a needed column missing": (
        b"given_name\nAna\n",
        "person.csv, row 1: the column role is missing.",
    ),
    "10,000 columns": (
        b"role," + b",".join(b"c%d" % n for n in range(10_000)) + b"\n",
        "person.csv, row 1: column 2 (c0) is not a field of Person.",
    ),
    "a line break in the header": (
        b'role,"given\nname"\nprimary_victim,Ana\n',
        "person.csv, row 1: column 2 is not a field of Person.",
    ),
    "a row too short": (
        b"role,given_name\nprimary_victim\n",
        "person.csv, row 2: has 1 cell where the header names 2.",
    ),
    "a row too long": (
        b"role,given_name\nprimary_victim,Ana,Vega\n",
        "person.csv, row 2: has 3 cells where the header names 2.",
    ),
    "a Ctrl-Z at the end": (
        TWO.encode() + b"\x1a",
        "person.csv, row 4: has 1 cell where the header names 2.",
    ),
    "two separators": (
        b"role,given_name\nprimary_victim;Ana\n",
        "person.csv, row 2: has 1 cell where the header names 2.",
    ),
}

NOT_TEXT: dict[str, tuple[bytes, str]] = {
    "UTF-16 without a mark": (ACCENTS.encode("utf-16-le"), "not a CSV text file"),
    "UTF-32": (b"\xff\xfe\0\0" + ACCENTS.encode("utf-32-le"), "is not UTF-8"),
    "a spreadsheet renamed": (b"PK\x03\x04\0\0" + bytes(100), "not a CSV text file"),
    "half a letter of UTF-16": (b"\xff\xfe" + ACCENTS.encode("utf-16-le")[:-1], "damaged text"),
}


def names(workspace: Workspace) -> list[str]:
    make = record_maker("person")
    rows = workspace.read(lambda c: c.exec_driver_sql("SELECT * FROM person").mappings().all())
    people: list[Person] = [make(row) for row in rows]
    return sorted(person.given_name for person in people)


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_file_that_can_mean_one_thing_only_is_taken_exactly(
    workspace: Workspace, tmp_path: Path, case: str
) -> None:
    content, expected = ACCEPTED[case]
    take_in(workspace, tmp_path, {"person.csv": content})
    assert names(workspace) == expected


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_could_be_misread_is_refused_with_its_place(
    workspace: Workspace, tmp_path: Path, case: str
) -> None:
    content, words = REFUSED[case]
    with within(10):
        rejects = rejects_of(workspace, tmp_path, {"person.csv": content})
    assert rejects[0].startswith(words)
    assert len(rejects) <= 201


@pytest.mark.parametrize("case", NOT_TEXT)
def test_a_file_that_is_no_text_is_refused_by_name(
    workspace: Workspace, tmp_path: Path, case: str
) -> None:
    content, words = NOT_TEXT[case]
    with pytest.raises(RejectedError, match=words):
        take_in(workspace, tmp_path, {"person.csv": content})


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are of this system")
def test_a_pipe_a_device_and_a_link_are_refused_at_once(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "csv"
    folder.mkdir()
    os.mkfifo(folder / "person.csv")
    with pytest.raises(RejectedError, match="not a plain file"):
        workspace.write(import_files, folder)
    (folder / "person.csv").unlink()
    (folder / "person.csv").symlink_to("/dev/zero")
    with pytest.raises(RejectedError, match="is a link"):
        workspace.write(import_files, folder)
    (folder / "person.csv").unlink()
    (folder / "person.csv").symlink_to("person.csv")
    with pytest.raises(RejectedError, match="is a link"):
        workspace.write(import_files, folder)
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(RejectedError, match="This is a link"):
        workspace.write(import_files, tmp_path / "link")
    with pytest.raises(RejectedError, match="no such folder"):
        workspace.write(import_files, tmp_path / "nowhere")


def test_a_folder_named_like_a_file_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "csv" / "person.csv").mkdir(parents=True)
    with pytest.raises(RejectedError, match=r"person\.csv"):
        workspace.write(import_files, tmp_path / "csv")


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    (source,) = find_sources(write_files(tmp_path / "csv", {"person.csv": PERSON}))

    def read_while_it_grows() -> None:
        with opened(source) as text:
            text.read()
            source.path.write_text(PERSON + "P-2,primary_victim,A,B\n")

    with pytest.raises(RejectedError, match="changed while it was read"):
        read_while_it_grows()
