"""The record of access reaches the program's leads, and nobody else reads it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from storage.crypto import accessseal
from storage.domain.access import Entry, link_after
from storage.tables import access
from storage.tables.records import TABLES
from storage.usecases.access.noting import Look, looked, note, of_case
from storage.usecases.access.sealing import seal
from storage.usecases.transaction import Transaction
from sync.client.access import receive
from sync.client.bundles.making import make_bundle
from sync.client.bundles.taking import take_bundle
from sync.client.governing.leaving import revoke
from sync.client.governing.roles import change_role
from tests.conftest import FixedClock
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, entered, met


def pass_time(*laptops: Laptop, **parts: float) -> None:
    for clock in {id(laptop.clock): laptop.clock for laptop in laptops}.values():
        assert isinstance(clock, FixedClock)
        clock.moment += timedelta(**parts)


def entries(laptop: Laptop, of: Laptop) -> list[Entry]:
    found = laptop.workspace.read(access.chains)
    return [
        entry
        for author, incarnation in found
        if author == device(of)
        for entry, _ in laptop.workspace.read(_chain, author, incarnation)
        if entry.act != "begin"
    ]


def _chain(connection: Connection, device: bytes, incarnation: int) -> list[tuple[Entry, bytes]]:
    return [*access.chain_of(connection, device, incarnation)]


def look(laptop: Laptop, said: str) -> None:
    case = entered(laptop)
    laptop.workspace.write(note, "open", of_case(case), said)


def test_a_lead_reads_what_a_colleague_looked_at_and_other_colleagues_do_not(three: Three) -> None:
    look(three.ben, "first")
    pass_time(three.ben, three.ana, three.cal, hours=7)
    met(three.ben, three.ana, three.cal)
    assert [entry.said for entry in entries(three.ana, three.ben)] == ["first"]
    assert [entry.act for entry in entries(three.ana, three.ben)] == ["open"]
    assert entries(three.cal, three.ben) == []
    assert three.cal.workspace.read(batches) == three.ana.workspace.read(batches) > 0


def batches(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM access_batch").scalar_one())


def test_what_was_looked_at_waits_some_hours_and_an_override_does_not(three: Three) -> None:
    look(three.ben, "quiet")
    met(three.ben, three.ana)
    before = entries(three.ana, three.ben)
    three.ben.workspace.write(note, "override", of_case(entered(three.ben)), "she is missing")
    met(three.ben, three.ana)
    assert before == []
    assert [entry.said for entry in entries(three.ana, three.ben)] == ["quiet", "she is missing"]


def test_a_lead_made_later_reads_what_was_sealed_before(three: Three) -> None:
    look(three.ben, "early")
    pass_time(three.ben, three.ana, three.cal, hours=7)
    met(three.ben, three.ana, three.cal)
    assert three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.ana, three.ben, three.cal)
    met(three.ben, three.cal)
    assert [entry.said for entry in entries(three.cal, three.ben)] == ["early"]


def test_a_lead_hands_on_what_an_author_who_left_can_hand_on_no_more(three: Three) -> None:
    look(three.ben, "before leaving")
    pass_time(three.ben, three.ana, three.cal, hours=7)
    met(three.ben, three.ana, three.cal)
    assert three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
    assert three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.ana, three.cal)
    assert "before leaving" in [entry.said for entry in entries(three.cal, three.ben)]


def test_who_is_no_lead_any_more_reads_no_later_batch(three: Three) -> None:
    assert three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    look(three.ben, "both leads")
    pass_time(three.ben, three.ana, three.cal, hours=7)
    met(three.ana, three.ben, three.cal)
    assert three.ana.run(change_role(three.ana.clock, device(three.cal), "member"))
    met(three.ana, three.ben, three.cal)
    look(three.ben, "one lead")
    pass_time(three.ben, three.ana, three.cal, hours=7)
    met(three.ben, three.ana, three.cal)
    assert [e.said for e in entries(three.ana, three.ben)] == ["both leads", "one lead"]
    assert [e.said for e in entries(three.cal, three.ben)] == ["both leads"]


def test_a_batch_that_a_member_made_up_is_named_and_not_believed(three: Three) -> None:
    look(three.ben, "true")
    pass_time(three.ben, three.ana, three.cal, hours=7)
    met(three.ben, three.ana, three.cal)
    made_up = entries(three.ana, three.ben)
    three.ana.workspace.write(_spoil)
    three.ana.run(receive())
    faults = three.ana.workspace.read(_faults)
    assert [entry.said for entry in made_up] == ["true"]
    assert set(faults) == {"It was not signed by its laptop."}
    assert entries(three.ana, three.ben) == []


def _spoil(transaction: Transaction) -> None:
    """Be as if the batch had come with another signature."""
    run = transaction.connection.exec_driver_sql
    run("DELETE FROM access_entry WHERE device <> (SELECT id FROM this_device)")
    run("DELETE FROM access_seal WHERE device <> (SELECT id FROM this_device)")
    run(
        "UPDATE access_batch SET signature = ? WHERE key NOT IN "
        "(SELECT lower(hex(s.id)) FROM access_secret s JOIN this_device d ON d.id = s.device)",
        ("00" * 64,),
    )


def _faults(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("SELECT reason FROM access_fault")
    return list(rows.scalars())


def test_keys_of_batches_are_named_by_their_digest() -> None:
    assert accessseal.id_of(bytes(32)) != accessseal.id_of(bytes(31) + b"\1")
    assert set(TABLES["access_batch"].columns.keys()) >= {"sealed", "signature", "key"}


def test_looks_of_one_moment_are_one_entry(three: Three) -> None:
    case = entered(three.ben)
    now = int(three.ben.clock.now().timestamp() * 1000)
    again = [Look("open", of_case(case), now), Look("open", of_case(case), now + 9)]
    three.ben.workspace.write(looked, again)
    three.ben.workspace.write(looked, [Look("open", of_case(case), now + 60_000)])
    three.ben.workspace.write(looked, [Look("open", of_case(case), now + 11 * 60_000)])
    assert [entry.act for entry in entries(three.ben, three.ben)] == ["open", "open"]


def test_words_are_forgotten_after_the_years_that_a_program_keeps_them(three: Three) -> None:
    look(three.ben, "long ago")
    pass_time(three.ben, three.ana, three.cal, days=11 * 366)
    look(three.ben, "now")
    three.ben.workspace.write(seal)
    assert [entry.said for entry in entries(three.ben, three.ben)] == [None, "now"]
    assert three.ben.workspace.read(access.verify_chains) == len(three.ben.workspace.read(numbers))


def numbers(connection: Connection) -> list[int]:
    return [*connection.exec_driver_sql("SELECT number FROM access_entry").scalars()]


def test_a_stick_carries_it_where_there_is_no_network(three: Three, tmp_path: Path) -> None:
    met(three.ben, three.ana)
    three.ben.workspace.write(note, "override", of_case(entered(three.ben)), "no network here")
    three.ben.run(make_bundle(three.ben.clock, tmp_path / "stick"))
    three.ana.run(take_bundle(three.ana.clock, tmp_path / "stick"))
    assert [entry.said for entry in entries(three.ana, three.ben)] == ["no network here"]


def test_who_went_on_from_two_backups_is_accused_of_nothing(three: Three) -> None:
    """What was written after the first restore comes back, and has entries of the same numbers."""
    ben, ana = three.ben, three.ana
    look(ben, "before both backups")
    known, first = ben.workspace.read(_own)
    ben.workspace.write(_restored, first + 2)
    ben.restart()
    between = [
        replace(entry, incarnation=first + 1, act="open", salt=None, said=None)
        for entry, _ in known * 3
    ]
    ben.workspace.write(_came_back, between, known[0][1])
    look(ben, "after both")
    pass_time(ben, ana, three.cal, hours=7)
    met(ben, ana)
    assert "after both" in [entry.said for entry in entries(ana, ben)]
    assert ana.workspace.read(_faults) == []
    assert ana.workspace.examine().findings == ben.workspace.examine().findings == ()


def test_a_batch_whose_forerunner_has_not_come_is_not_measured_by_another_incarnation(
    three: Three,
) -> None:
    ben, ana = three.ben, three.ana
    for said in ("first", "second"):
        look(ben, said)
        pass_time(ben, ana, three.cal, hours=7)
        met(ben, ana)
    ana.workspace.write(_of_another_incarnation)
    ana.run(receive())
    assert ana.workspace.read(_faults) == []
    assert entries(ana, ben)[-1].said == "second"


def _of_another_incarnation(transaction: Transaction) -> None:
    """Be as if the last batch had not come yet, and those before were of another incarnation."""
    run = transaction.connection.exec_driver_sql
    last = run("SELECT max(number) FROM access_entry WHERE device <> (SELECT id FROM this_device)")
    others = "device <> (SELECT id FROM this_device)"
    number = last.scalar_one()
    run(f"DELETE FROM access_entry WHERE {others} AND number = ?", (number,))  # noqa: S608 - ours
    run(f"DELETE FROM access_seal WHERE {others} AND last = ?", (number,))  # noqa: S608 - ours
    run(f"UPDATE access_entry SET incarnation = 0, link = zeroblob(32) WHERE {others}")  # noqa: S608 - ours


def _own(connection: Connection) -> tuple[list[tuple[Entry, bytes]], int]:
    device, incarnation = connection.exec_driver_sql(
        "SELECT id, incarnation FROM this_device"
    ).one()
    return _chain(connection, device, incarnation), incarnation


def _restored(transaction: Transaction, incarnation: int) -> None:
    transaction.connection.exec_driver_sql("UPDATE this_device SET incarnation = ?", (incarnation,))


def _came_back(transaction: Transaction, between: list[Entry], link: bytes) -> None:
    """Let entries of another incarnation be here, behind the first one of all."""
    rows = []
    for number, entry in enumerate(between, 2):
        one = replace(entry, number=number)
        link = link_after(link, one)
        rows.append((one, link))
    access.add(transaction.connection, rows)
