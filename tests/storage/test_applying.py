"""What another laptop saved is taken in whole, once, and nothing anybody wrote is lost."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import Connection, Table

from storage.doctor.replay import check_replay
from storage.domain.changeset import Operation, Part, SetEdit
from storage.domain.clocks import MAX_LEAD_MS, milliseconds, next_stamp
from storage.domain.codes import CodeBook
from storage.domain.court_event import CourtEvent
from storage.domain.ids import RecordId, id_from
from storage.domain.note import Note
from storage.domain.outreach import Outreach
from storage.domain.person import Person
from storage.errors import ChangedMeanwhileError, DamagedError
from storage.spec.plain import Plain
from storage.tables import journal
from storage.tables.encoding import part_bytes
from storage.tables.records import TABLES, fetch
from storage.tables.syncing import EARLY, PARKED_OPERATIONS, SIBLINGS
from storage.usecases.bulk import add_all
from storage.usecases.codelists import codebook
from storage.usecases.history import history
from storage.usecases.records import Add, Restore, Retire, save
from storage.usecases.searching import search
from storage.usecases.syncing import additions, applying
from storage.usecases.syncing.applying import Incoming, IncomingPart, apply, apply_parked
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import SOME_DAY, add_case, add_note, edit, stored
from tests.storage.laptops import deliver, keys_of, meet, outbox, tell

NO_RECORD = RecordId(bytes(16))


@pytest.fixture
def person(ana: Workspace, ben: Workspace) -> RecordId:
    """A youth whom both know."""
    _, youth = ana.write(add_case)
    tell(ana, ben)
    return youth.id


def everything(connection: Connection) -> object:
    tables = (*TABLES.values(), SIBLINGS, EARLY)
    rows = {table.name: connection.execute(table.select()) for table in tables}
    return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}


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
    assert "has not arrived" in _parked(ben)[0]
    deliver(ben, [added], [])
    assert stored(ben, Person, youth.id).record.school == "Lakeside"
    assert _parked(ben) == []


def test_a_version_that_comes_after_the_one_that_replaced_it_is_replaced(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    edit(ana, stored(ana, Person, person), school="Hillside", race=frozenset())
    _, first, second = outbox(ana)
    deliver(ben, [second], [])
    assert _count(ben, EARLY) == 1
    deliver(ben, [first], [])
    assert _count(ben, EARLY) == 0
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
    bad = replace(sent, parts=(replace(part, content=part.content[:-1] + b"\x00"),))
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


# What a newer Satchel, or a faulty one, says


def test_a_field_and_a_kind_and_a_form_of_a_newer_version_wait_and_the_rest_is_shown(
    ben: Workspace, person: RecordId
) -> None:
    scope = stored(ben, Person, person).scope
    born = stored(ben, Person, person).versions.born
    told = _told(
        ben,
        scope,
        Operation(
            0,
            "edit",
            "person",
            person,
            {"school": "Lakeside", "favourite_song": "x"},
            {"school": (born,), "favourite_song": (born,)},
        ),
        Operation(1, "add", "constellation", NO_RECORD, {"name": "Orion"}, {}),
    )
    assert ben.write(apply, [told]).parked == 2
    assert stored(ben, Person, person).record.school == "Lakeside"
    assert all("newer version" in reason for reason in _parked(ben))
    content = b"\x94\x02" + told.parts[0].content[2:]
    newer = _with_content(replace(told, counter=2), content)
    assert ben.write(apply, [newer]).parked == 1
    assert ben.write(apply_parked).parked == 0
    assert _count(ben, PARKED_OPERATIONS) == 3
    assert ben.read(history, "person", person)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({"school": 7, "phone": "1"}, {"phone": "1", "school": ""}),
        ({"school": "x" * 10_000, "phone": "1"}, {"phone": "1", "school": ""}),
        ({"born_on": "2010-13-40", "phone": "1"}, {"phone": "1"}),
        ({"voicemail_ok": "yes", "phone": "1"}, {"phone": "1", "voicemail_ok": False}),
        ({"county": "atlantis", "phone": "1"}, {"phone": "1", "county": ""}),
        ({"race": ["b", "a"], "phone": "1"}, {"phone": "1", "race": frozenset({"hispanic"})}),
        ({"case": b"short", "phone": "1"}, {"phone": "1"}),
    ],
)
def test_a_value_that_cannot_be_stored_waits_alone(
    ben: Workspace, person: RecordId, values: dict[str, object], shown: dict[str, object]
) -> None:
    scope, born = stored(ben, Person, person).scope, stored(ben, Person, person).versions.born
    replaces = dict.fromkeys(values, (born,))
    told = _told(ben, scope, Operation(0, "edit", "person", person, values, replaces))  # type: ignore[arg-type]  # on purpose
    assert ben.write(apply, [told]).parked == 1
    record = stored(ben, Person, person).record
    assert {name: getattr(record, name) for name in shown} == shown


def test_an_addition_without_what_is_needed_waits_whole_and_so_does_what_changes_it(
    ben: Workspace, person: RecordId
) -> None:
    scope = stored(ben, Person, person).scope
    told = _told(
        ben,
        scope,
        Operation(0, "add", "note", NO_RECORD, {"note_class": "unheard_of", "text": "x"}, {}),
        Operation(1, "retire", "note", NO_RECORD, {}, {}),
        Operation(2, "edit", "note", NO_RECORD, {"text": "y"}, {}),
    )
    assert ben.write(apply, [told]).parked == 3
    assert ben.read(fetch, Note, NO_RECORD) is None


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An earlier Satchel, whose lists lack one county and one race."""
    lists = {
        name: {c: e for c, e in entries.items() if c not in {"berkshire", "asian"}}
        for name, entries in codebook().lists.items()
    }
    additions._cells_maker.cache_clear()
    with monkeypatch.context() as patch:
        for module in (additions, applying):
            patch.setattr(module, "codebook", lambda: CodeBook(lists))
        yield
        additions._cells_maker.cache_clear()


