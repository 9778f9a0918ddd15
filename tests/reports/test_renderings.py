"""The same figures as JSON, CSV and PDF."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf_raw
import pytest

from storage.domain.periods import Period
from storage.reports.figures import Figures, figures
from storage.reports.printing import Printing, as_pdf
from storage.reports.rendering import as_csv, as_json, file_name, render, safe_cell
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.reports.facts import outreach, person, put, service, victim_of

QUARTER = Period.parse("2021-10-01..2021-12-31")
YEAR = Period.parse("2021-07-01..2022-06-30")
FACTS = [
    person("Maya", born="2012-11-02", race="black"),
    person("Leo", born="2005-11-02"),
    person("Nina", born="2006-11-02"),
    *(service(name, "2021-11-01", times=9) for name in ("Maya", "Leo", "Nina")),
    victim_of("human_trafficking_sex", "Maya", "2021-10-15"),
    outreach("2021-12-24"),
]
PRINTING = Printing(
    program="Berkshire County Kids' Place",
    printed_by="Ana Reyes",
    printed_at=datetime(2022, 1, 4, 15, 5, tzinfo=UTC),
    practice=False,
    recipient="MACA",
    purpose="Quarterly report",
)


@pytest.fixture
def pmt(workspace: Workspace) -> Figures:
    workspace.write(put, FACTS)
    return workspace.read(figures, "pmt", QUARTER)


@pytest.fixture
def headline(workspace: Workspace) -> Figures:
    workspace.write(put, FACTS)
    return workspace.read(figures, "headline", YEAR)


def test_json_is_what_was_agreed_and_nothing_more(headline: Figures) -> None:
    content = json.loads(as_json(headline))
    assert list(content) == ["form", "version", "period", "basis", "rows", "checks"]
    assert (content["form"], content["version"]) == ("headline", "1")
    assert content["period"] == {"start": "2021-07-01", "end": "2022-06-30"}
    assert content["basis"][0].startswith("Unduplicated within each program")
    assert content["rows"][:2] == [
        {"id": "victims", "label": "Victims of CSEC served", "value": 3},
        {"id": "services", "label": "Services", "value": 27},
    ]
    assert content["checks"][0] == {
        "id": "H1",
        "text": "Under 12 is not more than 12 or younger.",
        "holds": True,
    }


def test_percentages_are_numbers_with_the_decimals_of_the_form(headline: Figures) -> None:
    text = as_json(headline).decode()
    values = {row["id"]: row["value"] for row in json.loads(text)["rows"]}
    assert values["under_12_percent"] == 33
    assert isinstance(values["under_12_percent"], int)
    assert values["sex_trafficking_percent"] == 33.3
    assert '"value": 33.3\n' in text


def test_no_value_is_null_and_an_empty_cell(workspace: Workspace) -> None:
    found = workspace.read(figures, "headline", YEAR)
    values = {row["id"]: row["value"] for row in json.loads(as_json(found))["rows"]}
    assert values["under_12_percent"] is None
    cells = {row["id"]: row["value"] for row in lines(as_csv(found))}
    assert cells["under_12_percent"] == ""
    assert cells["victims"] == "0"


def test_the_pmt_in_json_has_every_row_and_check(pmt: Figures) -> None:
    content = json.loads(as_json(pmt))
    assert content["form"] == "pmt"
    assert len(content["rows"]) == 101
    assert {"I1", "I2", "I3.race", "I10"} <= {check["id"] for check in content["checks"]}
    assert all(isinstance(row["value"], int) for row in content["rows"])


def test_equal_figures_give_equal_bytes(workspace: Workspace, pmt: Figures) -> None:
    again = workspace.read(figures, "pmt", QUARTER)
    for file_format in ("json", "csv", "pdf"):
        assert render(again, file_format, PRINTING) == render(pmt, file_format, PRINTING)


def lines(content: bytes) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_has_one_line_for_each_row(pmt: Figures) -> None:
    content = as_csv(pmt)
    assert content.startswith(b"form,version,start,end,id,section,label,unit,value,rule\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == 102
    rows = lines(content)
    assert [row["id"] for row in rows] == [row.id for row in pmt.rows]
    assert rows[0]["value"] == "3"
    assert rows[0]["section"] == "Individuals and contacts"
    assert {row["start"] for row in rows} == {"2021-10-01"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"


def pages(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_pdf_is_tagged_and_shows_the_figures(pmt: Figures) -> None:
    content = as_pdf(pmt, PRINTING)
    assert pdf_raw.FPDFCatalog_IsTagged(pdfium.PdfDocument(content).raw)
    shown = pages(content)
    whole = " ".join(" ".join(shown).split())
    for part in (
        "PMT quarterly report",
        "Berkshire County Kids' Place",
        "Oct 1 to Dec 31, 2021",
        "Individuals who received services during the reporting period",
        "Human Trafficking: Sex",
        "New means the first service in scope since October 1.",
        "In the first quarter of the federal year every individual is new",
        "Holds",
        "Printed by Ana Reyes",
        "Jan 4, 2022, 10:05",
    ):
        assert part in whole
    for number, text in enumerate(shown, 1):
        assert f"Page {number} of {len(shown)}" in text
    assert "PRACTICE" not in whole
    assert "Maya" not in whole


def test_practice_is_marked_on_every_page(headline: Figures) -> None:
    practice = Printing(
        program="Practice", printed_by="Ana", printed_at=PRINTING.printed_at, practice=True
    )
    shown = pages(as_pdf(headline, practice))
    assert all("PRACTICE" in text for text in shown)
    assert "3 victims of CSEC received 27 services" in " ".join(" ".join(shown).split())


def test_the_pdf_says_where_a_check_does_not_hold(workspace: Workspace) -> None:
    workspace.write(
        put,
        [person("Maya"), service("Maya", "2021-11-01"), victim_of("other", "Maya", "2021-11-01")],
    )
    whole = " ".join(
        " ".join(pages(as_pdf(workspace.read(figures, "pmt", QUARTER), PRINTING))).split()
    )
    assert "Does not hold" in whole
    assert "0 of 1 are explained." in whole


def test_values_that_are_not_known_are_words_on_paper(workspace: Workspace) -> None:
    workspace.write(set_settings, {"program.tracks_new": False})
    whole = " ".join(pages(as_pdf(workspace.read(figures, "pmt", QUARTER), PRINTING)))
    assert "not known" in whole


def test_a_file_name_says_form_and_period_and_names_nobody(pmt: Figures) -> None:
    assert file_name(pmt, "pdf") == "pmt-2021-10-01-2021-12-31.pdf"


def test_only_three_formats_exist(pmt: Figures) -> None:
    with pytest.raises(KeyError):
        render(pmt, "xlsx", PRINTING)
