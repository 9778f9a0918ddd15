"""A case that was destroyed is gone from every laptop that hears of it, and does not come back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from storage.backup.restoring import restore
from storage.doctor.indexes import check_indexes
from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.errors import RejectedError
from storage.tables.records import TABLES
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.expunging import closed
from storage.usecases.syncing.keys import CaseKeys, vault_key
from storage.workspace import Workspace
from sync.client.governing.expunging import expunge
from sync.client.opening import WITHHELD
from sync.client.problems import SyncError
from sync.protocol.changes import parts_of_scopes
from sync.protocol.envelope import parse, to_bytes, without
from tests.storage.builders import add_case, add_note
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import cases_vault, entered, has, met


def of_scope(connection: Connection, scope: bytes) -> int:
    """How many records of a case are here, and how many bodies of its parts."""
    count = "SELECT count(*) FROM journal_part WHERE scope = ? AND body IS NOT NULL"
    found = int(connection.exec_driver_sql(count, (scope,)).scalar_one())
    for kind in TABLES:
        query = f'SELECT count(*) FROM "{kind}" WHERE scope = ?'  # noqa: S608 - our own names
        found += int(connection.exec_driver_sql(query, (scope,)).scalar_one())
    return found


def keys_of(connection: Connection, scope: bytes) -> int:
    return len(CaseKeys(connection).of(scope))


def is_gone(laptop: Laptop, scope: RecordId) -> bool:
    here = laptop.workspace
    return not here.read(of_scope, scope) and not here.read(keys_of, scope)


def opened_case(laptop: Laptop) -> Case:
    return laptop.workspace.write(add_case)[0]


def destroyed(laptop: Laptop, case: RecordId) -> bool:
    return laptop.run(expunge(laptop.clock, ((cases_vault(laptop), case),), "court_order"))


def on_server(three: Three) -> list[bytes]:
    path = three.ana.folder.parent / "server" / "server.db"
    with closing(sqlite3.connect(path)) as database:
        return [
            row[0] for row in database.execute("SELECT content FROM envelopes ORDER BY sequence")
        ]


def test_what_was_sent_is_gone_through_once_however_many_cases_an_entry_destroys(
    three: Three,
) -> None:
    cases = []
    for _ in range(4):
        cases.append(entered(three.ana))
        met(three.ana)  # each in an envelope of its own
    vault = cases_vault(three.ana)
    looks: list[list[str]] = []
    for some in (cases[:1], cases[1:]):
        heard: list[str] = []

        def hear(*said: Any, heard: list[str] = heard) -> None:
            heard.append(str(said[2]))

        event.listen(Engine, "before_cursor_execute", hear)
        three.ana.run(expunge(three.ana.clock, tuple((vault, one) for one in some), "retention"))
        event.remove(Engine, "before_cursor_execute", hear)
        looks.append([one for one in heard if "digest, body FROM envelope_out" in one])
    assert looks[0]
    assert len(looks[1]) == len(looks[0])
    assert all(is_gone(three.ana, case) for case in cases)
    for own in three.ana.workspace.read(envelopes.own_envelopes, vault, sent_only=False):
        key = three.ana.workspace.read(vault_key, vault, parse(own.body).header.epoch)
        assert not parts_of_scopes(parse(own.body), key, set(cases))


def test_it_is_gone_everywhere_and_everything_else_stays(three: Three) -> None:
    case, other = entered(three.ben), entered(three.ben)
    met(three.ben, three.ana, three.cal)
    assert destroyed(three.ana, case)
    met(three.ben, three.cal)
    for laptop in (three.ana, three.ben, three.cal):
        assert is_gone(laptop, case)
        assert has(laptop, other)
        assert [one.scope for one in laptop.workspace.read(closed)] == [case]
        laptop.workspace.read(check_replay, lambda _done, _total: None)
        laptop.workspace.read(check_indexes)
    assert not destroyed(three.ana, case)


def test_nothing_can_be_written_in_it_any_more(three: Three) -> None:
    case = opened_case(three.ben)
    met(three.ben, three.ana)
    destroyed(three.ana, case.id)
    met(three.ben)
    with pytest.raises(RejectedError, match="destroyed"):
        three.ben.workspace.write(add_note, case, "late")


def test_what_was_written_of_it_without_knowing_brings_nothing_back(three: Three) -> None:
    case = opened_case(three.ben)
    met(three.ben, three.ana, three.cal)
    three.ben.workspace.write(add_note, case, "written in court")
    other = entered(three.ben)
    destroyed(three.ana, case.id)
    met(three.ben, three.ana, three.cal)
    for laptop in (three.ana, three.ben, three.cal):
        assert is_gone(laptop, case.id)
        assert has(laptop, other)


def test_a_restored_backup_brings_nothing_back(three: Three, tmp_path: Path) -> None:
    case = entered(three.ben)
    met(three.ben, three.ana)
    backup = tmp_path / "before.backup"
    three.ben.workspace.back_up(backup)
    destroyed(three.ana, case)
    three.ben.workspace.close()
    shutil.rmtree(three.ben.folder)
    restore(backup, three.ben.folder, lambda _folder: three.ben.key, clock=three.ben.clock)
    three.ben.workspace = Workspace(three.ben.folder, three.ben.key, clock=three.ben.clock)
    met(three.ben, three.ana)
    assert is_gone(three.ben, case)


def test_the_server_keeps_nothing_of_it_and_every_signature_holds(three: Three) -> None:
    case, other = entered(three.ben), entered(three.ben)
    met(three.ben, three.ana)
    destroyed(three.ana, case)
    vault = cases_vault(three.ana)
    key = three.ana.workspace.read(vault_key, vault, 1)
    found = [parse(body) for body in on_server(three)]
    ours = [one for one in found if one.header.log == vault]
    assert ours
    assert not any(parts_of_scopes(one, key, {case}) for one in ours)
    assert any(parts_of_scopes(one, key, {other}) for one in ours)


def test_a_member_destroys_nothing(three: Three) -> None:
    case = entered(three.ben)
    with pytest.raises(SyncError) as caught:
        destroyed(three.ben, case)
    assert caught.value.detail == "forbidden"
    assert has(three.ben, case)


def test_a_server_that_leaves_something_out_by_itself_is_found_out(three: Three) -> None:
    case, other = entered(three.ben), entered(three.ben)
    met(three.ben)
    path = three.ana.folder.parent / "server" / "server.db"
    key = three.ben.workspace.read(vault_key, cases_vault(three.ben), 1)
    with closing(sqlite3.connect(path)) as database, database:
        for rowid, content in database.execute("SELECT rowid, content FROM envelopes").fetchall():
            envelope = parse(content)
            if envelope.header.log == cases_vault(three.ben):
                less = without(envelope, parts_of_scopes(envelope, key, {case}))
                database.execute(
                    "UPDATE envelopes SET content = ? WHERE rowid = ?", (to_bytes(less), rowid)
                )
    (outcome, _) = met(three.cal)
    assert outcome.parked == 1
    assert has(three.cal, other)
    assert three.cal.workspace.read(envelopes.parked_for, WITHHELD)
