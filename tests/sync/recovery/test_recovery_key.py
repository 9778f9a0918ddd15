"""The program's recovery key: split among people, tried, and used when it must be."""

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import Connection

from storage.domain.clocks import today
from storage.domain.ids import RecordId
from storage.errors import RejectedError
from storage.usecases.sharing import Released
from storage.usecases.syncing.expunging import closed_in
from storage.usecases.syncing.keys import epoch_keys
from storage.usecases.tasks import finish
from sync.client.governing.expunging import expunge
from sync.client.governing.leaving import revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.vaults import make_vault
from sync.client.membership import load_roster
from sync.client.problems import SyncError
from sync.client.recovery.gathering import Gathering, proved, share_in
from sync.client.recovery.holding import give_share, own_share, print_share, recovery_key
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.rehearsing import last_rehearsal, note_rehearsal
from sync.client.recovery.using import Way, become_admin, recover_here
from sync.client.round import sync_round
from sync.protocol.errors import ProtocolError
from sync.protocol.program_code import found_by, line_of
from sync.protocol.recoverykey import RecoveryKeys, keys_of
from tests.storage.builders import add_case
from tests.sync.enrolment.laptops import ADDRESS, Laptop
from tests.sync.enrolment.stages import Joiners
from tests.sync.recovery.conftest import Office, new_laptop


def make(office: Office) -> None:
    holders = tuple(laptop.workspace.device for laptop in (office.ana, office.cleo, office.ben))
    office.ana.run(make_recovery_key(office.clock, holders, 2))
    office.sync()


def words(laptop: Laptop) -> str:
    return laptop.workspace.read(own_share).words


def whole(*laptops: Laptop) -> RecoveryKeys:
    gathering = Gathering()
    for laptop in laptops:
        gathering.add_words(words(laptop))
    return gathering.keys()


def given(laptop: Laptop, receiver: Laptop) -> bytes:
    released: Released = laptop.workspace.write(give_share, receiver.workspace.device)
    (content,) = released.files.values()
    return content


def line(laptop: Laptop) -> str:
    roster = laptop.workspace.read(load_roster)
    assert roster is not None
    return line_of(roster.program, roster.log)


def _cases_vault(connection: Connection) -> bytes:
    query = "SELECT vault FROM vault_key WHERE name = 'cases'"
    return bytes(connection.exec_driver_sql(query).scalar_one())


def test_every_pair_of_holders_makes_the_key_and_nobody_else_holds_a_share(office: Office) -> None:
    make(office)
    roster = office.dana.workspace.read(load_roster)
    assert roster is not None
    assert roster.recovery is not None
    for one, other in ((office.ana, office.cleo), (office.ben, office.cleo)):
        keys = whole(one, other)
        assert (keys.id, keys.public, keys.kem) == (
            roster.recovery.id, roster.recovery.signing, roster.recovery.kem,
        )  # fmt: skip
    with pytest.raises(RejectedError, match="holds no share"):
        office.dana.workspace.read(own_share)
    held = office.dana.workspace.read(recovery_key)
    assert held is not None
    assert (held.threshold, held.own) == (2, False)
    assert {holder.name for holder in held.holders} == {"Ana Reyes", "Cleo Marsh", "Ben Silva"}


def test_a_rehearsal_proves_the_key_and_is_due_again_in_a_year(own_office: Office) -> None:
    office = own_office
    make(office)
    cleo = office.cleo
    shares = [
        cleo.workspace.read(own_share),
        cleo.workspace.read(share_in, given(office.ben, cleo)),
    ]
    assert cleo.workspace.read(proved, shares).id == keys_of_roster(office)
    assert cleo.workspace.read(last_rehearsal) is None
    cleo.workspace.write(note_rehearsal)
    day = today(office.clock)
    assert cleo.workspace.read(last_rehearsal) == day
    office.sync()
    office.sync()
    assert office.ana.workspace.read(last_rehearsal) == day
    tasks = office.ana.workspace.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT status, due_on FROM task WHERE rule = 'recovery_key' ORDER BY due_on"
        ).all()
    )
    assert [row.status for row in tasks] == ["done", "open"]
    assert tasks[1].due_on == "2027-03-04"


def test_a_key_made_anew_was_never_tried(own_office: Office) -> None:
    office = own_office
    make(office)
    office.ana.workspace.write(note_rehearsal)
    assert office.ana.workspace.read(last_rehearsal) == today(office.clock)
    make(office)
    office.ana.workspace.write(finish, office.ana.workspace.read(waiting_rehearsals))
    assert office.ana.workspace.read(last_rehearsal) is None


