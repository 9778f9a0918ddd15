from datetime import date
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.exploitation import Exploitation
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.usecases.codelists import codebook
from storage.usecases.records import Add, save
from storage.usecases.suggesting import (
    add_suggested,
    rows_by_type,
    suggested_types,
    suggestions,
)
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case

KNOWN = date(2026, 3, 2)


def _exploitation(types: set[str], **values: Any) -> Exploitation:
    return Exploitation(id=RecordId(b"x" * 16), known_on=KNOWN, types=frozenset(types), **values)


def _known(transaction: Transaction, case: Case, youth: Person, types: set[str]) -> RecordId:
    row = Exploitation(
        id=transaction.new_id(), case=case.id, person=youth.id, known_on=KNOWN,
        types=frozenset(types),
    )  # fmt: skip
    save(transaction, [Add(row)], "add exploitation")
    return row.id


def _presented(transaction: Transaction, case: Case, youth: Person, until: date | None) -> None:
    row = Victimization(
        id=transaction.new_id(), case=case.id, person=youth.id, type="human_trafficking_sex",
        presented_from=date(2026, 1, 1), presented_to=until,
    )  # fmt: skip
    save(transaction, [Add(row)], "add victimization")


def test_every_pair_names_codes_that_exist() -> None:
    book = codebook()
    for kind, types in rows_by_type().items():
        assert book.has("exploitation_type", kind)
        assert all(book.has("victimization", one) for one in types)


def test_a_child_has_the_rows_of_children_each_once() -> None:
    found = suggested_types(_exploitation({"family_facilitated", "survival"}), 15, rows_by_type())
    assert found == ["human_trafficking_sex", "domestic_family_violence"]


def test_an_adult_has_the_rows_of_adults() -> None:
    enticed = _exploitation({"online_enticement"})
    assert suggested_types(enticed, 19, rows_by_type()) == ["adult_sexual_assault"]
    assert suggested_types(enticed, None, rows_by_type()) == ["child_sexual_abuse"]


def test_an_adult_exploited_as_a_child_has_the_row_for_it_too() -> None:
    before = _exploitation({"online_enticement"}, age_first=14)
    assert suggested_types(before, 18, rows_by_type()) == [
        "adult_sexual_assault",
        "adult_abused_as_child",
    ]


def test_what_is_on_record_in_the_period_is_not_suggested_again(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    record = workspace.write(_known, case, youth, {"partner_facilitated"})
    workspace.write(_presented, case, youth, date(2026, 2, 1))
    found = workspace.read(suggestions, record)
    assert found is not None
    assert found.types == ("human_trafficking_sex", "teen_dating")
    workspace.write(_presented, case, youth, None)
    again = workspace.read(suggestions, record)
    assert again is not None
    assert again.types == ("teen_dating",)


def test_what_is_confirmed_is_saved_at_once_and_never_twice(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    record = workspace.write(_known, case, youth, {"sextortion_financial"})
    wanted = ["child_pornography", "identity_theft_fraud", "arson"]
    _, changes = workspace.write(add_suggested, record, wanted)
    assert len(changes.ids_by_kind["victimization"]) == 2
    dot, again = workspace.write(add_suggested, record, wanted)
    assert dot is None
    assert not again.ids_by_kind
    found = workspace.read(suggestions, record)
    assert found is not None
    assert found.types == ("stalking_harassment",)
