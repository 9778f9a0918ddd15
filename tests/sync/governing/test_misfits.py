"""A round looks at what it received for what does not fit, and says so where it counts."""

import pytest
from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.usecases.codelists import book_of
from storage.usecases.records import Add, save
from storage.usecases.syncing import applying
from storage.usecases.syncing.openreviews import open_reviews
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import met


def _both_add(three: Three, case: Case, youth: Person) -> None:
    """Let Ana and Ben record the same, each without the other."""
    for number, laptop in enumerate((three.ana, three.ben)):
        record = Victimization(
            id=RecordId(bytes([number]) * 16), case=case.id, person=youth.id, type="bullying",
            presented_from=SOME_DAY,
        )  # fmt: skip
        laptop.workspace.write(save, [Add(record)], "add victimization")


def test_what_two_people_broke_together_counts_after_the_round_that_brought_it(
    three: Three,
) -> None:
    case, youth = three.ana.workspace.write(add_case)
    met(three.ana, three.ben, three.cal)
    _both_add(three, case, youth)
    assert three.ana.workspace.read(open_reviews).total == 0
    met(three.ana, three.ben, three.cal)
    assert [one.workspace.read(open_reviews).looks for one in (three.ana, three.ben)] == [1, 1]


def test_what_waited_for_an_update_is_looked_at_when_it_is_taken_in(three: Three) -> None:
    case, youth = three.ana.workspace.write(add_case)
    met(three.ana, three.ben)
    _both_add(three, case, youth)
    met(three.ana)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(applying, "book_of", _earlier)
        met(three.ben)
    ben = three.ben.workspace.read(open_reviews)
    assert (ben.waiting, ben.looks) == (1, 0)
    three.ben.workspace.close()
    three.ben.workspace = Workspace(three.ben.folder, three.ben.key, clock=three.ben.clock)
    ben = three.ben.workspace.read(open_reviews)
    assert (ben.waiting, ben.looks) == (0, 1)


def _earlier(connection: Connection) -> CodeBook:
    """Return the lists of an earlier Satchel, which did not know one kind of victimization."""
    lists = book_of(connection).lists
    return CodeBook(
        {name: {c: e for c, e in of.items() if c != "bullying"} for name, of in lists.items()}
    )