def waiting_rehearsals(connection: Connection) -> list[RecordId]:
    query = "SELECT id FROM task WHERE rule = 'recovery_key' AND status = 'open'"
    return [RecordId(id_) for id_ in connection.exec_driver_sql(query).scalars()]


def keys_of_roster(office: Office) -> bytes:
    roster = office.ana.workspace.read(load_roster)
    assert roster is not None
    assert roster.recovery is not None
    return roster.recovery.id


def test_a_share_goes_to_the_laptop_it_was_given_to_and_to_no_other(office: Office) -> None:
    make(office)
    content = given(office.ben, office.cleo)
    assert office.cleo.workspace.read(share_in, content).words == words(office.ben)
    with pytest.raises(RejectedError, match="given to another laptop"):
        office.ana.workspace.read(share_in, content)
    for place in range(0, len(content), 13):
        damaged = bytearray(content)
        damaged[place] ^= 1
        with pytest.raises(RejectedError):
            office.cleo.workspace.read(share_in, bytes(damaged))
    make(office)
    with pytest.raises(RejectedError, match="older recovery key"):
        office.cleo.workspace.read(share_in, content)


def test_a_newer_key_makes_the_old_shares_worthless(office: Office) -> None:
    make(office)
    old = words(office.ana)
    make(office)
    gathering = Gathering()
    gathering.add_words(old)
    with pytest.raises(RejectedError, match="of another set"):
        gathering.add_words(words(office.cleo))
    with pytest.raises(RejectedError, match="here already"):
        gathering.add_words(old.upper())
    with pytest.raises(RejectedError, match="2 different shares are needed; 1 is here"):
        gathering.keys()
    assert (gathering.here, gathering.needed) == (1, 2)
    gathering.forget()
    assert gathering.here == 0


def test_the_key_of_older_shares_is_told_from_the_one_that_holds(office: Office) -> None:
    make(office)
    old = [laptop.workspace.read(own_share) for laptop in (office.ana, office.cleo)]
    make(office)
    with pytest.raises(RejectedError, match="not the one that holds now"):
        office.ben.workspace.read(proved, old)


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_other_numbers_of_people_are_refused(office: Office, count: int) -> None:
    devices = tuple(laptop.workspace.device for laptop in office.all)[:count]
    with pytest.raises(RejectedError, match="Choose three people"):
        office.ana.run(make_recovery_key(office.clock, devices, 2))


def test_one_person_does_not_get_two_shares(office: Office) -> None:
    ana, ben = office.ana.workspace.device, office.ben.workspace.device
    with pytest.raises(RejectedError, match="another person"):
        office.ana.run(make_recovery_key(office.clock, (ana, ana, ben), 2))


def test_who_is_no_admin_makes_no_recovery_key(office: Office) -> None:
    devices = tuple(laptop.workspace.device for laptop in office.all)[:3]
    with pytest.raises(SyncError):
        office.ben.run(make_recovery_key(office.clock, devices, 2))


def test_a_key_by_a_lead_outside_a_vault_opens_all_of_it_once_that_is_rotated(
    own_office: Office, joiners: Joiners
) -> None:
    office, few = own_office, bytes(range(16))
    office.ana.run(make_vault(office.clock, few, "restricted", (office.ben.workspace.device,)))
    office.sync()
    holders = tuple(laptop.workspace.device for laptop in (office.ana, office.cleo, office.ben))
    office.cleo.run(make_recovery_key(office.clock, holders, 2))
    office.sync()
    assert office.ana.run(withdraw(office.clock, (office.ben.workspace.device,), few))
    office.sync()
    fresh = new_laptop(office, joiners, "fresh")
    way = Way(ADDRESS, line(office.ana))
    fresh.run(recover_here(office.clock, way, whole(office.ben, office.ana)))
    assert fresh.workspace.read(epoch_keys, few) == office.ana.workspace.read(epoch_keys, few)


def test_a_members_laptop_becomes_an_admins_with_the_key(own_office: Office) -> None:
    office = own_office
    make(office)
    keys = whole(office.ben, office.ana)
    assert office.ben.run(become_admin(office.clock, keys)) is True
    assert office.ben.run(become_admin(office.clock, keys)) is False
    office.sync()
    roster = office.ana.workspace.read(load_roster)
    assert roster is not None
    assert roster.members[office.ben.workspace.device].role == "admin"
    with pytest.raises(SyncError):
        office.ben.run(become_admin(office.clock, keys_of(bytes(32))))


