"""A round looks at what it received for what does not fit, and says so where it counts."""

from storage.domain.ids import RecordId
from storage.domain.kinds.victimization import Victimization
from storage.usecases.records import Add, save
from storage.usecases.syncing.openreviews import open_reviews
from tests.storage.builders import SOME_DAY, add_case
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import met


def test_what_two_people_broke_together_counts_after_the_round_that_brought_it(
    three: Three,
) -> None:
    case, youth = three.ana.workspace.write(add_case)
    met(three.ana, three.ben, three.cal)
    for number, laptop in enumerate((three.ana, three.ben)):
        record = Victimization(
            id=RecordId(bytes([number]) * 16), case=case.id, person=youth.id, type="bullying",
            presented_from=SOME_DAY,
        )  # fmt: skip
        laptop.workspace.write(save, [Add(record)], "add victimization")
    assert three.ana.workspace.read(open_reviews).total == 0
    met(three.ana, three.ben, three.cal)
    assert [one.workspace.read(open_reviews).looks for one in (three.ana, three.ben)] == [1, 1]
