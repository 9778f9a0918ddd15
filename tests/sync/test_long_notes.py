"""However much is imported at once, all of it fits into envelopes."""

from pathlib import Path
from random import Random  # noqa: TID251 - the same words every time

from storage.domain.kinds.note import Note
from storage.usecases.bulk import add_all
from tests.storage.builders import SOME_DAY, add_case
from tests.sync.simulation.building import Stage

_NOTES, _LENGTH = 900, 12_000


def test_long_notes_of_many_years_are_sent_and_nothing_is_kept_from_coming(tmp_path: Path) -> None:
    chance = Random(1)
    stage = Stage(tmp_path / "stage", laptops=2)
    with stage.world(tmp_path / "played", seed=1) as world:
        ana, ben = world.laptops
        case, _ = ana.workspace.write(add_case)
        notes = [
            Note(
                id=ana.workspace.write(lambda transaction: transaction.new_id()),
                case=case.id,
                on=SOME_DAY,
                note_class="factual",
                text=chance.randbytes(_LENGTH // 2).hex(),
            )
            for _ in range(_NOTES)
        ]
        ana.workspace.write(add_all, notes, "import", batch=bytes(16))
        outcome = ana.round()
        assert (outcome.problem, outcome.waiting) == (None, 0)
        assert ben.round().problem is None
        query = "SELECT count(*) FROM note"
        assert ben.workspace.read(lambda c: c.exec_driver_sql(query).scalar_one()) == _NOTES
