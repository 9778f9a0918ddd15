"""What another laptop saved is taken in whole, once, and nothing anybody wrote is lost."""

from dataclasses import replace

import pytest

from storage.doctor.replay import check_replay
from storage.domain.changeset import Operation
from storage.domain.clocks import MAX_LEAD_MS, milliseconds, next_stamp
from storage.domain.ids import RecordId, id_from
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.errors import ChangedMeanwhileError, DamagedError
from storage.tables import journal
from storage.tables.records import fetch
from storage.tables.syncing import EARLY
from storage.usecases.bulk import add_all
from storage.usecases.history import history
from storage.usecases.records import Add, Restore, Retire, save
from storage.usecases.searching import search
from storage.usecases.syncing.applying import apply
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import SOME_DAY, add_case, add_note, edit, stored
from tests.storage.laptops import (
    count,
    deliver,
    everything,
    keys_of,
    meet,
    outbox,
    reasons,
    tell,
    told_by_cho,
)

NO_RECORD = RecordId(bytes(16))


def test_what_one_saved_the_other_has_and_finds(ana: Workspace, ben: Workspace) -> None:
    case, youth = ana.write(add_case)
    ana.write(add_note, case, "Met at the library.")
    done = tell(ana, ben)
    assert done.changes.act == "sync"
    assert done.changes.touches("person", youth.id)
    assert (done.versions, done.parked) == (0, 0)
    assert ben.read(everything) == ana.read(everything)
    assert [hit.title for hit in ben.read(search, "vega")] == ["Marisol Vega"]
    assert ben.read(search, "library")
    assert [step.author for step in ben.read(history, "person", youth.id)] == ["Ana Reyes"]
    assert ben.read(journal.verify_chain) == ana.read(journal.verify_chain)


