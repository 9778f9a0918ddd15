"""Where a record is can be told at any moment, and everything that waits can be named."""

from storage.domain.kinds.person import Person
from storage.usecases.records import Retire, save
from storage.usecases.syncing.conflicts import conflicts
from storage.usecases.syncing.whereabouts import alone_since, unsent, where_is
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, edit, stored
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import met


def test_without_a_program_there_is_nowhere_else(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    assert workspace.read(where_is, "case", case.id) == "alone"


def test_a_record_is_here_until_the_server_has_its_last_change(three: Three) -> None:
    case, person = three.ben.workspace.write(add_case)
    assert three.ben.workspace.read(where_is, "case", case.id) == "here"
    met(three.ben)
    assert three.ben.workspace.read(where_is, "case", case.id) == "server"
    note = three.ben.workspace.write(add_note, case, "again")
    assert three.ben.workspace.read(where_is, "note", note.id) == "here"
    assert three.ben.workspace.read(where_is, "person", person.id) == "server"


def test_what_was_only_taken_out_of_a_set_is_here_until_it_was_sent(three: Three) -> None:
    ben = three.ben.workspace
    _, person = ben.write(add_case)
    edit(ben, stored(ben, Person, person.id), aliases=frozenset({"Mari", "Sol"}))
    met(three.ben)
    assert ben.read(where_is, "person", person.id) == "server"
    edit(ben, stored(ben, Person, person.id), aliases=frozenset({"Mari"}))
    assert ben.read(where_is, "person", person.id) == "here"
    met(three.ben)
    assert ben.read(where_is, "person", person.id) == "server"


def test_what_review_leaves_out_of_a_retired_record_needs_nobody(three: Three) -> None:
    ana, ben = three.ana.workspace, three.ben.workspace
    _, person = ben.write(add_case)
    met(three.ben, three.ana)
    edit(ana, stored(ana, Person, person.id), school="Lakeside")
    edit(ben, stored(ben, Person, person.id), school="Eastside")
    met(three.ana, three.ben, three.ana)
    assert ana.read(where_is, "person", person.id) == "needs you"
    ana.write(save, [Retire(stored(ana, Person, person.id))], "retire person")
    assert ana.read(conflicts) == []
    assert ana.read(where_is, "person", person.id) == "here"
    met(three.ana)
    assert ana.read(where_is, "person", person.id) == "server"


def test_what_came_from_a_colleague_is_on_the_server(three: Three) -> None:
    case, _ = three.ben.workspace.write(add_case)
    met(three.ben, three.ana)
    assert three.ana.workspace.read(where_is, "case", case.id) == "server"


def test_every_save_that_waits_is_named(three: Three) -> None:
    case, _ = three.ben.workspace.write(add_case)
    met(three.ben)
    three.ben.workspace.write(add_note, case, "one")
    three.ben.workspace.write(add_note, case, "two")
    waits = three.ben.workspace.read(unsent)
    assert [(one.act, [kind for kind, _, _ in one.records]) for one in waits] == [
        ("write note", ["note"]),
        ("write note", ["note"]),
    ]
    met(three.ben)
    assert three.ben.workspace.read(unsent) == []


def test_what_only_this_laptop_has_is_told_by_its_oldest_save(three: Three) -> None:
    case, _ = three.ben.workspace.write(add_case)
    began = three.ben.workspace.read(alone_since)
    assert began is not None
    three.ben.workspace.write(add_note, case, "again")
    assert three.ben.workspace.read(alone_since) == began
    met(three.ben)
    assert three.ben.workspace.read(alone_since) is None
