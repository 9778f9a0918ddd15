"""What is to be sealed goes out once and in order; keys that arrive are used at once."""

from pathlib import Path

import pytest

from storage.crypto.keytree import new_key
from storage.domain.changeset import SeenHead
from storage.domain.ids import id_from
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.errors import DamagedError, RejectedError
from storage.tables import journal
from storage.tables.encoding import parse_part, parse_seen
from storage.usecases.bulk import add_all
from storage.usecases.records import Add, save
from storage.usecases.syncing.keys import (
    adopt_case_key,
    adopt_vault_key,
    case_key,
    case_keys,
    newest_epoch,
    vault_key,
)
from storage.usecases.syncing.outgoing import unsealed, waiting_count
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, add_note
from tests.storage.laptops import begun, keys_of, tell

HEAD = SeenHead(b"L" * 16, 1, 7, bytes(32))


def sql(workspace: Workspace, statement: str, *values: object) -> None:
    workspace.write(lambda t: t.connection.exec_driver_sql(statement, values).close())


def vault(workspace: Workspace, name: str) -> bytes:
    return workspace.write(lambda transaction: transaction.vault(name).id)


def test_every_save_goes_out_once_in_order_and_as_it_stands_in_the_journal(
    ana: Workspace,
) -> None:
    case, _ = ana.write(add_case)
    ana.write(add_note, case, "Met.")
    cases = vault(ana, "cases")
    first, second = ana.read(unsealed, cases, after=None)
    assert (first.counter, second.counter, first.act) == (1, 2, "intake")
    assert parse_part(first.parts[0].content).scope == case.id
    assert ana.read(unsealed, cases, after=(first.incarnation, first.counter)) == [second]
    assert ana.read(unsealed, vault(ana, "program"), after=None) == []
    sql(ana, "INSERT INTO sealed VALUES (?, ?, ?)", cases, first.incarnation, 1)
    assert ana.read(unsealed, cases, after=None) == [second]


def test_what_goes_out_at_once_stays_within_bounds_but_is_never_nothing(ana: Workspace) -> None:
    case, _ = ana.write(add_case)
    for _ in range(5):
        ana.write(add_note, case, "x" * 1_000)
    cases = vault(ana, "cases")
    assert len(ana.read(unsealed, cases, after=None, max_changesets=2)) == 2
    assert len(ana.read(unsealed, cases, after=(1, 1), max_bytes=2_500)) == 2
    assert len(ana.read(unsealed, cases, after=(1, 1), max_bytes=1)) == 1


def test_what_goes_out_at_once_lists_no_more_parts_than_others_take_in(ana: Workspace) -> None:
    case, _ = ana.write(add_case)
    for _ in range(3):
        ana.write(add_note, case, "Met.")
    cases = vault(ana, "cases")
    assert len(ana.read(unsealed, cases, after=None, max_parts=2)) == 2
    assert len(ana.read(unsealed, cases, after=None, max_parts=0)) == 1
    assert len(ana.read(unsealed, cases, after=None)) == 4


def test_a_save_for_two_vaults_goes_to_each_with_its_own_part_and_all_digests(
    ana: Workspace,
) -> None:
    event = Outreach(id=id_from(1, 1), outreach_kind="presentation", title="Talk", on=SOME_DAY)
    person = Person(id=id_from(1, 2), role="primary_victim")
    ana.write(save, [Add(event), Add(person)], "add")
    one, other = (ana.read(unsealed, vault(ana, name), after=None) for name in ("cases", "program"))
    assert one[0].digests == other[0].digests
    assert {part.position for each in (*one, *other) for part in each.parts} == {0, 1}


def test_a_destroyed_part_is_left_out(ana: Workspace) -> None:
    ana.write(add_case)
    sql(ana, "UPDATE journal_part SET body = NULL")
    (found,) = ana.read(unsealed, vault(ana, "cases"), after=None)
    assert found.parts == ()
    assert len(found.digests) == 1


def test_what_waits_is_counted_until_the_server_has_it(ana: Workspace, ben: Workspace) -> None:
    case, _ = ana.write(add_case)
    ana.write(add_note, case, "Met.")
    assert ana.read(waiting_count) == 2
    cases = vault(ana, "cases")
    sql(ana, "INSERT INTO sealed VALUES (?, 1, 2)", cases)
    sql(
        ana,
        "INSERT INTO envelope_out (log, incarnation, number, digest, body, state, first) "
        "VALUES (?, 1, 1, x'', x'', 'waiting', 2)",
        cases,
    )
    assert ana.read(waiting_count) == 1
    sql(ana, "UPDATE envelope_out SET state = 'sent', sequence = 1")
    assert ana.read(waiting_count) == 0
    tell(ana, ben)
    assert ben.read(waiting_count) == 0


