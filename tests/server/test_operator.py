"""The command ``satchel-server``: what the operator types, is told, and can do."""

import os
import secrets
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.protocol import signing
from sync.protocol.envelope import to_bytes
from sync.protocol.requests import server_id
from sync.server import administration
from sync.server.commandline.main import main
from sync.server.database import open_database
from sync.server.identity import make_key_file, read_key_file
from sync.server.refusals import SetupError
from tests.conftest import FixedClock
from tests.server.grounds import Ground, standing
from tests.server.laptops import Laptop, Program
from tests.server.test_figures import send, signed_sheet


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one command."""

    code: int
    output: str
    errors: str


Command = Callable[..., Done]


@pytest.fixture
def command(
    address: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Command]:
    """Run ``satchel-server`` on a database of each kind, with a key of the test's own."""
    monkeypatch.setenv("SATCHEL_SERVER_DATABASE", address)
    monkeypatch.setenv("SATCHEL_SERVER_KEY_FILE", str(tmp_path / "key"))

    def run(*arguments: str) -> Done:
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    mask = os.umask(0o077)
    yield run
    os.umask(mask)


def test_migrating_makes_a_key_only_its_user_can_read(command: Command, tmp_path: Path) -> None:
    first, again = command("migrate"), command("migrate")
    assert (first.code, again.code) == (0, 0)
    key = tmp_path / "key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    shown = server_id(signing.public_of(read_key_file(key))).hex()
    assert shown in first.output
    assert shown in again.output


def test_status_says_what_is_kept_and_of_whom(
    command: Command, address: str, clock: FixedClock
) -> None:
    command("migrate")
    program, waiting = Program(), Program()
    name = f"Berkshire {secrets.token_hex(4)}"
    assert command("add-program", program.code, "--name", name, "--statewide").code == 0
    assert command("add-program", waiting.code, "--name", f"{name} later").code == 0
    from tests.server.grounds import settings_for  # noqa: PLC0415 - reads better here

    with standing(settings_for(address, clock), clock) as ground:
        ground.caller.begin(program)
        member = ground.member(program)
        sheet = signed_sheet(ground, program, member)
        assert send(ground, program, member, sheet).status == 200
        assert command("block-device", program.code, member.id.hex()).code == 0
    told = command("status").output
    block = told[told.index(f"{name}\n") :].split("\n\n")[0]
    assert program.code in block
    assert "2 devices, 1 blocked" in block
    assert "2 envelopes" in block
    assert "1 sheets, reads all" in block
    assert "not begun" in told[told.index(f"{name} later") :]


def test_adding_a_program_again_renames_it(command: Command) -> None:
    command("migrate")
    program, name = Program(), secrets.token_hex(8)
    command("add-program", program.code, "--name", "wrong")
    assert command("add-program", program.code.lower(), "--name", name).code == 0
    assert command("status").output.count(program.code) == 1
    assert name in command("status").output


def test_a_mistyped_code_is_refused(command: Command) -> None:
    command("migrate")
    code = Program().code
    wrong = ("2" if code[0] == "1" else "1") + code[1:]
    done = command("add-program", wrong, "--name", "x")
    assert (done.code, done.output) == (3, "")
    assert "letter by letter" in done.errors


def test_blocking_where_nothing_was_added_says_so(command: Command) -> None:
    command("migrate")
    program, device = Program(), Laptop().id.hex()
    done = command("block-device", program.code, device)
    assert (done.code, "add-program" in done.errors) == (1, True)
    command("add-program", program.code, "--name", "x")
    assert "is not blocked" in command("unblock-device", program.code, device).errors
    assert command("block-device", program.code, device).code == 0
    assert command("block-device", program.code, device).code == 0
    assert command("unblock-device", program.code, device).code == 0


@pytest.mark.parametrize("device", ["", "12", "zz" * 8, "00" * 9])
def test_a_device_is_sixteen_digits(command: Command, device: str) -> None:
    assert command("block-device", Program().code, device).code == 2


def test_every_new_generation_is_greater(command: Command) -> None:
    command("migrate")
    told = [command("new-generation").output.split()[1] for _ in range(2)]
    assert int(told[1].rstrip(".")) > int(told[0].rstrip(".")) > 1


def test_without_a_key_nothing_runs(command: Command) -> None:
    for verb in ("status", "serve"):
        done = command(verb)
        assert (done.code, "satchel-server migrate" in done.errors) == (1, True)


def test_a_key_others_may_read_is_refused(command: Command, tmp_path: Path) -> None:
    command("migrate")
    (tmp_path / "key").chmod(0o640)
    done = command("status")
    assert (done.code, "chmod 600" in done.errors) == (1, True)


def test_a_file_that_is_no_key_is_refused_and_left(tmp_path: Path) -> None:
    path = tmp_path / "key"
    for content in (b"", b"00", b"zz" * 32, b"\xff" * 64):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(SetupError):
            make_key_file(path)
        assert path.read_bytes() == content