def test_taking_it_in_again_changes_nothing(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    tell(ana, ben)
    before = ben.read(everything), ben.read(journal.head)
    assert tell(ana, ben).changes.ids_by_kind == {}
    assert (ben.read(everything), ben.read(journal.head)) == before


def test_an_import_arrives_in_one_sweep(ana: Workspace, ben: Workspace) -> None:
    youths = [
        Person(id=id_from(n, n), role="primary_victim", given_name=f"Noa{n}") for n in range(2_500)
    ]
    ana.write(add_all, youths, "import", batch=bytes(16))
    done = tell(ana, ben)
    assert len(done.changes.ids_by_kind["person"]) == 2_500
    assert ben.read(everything) == ana.read(everything)
    assert ben.read(search, "noa1234")


def test_two_values_for_one_fact_are_both_kept_on_both_laptops(
    ana: Workspace, ben: Workspace, person: RecordId, clock: FixedClock
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    clock.pass_time(minutes=1)
    edit(ben, stored(ben, Person, person), school="Hillside")
    assert tell(ana, ben).versions == 1
    tell(ben, ana)
    assert ana.read(everything) == ben.read(everything)
    assert stored(ana, Person, person).record.school == "Hillside"
    edit(ana, stored(ana, Person, person), school="Westside")
    tell(ana, ben)
    assert ana.read(everything) == ben.read(everything)


def test_a_form_that_shows_what_was_replaced_by_sync_is_refused(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    on_screen = stored(ben, Person, person)
    edit(ana, on_screen, school="Lakeside")
    tell(ana, ben)
    with pytest.raises(ChangedMeanwhileError, match="School was changed meanwhile"):
        edit(ben, on_screen, school="Hillside")


def test_who_retires_without_having_seen_an_edit_hides_nothing(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    ben.write(save, [Retire(stored(ben, Person, person))], "retire person")
    meet(ana, ben)
    for each in (ana, ben):
        assert not stored(each, Person, person).retired
        assert each.read(search, "vega")
    ana.write(save, [Retire(stored(ana, Person, person))], "retire person")
    tell(ana, ben)
    assert stored(ben, Person, person).retired
    assert not ben.read(search, "vega")
    ben.write(save, [Restore(stored(ben, Person, person))], "restore person")
    tell(ben, ana)
    assert not stored(ana, Person, person).retired
    assert ana.read(everything) == ben.read(everything)


def test_one_import_on_two_laptops_is_one_record(ana: Workspace, ben: Workspace) -> None:
    first = Person(id=id_from(1, 1), role="primary_victim", given_name="Noa", school="Lakeside")
    ana.write(save, [Add(first)], "import")
    ben.write(save, [Add(replace(first, school="Hillside"))], "import")
    meet(ana, ben)
    assert ana.read(everything) == ben.read(everything)
    found = stored(ana, Person, first.id)
    assert len(found.versions.of("given_name")) == 2
    edit(ana, found, given_name="Noah")
    tell(ana, ben)
    assert stored(ben, Person, first.id).record.given_name == "Noah"
    assert ana.read(everything) == ben.read(everything)


def test_an_edit_that_comes_before_its_record_waits_for_it(ana: Workspace, ben: Workspace) -> None:
    _, youth = ana.write(add_case)
    edit(ana, stored(ana, Person, youth.id), school="Lakeside")
    added, edited = outbox(ana)
    assert deliver(ben, [edited], ana.read(keys_of)).parked == 1
    assert ben.read(fetch, Person, youth.id) is None
    assert "has not arrived" in reasons(ben)[0]
    deliver(ben, [added], [])
    assert stored(ben, Person, youth.id).record.school == "Lakeside"
    assert reasons(ben) == []


def test_a_version_that_comes_after_the_one_that_replaced_it_is_replaced(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    edit(ana, stored(ana, Person, person), school="Hillside", race=frozenset())
    _, first, second = outbox(ana)
    deliver(ben, [second], [])
    assert count(ben, EARLY) == 1
    deliver(ben, [first], [])
    assert count(ben, EARLY) == 0
    assert ben.read(everything) == ana.read(everything)


def test_the_part_of_another_vault_is_filled_in_when_it_comes(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    del person
    event = Outreach(
        id=ana.write(lambda t: t.new_id()),
        outreach_kind="presentation",
        title="Assembly",
        on=SOME_DAY,
    )
    note = Note(id=ana.write(lambda t: t.new_id()), on=SOME_DAY, note_class="factual", text="Told.")
    ana.write(save, [Add(event), Add(note)], "outreach")
    deliver(ben, outbox(ana, "program"), [])
    assert stored(ben, Outreach, event.id).record.title == "Assembly"
    assert ben.read(fetch, Note, note.id) is None
    deliver(ben, outbox(ana, "cases"), [])
    assert stored(ben, Note, note.id).record.text == "Told."
    assert ben.read(journal.verify_chain) == ana.read(journal.head)[0]


def test_a_changed_byte_is_refused_by_its_authors_name_and_nothing_is_kept(
    ana: Workspace, ben: Workspace
) -> None:
    ana.write(add_case)
    (sent,) = outbox(ana)
    (part,) = sent.parts
    content = part.content[:-1] + bytes([part.content[-1] ^ 1])
    bad = replace(sent, parts=(replace(part, content=content),))
    with pytest.raises(DamagedError, match=rf"Change 1 of device {ana.device.hex()}"):
        deliver(ben, [bad], [])
    assert ben.read(journal.head)[0] == 0


def test_two_changes_of_one_number_are_refused(ana: Workspace, ben: Workspace) -> None:
    ana.write(add_case)
    (sent,) = outbox(ana)
    deliver(ben, [sent], [])
    with pytest.raises(DamagedError, match="same number"):
        deliver(ben, [replace(sent, act="other")], [])
    with pytest.raises(DamagedError, match="same number"):
        deliver(ana, [replace(sent, act="other"), sent], [])


def test_what_was_replaced_twice_before_it_arrived_is_forgotten_once_it_has(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    _, edited = outbox(ana)
    replaced = {"school": (edited.dot(0),)}
    scope = stored(ben, Person, person).scope
    values = {"school": "Hillside"}
    told = told_by_cho(ben, scope, Operation(0, "edit", "person", person, values, replaced))
    ben.write(apply, [told])
    assert count(ben, EARLY) == 1
    ben.write(apply, [replace(told, counter=2), edited])
    assert count(ben, EARLY) == 0
    assert edited.dot(0) not in stored(ben, Person, person).versions.of("school")
    ben.read(check_replay, lambda _done, _all: None)


# Clocks


def test_the_next_own_stamp_is_greater_than_any_heard(
    ana: Workspace, ben: Workspace, person: RecordId, clock: FixedClock
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    tell(ana, ben)
    clock.pass_time(hours=-2)
    edit(ben, stored(ben, Person, person), school="Hillside")
    tell(ben, ana)
    assert stored(ana, Person, person).record.school == "Hillside"


def test_a_clock_that_runs_ahead_is_followed_ten_minutes_and_no_further(
    ben: Workspace, person: RecordId, clock: FixedClock
) -> None:
    far = next_stamp(0, milliseconds(clock.now()) + 10 * MAX_LEAD_MS)
    found = stored(ben, Person, person)
    told = told_by_cho(ben, found.scope, Operation(0, "edit", "person", person, {"phone": "1"}, {}))
    ben.write(apply, [replace(told, stamp=far)])
    edit(ben, stored(ben, Person, person), school="Hillside")
    own = outbox(ben)[-1].stamp
    assert own == next_stamp(0, milliseconds(clock.now()) + MAX_LEAD_MS) + 1