def test_what_waited_is_shown_once_satchel_knows_it(
    ana: Workspace, ben: Workspace, clock: FixedClock, request: pytest.FixtureRequest
) -> None:
    _, youth = ana.write(add_case)
    wide = replace(youth, id=ana.write(lambda t: t.new_id()), county="berkshire")
    wide = replace(wide, race=frozenset({"asian"}))
    ana.write(save, [Add(wide)], "add person")
    edit(ana, stored(ana, Person, youth.id), county="berkshire", race=frozenset({"asian"}))
    request.getfixturevalue("earlier")
    assert tell(ana, ben).parked == 2
    for id_ in (youth.id, wide.id):
        assert stored(ben, Person, id_).record.county == ""
    edit(ben, stored(ben, Person, wide.id), county="suffolk")
    key = ben._key
    ben.close()
    additions._cells_maker.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        for module in (additions, applying):
            patch.setattr(module, "codebook", codebook)
        with Workspace(ben.folder, key, clock=clock) as later:
            assert _parked(later) == []
            assert stored(later, Person, youth.id).record.county == "berkshire"
            assert stored(later, Person, youth.id).record.race == {"asian"}
            assert stored(later, Person, wide.id).record.county == "suffolk"
            assert stored(later, Person, wide.id).record.race == {"asian"}
            later.read(check_replay, lambda _done, _all: None)
            tell(later, ana)
            assert later.read(everything) == ana.read(everything)


def test_half_a_group_waits_with_all_of_it(ana: Workspace, ben: Workspace) -> None:
    case, _ = ana.write(add_case)
    event = CourtEvent(
        id=ana.write(lambda t: t.new_id()),
        case=case.id,
        on=SOME_DAY,
        matter="delinquency",
        event_type="arraignment",
    )
    ana.write(save, [Add(event)], "add hearing")
    tell(ana, ben)
    halves: list[dict[str, Plain | SetEdit]] = [
        {"court": "Boston"},
        {"on": "2026-03-09", "court": 7},
        {"on": None, "court": "Boston"},
    ]
    for counter, values in enumerate(halves):
        told = _told(ben, case.id, Operation(0, "edit", "court_event", event.id, values, {}))
        assert ben.write(apply, [replace(told, counter=counter)]).parked == 1
    whole: dict[str, Plain | SetEdit]
    whole = {"on": "2026-03-09", "court": 7, "matter": "delinquency", "event_type": "arraignment"}
    told = _told(ben, case.id, Operation(0, "add", "court_event", NO_RECORD, whole, {}))
    assert ben.write(apply, [replace(told, counter=9)]).parked == 1
    assert stored(ben, CourtEvent, event.id).record == event
    ben.read(check_replay, lambda _done, _all: None)


def test_a_note_is_never_changed_from_outside(ana: Workspace, ben: Workspace) -> None:
    case, _ = ana.write(add_case)
    note = ana.write(add_note, case, "As it was told.")
    tell(ana, ben)
    told = _told(ben, case.id, Operation(0, "edit", "note", note.id, {"text": "Otherwise."}, {}))
    assert ben.write(apply, [told]).parked == 1
    assert stored(ben, Note, note.id).record.text == "As it was told."


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
    told = _told(ben, found.scope, Operation(0, "edit", "person", person, {"phone": "1"}, {}))
    ben.write(apply, [replace(told, stamp=far)])
    edit(ben, stored(ben, Person, person), school="Hillside")
    own = outbox(ben)[-1].stamp
    assert own == next_stamp(0, milliseconds(clock.now()) + MAX_LEAD_MS) + 1


def _told(workspace: Workspace, scope: bytes, *operations: Operation) -> Incoming:
    """Return a changeset of a third laptop."""
    vault = workspace.write(lambda transaction: transaction.vault("cases").id)
    content = part_bytes(Part(vault, scope, operations))
    stamp = next_stamp(0, 1_772_636_500_000)
    told = Incoming(b"stranger", 1, 1, stamp, "Cho Park", "edit", None, b"\x90", (), ())
    return _with_content(replace(told, parts=(IncomingPart(0, vault, scope, b""),)), content)


def _with_content(told: Incoming, content: bytes) -> Incoming:
    (part,) = told.parts
    digests = (sha256(content).digest(),)
    return replace(told, digests=digests, parts=(replace(part, content=content),))


def _parked(workspace: Workspace) -> list[str]:
    query = "SELECT reason FROM parked_operation ORDER BY reason"
    return list(workspace.read(lambda c: c.exec_driver_sql(query).scalars().all()))


def _count(workspace: Workspace, table: Table) -> int:
    return len(workspace.read(lambda c: c.execute(table.select()).all()))


def test_what_was_replaced_twice_before_it_arrived_is_forgotten_once_it_has(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    _, edited = outbox(ana)
    replaced = {"school": (edited.dot(0),)}
    scope = stored(ben, Person, person).scope
    values = {"school": "Hillside"}
    told = _told(ben, scope, Operation(0, "edit", "person", person, values, replaced))
    ben.write(apply, [told])
    assert _count(ben, EARLY) == 1
    ben.write(apply, [replace(told, counter=2), edited])
    assert _count(ben, EARLY) == 0
    assert edited.dot(0) not in stored(ben, Person, person).versions.of("school")
    ben.read(check_replay, lambda _done, _all: None)
