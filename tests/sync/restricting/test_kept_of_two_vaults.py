"""A youth with a case for everybody and one for a few: the figures stay when both are destroyed."""

from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.domain.periods import year_of
from storage.reports.beside import marked
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from sync.client.governing.expunging import expunge
from tests.storage.builders import SOME_DAY, add_case, add_service, edit, stored
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, met
from tests.sync.restricting.test_expunging import destroyed, opened_case
from tests.sync.restricting.test_kept_counts import sound, told
from tests.sync.restricting.test_moving import moved, shared
from tests.sync.restricting.test_privileged import apart as keep_apart

__all__ = ["shared"]


def two_cases_of_one(laptop: Laptop) -> tuple[RecordId, RecordId]:
    first, youth = laptop.workspace.write(add_case)
    second, _ = laptop.workspace.write(add_case)
    edit(laptop.workspace, stored(laptop.workspace, Case, second.id), youth=youth.id)
    for case in (first, second):
        laptop.workspace.write(add_service, case, youth)
    return first.id, second.id


def apart(shared: Three) -> tuple[RecordId, RecordId]:
    """One youth's cases: the first is everybody's, the second is Ana's and Ben's."""
    for_all, for_few = two_cases_of_one(shared.ana)
    met(shared.ana, shared.ben, shared.cal)
    assert moved(shared.ana, for_few)
    met(shared.ben, shared.cal, shared.ana)
    return for_all, for_few


def told_each(three: Three) -> list[Any]:
    met(three.ben, three.cal)
    return [told(laptop) for laptop in (three.ana, three.ben, three.cal)]


def test_marks_for_the_narrative_stay_with_who_could_read_what_was_marked(three: Three) -> None:
    """Of a privileged note those who read it, of the rest of the case everybody."""
    keep_apart(three)
    case = opened_case(three.ana)
    for note_class in ("factual", "privileged"):
        three.ana.workspace.write(marked_note, case, note_class)
    met(three.ana, three.ben, three.cal)
    before = [laptop.workspace.read(marks_of_the_year) for laptop in (three.ben, three.cal)]
    assert before == [2, 1]
    assert destroyed(three.ana, case.id)
    met(three.ben, three.cal)
    for laptop, count in ((three.ana, 2), (three.ben, 2), (three.cal, 1)):
        assert laptop.workspace.read(marks_of_the_year) == count
        sound(laptop)


def test_marks_in_a_case_of_a_few_stay_with_them(shared: Three) -> None:
    case = opened_case(shared.ana)
    shared.ana.workspace.write(marked_note, case, "factual")
    met(shared.ana, shared.ben, shared.cal)
    assert moved(shared.ana, case.id)
    met(shared.ben, shared.cal)
    assert shared.ana.run(expunge(shared.ana.clock, ((VAULT, case.id),), "retention"))
    met(shared.ben, shared.cal)
    for laptop, count in ((shared.ana, 1), (shared.ben, 1), (shared.cal, 0)):
        assert laptop.workspace.read(marks_of_the_year) == count


def marked_note(transaction: Transaction, case: Case, note_class: str) -> None:
    note = Note(
        id=transaction.new_id(), case=case.id, on=SOME_DAY, note_class=note_class,
        text="confided", narrative=frozenset({"trend"}),
    )  # fmt: skip
    save(transaction, [Add(note)], "write note")


def marks_of_the_year(connection: Connection) -> int:
    return sum(marked(connection, year_of(SOME_DAY), {"trend"}))


def test_cases_of_two_vaults_that_go_in_one_act_leave_every_figure(shared: Three) -> None:
    for_all, for_few = apart(shared)
    before = told_each(shared)
    assert before[0] != before[2]
    gone = ((cases_vault(shared.ana), for_all), (VAULT, for_few))
    assert shared.ana.run(expunge(shared.ana.clock, gone, "retention"))
    assert told_each(shared) == before


def test_a_case_of_everybody_goes_before_one_of_a_few(shared: Three) -> None:
    """Who is not one of the few keeps a youth whose other case they never saw."""
    for_all, for_few = apart(shared)
    before = told_each(shared)
    for case in ((cases_vault(shared.ana), for_all), (VAULT, for_few)):
        assert shared.ana.run(expunge(shared.ana.clock, (case,), "retention"))
        assert told_each(shared) == before


def test_a_case_of_a_few_goes_before_one_of_everybody(shared: Three) -> None:
    for_all, for_few = apart(shared)
    before = told_each(shared)
    for case in ((VAULT, for_few), (cases_vault(shared.ana), for_all)):
        assert shared.ana.run(expunge(shared.ana.clock, (case,), "retention"))
        assert told_each(shared) == before
