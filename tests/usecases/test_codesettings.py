"""A program's own names, order and codes lie over the shipped lists, on every laptop alike."""

from datetime import date, timedelta
from typing import Any

import pytest

from storage.doctor.replay import check_replay
from storage.domain.kinds.arrangement import CodeSetting
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.errors import RejectedError
from storage.usecases.codelists import book_of, codebook
from storage.usecases.codesettings import (
    OwnCode,
    add_code,
    edit_code,
    hide_code,
    lines_of,
    lists_in_use,
    move_code,
    rename_code,
)
from storage.usecases.record_words import fields_in_words
from storage.usecases.records import Add, save
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.storage.builders import add_case, edit, stored
from tests.storage.conftest import ana, ben, second
from tests.storage.laptops import deliver, everything, keys_of, outbox, reasons, tell

__all__ = ["ana", "ben", "second"]

TODAY = date(2026, 3, 4)


def choices(workspace: Workspace, list_name: str) -> dict[str, str]:
    return dict(workspace.read(book_of).choices(list_name, TODAY))


def test_as_long_as_nothing_is_arranged_the_shipped_lists_hold(workspace: Workspace) -> None:
    assert workspace.read(book_of) is codebook()
    assert {one.name for one in lists_in_use()} == set(codebook().lists)


def test_a_renamed_code_is_called_so_wherever_a_record_is_read(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    changes = workspace.write(rename_code, "case_status", "active_ongoing", "With us")
    read = dict(words(workspace, case))
    assert read["Status"] == "With us"
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert dict(words(workspace, case))["Status"] != "With us"
    assert workspace.read(book_of).lists["case_status"] == codebook().lists["case_status"]


def words(workspace: Workspace, record: Any) -> list[tuple[str, str]]:
    return workspace.read(lambda connection: list(fields_in_words(connection, record)))


def test_a_hidden_code_is_not_offered_and_still_known(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(hide_code, "case_status", "active_ongoing", True)
    assert "active_ongoing" not in choices(workspace, "case_status")
    assert dict(words(workspace, case))["Status"] == codebook().label("case_status", case.status)
    edit(workspace, stored(workspace, Case, case.id), number="BER-26-900")
    for code in list(choices(workspace, "case_status"))[1:]:
        workspace.write(hide_code, "case_status", code, True)
    with pytest.raises(RejectedError, match="at least one"):
        workspace.write(
            hide_code, "case_status", next(iter(choices(workspace, "case_status"))), True
        )


def test_codes_change_places_and_the_others_stay(workspace: Workspace) -> None:
    shipped = list(codebook().lists["sex"])
    workspace.write(move_code, "sex", shipped[0], 1)
    moved = [line.entry.code for line in workspace.read(lines_of, "sex")]
    assert moved == [shipped[1], shipped[0], *shipped[2:]]
    workspace.write(move_code, "sex", shipped[1], -1)
    workspace.write(move_code, "sex", shipped[0], 1)
    moved = [line.entry.code for line in workspace.read(lines_of, "sex")]
    assert moved[:3] == [shipped[1], shipped[2], shipped[0]]


def test_a_code_of_the_program_is_offered_in_its_days_and_counts_where_it_is_mapped(
    workspace: Workspace,
) -> None:
    own = OwnCode(label="Ride with a mentor", pmt="B9", valid_from=TODAY, valid_to=TODAY)
    code, _ = workspace.write(add_code, "service", own)
    book = workspace.read(book_of)
    assert code == "own_ride_with_a_mentor"
    assert book.pmt("service", code) == "B9"
    assert code in dict(book.choices("service", TODAY))
    assert code not in dict(book.choices("service", TODAY + timedelta(days=1)))
    with pytest.raises(RejectedError, match="already"):
        workspace.write(add_code, "service", own)
    workspace.write(edit_code, "service", code, OwnCode(label="Ride, mentor", pmt="B9"))
    assert workspace.read(book_of).label("service", code) == "Ride, mentor"
    with pytest.raises(RejectedError, match="keeps its rows"):
        workspace.write(edit_code, "service", "b9", own)
    early = OwnCode(label="x1", valid_from=TODAY, valid_to=TODAY - timedelta(days=1))
    with pytest.raises(RejectedError, match="before the start"):
        workspace.write(add_code, "service", early)


def test_a_code_whose_making_was_undone_stays_known_to_the_records_that_have_it(
    workspace: Workspace,
) -> None:
    code, changes = workspace.write(add_code, "sex", OwnCode(label="Another word"))
    _, youth = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, youth.id), sex=code)
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert code not in choices(workspace, "sex")
    assert workspace.read(book_of).label("sex", code) == "Another word"
    edit(workspace, stored(workspace, Person, youth.id), school="Lakeside")
    workspace.read(check_replay, lambda _done, _all: None)


