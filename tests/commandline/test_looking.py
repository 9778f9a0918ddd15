"""Search, history and reports by command."""

import json
from pathlib import Path

import pytest

from storage.domain.ids import text_of
from storage.domain.kinds.person import Person
from storage.usecases.access.noting import of_case
from storage.usecases.access.withholding import permit
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.commandline.conftest import Satchel
from tests.conftest import Template
from tests.storage.builders import add_case, add_note, add_service, edit, stored
from tests.usecases.test_withholding import a_case_of, as_member, rule


@pytest.fixture
def person(folder: Path, template: Template) -> str:
    """A youth with two notes, a service and a corrected name."""
    with Workspace(folder, template.key) as workspace:
        case, youth = workspace.write(add_case)
        workspace.write(add_note, case, "First at the harbor.")
        workspace.write(add_note, case, "Then at the\nharbor \u202e\u009b again.")
        workspace.write(add_service, case, youth)
        edit(workspace, stored(workspace, Person, youth.id), "correct name", name_used="Mari")
    return text_of(youth.id)


def test_search_forgives_spelling_and_gives_one_line_each(
    satchel: Satchel, open_with: tuple[str, ...], person: str
) -> None:
    done = satchel("search", "marisoll", *open_with)
    assert done.output == f"person\t{person}\t\tMari Vega\t\n"


def test_texts_come_newest_first_and_cannot_steer_the_terminal(
    satchel: Satchel, open_with: tuple[str, ...], person: str
) -> None:
    assert person
    lines = satchel("search", "harbor", *open_with).output.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["note", "note"]
    assert "Then at the harbor" in lines[0]
    assert lines[1].endswith("First at the harbor.")
    assert "\u202e" not in lines[0]
    assert "\u009b" not in lines[0]
    assert len(satchel("search", "harbor", "--limit", "1", *open_with).output.splitlines()) == 1


def test_history_is_newest_first_in_the_words_of_the_fields(
    satchel: Satchel, open_with: tuple[str, ...], person: str
) -> None:
    lines = satchel("history", "person", person, *open_with).output.splitlines()
    assert lines[0].endswith("Ana Reyes  correct name (edit)")
    assert lines[1] == "    Name used: Mari"
    assert lines[2].endswith("Ana Reyes  intake (add)")
    assert "    Role: Primary victim" in lines
    assert any(line.startswith("    Race and ethnicity: Hispanic") for line in lines)


def test_what_a_rule_withholds_shows_no_history_before_there_is_a_reason(
    satchel: Satchel, open_with: tuple[str, ...], folder: Path, template: Template
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(as_member)
        workspace.write(set_settings, rule(others_cases="reason"))
        case = workspace.write(a_case_of, "Lena Ortiz")
    ask = ("history", "case", text_of(case.id), *open_with)
    done = satchel(*ask)
    assert (done.code, done.output) == (3, "")
    assert done.errors.startswith(f"Case {case.number} is Lena Ortiz's. By your program's rule")
    assert entered(folder, template) == []
    with Workspace(folder, template.key) as workspace:
        workspace.write(permit, of_case(case.id), "She was found tonight", 1)
    assert "hand over" in satchel(*ask).output
    assert entered(folder, template) == ["open"]


def entered(folder: Path, template: Template) -> list[str]:
    query = "SELECT act FROM access_entry WHERE act = 'open'"
    with Workspace(folder, template.key) as workspace:
        return workspace.read(lambda connection: [*connection.exec_driver_sql(query).scalars()])


def test_the_history_of_nobody_is_refused(satchel: Satchel, open_with: tuple[str, ...]) -> None:
    nobody = "018f3c1e-7a2b-7c3d-8e4f-001122334455"
    done = satchel("history", "person", nobody, *open_with)
    assert (done.code, done.errors) == (3, "There is no person with this id.\n")


def test_a_report_on_standard_output_is_clean_json(
    satchel: Satchel, open_with: tuple[str, ...], person: str
) -> None:
    assert person
    done = satchel("report", "pmt", "--quarter", "2026-01-01", "--out", "-", *open_with)
    assert done.code == 0
    report = json.loads(done.output)
    assert {"form", "version", "period", "basis", "rows", "checks"} <= set(report)
    assert report["period"] == {"start": "2026-01-01", "end": "2026-03-31"}
    assert {"id", "label", "value"} <= set(report["rows"][0])
    assert done.errors == "This report is written down in the disclosure log.\n"


@pytest.mark.parametrize("form", [("json", b"{"), ("csv", b"form,"), ("pdf", b"%PDF-")])
def test_the_headline_comes_in_every_form_and_is_logged(
    satchel: Satchel,
    open_with: tuple[str, ...],
    template: Template,
    tmp_path: Path,
    form: tuple[str, bytes],
) -> None:
    name, start = form
    target = tmp_path / f"headline.{name}"
    options = ("--period", "2025-07-01..2026-06-30", "--format", name, "--recipient", "MOVA")
    done = satchel("report", "headline", *options, "--out", target, *open_with)
    assert (done.code, done.raw) == (0, b"")
    assert target.read_bytes().startswith(start)
    with Workspace(Path(open_with[1]), template.key) as workspace:
        rows = workspace.read(
            lambda c: c.exec_driver_sql("SELECT purpose, recipient, basis FROM disclosure").all()
        )
    assert [tuple(row) for row in rows] == [("Headline figures", "MOVA", "aggregate_report")]


def test_a_report_without_a_recipient_does_not_leave(
    satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    target = tmp_path / "out.json"
    options = ("--quarter", "2026-01-01", "--recipient", " ", "--out", target)
    done = satchel("report", "pmt", *options, *open_with)
    assert (done.code, target.exists()) == (8, False)
    assert done.errors == "Say who receives this. Nothing left the workspace.\n"


@pytest.mark.parametrize(
    "options",
    [
        ("pmt", "--quarter", "2026-01-02"),
        ("pmt", "--quarter", "20260101"),
        ("headline", "--period", "2026-07-01..2026-06-30"),
        ("headline", "--period", "20250701..20260630"),
        ("headline", "--period", "2025-07-01"),
        ("pmt", "--quarter", "2026-01-01", "--out", "/nowhere/at/all.json"),
        ("pmt", "--quarter", "2026-01-01", "--out", "/dev"),
        ("pmt", "--quarter", "2026-01-01", "--out", "/dev/null"),
    ],
)
def test_a_period_that_is_none_is_a_usage_error(
    satchel: Satchel, open_with: tuple[str, ...], options: tuple[str, ...]
) -> None:
    done = satchel("report", *options, *open_with)
    assert (done.code, done.raw, done.errors.count("\n")) == (2, b"", 1)
