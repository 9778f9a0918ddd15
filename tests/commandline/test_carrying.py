"""Two laptops that no network reaches: they meet by files and exchange a bundle, by command."""

from pathlib import Path

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.commandline.conftest import Done, Satchel
from tests.conftest import PASSPHRASE, Template
from tests.ports import free_port
from tests.sync.bundles.sticks import enter, note_texts, write_note
from tests.sync.enrolling import begin


def test_two_laptops_meet_and_exchange_without_a_network(
    satchel: Satchel, folder: Path, template: Template, tmp_path: Path
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    theirs, stick, port = tmp_path / "ben", tmp_path / "stick", free_port()
    stick.mkdir()
    with (
        local_server(tmp_path / "server", port=port) as server,
        Workspace(folder, template.key) as ana,
        HttpTransport(server.address) as way,
    ):
        address = server.address
        begin(ana, way, server)
        ana.write(enter, "from Ana")
    key = create(
        theirs, PASSPHRASE, Beginning(person="Ben", program="", joining=True), cost=FLOOR
    ).key

    def run(where: Path, *said: str | Path, typed: str = "") -> Done:
        done = satchel(*said, "--workspace", where, "--passphrase-file", secret, typed=typed)
        assert done.code == 0, done.errors
        return done

    one, two, three, four = (stick / f"{number}.satchel" for number in range(1, 5))
    told = run(folder, "meet", "invite", "--name", "Ben", "--out", one).output
    words = told.partition(": ")[2]
    run(theirs, "meet", "answer", one, "--name", "Ben", "--out", two, typed=words)
    must = run(folder, "meet", "hear", two, "--out", three).output.partition(": ")[2]
    seen = run(theirs, "meet", "compare", three, typed="yes\n").output
    assert must.strip() in seen
    run(folder, "meet", "admit", "--out", four, typed="yes\n")
    assert "belongs" in run(theirs, "meet", "join", four).output
    made = run(folder, "bundle", "make", "--out", stick / "a.bundle").output
    assert "for 2 laptops" in made
    assert "0 left out" in run(theirs, "bundle", "take", stick / "a.bundle").output
    with Workspace(theirs, key, clock=SystemClock()) as ben:
        assert ben.read(note_texts) == ["from Ana"]
        ben.write(write_note, "from Ben")
    unsealed = run(theirs, "bundle", "make", "--out", stick / "0.bundle", "--read-only")
    assert "is not in it" in unsealed.errors
    whole = run(theirs, "bundle", "make", "--out", stick / "1.bundle")
    sealed = run(theirs, "bundle", "make", "--out", stick / "b.bundle", "--read-only")
    assert (sealed.output.split()[0], sealed.errors) == (whole.output.split()[0], "")
    run(folder, "bundle", "take", stick / "b.bundle")
    with local_server(tmp_path / "server", port=port), Workspace(folder, template.key) as ana:
        assert ana.read(note_texts) == ["from Ana", "from Ben"]
        with HttpTransport(address) as way:
            assert drive(sync_round(ana.clock), way, ana).problem is None
            with Workspace(theirs, key, clock=SystemClock()) as ben:
                outcome = drive(sync_round(ben.clock), way, ben)
                assert (outcome.problem, outcome.waiting) == (None, 0)
