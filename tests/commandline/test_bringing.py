"""``satchel import --map``: a spreadsheet from elsewhere, by command."""

from pathlib import Path

import pytest

from tests.commandline.conftest import Satchel

LIST = (
    "Case #,First Name,Last Name,DOB,Gender,Referral Source,Date of Referral,Date opened,Status,"
    "CAC\n"
    "B-1,Ana,Vega,05/06/2009,F,Police,2/3/2021,2/20/2021,Open,Berkshire County Kids' Place\n"
    "B-2,Bea,Lima,2/30/2008,F,DCF,2/4/2021,2/21/2021,Open,Berkshire County Kids' Place\n"
)


@pytest.fixture
def youth(tmp_path: Path) -> Path:
    path = tmp_path / "youth.csv"
    path.write_text(LIST)
    return path


def test_a_spreadsheet_is_rehearsed_brought_in_and_never_twice(
    satchel: Satchel, open_with: tuple[str, ...], youth: Path
) -> None:
    asked = satchel("import", youth, "--map", *open_with)
    assert asked.code == 3
    assert "could be read in two ways" in asked.errors
    command = ("import", youth, "--map", "--dates", "mdy", *open_with)
    tried = satchel(*command, "--rehearse")
    assert tried.code == 0
    assert "Youth: 1 read, 1 would be added; nothing was kept" in tried.output
    assert "row 3, Date of birth: is a date that no calendar has." in tried.errors
    done = satchel(*command)
    assert "Case: 1 read, 1 added; 0 already here" in done.output
    assert done.output.endswith("Everything is accounted for\n")
    again = satchel(*command)
    assert "Case: 1 read, 0 added; 1 already here" in again.output


def test_a_sheet_that_is_not_there_and_a_file_that_is_no_table_are_refused(
    satchel: Satchel, open_with: tuple[str, ...], youth: Path
) -> None:
    done = satchel("import", youth, "--map", "--sheet", "Nowhere", *open_with)
    assert (done.code, done.raw) == (3, b"")
    assert "no such sheet" in done.errors
    youth.write_bytes(b"%PDF-1.7")
    done = satchel("import", youth, "--map", *open_with)
    assert (done.code, "no table" in done.errors) == (3, True)
