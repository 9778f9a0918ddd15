"""Real processes: what is left in memory after each lock, and that nothing typed is lost."""

import os
import shutil
import signal
from pathlib import Path
from time import perf_counter, sleep

import pytest

from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, Template
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import PlainPage
from tests.desktop.shell import lock_driver, login_manager
from tests.desktop.shell.processes import PLANTED as CANARY
from tests.desktop.shell.processes import copies_in_memory, heard, process, say
from tests.patience import kept_waiting

PIN = "402917"
reads_memory = pytest.mark.skipif(
    not Path("/proc/self/mem").exists(), reason="memory is read the Linux way"
)


def nothing_is_left(pid: int, key: bytes) -> None:
    secrets = (CANARY, PASSPHRASE, PIN, key, key.hex(), key.hex().upper())
    assert copies_in_memory(pid, *secrets) == [0] * len(secrets)
    surroundings = Path(f"/proc/{pid}/environ").read_bytes()
    assert CANARY.encode() not in surroundings
    assert b"SATCHEL_WINDOW=" in surroundings


@reads_memory
@pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="there is no message bus")
def test_after_every_lock_the_same_process_id_holds_nothing_and_gives_everything_back(
    folder: Path, template: Template
) -> None:
    """By the key, by idleness (where a PIN may open), by sleep, by a process that stood still."""
    with Workspace(folder, template.key) as workspace:
        workspace.pin.set(PASSPHRASE, PIN)
        workspace.write(set_settings, {"lock.pin_minutes": 15})
    typed = f"typed {CANARY} 7 True"
    with (
        process(login_manager) as manager,
        process(
            lock_driver, str(folder), "first", DBUS_SYSTEM_BUS_ADDRESS=heard(manager)
        ) as driven,
    ):
        say(driven, PASSPHRASE, CANARY)
        assert heard(driven) == typed
        assert min(copies_in_memory(driven.pid, CANARY, template.key)) > 0
        seconds = []
        for trigger in ("key", "idle", "sleep", "stop"):
            started, kept = perf_counter(), kept_waiting(driven.pid)
            say(driven, trigger)
            if trigger == "sleep":
                # The delay is given back once the memory is another, and not before.
                assert heard(driven) == "waiting"
                say(manager)
                assert heard(manager) == "asleep shutdown:sleep delay"
                assert copies_in_memory(driven.pid, CANARY) == [0]
            elif trigger == "stop":
                assert heard(driven) == "waiting"
                os.kill(driven.pid, signal.SIGSTOP)
                sleep(lock_driver.SHORT_GAP + 0.5)
                os.kill(driven.pid, signal.SIGCONT)
            by_pin = trigger == "idle"
            assert heard(driven) == ("locked PinStep" if by_pin else "locked Unlocking"), trigger
            kept = max(kept_waiting(driven.pid) - kept, 0)
            seconds.append(perf_counter() - started - kept)
            nothing_is_left(driven.pid, template.key)
            say(driven, PIN if by_pin else PASSPHRASE, "")
            assert heard(driven) == typed, trigger
        say(driven, "idle")
        assert heard(driven) == "locked PinStep"
        say(driven, "402918 three times")
        assert heard(driven) == "locked Unlocking"
        nothing_is_left(driven.pid, template.key)
        say(driven, PASSPHRASE, "", "end")
        assert [heard(driven), heard(driven)] == [typed, "waiting"]
        os.kill(driven.pid, signal.SIGTERM)
        assert driven.wait(60) == 0
    # Until the fresh door stands; the keys are gone long before. Kept wide for a busy machine.
    assert min(seconds) < 8


def let_work(pid: int, seconds: float) -> None:
    """Return when it has had so long, beside what other programs kept it waiting."""
    started, kept = perf_counter(), kept_waiting(pid)
    while perf_counter() - started - (kept_waiting(pid) - kept) < seconds:
        sleep(0.05)


def test_a_killed_process_loses_at_most_two_seconds_of_typing(
    folder: Path, plain_sessions: Sessions
) -> None:
    with process(lock_driver, str(folder), "alone") as driven:
        say(driven, PASSPHRASE, CANARY)
        assert heard(driven).startswith("typed")
        let_work(driven.pid, 2)
        os.kill(driven.pid, signal.SIGSEGV)
        assert driven.wait(60) == -signal.SIGSEGV
    plain_sessions.start()
    page = plain_sessions.window.navigator.currentWidget()
    assert isinstance(page, PlainPage)
    assert page.line.text() == CANARY
