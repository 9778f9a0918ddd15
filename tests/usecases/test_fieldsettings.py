"""A program names, orders, hides and needs fields; nothing that is stored is lost."""

import pytest

from storage.domain.kinds.person import Person
from storage.errors import RejectedError
from storage.exchange.exporting import export_files
from storage.spec.kinds import fields_of
from storage.usecases.codelists import book_of, codebook
from storage.usecases.fieldsettings import (
    hide_field,
    lines_of,
    move_field,
    rename_field,
    require_field,
)
from storage.usecases.fieldshere import fields_here
from storage.usecases.recorddetail import detail
from storage.usecases.recordhistory import told as told_of
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, edit, stored


def names(workspace: Workspace) -> list[str]:
    return [line.name for line in workspace.read(lines_of, "person")]


def test_a_field_goes_by_the_programs_name_until_that_is_taken_back(workspace: Workspace) -> None:
    changes = workspace.write(rename_field, "person", "school", "School or program")
    (line,) = fields_here(workspace.read(book_of), "person", ["school"])
    assert (line.label, line.field.label) == ("School or program",) * 2
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert fields_here(workspace.read(book_of), "person", ["school"])[0].label == "School"
    workspace.write(rename_field, "person", "school", "Classroom")
    workspace.write(rename_field, "person", "school", " School ")
    assert workspace.read(book_of).arranged("person", "school").label == ""


def test_what_is_stored_in_a_hidden_field_is_told_as_also_stored(workspace: Workspace) -> None:
    _, youth = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, youth.id), school="Lakeside", town="Lee")
    workspace.write(hide_field, "person", "school", True)
    workspace.write(rename_field, "person", "town", "Town or village")
    found = workspace.read(detail, "person", youth.id)
    assert found is not None
    assert ("School", "Lakeside") in found.also
    assert "School" not in dict(found.fields)
    assert dict(found.fields)["Town or village"] == "Lee"
    steps = workspace.read(told_of, "person", youth.id)
    told = {line.label for step in steps for line in step.lines}
    assert "Town or village" in told


def test_what_a_program_hides_still_leaves_with_an_export_and_stands_in_history(
    workspace: Workspace,
) -> None:
    _, youth = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, youth.id), school="Lakeside")
    workspace.write(hide_field, "person", "school", True)
    assert "Lakeside" in workspace.read(export_files).files["person.csv"].decode()
    steps = workspace.read(told_of, "person", youth.id)
    assert any("Lakeside" in str(line) for step in steps for line in step.lines)


def test_fields_change_places_within_a_section(workspace: Workspace) -> None:
    shipped = list(fields_of(Person))
    one, two, three = shipped[4], shipped[5], shipped[6]
    workspace.write(move_field, "person", three, -1, (one, two, three))
    assert names(workspace)[4:7] == [one, three, two]
    workspace.write(move_field, "person", one, -1, (one, two, three))
    assert names(workspace)[4:7] == [one, three, two]
    assert workspace.read(book_of).in_order("person", (two, three)) == [three, two]


def test_what_every_record_needs_and_what_keeps_people_safe_is_not_hidden(
    workspace: Workspace,
) -> None:
    needed = next(name for name, field in fields_of(Person).items() if field.required)
    safe = next(name for name, field in fields_of(Person).items() if field.safety)
    with pytest.raises(RejectedError, match="needed in every record"):
        workspace.write(hide_field, "person", needed, True)
    with pytest.raises(RejectedError, match="keeps people safe"):
        workspace.write(hide_field, "person", safe, True)


def test_a_field_is_needed_or_hidden_but_never_both(workspace: Workspace) -> None:
    workspace.write(require_field, "person", "school", True)
    workspace.write(hide_field, "person", "school", True)
    arranged = workspace.read(book_of).arranged("person", "school")
    assert arranged.hidden
    assert not arranged.mandatory
    with pytest.raises(RejectedError, match="Show it first"):
        workspace.write(require_field, "person", "school", True)
    assert not codebook().arranged("person", "school").hidden
