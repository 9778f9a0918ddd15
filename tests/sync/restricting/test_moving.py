"""A case that is kept to a few people: others lose it, the few go on with it."""

from collections.abc import Callable

import pytest

from storage.doctor.replay import check_replay
from storage.domain.kinds.note import Note
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.syncing.keys import case_key
from storage.usecases.syncing.snapshots import Known, snapshots
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.governing.expunging import expunge, move_case
from sync.client.governing.vaults import grant, make_vault
from sync.client.membership import membership
from sync.client.problems import SyncError
from sync.client.round import sync_round
from sync.client.snapshots.attesting import attest_snapshot, false_snapshot_seen
from sync.client.snapshots.believing import attesters
from sync.client.snapshots.making import make_snapshot
from tests.storage.builders import add_note
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, device, entered, has, met
from tests.sync.restricting.test_expunging import is_gone, opened_case


@pytest.fixture
def shared(three: Three) -> Three:
    """Ana and Ben have a vault that Cal is no member of."""
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    met(three.ana, three.ben, three.cal)
    return three


def moved(laptop: Laptop, case: bytes) -> bool:
    return laptop.run(move_case(laptop.clock, case, cases_vault(laptop), VAULT))


def noted(laptop: Laptop, note: Note) -> bool:
    return laptop.workspace.read(fetch, Note, note.id) is not None


