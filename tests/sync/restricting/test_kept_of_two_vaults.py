"""A youth with a case for everybody and one for a few: the figures stay when both are destroyed."""

from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from sync.client.governing.expunging import expunge
from tests.storage.builders import add_case, add_service, edit, stored
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, met
from tests.sync.restricting.test_kept_counts import told
from tests.sync.restricting.test_moving import moved, shared

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
