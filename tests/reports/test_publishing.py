"""What is published of the state's figures: as a table, as a page, without a small number."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from storage.domain.periods import Period
from storage.reports.facts import facts_of
from storage.reports.figures import figures
from storage.reports.printing import Printing
from storage.reports.publishing import ALL, HIDDEN, Published, as_csv, as_pdf, notes, published
from storage.reports.statewide import statewide
from storage.usecases.figuresheets import plain_facts
from storage.usecases.statewide import Received, receive
from storage.workspace import Workspace
from tests.reports.facts import outreach, person, put, service

QUARTER = Period.parse("2021-10-01..2021-12-31")


@pytest.fixture
def found(workspace: Workspace) -> Published:
    """Two programs that each served the same thirty, three of them under twelve."""
    people = [
        one
        for number in range(30)
        for one in (
            person(f"P{number}", born="2015-01-01" if number < 3 else "2006-01-01"),
            service(f"P{number}", "2021-10-05"),
        )
    ]
    workspace.write(put, [*people, outreach("2021-11-02")])
    facts = plain_facts(facts_of(workspace.read(figures, "headline", QUARTER)))
    sheets = [
        Received(
            program=bytes([number]) * 32,
            name=name,
            cac=cac,
            form="headline",
            version="1",
            period=QUARTER,
            revision=1,
            facts=facts,
            signed_at=datetime(2022, 1, 3, tzinfo=UTC),
        )
        for number, (name, cac) in enumerate((("Essex", "essex_cac"), ("=Suffolk", "suffolk_cac")))
    ]
    workspace.write(receive, QUARTER, sheets)
    return published(workspace.read(statewide, "headline", QUARTER))


def shown(found: Published, row: str) -> list[str]:
    columns = (ALL, 0, 1)
    return [found.shown(found.statewide.row(row), column) for column in columns]


def test_small_numbers_are_hidden_with_what_would_give_them_away(found: Published) -> None:
    assert shown(found, "victims") == ["60", "30", "30"]
    # Three and three add up to six: all of them are small.
    assert shown(found, "under_12") == [HIDDEN] * 3
    # The share would tell the number it is a share of.
    assert shown(found, "under_12_percent") == [HIDDEN] * 3
    assert shown(found, "outreach") == ["2", "1", "1"]
    assert shown(found, "sex_trafficking") == ["0", "0", "0"]


def test_the_notes_say_what_the_sums_are_and_what_is_hidden(found: Published) -> None:
    said = notes(found, found.hidden)
    assert said[0] == "Sums over 2 of 12 programs."
    assert "A person served by two programs is counted by both; this cannot be removed." in said
    assert any(note.startswith("Not sent: Children's Cove") for note in said)
    (hidden,) = (note for note in said if "hidden" in note)
    assert hidden.startswith(f"{len(found.hidden)} numbers are hidden: below 11")


def test_the_table_is_safe_to_open(found: Published) -> None:
    text = as_csv(found).decode()
    assert text.startswith("id,section,label,unit,sum over programs,Essex,'=Suffolk\r\n")
    assert "\r\nvictims,People and services,Victims of CSEC served,people,60,30,30\r\n" in text


def test_the_page_says_the_same(found: Published) -> None:
    printing = Printing(
        program="MACA",
        printed_by="Program Manager",
        printed_at=datetime(2022, 1, 4, 15, tzinfo=UTC),
        practice=False,
    )
    content = as_pdf(found, printing)
    assert content == as_pdf(found, printing)
    document = pypdfium2.PdfDocument(content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "60 victims of CSEC received 60 services; hidden were under the age of 12" in (
        " ".join(text.split())
    )
    assert "Sums over 2 of 12 programs." in text
