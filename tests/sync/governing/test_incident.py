"""What a laptop knows of one that was taken out, for the sheet that people keep."""

from sync.client.governing.incident import incident
from sync.client.governing.leaving import revoke
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, entered, met


def test_the_sheet_knows_whose_it_was_who_took_it_out_and_what_it_held(three: Three) -> None:
    entered(three.ben)
    entered(three.ana)
    met(three.ben, three.ana, three.cal)
    lost = device(three.ben)
    assert three.ana.workspace.read(incident, lost) is None
    three.ana.run(revoke(three.ana.clock, (lost,), "lost", erase=True))
    met(three.cal)
    for laptop in (three.ana, three.cal):
        found = laptop.workspace.read(incident, lost)
        assert found is not None
        assert (found.name, found.place, found.laptops) == ("Ben Silva", 1, 1)
        assert (found.reason, found.erase) == ("lost", True)
        assert found.changed is not None
        cases, program = sorted(found.held, key=lambda one: one.name)
        assert (cases.name, cases.cases, program.name) == ("cases", 2, "program")
        assert [number > 0 for _, number in cases.taken] == [True]
    seen = [one.workspace.read(incident, lost) for one in (three.ana, three.cal)]
    # The entry has no time of its own: only the record of access of who signed it says when.
    assert [one is not None and one.signed for one in seen] == [
        three.ana.clock.now().replace(microsecond=0),
        None,
    ]
    assert len({one.signer for one in seen if one is not None}) == 1
