"""Backups of a server that goes on serving, and restores that lose nothing a laptop still has."""

import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from typing_extensions import override

from sync.protocol.blobs import blob_id, blob_manifest
from sync.protocol.messages import Kept
from sync.server import migrations
from sync.server.auditing import first_break
from sync.server.backup import Source, make_backup
from sync.server.database import open_database
from sync.server.folder_store import FolderStore
from sync.server.refusals import NewerDatabaseError, SetupError
from sync.server.restoring import restore
from sync.server.space import prefix
from sync.server.stores import open_store
from tests.conftest import FixedClock
from tests.server.grounds import Ground, settings_for, standing
from tests.server.laptops import Program
from tests.server.processes import Operator

PARTS = (b"one sealed", b"two sealed")


def blob_path(program: Program) -> str:
    own = f"/v1/programs/{program.id.hex()}/vaults/{program.cases.hex()}"
    return f"{own}/blobs/{blob_id(blob_manifest(PARTS)).hex()}"


def bring_blob(ground: Ground, program: Program) -> None:
    path = blob_path(program)
    ground.caller.signed(program.first, "PUT", path, blob_manifest(PARTS))
    for number, part in enumerate(PARTS):
        assert ground.caller.signed(program.first, "PUT", f"{path}/{number}", part).status == 200


@contextmanager
def opened(
    ground: Ground, address: str | None = None, blobs: str | None = None
) -> Iterator[Source]:
    """A server as its operator's commands see it; ``address`` and ``blobs`` of another place."""
    settings = ground.settings
    where = settings.blobs if blobs is None else blobs
    store = open_store(where, address or settings.database, ground.clock)
    with closing(open_database(address or settings.database, patient=True)) as database:
        yield Source(database, store, settings.seed, ground.clock)
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without a table, on each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'restored' / 'server.db'}"
    base: str = request.getfixturevalue("postgresql_address")
    name = f"restored_{secrets.token_hex(6)}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        own = connection.info.dbname
    return base.replace(f"/{own}?", f"/{name}?").removesuffix(f"/{own}")


def test_a_restored_server_gets_everything_again_from_laptops(
    on_sqlite: Ground, empty: str, tmp_path: Path
) -> None:
    ground, file = on_sqlite, tmp_path / "backup"
    program = ground.program()
    member = ground.member(program)
    sent = program.first.envelopes(program.cases, 4)
    ground.caller.pushed(program, program.first, program.cases, *sent[:2])
    bring_blob(ground, program)
    with opened(ground) as source:
        manifest = make_backup(source, file)
    assert (manifest.chunks, manifest.generation) == (2, 1)
    ground.caller.pushed(program, program.first, program.cases, *sent[2:])
    blobs = str(tmp_path / "restored blobs")
    (tmp_path / "restored").mkdir(exist_ok=True)
    with opened(ground, empty, blobs) as target:
        restored = restore(file, target)
        assert (restored.programs, restored.missing) == (1, 0)
        assert target.database.read(lambda c: first_break(c, prefix(program.id))) is None
    settings = replace(ground.settings, database=empty, blobs=blobs)
    with standing(settings, ground.clock) as again:
        head = again.caller.pull(program, member, program.cases).head
        assert (head.generation, head.sequence) == (restored.generation, 2)
        pushed = again.caller.pushed(program, program.first, program.cases, *sent)
        assert [each.sequence for each in pushed.accepted] == [1, 2, 3, 4]
        page = again.caller.pull(program, member, program.cases)
        assert tuple(item.envelope for item in page.items) == sent
        for number, part in enumerate(PARTS):
            path = f"{blob_path(program)}/{number}"
            assert again.caller.signed(member, "GET", path).body == part
        fresh = again.program()
        bring_blob(again, fresh)


def test_a_backup_is_of_one_moment_though_the_server_goes_on(
    ground: Ground, tmp_path: Path
) -> None:
    program = ground.program()
    ground.caller.pushed(
        program, program.first, program.cases, *program.first.envelopes(program.cases, 2)
    )
    bring_blob(ground, program)
    with opened(ground) as source:
        seen = source.store.get

        class Meddling(FolderStore):
            """A store during whose reading somebody pushes and an admin destroys."""

            @override
            def get(self, name: str, /) -> bytes | None:
                ground.caller.pushed(
                    program,
                    program.first,
                    program.cases,
                    *program.first.envelopes(program.cases, 1),
                )
                ground.caller.signed(program.first, "DELETE", blob_path(program))
                return seen(name)

        own = replace(source, store=Meddling(tmp_path))
        manifest = make_backup(own, tmp_path / "backup")
    heads = {head.log: head.sequence for head in manifest.heads if head.program == program.id}
    assert heads[program.cases] == 2
    address = f"sqlite:///{tmp_path / 'again.db'}"
    with opened(ground, address, str(tmp_path / "again")) as target:
        assert restore(tmp_path / "backup", target).missing >= 2
    settings = replace(ground.settings, database=address, blobs=str(tmp_path / "again"))
    with standing(settings, ground.clock) as again:
        kept = again.caller.signed(program.first, "GET", blob_path(program)).as_(Kept)
        assert kept.missing == (0, 1)
        bring_blob(again, program)


