"""Who is let into a vault gets all of its cases; who is taken out gets nothing more."""

from collections.abc import Callable

import pytest

from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.usecases.documents.reading import whole_document
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.governing.expunging import move_case
from sync.client.governing.insiders import insiders_of
from sync.client.governing.leaving import withdraw
from sync.client.governing.letting_in import change_insiders
from sync.client.governing.roles import change_role
from sync.client.governing.vaults import make_vault
from sync.client.problems import SyncError
from sync.client.round import sync_round
from sync.client.snapshots.attesting import attest_snapshot, false_snapshot_seen
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_note
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop
from tests.sync.enrolment.test_coming_together import join
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, device, has, met, roster
from tests.sync.restricting.test_expunging import is_gone, opened_case
from tests.sync.restricting.test_moving import moved, noted, snapshot_by


@pytest.fixture
def kept(three: Three) -> Three:
    """Ana and Ben have a vault that Cal is no member of."""
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    met(three.ana, three.ben, three.cal)
    return three


def changed(laptop: Laptop, *, into: tuple[Laptop, ...] = (), out: tuple[Laptop, ...] = ()) -> bool:
    some, others = map(device, into), map(device, out)
    return laptop.run(change_insiders(laptop.clock, VAULT, tuple(some), tuple(others)))


def a_past(three: Three) -> tuple[Case, list[Note]]:
    """A case that all had written in before it was kept to the few."""
    case = opened_case(three.ben)
    met(three.ben, three.ana, three.cal)
    notes = [one.workspace.write(add_note, case, "before") for one in (three.ben, three.cal)]
    met(three.cal, three.ben, three.ana)
    assert moved(three.ana, case.id)
    met(three.cal, three.ben, three.ana)
    assert is_gone(three.cal, case.id)
    return case, notes


def check(*laptops: Laptop) -> None:
    for laptop in laptops:
        laptop.workspace.read(check_replay, lambda _done, _total: None)
        laptop.workspace.read(check_indexes)


@pytest.mark.parametrize("is_written_in", [True, False])
def test_who_is_let_in_has_what_the_case_was_before_it_was_kept_to_some(
    kept: Three, *, is_written_in: bool
) -> None:
    case, notes = a_past(kept)
    if is_written_in:
        notes.append(kept.ben.workspace.write(add_note, case, "for the few"))
        met(kept.ben, kept.ana)
    assert changed(kept.ana, into=(kept.cal,))
    kept.cal.run(sync_round(kept.cal.clock))
    assert has(kept.cal, case.id)
    assert all(noted(kept.cal, note) for note in notes)
    answer = kept.cal.workspace.write(add_note, case, "I too")
    met(kept.cal, kept.ana, kept.ben)
    assert noted(kept.ana, answer)
    assert noted(kept.ben, answer)
    check(kept.ana, kept.ben, kept.cal)
    assert not changed(kept.ana, into=(kept.cal,))


def test_who_has_something_to_send_is_let_in_as_well(kept: Three) -> None:
    case, notes = a_past(kept)
    other = opened_case(kept.cal)
    assert changed(kept.ana, into=(kept.cal,))
    met(kept.cal, kept.ana)
    assert all(noted(kept.cal, note) for note in notes)
    assert has(kept.cal, case.id)
    assert has(kept.ana, other.id)


def test_who_is_taken_out_gets_nothing_more_and_keeps_what_was_there(kept: Three) -> None:
    case, notes = a_past(kept)
    assert changed(kept.ana, out=(kept.ben,))
    later = kept.ana.workspace.write(add_note, case, "without Ben")
    met(kept.ana, kept.ben)
    assert not noted(kept.ben, later)
    assert all(noted(kept.ben, note) for note in notes)
    assert device(kept.ben) not in roster(kept.ana).members_of(VAULT)


def test_one_goes_and_another_comes_in_one_act(kept: Three) -> None:
    case, notes = a_past(kept)
    assert changed(kept.ana, into=(kept.cal,), out=(kept.ben,))
    met(kept.cal, kept.ben)
    assert roster(kept.cal).members_of(VAULT) == tuple(sorted(map(device, (kept.ana, kept.cal))))
    assert all(noted(kept.cal, note) for note in notes)
    later = kept.cal.workspace.write(add_note, case, "without Ben")
    met(kept.cal, kept.ana, kept.ben)
    assert noted(kept.ana, later)
    assert not noted(kept.ben, later)


def test_who_comes_back_has_the_cases_that_were_kept_to_the_few_meanwhile(kept: Three) -> None:
    case, _ = a_past(kept)
    kept.ben.workspace.write(add_note, case, "of Ben's time")
    met(kept.ben, kept.ana)
    assert changed(kept.ana, out=(kept.ben,))
    met(kept.ben, kept.cal)
    second = opened_case(kept.cal)
    met(kept.cal, kept.ana, kept.ben)
    note = kept.ben.workspace.write(add_note, second, "Ben wrote this")
    met(kept.ben, kept.ana)
    assert moved(kept.ana, second.id)
    met(kept.ben)
    assert is_gone(kept.ben, second.id)
    assert changed(kept.ana, into=(kept.ben,))
    met(kept.ben)
    assert has(kept.ben, second.id)
    assert noted(kept.ben, note)
    check(kept.ana, kept.ben)