def test_what_a_restored_laptop_finds_in_envelopes_is_not_sent_again(
    ana: Workspace, ben: Workspace
) -> None:
    ana.write(add_case)
    sql(ben, "UPDATE this_device SET id = ?, incarnation = 9", ana.device)
    with Workspace(ben.folder, ben._key) as restored:
        tell(ana, restored)
        assert restored.read(waiting_count) == 0
        assert restored.read(unsealed, vault(ana, "cases"), after=None) == []
        restored.write(add_case)
        assert restored.read(waiting_count) == 1


def test_every_save_names_the_heads_its_author_had_seen(ana: Workspace) -> None:
    ana.write(add_case)
    row = (HEAD.vault, "vault", *HEAD[1:])
    sql(ana, "INSERT INTO sync_log VALUES (?, ?, ?, ?, ?)", *row)
    sql(ana, "INSERT INTO sync_log VALUES (?, 'roster', 1, 1, x'00')", b"R" * 16)
    ana.write(add_case)
    people = [Person(id=id_from(2, 2), role="primary_victim")]
    ana.write(add_all, people, "import", batch=bytes(16))
    found = ana.read(unsealed, vault(ana, "cases"), after=None)
    assert [parse_seen(each.seen) for each in found] == [(), (HEAD,), (HEAD,)]
    assert ana.read(journal.verify_chain) == 3


def test_a_key_that_arrives_twice_is_one_key_and_another_stays_beside_it(
    ana: Workspace,
) -> None:
    cases, scope, key = vault(ana, "cases"), b"S" * 16, new_key()
    assert ana.read(case_key, scope) is None
    for _ in range(2):
        ana.write(adopt_case_key, cases, scope, key)
    assert ana.read(case_key, scope) == key
    other = new_key()
    ana.write(adopt_case_key, cases, scope, other)
    assert ana.read(case_key, scope) == key
    assert ana.read(case_keys, scope) == [key, other]
    with pytest.raises(DamagedError, match="differ"):
        ana.write(adopt_vault_key, cases, 1, "cases", new_key())


def test_the_newest_epoch_seals_from_now_on_and_old_keys_stay_readable(ana: Workspace) -> None:
    case, _ = ana.write(add_case)
    before, cases, key = ana.read(keys_of), vault(ana, "cases"), new_key()
    old = ana.read(vault_key, cases, 1)

    def adopt_and_save(transaction: Transaction) -> bytes:
        adopt_vault_key(transaction, cases, 2, "cases", key)
        return add_case(transaction)[0].id

    fresh = ana.write(adopt_and_save)
    assert ana.read(newest_epoch, cases) == 2
    assert (ana.read(vault_key, cases, 1), ana.read(vault_key, cases, 2)) == (old, key)
    query = "SELECT scope, epoch FROM case_key"
    rows = ana.read(lambda c: c.exec_driver_sql(query).all())
    assert {(case.id, 1), (fresh, 2)} <= {tuple(row) for row in rows}
    assert set(before) < set(ana.read(keys_of))
    with pytest.raises(DamagedError, match="epoch 3"):
        ana.read(vault_key, cases, 3)


def test_a_laptop_that_has_not_joined_yet_saves_nothing(tmp_path: Path) -> None:
    made = begun(tmp_path / "new", "Cho Park")
    with (
        Workspace(tmp_path / "new", made.key) as waiting,
        pytest.raises(RejectedError, match="has not received the keys"),
    ):
        waiting.write(add_case)


def test_the_key_of_records_outside_any_case_is_never_made_twice(ana: Workspace) -> None:
    sql(ana, "INSERT INTO program VALUES (?, ?, '', x'')", bytes(32), bytes(16))
    event = Outreach(id=id_from(1, 1), outreach_kind="presentation", title="Talk", on=SOME_DAY)
    with pytest.raises(RejectedError, match="has not arrived"):
        ana.write(save, [Add(event)], "add outreach")
    ana.write(add_case)
    ana.write(adopt_case_key, vault(ana, "program"), vault(ana, "program"), new_key())
    ana.write(save, [Add(event)], "add outreach")
