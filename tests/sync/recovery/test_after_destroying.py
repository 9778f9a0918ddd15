"""Cases were destroyed: who comes in by the recovery key, or brings a backup back, has the figures.

And nothing of the cases, in no table, and in nothing that the rescue tool gets out.
"""

import pytest

from storage.domain.kinds.case import Case
from sync.client.governing.expunging import expunge, move_case
from sync.client.governing.vaults import make_vault
from sync.client.recovery.using import Way, recover_here
from sync.client.round import sync_round
from tests.storage.builders import add_case, add_note, add_service
from tests.sync.enrolment.laptops import ADDRESS, Laptop
from tests.sync.enrolment.stages import Joiners
from tests.sync.governing.test_leaving import VAULT, cases_vault, device, has
from tests.sync.recovery.conftest import Office, new_laptop
from tests.sync.recovery.test_recovery_key import line, make, whole
from tests.sync.restricting.test_kept_counts import sound, told
from tests.sync.restricting.test_no_word_left import tables_with


def entered(laptop: Laptop, name: str, word: str) -> Case:
    case, person = laptop.workspace.write(add_case, name, word)
    laptop.workspace.write(add_service, case, person)
    laptop.workspace.write(add_note, case, f"{word} " * 200)
    return case


@pytest.mark.parametrize("for_few", [False, True])
def test_who_comes_by_the_recovery_key_has_every_figure_and_no_word(
    own_office: Office, joiners: Joiners, *, for_few: bool
) -> None:
    """As the lead who made the key: of a case for a few too, whose counts the few alone keep."""
    office, ana = own_office, own_office.ana
    ana.run(make_vault(office.clock, VAULT, "restricted", (device(office.ben),)))
    office.sync()
    gone, stays = entered(office.ben, "Gone", "Quill"), entered(office.ben, "Luz", "Silva")
    office.sync()
    if for_few:
        assert ana.run(move_case(office.clock, gone.id, cases_vault(ana), VAULT))
        office.sync()
    make(office)
    before, others = told(ana), told(office.cleo)
    assert (before != others) == for_few
    vault = VAULT if for_few else cases_vault(ana)
    assert ana.run(expunge(office.clock, ((vault, gone.id),), "retention"))
    office.sync()
    assert (told(ana), told(office.ben), told(office.cleo)) == (before, before, others)
    fresh = new_laptop(office, joiners, "fresh")
    way = Way(ADDRESS, line(ana))
    fresh.run(recover_here(office.clock, way, whole(office.ben, office.cleo)))
    for _ in range(2):
        assert fresh.run(sync_round(fresh.clock)).problem is None
    assert told(fresh) == before
    words = (b"quill", gone.number.lower().encode(), gone.youth or b"")
    for laptop in (fresh, *office.all):
        assert not laptop.workspace.read(tables_with, words)
    assert has(fresh, stays.id)
    sound(fresh)
    assert fresh.run(expunge(office.clock, ((cases_vault(fresh), stays.id),), "retention"))
    office.sync()
    assert (told(fresh), told(ana), told(office.cleo)) == (before, before, others)
    fresh.workspace.close()