REFUSED = {
    "open to others without a name": (("--host", "0.0.0.0"), "--name"),  # noqa: S104 - refused
    "open to others without TLS": (("--host", "0.0.0.0", "--name", "x"), "TLS"),  # noqa: S104 - same
    "half of TLS": (("--tls-key", "x"), "both"),
    "no such certificate": (("--tls-key", "x", "--tls-certificate", "x"), "cannot be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_server_that_would_not_be_safe_does_not_start(command: Command, case: str) -> None:
    options, words = REFUSED[case]
    command("migrate")
    done = command("serve", *options)
    assert done.code == 1
    assert words in done.errors
    assert done.errors.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("serve", "--port", "0"),
        ("serve", "--port", "70000"),
        ("serve", "--workers", "0"),
        ("serve", "--role", "all"),
        ("serve", "--por", "1"),
        ("add-program",),
    ],
)
def test_what_is_not_understood_is_a_usage_error(
    command: Command, arguments: tuple[str, ...]
) -> None:
    assert command(*arguments).code == 2


def test_a_port_in_use_is_said(command: Command) -> None:
    import socket  # noqa: PLC0415 - only here

    command("migrate")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = command("serve", "--port", str(taken.getsockname()[1]))
    assert (done.code, "cannot be used" in done.errors) == (1, True)


def test_a_restored_server_gets_everything_again(tmp_path: Path, clock: FixedClock) -> None:
    from tests.server.conftest import migrated  # noqa: PLC0415 - only here
    from tests.server.grounds import settings_for  # noqa: PLC0415 - only here

    path = tmp_path / "live.db"
    settings = settings_for(migrated(f"sqlite:///{path}"), clock)
    with standing(settings, clock) as ground:
        program = ground.program()
        sent = program.first.envelopes(program.cases, 4)
        ground.caller.pushed(program, program.first, program.cases, *sent[:2])
    shutil.copyfile(path, tmp_path / "backup.db")
    with standing(settings, clock) as ground:
        ground.caller.pushed(program, program.first, program.cases, *sent[2:])
    path.unlink()
    shutil.copyfile(tmp_path / "backup.db", path)
    database = open_database(settings.database)
    generation = administration.new_generation(database)
    database.close()
    with standing(settings, clock) as ground:
        head = ground.caller.pull(program, program.first, program.cases).head
        assert (head.generation, head.sequence) == (generation, 2)
        again = ground.caller.pushed(program, program.first, program.cases, *sent)
        assert [each.sequence for each in again.accepted] == [1, 2, 3, 4]
        page = ground.caller.pull(program, program.first, program.cases)
        assert [item.generation for item in page.items] == [1, 1, generation, generation]


def test_a_database_restored_under_a_running_server_is_read_anew(
    on_sqlite: Ground, tmp_path: Path
) -> None:
    program, path = on_sqlite.program(), tmp_path / "satchel-server.db"
    lost, kept = Laptop(), Laptop()
    backup = tmp_path / "backup.db"
    source, target = sqlite3.connect(path), sqlite3.connect(backup)
    source.backup(target)
    stale = program.admission(lost)
    on_sqlite.caller.pushed(program, program.first, program.roster_log, to_bytes(stale))
    assert len(on_sqlite.caller.heads(program, lost).heads) == 3
    target.backup(source)
    source.close()
    target.close()
    administration.new_generation(on_sqlite.service.database)
    fresh = program.admission(kept)
    on_sqlite.caller.pushed(program, program.first, program.roster_log, to_bytes(fresh))
    assert len(on_sqlite.caller.heads(program, kept).heads) == 3
    own = f"/v1/programs/{program.id.hex()}/heads"
    assert on_sqlite.caller.signed(lost, "GET", own).refusal[1] == "not-signed"


def test_a_quota_is_the_programs_own_or_the_servers(command: Command) -> None:
    command("migrate")
    program, name = Program(), secrets.token_hex(8)
    command("add-program", program.code, "--name", name)

    def shown() -> str:
        told = command("status").output
        block = told[told.index(f"{name}\n") :].split("\n\n")[0]
        return next(line for line in block.splitlines() if "space" in line).strip()

    assert shown() == f"space      0 of {20 * 1024**3} bytes"
    assert command("quota", program.code, "5M").code == 0
    assert shown() == f"space      0 of {5 * 1024**2} bytes"
    assert command("quota", program.code, "default").code == 0
    assert command("quota", "all", "7K").code == 0
    assert shown() == "space      0 of 7168 bytes"
    assert command("quota", "all", "default").code == 0
    assert command("quota", Program().code, "1G").code == 1
    for wrong in ("", "-1", "5X", "1.5G", "G"):
        assert command("quota", program.code, "--", wrong).code == 2