def test_others_lose_it_and_the_few_go_on_with_it(shared: Three) -> None:
    case, other = opened_case(shared.ben), entered(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    assert has(shared.cal, case.id)
    assert moved(shared.ana, case.id)
    met(shared.ben, shared.cal)
    assert is_gone(shared.cal, case.id)
    assert has(shared.cal, other)
    note = shared.ben.workspace.write(add_note, case, "for the few")
    answer = shared.ana.workspace.write(add_note, case, "for the few as well")
    met(shared.ben, shared.ana, shared.cal)
    assert noted(shared.ana, note)
    assert noted(shared.ben, answer)
    assert not noted(shared.cal, note)
    for laptop in (shared.ana, shared.ben, shared.cal):
        laptop.workspace.read(check_replay, lambda _done, _total: None)
    assert not moved(shared.ana, case.id)


def test_what_is_written_in_it_is_not_sealed_under_the_key_that_others_know(
    shared: Three,
) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    before = shared.cal.workspace.read(case_key, case.id)
    moved(shared.ana, case.id)
    met(shared.ben)
    for laptop in (shared.ana, shared.ben):
        assert laptop.workspace.read(case_key, case.id) != before


def test_what_others_wrote_of_it_without_knowing_reaches_the_few(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    note = shared.cal.workspace.write(add_note, case, "written in court")
    moved(shared.ana, case.id)
    met(shared.ben, shared.cal, shared.ana, shared.ben)
    assert noted(shared.ana, note)
    assert noted(shared.ben, note)
    assert is_gone(shared.cal, case.id)


def test_one_of_the_few_may_have_written_before_hearing_of_it(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana)
    note = shared.ben.workspace.write(add_note, case, "before")
    moved(shared.ana, case.id)
    after = shared.ana.workspace.write(add_note, case, "after")
    met(shared.ben, shared.ana)
    assert noted(shared.ana, note)
    assert noted(shared.ben, after)


def test_who_lost_it_is_told_so_where_they_write(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    moved(shared.ana, case.id)
    met(shared.cal)
    with pytest.raises(RejectedError, match="restricted"):
        shared.cal.workspace.write(add_note, case, "may I?")


def test_it_may_come_back_to_where_it_was(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana)
    moved(shared.ana, case.id)
    met(shared.ben)
    back = move_case(shared.ana.clock, case.id, VAULT, cases_vault(shared.ana))
    assert shared.ana.run(back)
    note = shared.ben.workspace.write(add_note, case, "for all again")
    met(shared.ben, shared.ana)
    assert noted(shared.ana, note)


def test_a_restricted_case_is_destroyed_where_it_stands(shared: Three) -> None:
    case = entered(shared.ben)
    met(shared.ben, shared.ana)
    moved(shared.ana, case)
    assert shared.ana.run(expunge(shared.ana.clock, ((VAULT, case),), "court_order"))
    met(shared.ben)
    assert is_gone(shared.ana, case)
    assert is_gone(shared.ben, case)


def test_nobody_moves_a_case_to_where_they_are_not(shared: Three) -> None:
    case = entered(shared.cal)
    met(shared.cal)
    with pytest.raises(SyncError):
        moved(shared.cal, case)
    assert has(shared.cal, case)


def test_who_lost_it_and_the_few_agree_on_what_came_by_the_old_log(shared: Three) -> None:
    case, _ = opened_case(shared.ben), entered(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    shared.cal.workspace.write(add_note, case, "written in court")
    assert moved(shared.ana, case.id)
    met(shared.cal, shared.ben, shared.ana)
    log = cases_vault(shared.cal)
    known = snapshot_by(shared.cal, log)
    met(shared.ben, shared.ana)
    member = shared.ana.workspace.read(membership)
    assert member is not None
    assert shared.ana.workspace.read(attesters, member, known)
    assert not shared.ana.workspace.read(false_snapshot_seen)
    assert not shared.ben.workspace.read(false_snapshot_seen)


@pytest.mark.parametrize("is_moved", [True, False])
def test_a_snapshot_from_before_a_case_went_is_called_nothing(
    shared: Three, *, is_moved: bool
) -> None:
    case, _ = opened_case(shared.ben), entered(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    log = cases_vault(shared.cal)
    known = snapshot_by(shared.cal, log)
    act = moved if is_moved else destroyed
    assert act(shared.ana, case.id)
    assert shared.ana.run(attest_snapshot(log, known)) == "unknown"
    assert not shared.ana.workspace.read(false_snapshot_seen)


def destroyed(laptop: Laptop, case: bytes) -> bool:
    return laptop.run(expunge(laptop.clock, ((cases_vault(laptop), case),), "retention"))


def test_all_agree_on_what_its_author_had_lost_before_it_was_sealed(three: Three) -> None:
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", ()))
    case, _ = opened_case(three.ben), entered(three.ben)
    met(three.ben, three.ana, three.cal)
    assert moved(three.ana, case.id)
    wire = Interrupted(three.ben, lambda: three.ben.workspace.write(add_note, case, "in court"))
    three.ben.run(sync_round(three.ben.clock), wire)
    met(three.ben, three.cal, three.ana)
    assert is_gone(three.ben, case.id)
    log = cases_vault(three.cal)
    known = snapshot_by(three.ana, log)
    met(three.cal)
    assert three.cal.run(attest_snapshot(log, known)) == "same"


class Interrupted:
    """A laptop's way to the server, and what its person does while the first request is out."""

    def __init__(self, laptop: Laptop, act: Callable[[], object]) -> None:
        self._wire, self._acts = laptop.wire, [act]

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Pass a request on."""
        while self._acts:
            self._acts.pop()()
        return self._wire.ask(ask)


def test_who_came_to_the_few_later_calls_no_snapshot_of_theirs_false(shared: Three) -> None:
    case = opened_case(shared.ben)
    met(shared.ben, shared.ana, shared.cal)
    assert moved(shared.ana, case.id)
    met(shared.cal, shared.ben, shared.ana)
    shared.ben.workspace.write(add_note, case, "for the few")
    met(shared.ben, shared.ana)
    assert shared.ana.run(grant(shared.ana.clock, device(shared.cal), VAULT))
    met(shared.cal, shared.ben, shared.ana)
    known = snapshot_by(shared.ana, VAULT)
    met(shared.cal)
    assert shared.cal.run(attest_snapshot(VAULT, known)) == "unknown"


def snapshot_by(laptop: Laptop, log: bytes) -> Known:
    """Let a laptop make a snapshot of a log and send it."""
    member = laptop.workspace.read(membership)
    assert member is not None
    assert laptop.run(make_snapshot(member.session(laptop.clock), log, 1))
    met(laptop)
    (known,) = laptop.workspace.read(snapshots, log)
    return known