@pytest.fixture
def backed(on_sqlite: Ground, tmp_path: Path) -> tuple[Ground, Path]:
    program = on_sqlite.program()
    on_sqlite.caller.pushed(
        program, program.first, program.cases, *program.first.envelopes(program.cases, 2)
    )
    bring_blob(on_sqlite, program)
    with opened(on_sqlite) as source:
        make_backup(source, tmp_path / "backup")
    return on_sqlite, tmp_path / "backup"


def rewritten(file: Path, member: str, change: int | None) -> Path:
    """The backup with one byte of a member changed, or without the member."""
    target = file.with_name("changed")
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            content = bytearray(before.read(name))
            if name == member:
                if change is None:
                    continue
                content[change % len(content)] ^= 1
            after.writestr(name, bytes(content))
    return target


@pytest.mark.parametrize("change", [None, 0, 40, -1])
@pytest.mark.parametrize(
    "member", ["manifest", "signature", "tables/envelopes", "tables/audit", "tables/logs"]
)
def test_a_changed_backup_is_refused_and_nothing_is_restored(
    backed: tuple[Ground, Path], member: str, change: int | None, tmp_path: Path
) -> None:
    ground, file = backed
    changed = rewritten(file, member, change)
    with opened(ground, f"sqlite:///{tmp_path / 'new.db'}", str(tmp_path / "new")) as target:
        with pytest.raises(SetupError):
            restore(changed, target)
        assert target.database.read(migrations.version_of) == 0


def test_a_changed_chunk_is_left_out_and_comes_again(
    backed: tuple[Ground, Path], tmp_path: Path
) -> None:
    ground, file = backed
    with zipfile.ZipFile(file) as archive:
        member = next(name for name in archive.namelist() if name.startswith("blobs/"))
    changed = rewritten(file, member, 3)
    with opened(ground, f"sqlite:///{tmp_path / 'new.db'}", str(tmp_path / "new")) as target:
        assert restore(changed, target).missing == 1


def test_no_backup_is_restored_over_something_nor_with_another_key(
    backed: tuple[Ground, Path], tmp_path: Path, clock: FixedClock
) -> None:
    ground, file = backed
    with opened(ground) as full, pytest.raises(SetupError, match="not empty"):
        restore(file, full)
    other = settings_for("sqlite:///x", clock).seed
    with opened(ground, f"sqlite:///{tmp_path / 'new.db'}") as target:
        with pytest.raises(SetupError, match="another key"):
            restore(file, replace(target, seed=other))
        with pytest.raises(SetupError, match="damaged"):
            restore(Path(__file__), target)
    with opened(ground) as source, pytest.raises(SetupError, match="already"):
        make_backup(source, file)


def test_a_backup_of_a_newer_version_is_refused(
    backed: tuple[Ground, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, file = backed
    monkeypatch.setattr(migrations, "STEPS", migrations.STEPS[:1])
    with (
        opened(ground, f"sqlite:///{tmp_path / 'new.db'}") as target,
        pytest.raises(NewerDatabaseError),
    ):
        restore(file, target)


def test_a_database_of_the_first_step_is_moved_on_with_all_it_has(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"sqlite:///{tmp_path / 'old.db'}"
    if address.startswith("postgresql"):
        name = f"old_{secrets.token_hex(6)}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
            own = connection.info.dbname
        path = address.replace(f"/{own}?", f"/{name}?").removesuffix(f"/{own}")
    program = Program()
    steps = migrations.STEPS
    with closing(open_database(path, patient=True)) as database:
        monkeypatch.setattr(migrations, "STEPS", steps[:1])
        migrations.migrate(database)
        monkeypatch.setattr(migrations, "STEPS", steps)
        rows = (
            "INSERT INTO admitted VALUES (:prefix, 'x', false)",
            "INSERT INTO logs VALUES (1, :program, :log, true, 1, :link)",
            "INSERT INTO envelopes VALUES (1, 1, 1, :link, :link, 0, 1, 7, :link)",
        )
        values = {"prefix": prefix(program.id), "program": program.id}
        values |= {"log": program.roster_log, "link": bytes(32)}
        for row in rows:
            database.write(lambda c, row=row: c.execute(text(row), values))  # type: ignore[misc]  # a default binds it
        assert migrations.migrate(database) == (1, len(steps))
        found = database.read(
            lambda c: c.execute(text("SELECT kind, used FROM envelopes, admitted")).one()
        )
        assert tuple(found) == (2, 7)


def test_the_operator_backs_up_and_restores_by_command(tmp_path: Path) -> None:
    operator = Operator(tmp_path, f"sqlite:///{tmp_path / 'x.db'}")
    assert operator.run("migrate").returncode == 0
    file = tmp_path / "backup"
    done = operator.run("backup", str(file))
    assert (done.returncode, "0 envelopes" in done.stdout) == (0, True), done.stderr
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    again = Operator(tmp_path, f"sqlite:///{tmp_path / 'y.db'}")
    done = again.run("restore", str(file))
    assert (done.returncode, "Generation" in done.stdout) == (0, True), done.stderr
    assert operator.run("restore", str(tmp_path / "none")).returncode == 1