@pytest.mark.parametrize("commands", range(10, 200, 37))
def test_what_is_cut_off_anywhere_is_done_by_doing_it_again(kept: Three, commands: int) -> None:
    case, notes = a_past(kept)
    into, out = (device(kept.cal),), (device(kept.ben),)
    kept.ana.cut_off(change_insiders(kept.ana.clock, VAULT, into, out), commands)
    kept.ana.run(change_insiders(kept.ana.clock, VAULT, into, out))
    met(kept.cal, kept.ana)
    assert has(kept.cal, case.id)
    assert all(noted(kept.cal, note) for note in notes)
    assert device(kept.ben) not in roster(kept.cal).members_of(VAULT)


def test_who_was_let_in_calls_nobody_s_snapshot_false(kept: Three) -> None:
    a_past(kept)
    opened_case(kept.ben)
    met(kept.ben, kept.ana, kept.cal)
    assert changed(kept.ana, into=(kept.cal,))
    met(kept.cal, kept.ana, kept.ben)
    log = cases_vault(kept.ana)
    known = snapshot_by(kept.ana, log)
    met(kept.cal)
    assert kept.cal.run(attest_snapshot(log, known)) == "same"
    met(kept.ana, kept.ben)
    assert not any(one.workspace.read(false_snapshot_seen) for one in (kept.ana, kept.ben))


def test_nobody_who_is_outside_or_no_lead_lets_anybody_in(kept: Three) -> None:
    a_past(kept)
    kept.ana.run(change_role(kept.ana.clock, device(kept.cal), "admin"))
    met(kept.cal)
    for laptop in (kept.ben, kept.cal):
        with pytest.raises(SyncError) as caught:
            changed(laptop, into=(kept.cal,))
        assert caught.value.detail == "forbidden"


def test_nobody_takes_themselves_out(kept: Three) -> None:
    with pytest.raises(SyncError):
        changed(kept.ana, out=(kept.ana,))


def test_a_person_s_laptops_stand_together_unless_only_some_of_them_are_in(
    begun: Laptop, new_laptop: NewLaptop
) -> None:
    one, two = new_laptop("one"), new_laptop("two")
    join(begun, one, "Ben Silva")
    begun.run(make_vault(begun.clock, VAULT, "restricted", (device(one),)))
    join(begun, two, "Ben Silva", person=roster(begun).members[device(one)].person)
    begun.run(withdraw(begun.clock, (device(two),), VAULT))
    assert standing(begun) == [
        ("Ana Reyes", 1, True),
        ("Ben Silva", 1, True),
        ("Ben Silva", 1, False),
    ]
    assert changed(begun, into=(two,))
    assert standing(begun) == [("Ana Reyes", 1, True), ("Ben Silva", 2, True)]
    assert changed(begun, out=(one, two))
    assert standing(begun) == [("Ana Reyes", 1, True), ("Ben Silva", 2, False)]


def standing(laptop: Laptop) -> list[tuple[str, int, bool]]:
    """By person: how many laptops, and whether they are in."""
    found = laptop.workspace.read(insiders_of, VAULT)
    assert found is not None
    assert found.may
    return [(one.name, len(one.devices), one.inside) for one in found.people]


def test_the_files_of_its_documents_come_to_who_is_let_in(kept: Three) -> None:
    case = opened_case(kept.ben)
    files = [add_file(kept.ben.workspace, case.id, content_of(700 + n), f"{n}.txt") for n in (1, 2)]
    met(kept.ben, kept.ana, kept.cal)
    assert moved(kept.ana, case.id)
    met(kept.cal, kept.ben, kept.ana)
    assert changed(kept.ana, into=(kept.cal,))
    met(kept.cal, kept.ben, kept.cal)
    for number, one in enumerate(files, start=1):
        assert kept.cal.workspace.read(whole_document, one.id) == content_of(700 + number)


def test_a_case_that_another_lead_kept_to_them_meanwhile_comes_as_well(kept: Three) -> None:
    kept.ana.run(change_role(kept.ana.clock, device(kept.ben), "admin"))
    case = opened_case(kept.cal)
    met(kept.cal, kept.ana, kept.ben)
    kept.ben.run(move_case(kept.ben.clock, case.id, cases_vault(kept.ben), VAULT))
    met(kept.cal)
    assert is_gone(kept.cal, case.id)
    assert changed(kept.ana, into=(kept.cal,))
    met(kept.cal)
    assert has(kept.cal, case.id)


def test_one_that_is_kept_to_them_in_the_last_moment_comes_as_well(kept: Three) -> None:
    a_past(kept)
    kept.ana.run(change_role(kept.ana.clock, device(kept.ben), "admin"))
    case = opened_case(kept.cal)
    met(kept.cal, kept.ana, kept.ben)

    def move() -> None:
        kept.ben.run(move_case(kept.ben.clock, case.id, cases_vault(kept.ben), VAULT))
        met(kept.cal)

    stops = AtSnapshot(kept.ana, move)
    script = change_insiders(kept.ana.clock, VAULT, (device(kept.cal),), ())
    assert kept.ana.run(script, stops)
    met(kept.cal)
    assert has(kept.cal, case.id)


class AtSnapshot:
    """A laptop's way to the server, and what happens once its first snapshot is there."""

    def __init__(self, laptop: Laptop, act: Callable[[], object]) -> None:
        self._wire, self._acts, self._parts = laptop.wire, [act], 0

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Pass a request on."""
        answer = self._wire.ask(ask)
        self._parts += "/blobs/" in ask.path
        if self._parts and ask.path.endswith("/push") and self._acts:
            self._acts.pop()()
        return answer
