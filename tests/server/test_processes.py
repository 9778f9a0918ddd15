"""Real server processes: killed in the middle, several on one database, with TLS."""

import ssl
import threading
from pathlib import Path

import httpx2
import pytest

from installer.virtualenv import command_text
from sync.server.running import Listening, configuration
from tests.ports import free_port
from tests.server.asking import Caller
from tests.server.certificates import self_signed
from tests.server.insisting import check_log, persistent_push
from tests.server.laptops import Laptop, Program
from tests.server.processes import Operator

KILLS = 2


@pytest.fixture
def operator(address: str, tmp_path: Path) -> Operator:
    """An operator whose database and key are ready."""
    standing = Operator(tmp_path, address)
    done = standing.run("migrate")
    assert done.returncode == 0, done.stderr
    return standing


def begun(operator: Operator, caller: Caller) -> Program:
    program = Program()
    done = operator.run("add-program", program.code, "--name", "Berkshire")
    assert done.returncode == 0, done.stderr
    assert caller.begin(program).status == 200
    return program


def test_what_was_acknowledged_outlives_a_killed_server(operator: Operator) -> None:
    port, program = free_port(), Program()
    sent: list[bytes] = []
    assert operator.run("add-program", program.code, "--name", "x").returncode == 0
    for turn in range(KILLS):
        with operator.serving(port=port) as serving, serving.calling() as caller:
            caller.begin(program)
            killer = threading.Timer(0.1 + 0.13 * turn, serving.process.kill)
            killer.start()
            acknowledged = 0
            while True:
                envelopes = program.first.envelopes(program.cases, 3)
                sent += envelopes
                try:
                    caller.pushed(program, program.first, program.cases, *envelopes)
                except httpx2.TransportError:
                    break
                acknowledged += 1
            killer.join()
        with operator.serving(port=port) as serving, serving.calling() as caller:
            # Whether the last push was kept before the kill nobody knows: it is sent again.
            pushed = persistent_push(caller, program, program.first, envelopes)
            assert pushed.head.sequence == len(sent)
            check_log(caller, program, sent)


def test_two_workers_on_one_database_leave_no_gaps(operator: Operator) -> None:
    with operator.serving("--workers", "2") as serving, serving.calling() as caller:
        serving.wait_for_workers(2)
        program = begun(operator, caller)
        laptops = [program.first]
        for _ in range(3):
            laptops.append(Laptop())
            caller.admit(program, laptops[-1])
        sent: list[bytes] = []

        def work(laptop: Laptop) -> None:
            with serving.calling() as own:
                for turn in range(15):
                    envelopes = laptop.envelopes(program.cases, 1 + turn % 3)
                    sent.extend(envelopes)
                    persistent_push(own, program, laptop, envelopes)

        threads = [threading.Thread(target=work, args=(laptop,)) for laptop in laptops]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        check_log(caller, program, sent)
    assert serving.started() == 2


def test_the_command_that_a_setup_makes_serves_with_workers(
    empty_sqlite: Path, tmp_path: Path
) -> None:
    command = tmp_path / "satchel-server"
    command.write_text(command_text("sync.server.commandline.main"), "utf-8")
    operator = Operator(tmp_path, f"sqlite:///{empty_sqlite}", (str(command),))
    assert operator.run("migrate").returncode == 0
    with operator.serving("--workers", "2") as serving, serving.calling() as caller:
        serving.wait_for_workers(2)
        assert caller.status().server == caller.server
    assert serving.started() == 2
    assert "cannot be used" not in serving.log.read_text("ascii")


def test_a_worker_has_a_minute_to_begin_and_to_answer() -> None:
    config = configuration("of:none", Listening(workers=2), factory=True)
    assert config.timeout_worker_healthcheck >= 60


def test_tls_is_1_3_and_nothing_older(empty_sqlite: Path, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    operator = Operator(tmp_path, f"sqlite:///{empty_sqlite}")
    assert operator.run("migrate").returncode == 0
    options = ("--tls-certificate", str(certificate), "--tls-key", str(certificate))
    trust = ssl.create_default_context(cafile=str(certificate))
    with operator.serving(*options) as serving:
        with serving.calling("https", trust) as caller:
            assert caller.status().server == caller.server
        older = ssl.create_default_context(cafile=str(certificate))
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        with pytest.raises(httpx2.ConnectError), serving.once("https", older) as caller:
            caller.status()
