"""Figures of past periods are the same on every laptop after a case was destroyed, and for good."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.backup.restoring import restore
from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.periods import quarter_containing, year_of
from storage.reports.figures import figures
from storage.tables.records import TABLES
from storage.workspace import Workspace
from sync.client.governing.expunging import expunge
from tests.storage.builders import SOME_DAY, add_case, add_service
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import cases_vault, entered, met
from tests.sync.restricting.test_expunging import destroyed, is_gone, keys_of

PERIODS = (quarter_containing(SOME_DAY), year_of(SOME_DAY))


def told(laptop: Laptop) -> list[Any]:
    def query(connection: Connection) -> list[Any]:
        return [
            [(row.id, row.value) for row in figures(connection, form, period).rows]
            for form in ("pmt", "headline")
            for period in PERIODS
        ]

    return laptop.workspace.read(query)


def served(laptop: Laptop, day: date = SOME_DAY) -> RecordId:
    case, person = laptop.workspace.write(add_case)
    laptop.workspace.write(add_service, case, person, day)
    return case.id


def sound(laptop: Laptop) -> None:
    laptop.workspace.read(check_replay, lambda _done, _total: None)
    laptop.workspace.read(check_indexes)


def brought_back(laptop: Laptop, backup: Path) -> None:
    laptop.workspace.close()
    shutil.rmtree(laptop.folder)
    restore(backup, laptop.folder, lambda _folder: laptop.key, clock=laptop.clock)
    laptop.workspace = Workspace(laptop.folder, laptop.key, clock=laptop.clock)


def test_no_figure_changes_on_any_laptop_nor_after_a_restore(three: Three, tmp_path: Path) -> None:
    cases = [served(three.ben), served(three.cal), served(three.ana)]
    met(three.ben, three.cal, three.ana)
    before = told(three.ana)
    for laptop in (three.ben, three.cal):
        assert told(laptop) == before
    older = tmp_path / "older.backup"
    three.ana.workspace.back_up(older)
    vault = cases_vault(three.ana)
    gone = tuple((vault, case) for case in cases[:2])
    assert three.ana.run(expunge(three.ana.clock, gone, "retention"))
    assert told(three.ana) == before
    met(three.ben, three.cal)
    for laptop in (three.ben, three.cal):
        assert all(is_gone(laptop, case) for case in cases[:2])
        assert told(laptop) == before
        sound(laptop)
    brought_back(three.ana, older)
    met(three.ana, three.ben)
    assert told(three.ana) == before
    assert told(three.ben) == before
    sound(three.ana)
    newer = tmp_path / "newer.backup"
    three.ana.workspace.back_up(newer)
    assert destroyed(three.ana, cases[2])
    met(three.ben)
    assert told(three.ana) == told(three.ben) == before


def test_two_leads_who_destroy_apart_count_nothing_twice(three: Three) -> None:
    """The second one asked for hears of the first one before its entry finds its place."""
    first, second = served(three.ana), served(three.ben)
    met(three.ana, three.ben)
    before = told(three.ana)
    vault = cases_vault(three.ana)
    half = expunge(three.ana.clock, ((vault, first),), "request")
    three.ana.cut_off(half, 12)
    both = ((vault, first), (vault, second))
    assert three.ana.run(expunge(three.ana.clock, both, "retention"))
    met(three.ben, three.ana)
    assert told(three.ana) == told(three.ben) == before


def test_what_is_kept_is_sealed_under_a_key_of_its_own(three: Three) -> None:
    case = served(three.ana)
    met(three.ana, three.ben)
    destroyed(three.ana, case)
    met(three.ben)
    (record,) = three.ben.workspace.read(
        lambda c: c.exec_driver_sql("SELECT id FROM anonymous_count").scalars().all()
    )
    assert three.ben.workspace.read(keys_of, record) == 1
    other = entered(three.ben)
    met(three.ben, three.ana)
    assert destroyed(three.ana, RecordId(record))
    met(three.ben)
    assert is_gone(three.ben, RecordId(record))
    assert TABLES["case"].name == "case"
    assert not is_gone(three.ben, other)