def test_a_book_read_in_an_act_that_failed_is_forgotten(workspace: Workspace) -> None:
    def fail(transaction: Any) -> None:
        rename_code(transaction, "sex", "female", "Somehow")
        assert book_of(transaction.connection).label("sex", "female") == "Somehow"
        raise RejectedError("No.")

    with pytest.raises(RejectedError):
        workspace.write(fail)
    assert workspace.read(book_of).label("sex", "female") == codebook().label("sex", "female")


def test_a_change_is_seen_by_a_reader_that_read_before(
    workspace: Workspace, template: Template, clock: FixedClock
) -> None:
    with Workspace(workspace.folder, template.key, clock=clock, writer=False) as reader:
        for label in ("First", "Second"):
            workspace.write(rename_code, "sex", "female", label)
            assert reader.read(book_of).label("sex", "female") == label
            assert reader.read(book_of) is reader.read(book_of)


def test_of_two_settings_of_one_code_the_later_one_holds_on_both_laptops(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    ana.write(rename_code, "sex", "female", "First")
    clock.pass_time(minutes=5)
    ben.write(rename_code, "sex", "female", "Second")
    tell(ana, ben)
    tell(ben, ana)
    assert {one.read(book_of).label("sex", "female") for one in (ana, ben)} == {"Second"}
    ana.write(rename_code, "sex", "female", "Third")
    tell(ana, ben)
    assert {one.read(book_of).label("sex", "female") for one in (ana, ben)} == {"Third"}


def test_what_uses_a_code_waits_until_the_code_arrives(ana: Workspace, ben: Workspace) -> None:
    _, youth = ana.write(add_case)
    tell(ana, ben)
    code, _ = ana.write(add_code, "sex", OwnCode(label="Another word"))
    edit(ana, stored(ana, Person, youth.id), sex=code)
    _, other = ana.write(add_case, "Tess", "Thorn")
    edit(ana, stored(ana, Person, other.id), sex=code, school="Lakeside")
    vaults = ana.write(lambda transaction: {n: v.id for n, v in transaction.vaults.items()})
    assert set(vaults) == {"cases", "program"}
    applied = deliver(ben, outbox(ana, "cases"), ana.read(keys_of))
    assert applied.parked == 2
    assert stored(ben, Person, youth.id).record.sex == ""
    assert stored(ben, Person, other.id).record.school == "Lakeside"
    deliver(ben, outbox(ana, "program"), ana.read(keys_of))
    assert reasons(ben) == []
    assert stored(ben, Person, youth.id).record.sex == code
    assert stored(ben, Person, other.id).record.sex == code
    ben.read(check_replay, lambda _done, _all: None)
    assert ben.read(everything) == ana.read(everything)


def test_code_and_use_in_one_hand_over_need_no_second_try(ana: Workspace, ben: Workspace) -> None:
    code, _ = ana.write(add_code, "sex", OwnCode(label="Another word"))
    case, youth = ana.write(add_case)
    twin = Person(
        id=ana.write(lambda t: t.new_id()), case=case.id, role="sibling", given_name="Dov", sex=code
    )
    ana.write(save, [Add(twin)], "add person")
    edit(ana, stored(ana, Person, youth.id), sex=code)
    assert tell(ana, ben).parked == 0
    assert stored(ben, Person, twin.id).record.sex == code
    assert ben.read(everything) == ana.read(everything)


def test_a_setting_of_a_list_that_this_version_does_not_know_changes_nothing(
    workspace: Workspace,
) -> None:
    setting = CodeSetting(
        id=workspace.write(lambda t: t.new_id()), list_name="constellation", code="orion"
    )
    workspace.write(save, [Add(setting)], "add a code")
    assert "constellation" not in workspace.read(book_of).lists
