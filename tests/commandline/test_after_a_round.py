"""``satchel sync`` does after a round what the window does: figures go, and what is due is done."""

from datetime import timedelta
from pathlib import Path

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock, milliseconds
from storage.reports.approval import approve, preview
from storage.usecases.figuresheets import Sheet, note_server, sheets
from storage.usecases.settings import set_settings
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import Transport, drive
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.inviting import await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
from sync.client.membership import identity, membership
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.commandline.conftest import Satchel
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.ports import free_port
from tests.sync.enrolling import begin
from tests.sync.figures.programs import QUARTER


def approved(folder: Path, key: bytes, server: LocalServer) -> None:
    """Begin a program and approve the figures of a quarter; nothing is sent."""
    with Workspace(folder, key) as ana, HttpTransport(server.address) as way:
        begin(ana, way, server)
        ana.write(set_settings, {"program.cac": "suffolk_cac"})
        ana.write(approve, ana.read(preview, "headline", QUARTER).draft)


def sheet(folder: Path, key: bytes) -> Sheet:
    with Workspace(folder, key) as ana:
        (found,) = ana.read(sheets, "headline", QUARTER)
    return found


def test_approved_figures_go_with_it_and_once_more_to_a_restored_server(
    folder: Path, template: Template, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    with local_server(tmp_path / "server") as server:
        approved(folder, template.key, server)
        done = satchel("sync", *open_with)
        assert (done.code, done.errors) == (0, "")
        assert done.output.splitlines()[1] == "Figures for MACA: 1 sent, 0 refused, 0 waiting"
        assert sheet(folder, template.key).state == "sent"
        assert "Figures" not in satchel("sync", *open_with).output
        with Workspace(folder, template.key) as ana:
            ana.write(note_server, "https://before.example 00", 1)
        assert "Figures for MACA: 1 sent" in satchel("sync", *open_with).output


def test_figures_that_are_kept_back_say_why(
    folder: Path, template: Template, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    with local_server(tmp_path / "server", roles=("records",)) as server:
        approved(folder, template.key, server)
        done = satchel("sync", *open_with)
    assert done.code == 7
    assert done.output.splitlines()[1] == "Figures for MACA: 0 sent, 0 refused, 1 waiting"
    assert done.errors.startswith("Approved figures wait. Your program's server takes no figures.")
    assert sheet(folder, template.key).state == "approved"


def test_nothing_follows_a_round_that_did_not_go_well(
    folder: Path, template: Template, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    with local_server(tmp_path / "server") as server:
        approved(folder, template.key, server)
    done = satchel("sync", *open_with)
    assert done.code == 7
    assert "Figures" not in done.output
    assert len(done.errors.splitlines()) == 1


def test_a_lead_who_syncs_by_command_alone_ends_a_coverage(
    folder: Path, template: Template, satchel: Satchel, open_with: tuple[str, ...], tmp_path: Path
) -> None:
    ends = SystemClock().now() - timedelta(days=1)
    before, port = FixedClock(ends - timedelta(days=14)), free_port()
    with (
        local_server(tmp_path / "server", clock=before, port=port) as server,
        Workspace(folder, template.key, clock=before) as ana,
        HttpTransport(server.address) as way,
    ):
        begin(ana, way, server)
        device = let_in(ana, tmp_path / "dee", way, server.address, milliseconds(ends))
    with local_server(tmp_path / "server", port=port):
        done = satchel("sync", *open_with)
        again = satchel("sync", *open_with)
    assert (done.code, done.errors) == (0, "")
    assert done.output.splitlines()[1].startswith("What had fallen due in the program was done")
    assert "fallen due" not in again.output
    with Workspace(folder, template.key) as ana:
        member = ana.read(membership)
        assert member is not None
        assert member.roster.gone[device].reason == "ended"


def let_in(host: Workspace, folder: Path, way: Transport, address: str, ends: int) -> bytes:
    """Let somebody join who covers until ``ends`` (ms); return their laptop's id."""
    beginning = Beginning(person="Dee Novak", program="", joining=True)
    key = create(folder, PASSPHRASE, beginning, cost=FLOOR).key
    clock = host.clock
    with Workspace(folder, key, clock=clock) as guest:
        invitation = drive(invite(clock, "Dee Novak", ends=ends), way, host)
        drive(accept(clock, address, invitation.words, "Dee Novak"), way, guest)
        drive(await_answer(clock, invitation.id), way, host)
        drive(await_reveal(clock), way, guest)
        drive(confirm(clock), way, guest)
        drive(admit(clock, invitation.id), way, host)
        assert drive(await_admission(clock), way, guest)
        return guest.read(identity).device
