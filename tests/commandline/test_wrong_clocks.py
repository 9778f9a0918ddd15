"""Commands on a computer whose clock is wrong, or is set in the midst of them, in any zone."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.backup.restoring import restore
from storage.domain.clocks import ZONE, SystemClock
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.usecases.records import Add, save
from storage.usecases.searching import search
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.crashes import preload
from tests.crashes.preload import built
from tests.exchange.files import write_files
from tests.storage.builders import add_case

SATCHEL = "import sys; from desktop.commandline.main import main; sys.exit(main(sys.argv[1:]))"
HEADER = "id,role,given_name,family_name\n"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer that does one command after the other, and its clock."""

    folder: Path
    ground: Path
    open_with: tuple[str, ...]

    def run(self, off: timedelta, until: int, then: timedelta, *command: str) -> str:
        """Do a command; the clock is off at first, and otherwise after it was read so often."""
        clock = self.ground / "clock"
        clock.write_text(f"{int(off.total_seconds())} {until} {int(then.total_seconds())}")
        done = subprocess.run(
            [sys.executable, "-c", SATCHEL, *command, *self.open_with],
            env={**os.environ, "LD_PRELOAD": str(built("clock")), "SATCHEL_CLOCK": str(clock)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def readings(self) -> int:
        """Return how often the last command read the clock."""
        return int((self.ground / "clock.read").read_text())

    def table(self, name: str) -> str:
        rows = f"{HEADER}{name},primary_victim,{name},Vega\n"
        return str(write_files(self.ground / name, {"person.csv": rows}))


@pytest.fixture
def computer(folder: Path, tmp_path: Path, open_with: tuple[str, ...]) -> Computer:
    return Computer(folder, tmp_path, open_with)


def next_turn(*, to_summer: bool) -> datetime:
    """Return when Massachusetts sets its clocks the next time, one second before."""
    moment = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)  # noqa: TID251 - the computer's
    while True:
        before, moment = moment, moment + timedelta(hours=1)
        turn = moment.astimezone(ZONE).dst(), before.astimezone(ZONE).dst()
        if turn[0] != turn[1] and bool(turn[0]) == to_summer:
            return moment - timedelta(seconds=1)


def until(moment: datetime) -> timedelta:
    return moment - datetime.now(UTC)  # noqa: TID251 - the computer's own clock


def imported(connection: Connection) -> list[int]:
    """Return the stamps of what was imported, in the order in which it was."""
    rows = connection.exec_driver_sql(
        "SELECT stamp FROM journal WHERE act = 'import' ORDER BY sequence"
    )
    return [*rows.scalars()]


@preload.needed
@pytest.mark.parametrize("wrong", ["a day behind", "ten years ahead", "to summer", "to winter"])
def test_a_clock_that_is_set_amid_a_command_costs_nothing_and_keeps_the_order(
    computer: Computer, template: Template, wrong: str
) -> None:
    right, turn = timedelta(), timedelta()
    if wrong.startswith("to "):
        turn = until(next_turn(to_summer=wrong == "to summer"))
    then = turn + {"a day behind": -DAY, "ten years ahead": 3_652 * DAY}.get(wrong, DAY / 24)
    computer.run(right, 0, right, "import", computer.table("Ada"))
    amid = computer.readings() // 2
    computer.run(turn, amid, then, "import", computer.table("Bea"))
    assert computer.readings() > amid > 0
    computer.run(then, 0, then, "import", computer.table("Cleo"))
    backup = computer.ground / "made then.satchel-backup"
    computer.run(then, 0, then, "backup", "--out", str(backup))
    computer.run(then, 1, right, "search", "Vega")
    computer.run(right, 0, right, "import", computer.table("Dora"))
    computer.run(right, 0, then, "verify")
    with Workspace(computer.folder, template.key) as workspace:
        stamps = workspace.read(imported)
        names = [hit.title for hit in workspace.read(search, "Vega")]
    assert sorted(names) == ["Ada Vega", "Bea Vega", "Cleo Vega", "Dora Vega"]
    assert len(stamps) == 4
    assert stamps == sorted({*stamps})
    back = computer.ground / "back"
    restore(backup, back, lambda _folder: template.key, clock=SystemClock())
    with Workspace(back, template.key) as workspace:
        assert len(workspace.read(search, "Vega")) == 3
        assert workspace.write(add_case)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "x+99"])
def test_days_and_deadlines_are_those_of_massachusetts_in_whatever_zone_the_computer_is(
    computer: Computer, template: Template, clock: FixedClock, zone: str
) -> None:
    with Workspace(computer.folder, template.key, clock=clock) as workspace:
        case, person = workspace.write(add_case)
        workspace.write(add_missing, case, clock.now() - timedelta(hours=5))
    asked = [sys.executable, "-c", TOLD, str(computer.folder), template.key.hex(), str(clock.now())]
    history = ("-m", "desktop", "history", "person", person.id.hex(), *computer.open_with)
    told: dict[str, list[str]] = {}
    for where in ("America/New_York", zone):
        around = {**os.environ, "TZ": where}
        told[where] = [
            subprocess.run(command, env=around, capture_output=True, text=True, check=True).stdout
            for command in (asked, [sys.executable, *history])
        ]
    assert told[zone] == told["America/New_York"]
    assert "2026" in told[zone][0]
    assert "intake" in told[zone][1]


def add_missing(transaction: Transaction, case: Case, since: datetime) -> None:
    episode = MissingEpisode(
        id=transaction.new_id(), case=case.id, person=case.youth, identified_at=since
    )
    save(transaction, [Add(episode)], "add")


TOLD = """
import sys
from datetime import datetime
from pathlib import Path
from desktop.wording.dates import local_moment
from desktop.wording.typed import parse_day
from desktop.wording.typedmoments import parse_moment
from storage.domain.clocks import day_of
from storage.usecases.deadlines import alarms
from storage.workspace import Workspace
now = datetime.fromisoformat(sys.argv[3])
with Workspace(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), writer=False) as workspace:
    found = workspace.read(alarms, now)
assert found
for alarm in found:
    print(alarm.rule.code, local_moment(alarm.due), alarm.state)
print(day_of(now), parse_day("yesterday", day_of(now)), parse_moment("yesterday 11 pm", now))
"""
