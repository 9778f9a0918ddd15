"""A laptop that was locked without network sends what was sealed, and holds no key meanwhile."""

from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from time import monotonic, sleep

import pytest
from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.workspace import Workspace
from storage.workspace.erasing import erased_on
from sync.client.courier.letter import NAME, letter_in
from sync.client.driving import drive
from sync.client.governing.leaving import revoke
from sync.client.membership import identity
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.conftest import PASSPHRASE, Template
from tests.desktop.shell import lock_driver
from tests.desktop.shell.processes import copies_in_memory, heard, process, say
from tests.ports import free_port
from tests.sync.bundles.sticks import enter, note_texts
from tests.sync.enrolling import begin, join, newcomer

CANARY = "Zebrafinch Larkspur"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="memory is read the Linux way")
def test_what_waits_is_sent_by_the_locked_process_that_holds_no_key(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    place, port = tmp_path / "server", free_port()
    place.mkdir()
    with local_server(place, port=port) as server:
        ben = _joined(folder, template, tmp_path, server)
    with Workspace(folder, template.key) as ana:
        ana.write(enter, CANARY)
        keys = ana.read(_keys)
    with ben, process(lock_driver, str(folder), "first") as driven:
        _lock(driven)
        letter = letter_in(folder)
        assert letter is not None
        assert (letter.changes, letter.more) == (2, False)
        assert len(letter.waiting) > 0
        secrets = (*keys, template.key, CANARY.encode(), PASSPHRASE.encode())
        assert not any(copies_in_memory(driven.pid, *secrets))
        assert not [key for key in keys if key in (folder / NAME).read_bytes()]
        with local_server(place, port=port) as server:
            _wait(lambda: bool((found := letter_in(folder)) and not found.waiting))
            assert not any(copies_in_memory(driven.pid, *secrets))
            with HttpTransport(server.address) as way:
                drive(sync_round(ben.clock), way, ben)
            assert ben.read(note_texts) == [CANARY]
        say(driven, PASSPHRASE, "")
        assert heard(driven).startswith("typed ")
        assert letter_in(folder) is None


def test_a_lost_laptop_destroys_what_it_holds_when_an_admin_has_signed_it(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    place = tmp_path / "server"
    place.mkdir()
    with local_server(place) as server:
        ben = _joined(folder, template, tmp_path, server)
        ben.close()
        lost = tmp_path / "ben"
        with process(lock_driver, str(lost), "first") as driven:
            _lock(driven)
            with Workspace(folder, template.key) as ana, HttpTransport(server.address) as way:
                with Workspace(lost, _KEYS[lost]) as own:
                    device = own.read(identity).device
                drive(revoke(ana.clock, (device,), "stolen", erase=True), way, ana)
        with process(lock_driver, str(lost), "second"):
            _wait(lambda: erased_on(lost) is not None)
            _wait(lambda: sorted(each.name for each in lost.iterdir()) == _LEFT)


_LEFT = ["workspace.erased", "workspace.open"]
_KEYS: dict[Path, bytes] = {}


def _joined(folder: Path, template: Template, tmp_path: Path, server: LocalServer) -> Workspace:
    with (
        Workspace(folder, template.key) as ana,
        HttpTransport(server.address) as way,
        HttpTransport(server.address) as other,
    ):
        begin(ana, way, server)
        ben, _KEYS[tmp_path / "ben"] = newcomer(tmp_path / "ben", "Ben", SystemClock())
        join((ana, way), (ben, other), server.address, "Ben")
        for workspace, transport in ((ana, way), (ben, other)):
            assert drive(sync_round(workspace.clock), transport, workspace).problem is None
        return ben


def _lock(driven: Popen[str]) -> None:
    say(driven, PASSPHRASE, "typed before the lock")
    assert heard(driven).startswith("typed ")
    say(driven, "key")
    assert heard(driven).startswith("locked")


def _keys(connection: Connection) -> list[bytes]:
    who = identity(connection)
    vaults = connection.exec_driver_sql("SELECT key FROM vault_key").scalars().all()
    return [who.signing, who.x25519, who.mlkem768, *vaults]


def _wait(reached: Callable[[], bool], seconds: float = 120.0) -> None:
    end = monotonic() + seconds
    while not reached():
        assert monotonic() < end
        sleep(0.1)
