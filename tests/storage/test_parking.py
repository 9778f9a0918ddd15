"""What a newer Satchel or a faulty one says waits, and the rest is shown."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from storage.doctor.replay import check_replay
from storage.domain.changeset import Dot, Operation, SetEdit
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.spec.plain import Plain
from storage.tables import encoding
from storage.tables.records import fetch
from storage.tables.syncing import PARKED_OPERATIONS
from storage.usecases.codelists import book_of, codebook
from storage.usecases.deadlines import alarms
from storage.usecases.history import history
from storage.usecases.records import Add, save
from storage.usecases.syncing import applying
from storage.usecases.syncing.applying import Incoming, apply, apply_parked
from storage.usecases.syncing.reviewing import reviews_of
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import SOME_DAY, add_case, add_note, edit, stored
from tests.storage.laptops import (
    count,
    everything,
    reasons,
    tell,
    told_by_cho,
    with_content,
)

NO_RECORD = RecordId(bytes(16))


def test_a_field_and_a_kind_and_a_form_of_a_newer_version_wait_and_the_rest_is_shown(
    ben: Workspace, person: RecordId
) -> None:
    scope = stored(ben, Person, person).scope
    born = stored(ben, Person, person).versions.born
    told = told_by_cho(
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
    assert all("newer version" in reason for reason in reasons(ben))
    content = b"\x94\x02" + told.parts[0].content[2:]
    newer = with_content(replace(told, counter=2), content)
    assert ben.write(apply, [newer]).parked == 1
    assert ben.write(apply_parked).parked == 0
    assert count(ben, PARKED_OPERATIONS) == 3
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
    told = told_by_cho(ben, scope, Operation(0, "edit", "person", person, values, replaces))  # type: ignore[arg-type]  # on purpose
    assert ben.write(apply, [told]).parked == 1
    record = stored(ben, Person, person).record
    assert {name: getattr(record, name) for name in shown} == shown


def test_an_addition_without_what_is_needed_waits_whole_and_so_does_what_changes_it(
    ben: Workspace, person: RecordId
) -> None:
    scope = stored(ben, Person, person).scope
    told = told_by_cho(
        ben,
        scope,
        Operation(0, "add", "note", NO_RECORD, {"note_class": "unheard_of", "text": "x"}, {}),
        Operation(1, "retire", "note", NO_RECORD, {}, {}),
        Operation(2, "edit", "note", NO_RECORD, {"text": "y"}, {}),
    )
    assert ben.write(apply, [told]).parked == 3
    assert ben.read(fetch, Note, NO_RECORD) is None


def test_a_moment_of_a_year_that_no_record_has_waits_and_breaks_no_clock(
    ben: Workspace, person: RecordId, clock: FixedClock
) -> None:
    scope = stored(ben, Person, person).scope
    for counter, moment in enumerate(("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"), 1):
        values: dict[str, Plain] = {"person": person, "identified_at": moment}
        episode = Operation(0, "add", "missing_episode", NO_RECORD, values, {})
        told = replace(told_by_cho(ben, scope, episode), counter=counter)
        assert ben.write(apply, [told]).parked == 1
    assert ben.read(fetch, MissingEpisode, NO_RECORD) is None
    ben.read(alarms, clock.now())


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An earlier Satchel, whose lists lack one county and one race."""
    lists = {
        name: {c: e for c, e in entries.items() if c not in {"berkshire", "asian"}}
        for name, entries in codebook().lists.items()
    }
    with monkeypatch.context() as patch:
        for module in (applying,):
            patch.setattr(module, "book_of", lambda _connection: CodeBook(lists))
        yield


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
    with pytest.MonkeyPatch.context() as patch:
        for module in (applying,):
            patch.setattr(module, "book_of", book_of)
        with Workspace(ben.folder, key, clock=clock) as later:
            assert reasons(later) == []
            assert stored(later, Person, youth.id).record.county == "berkshire"
            assert stored(later, Person, youth.id).record.race == {"asian"}
            assert stored(later, Person, wide.id).record.county == "suffolk"
            assert stored(later, Person, wide.id).record.race == {"asian"}
            later.read(check_replay, lambda _done, _all: None)
            tell(later, ana)
            assert later.read(everything) == ana.read(everything)


def test_what_was_taken_back_before_its_newer_form_could_be_read_stays_taken_back(
    ben: Workspace, person: RecordId, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = stored(ben, Person, person).scope
    races = stored(ben, Person, person).record.race
    put_in = {"race": SetEdit(("black",), ())}
    told = told_by_cho(ben, scope, Operation(0, "edit", "person", person, put_in, {"race": ()}))
    newer = with_content(told, b"\x94\x02" + told.parts[0].content[2:])
    black = Dot(newer.device, newer.incarnation, newer.counter, 0)
    taken_out = {"race": SetEdit((), ("black",))}
    after = told_by_cho(
        ben, scope, Operation(0, "edit", "person", person, taken_out, {"race": (black,)})
    )
    assert ben.write(apply, [newer]).parked == 1
    assert ben.write(apply, [replace(after, counter=newer.counter + 1)]).parked == 0
    monkeypatch.setattr(encoding, "_FORMAT", 2)
    assert ben.write(apply_parked).parked == 0
    assert reasons(ben) == []
    assert stored(ben, Person, person).record.race == races


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
        told = told_by_cho(ben, case.id, Operation(0, "edit", "court_event", event.id, values, {}))
        assert ben.write(apply, [replace(told, counter=counter)]).parked == 1
    whole: dict[str, Plain | SetEdit]
    whole = {"on": "2026-03-09", "court": 7, "matter": "delinquency", "event_type": "arraignment"}
    told = told_by_cho(ben, case.id, Operation(0, "add", "court_event", NO_RECORD, whole, {}))
    assert ben.write(apply, [replace(told, counter=9)]).parked == 1
    assert stored(ben, CourtEvent, event.id).record == event
    ben.read(check_replay, lambda _done, _all: None)


def test_a_note_is_never_changed_from_outside(ana: Workspace, ben: Workspace) -> None:
    case, _ = ana.write(add_case)
    note = ana.write(add_note, case, "As it was told.")
    tell(ana, ben)
    told = told_by_cho(
        ben, case.id, Operation(0, "edit", "note", note.id, {"text": "Otherwise."}, {})
    )
    assert ben.write(apply, [told]).parked == 1
    assert stored(ben, Note, note.id).record.text == "As it was told."


def test_what_versions_began_from_is_not_told_where_this_satchel_cannot_read_it(
    ben: Workspace, person: RecordId
) -> None:
    scope, born = stored(ben, Person, person).scope, stored(ben, Person, person).versions.born
    field = "born_on"

    def told(number: int, value: str, *replaced: Dot) -> Incoming:
        operation = Operation(0, "edit", "person", person, {field: value}, {field: replaced})
        return replace(told_by_cho(ben, scope, operation), counter=number)

    first = told(1, "some day", born)
    after = [told(number, f"2010-0{number}-01", first.dot(0), born) for number in (2, 3)]
    assert ben.write(apply, [first, *after]).parked == 1
    (found,) = ben.read(reviews_of, [person])
    assert found.base is None
    assert len(found.sides) == 2