def test_a_new_laptop_comes_into_the_program_when_every_other_is_gone(
    own_office: Office, joiners: Joiners
) -> None:
    office = own_office
    make(office)
    cleo, dana = office.cleo.workspace.device, office.dana.workspace.device
    case, _ = office.ana.workspace.write(add_case, "Gone", "Quill")
    office.sync_of(office.ana)
    vault = office.ana.workspace.read(_cases_vault)
    assert office.ana.run(expunge(office.clock, ((vault, case.id),), "court_order"))
    office.ana.run(revoke(office.clock, (dana,), "lost", erase=False))
    office.sync_of(office.ana, office.cleo, office.ben)
    paper = (words(office.cleo), words(office.ben), line(office.ana))
    office.close_laptops()
    fresh = new_laptop(office, joiners, "fresh")
    gathering = Gathering()
    for text in paper[:2]:
        gathering.add_words("\n".join(f"{n}. {w}" for n, w in enumerate(text.split(), 1)))
    keys = gathering.keys()
    mistyped = paper[2][:-1] + ("Z" if paper[2][-1] != "Z" else "Y")
    with pytest.raises(RejectedError, match="typing error"):
        fresh.run(recover_here(office.clock, Way(ADDRESS, mistyped), keys))
    with pytest.raises(SyncError):
        fresh.run(recover_here(office.clock, Way(ADDRESS, paper[2]), keys_of(bytes(32))))
    for _ in range(2):  # again, as after an interruption
        fresh.run(
            recover_here(office.clock, Way(ADDRESS, paper[2].lower().replace("-", " ")), keys)
        )
    assert fresh.run(sync_round(fresh.clock)).problem is None
    roster = fresh.workspace.read(load_roster)
    assert roster is not None
    own = roster.members[fresh.workspace.device]
    assert own.role == "admin"
    assert set(own.vaults) == {vault.id for vault in roster.vaults}
    assert fresh.workspace.read(closed_in, vault) == {case.id: b""}
    names = fresh.workspace.read(
        lambda connection: connection.exec_driver_sql("SELECT name FROM member_device").all()
    )
    assert {row.name for row in names} >= {"Ana Reyes", "Ben Silva"}
    epochs = fresh.workspace.read(
        lambda connection: connection.exec_driver_sql("SELECT max(epoch) FROM vault_key").scalar()
    )
    assert epochs == 2
    assert fresh.run(change_role(office.clock, cleo, "member")) is True
    fresh.workspace.close()


def test_a_workspace_of_a_program_recovers_no_other(office: Office) -> None:
    make(office)
    keys = whole(office.ana, office.ben)
    with pytest.raises(RejectedError, match="belongs to a program already"):
        office.dana.run(
            recover_here(office.clock, Way(ADDRESS, line_of(bytes(32), bytes(16))), keys)
        )


def test_a_share_is_printed_on_one_page_and_logged(office: Office) -> None:
    make(office)
    released: Released = office.ben.workspace.write(print_share)
    (pdf,) = released.files.values()
    assert pdf.startswith(b"%PDF-")
    document = PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    assert len(document) == 1
    printed = words(office.ben).split()
    assert all(word in text for word in printed)
    letters = "".join(text.split())  # between V and V PDFium reads a space
    assert all(group in letters for group in line(office.ben).split("-"))


def test_a_line_with_a_typing_error_is_noticed() -> None:
    printed = line_of(bytes(range(32)), bytes(range(16)))
    assert found_by(printed.replace("-", "\u2013\u00a0").lower()) == (
        bytes(range(32)), bytes(range(16)),
    )  # fmt: skip
    for place, symbol in enumerate(printed):
        if symbol != "-":
            wrong = printed[:place] + ("Z" if symbol != "Z" else "Y") + printed[place + 1 :]
            with pytest.raises(ProtocolError):
                found_by(wrong)
    groups = printed.split("-")
    swapped = "-".join([groups[1], groups[0], *groups[2:]])
    with pytest.raises(ProtocolError):
        found_by(swapped)
    for bad in ("", printed[:-1], printed + "0", "\u00b2" * 80):
        with pytest.raises(ProtocolError):
            found_by(bad)
