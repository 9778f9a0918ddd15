"""The audit chain: every deed is a row, and nobody touches one without being found out."""

import random  # noqa: TID251 - the edits repeat by their seed
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.protocol import signing
from sync.protocol.audit import AuditHead, first_digest, next_digest, sign_head, verify_head
from sync.protocol.audit import Row as AuditRow
from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError
from sync.server import administration
from sync.server.auditing import Break, first_break
from sync.server.database import Database, open_database
from sync.server.space import prefix
from tests.server.grounds import Ground
from tests.server.laptops import Program

EDITS = 1_000
COLUMNS = "number, time, device, event, subject, first, count, digest"
Rows = list[list[Any]]


def head_of(ground: Ground, program: Program, query: str = "") -> AuditHead:
    path = f"/v1/programs/{program.id.hex()}/audit"
    target = f"{path}?{query}" if query else path
    content = ground.caller.signed(program.first, "GET", target).body
    return verify_head(content, ground.caller.public, ground.caller.server, prefix(program.id))


def break_of(database: Database, program: Program, head: AuditHead | None = None) -> Break | None:
    return database.read(lambda connection: first_break(connection, prefix(program.id), head))


def test_who_did_what_is_a_row_and_the_head_is_signed(ground: Ground) -> None:
    program = ground.program()
    begun = head_of(ground, program)
    assert (begun.count, begun.time) == (1, ground.caller.now())
    laptop = ground.member(program)
    ground.caller.pushed(program, laptop, program.cases, *laptop.envelopes(program.cases, 3))
    ground.caller.pull(program, laptop, program.cases)
    ground.block(program, laptop)
    ground.unblock(program, laptop)
    head = head_of(ground, program)
    assert head.count == 5
    database = ground.service.database
    assert break_of(database, program, head) is None
    assert break_of(database, program, begun) is None
    with pytest.raises(ProtocolError):
        verify_head(encode(head), ground.caller.public, ground.caller.server, bytes(20))
    with pytest.raises(ProtocolError):
        verify_head(
            encode(head), signing.public_of(program.first.seed), ground.caller.server, bytes(20)
        )


def test_the_head_of_an_earlier_count_is_the_one_that_was_given_then(ground: Ground) -> None:
    program = ground.program()
    begun = head_of(ground, program)
    laptop = ground.member(program)
    ground.caller.pushed(program, laptop, program.cases, *laptop.envelopes(program.cases, 3))
    now = head_of(ground, program)
    assert now.count > begun.count
    for head in (begun, now):
        earlier = head_of(ground, program, f"at={head.count}")
        assert (earlier.count, earlier.digest) == (head.count, head.digest)
    assert head_of(ground, program, "at=0").digest == first_digest(prefix(program.id))
    path = f"/v1/programs/{program.id.hex()}/audit"
    for query, reason in ((f"at={now.count + 1}", "not-found"), ("at=01", "malformed")):
        refusal = ground.caller.signed(program.first, "GET", f"{path}?{query}").refusal
        assert refusal[1] == reason


def test_the_same_push_again_is_no_further_deed(ground: Ground) -> None:
    program = ground.program()
    sent = program.first.envelopes(program.cases, 2)
    for _ in range(2):
        ground.caller.pushed(program, program.first, program.cases, *sent)
    assert head_of(ground, program).count == 2


def edited(rows: Rows, at: int, chance: random.Random) -> int:
    column = chance.randrange(1, 8)
    value = rows[at][column]
    if isinstance(value, int):
        rows[at][column] = value + 1
    elif isinstance(value, bytes) and value:
        rows[at][column] = bytes([value[0] ^ 1]) + value[1:]
    else:
        rows[at][column] = "changed" if isinstance(value, str) else b"changed"
    return at


def deleted(rows: Rows, at: int, _chance: random.Random) -> int:
    del rows[at]
    return at


def deleted_and_numbered_anew(rows: Rows, at: int, _chance: random.Random) -> int:
    del rows[at]
    for row in rows[at:]:
        row[0] = row[0] - 1
    return at


def inserted(rows: Rows, at: int, _chance: random.Random) -> int:
    rows.insert(at, [at + 1, 1, b"d", "pushed", b"", 1, 1, bytes(32)])
    for row in rows[at + 1 :]:
        row[0] = row[0] + 1
    return at


def inserted_with_its_digest(rows: Rows, at: int, _chance: random.Random) -> int:
    before = rows[at - 1][7] if at else rows[-1][7]
    new = AuditRow(at + 1, 1, b"d", "pushed", b"", 1, 1)
    digest = next_digest(before, new)
    rows.insert(at, [at + 1, 1, b"d", "pushed", b"", 1, 1, digest])
    for row in rows[at + 1 :]:
        row[0] = row[0] + 1
    return at + (1 if at else 0)


def swapped(rows: Rows, at: int, _chance: random.Random) -> int:
    first = min(at, len(rows) - 2)
    rows[first][1:], rows[first + 1][1:] = rows[first + 1][1:], rows[first][1:]
    return first


def cut_off(rows: Rows, at: int, _chance: random.Random) -> int:
    del rows[at:]
    return at


KINDS: list[Callable[[Rows, int, random.Random], int]] = [
    edited,
    deleted,
    deleted_and_numbered_anew,
    inserted,
    inserted_with_its_digest,
    swapped,
    cut_off,
]


