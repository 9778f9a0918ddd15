"""``satchel sync --audit`` asks whether the server's record goes on from the one seen before."""

from pathlib import Path

from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.commandline.conftest import Satchel
from tests.conftest import Template
from tests.sync.enrolling import begin


def test_a_lead_asks_for_the_server_s_record_and_is_told_when_it_is_another(
    folder: Path,
    template: Template,
    satchel: Satchel,
    open_with: tuple[str, ...],
    tmp_path: Path,
) -> None:
    with local_server(tmp_path / "server") as server:
        with Workspace(folder, template.key) as ana, HttpTransport(server.address) as way:
            begin(ana, way, server)
        assert satchel("sync", *open_with).code == 0
        with Workspace(folder, template.key) as ana:
            assert ana.read(setting, "sync.audit")["head"], "a round asks once a day"
            ana.write(set_settings, {"sync.audit": {}})
        first = satchel("sync", "--audit", *open_with)
        assert (first.code, first.errors) == (0, "")
        assert "From now on it is compared with that" in first.output
        again = satchel("sync", "--audit", *open_with)
        assert (again.code, again.errors) == (0, "")
        assert "goes on from the one seen before" in again.output
        with Workspace(folder, template.key) as ana:
            kept = ana.read(setting, "sync.audit")
            seen = bytes.fromhex(kept["head"])
            other = seen[:20] + bytes([seen[20] ^ 1]) + seen[21:]
            ana.write(set_settings, {"sync.audit": {**kept, "head": other.hex()}})
        for verb in (("sync", "--audit"), ("sync",)):
            told = satchel(*verb, *open_with)
            assert told.code == 7
            assert "is not the one seen before" in told.errors
        lines = satchel("sync", "--audit", *open_with).output.splitlines()
        assert lines[1] == f"head seen before: {other.hex()}"
        assert lines[2].startswith("head shown on 20")


def test_without_a_server_nothing_is_compared(satchel: Satchel, open_with: tuple[str, ...]) -> None:
    done = satchel("sync", "--audit", *open_with)
    assert done.code != 0
    assert "Connect it in the window, under Program and sync" in done.errors