@pytest.fixture
def audited(on_sqlite: Ground) -> tuple[Ground, Program, sqlite3.Connection]:
    """A program with forty deeds, and somebody who writes into the database file."""
    program = on_sqlite.program()
    for _ in range(39):
        on_sqlite.caller.pushed(
            program, program.first, program.cases, *program.first.envelopes(program.cases, 1)
        )
    path = Path(on_sqlite.settings.database.removeprefix("sqlite:///"))
    return on_sqlite, program, sqlite3.connect(path, isolation_level=None)


def test_a_thousand_edits_are_all_found_at_their_row(
    audited: tuple[Ground, Program, sqlite3.Connection],
) -> None:
    ground, program, other = audited
    other.execute("PRAGMA synchronous = OFF")
    of = prefix(program.id)
    query = f"SELECT {COLUMNS} FROM audit WHERE prefix = ? ORDER BY number"  # noqa: S608 - fixed
    true = [list(row) for row in other.execute(query, (of,))]
    assert break_of(ground.service.database, program) is None
    chance = random.Random(5)
    for turn in range(EDITS):
        kind = KINDS[turn % len(KINDS)]
        rows = [list(row) for row in true]
        at = kind(rows, chance.randrange(len(true)), chance)
        write(other, of, rows)
        found = break_of(ground.service.database, program)
        assert found is not None, (kind.__name__, at)
        assert found.number == at + 1, (kind.__name__, at, found)
    write(other, of, true)
    assert break_of(ground.service.database, program) is None
    other.close()


def write(connection: sqlite3.Connection, of: bytes, rows: Rows) -> None:
    connection.execute("BEGIN")
    connection.execute("DELETE FROM audit WHERE prefix = ?", (of,))
    statement = f"INSERT INTO audit (prefix, {COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - fixed
    connection.executemany(statement, [(of, *row) for row in rows])
    connection.execute("COMMIT")


def test_a_chain_cut_off_or_written_anew_with_its_end_is_found_by_a_head_that_was_kept(
    audited: tuple[Ground, Program, sqlite3.Connection],
) -> None:
    ground, program, other = audited
    of, database = prefix(program.id), ground.service.database
    kept = head_of(ground, program)
    query = f"SELECT {COLUMNS} FROM audit WHERE prefix = ? ORDER BY number"  # noqa: S608 - fixed
    true = [list(row) for row in other.execute(query, (of,))]

    def end_at(rows: Rows) -> None:
        write(other, of, rows)
        other.execute(
            "UPDATE admitted SET audit_count = ?, audit_digest = ? WHERE prefix = ?",
            (len(rows), rows[-1][7], of),
        )

    end_at(true[:30])
    assert break_of(database, program) is None
    assert break_of(database, program, kept) == Break(of, 31, "was cut off")
    anew, digest = [], first_digest(of)
    for number, row in enumerate(true, start=1):
        changed = [number, *row[1:7]]
        if number == 10:
            changed[2] = b"somebody"
        digest = next_digest(digest, AuditRow(*changed))
        anew.append([*changed, digest])
    end_at(anew)
    assert break_of(database, program) is None
    found = break_of(database, program, kept)
    assert found is not None
    assert found.number == 40
    other.close()


def test_a_head_says_for_which_server_and_program_it_is(on_sqlite: Ground) -> None:
    seed, of = signing.new_signing_key(), b"p" * 20
    public = signing.public_of(seed)
    content = encode(sign_head(seed, b"s" * 16, of, (3, b"d" * 32), 7))
    assert verify_head(content, public, b"s" * 16, of).count == 3
    for server, program in ((b"t" * 16, of), (b"s" * 16, b"q" * 20)):
        with pytest.raises(ProtocolError):
            verify_head(content, public, server, program)
    assert administration.programs(on_sqlite.service.database) == []


def test_the_operator_verifies_with_a_head_in_a_file(
    on_sqlite: Ground,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from sync.server.commandline.main import main  # noqa: PLC0415 - the umask it sets is undone

    program = on_sqlite.program()
    monkeypatch.setattr("os.umask", lambda _mask: 0)
    monkeypatch.setenv("SATCHEL_SERVER_DATABASE", on_sqlite.settings.database)
    key = tmp_path / "key"
    key.write_text(on_sqlite.settings.seed.hex())
    key.chmod(0o600)
    monkeypatch.setenv("SATCHEL_SERVER_KEY_FILE", str(key))
    head = tmp_path / "head"
    on_sqlite.caller.pushed(
        program, program.first, program.cases, *program.first.envelopes(program.cases, 1)
    )
    assert main(["audit-head", program.code, str(head)]) == 0
    assert main(["audit-verify"]) == 0
    assert main(["audit-verify", program.code, "--head", str(head)]) == 0
    assert main(["audit-verify", "--head", str(head)]) == 1
    assert "All rows of 1 program are" in capsys.readouterr().out
    database = open_database(on_sqlite.settings.database)
    database.write(lambda c: c.exec_driver_sql("UPDATE audit SET count = 7 WHERE number = 2"))
    database.close()
    assert main(["audit-verify"]) == 1
    assert f"Program {program.code}: row 2 was changed" in capsys.readouterr().out
