"""A youth runs at night and comes back: told, searched for, reported on paper, screened."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.dialogs.missing import MissingDialog, ReturnedDialog
from desktop.dialogs.record import RecordDialog
from desktop.dialogs.share import ShareDialog
from desktop.widgets.inputs import LineEdit
from storage.domain.clocks import today
from storage.usecases.safety.absences import missing_file, returned_not_screened
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.journeys.walking import Walker, rows_of
from tests.storage.builders import add_case


def test_a_run_and_a_return(
    sessions: Sessions, qtbot: QtBot, clock: FixedClock, tmp_path: Path
) -> None:
    walker = Walker(sessions.start(), qtbot)
    case, youth = walker.write(lambda t: (add_case(t), None)[0])
    say_missing(walker)
    (episode,) = walker.read(rows_of, "missing_episode")
    assert episode["person"] == youth.id
    assert episode["identified_at"].startswith(clock.now().isoformat()[:16])
    tell_and_search(walker)
    report_on_paper(walker, tmp_path)
    clock.pass_time(hours=31)
    come_back_and_be_screened(walker)
    (kept,) = walker.read(rows_of, "case")
    assert kept["status"] == "active_ongoing"
    found = walker.read(missing_file, case.id, today(clock))
    assert [one.days for one in found.earlier] == [1]
    assert found.earlier[0].episode.record.screening is not None


def say_missing(walker: Walker) -> None:
    walker.press("Ctrl+M")
    assert isinstance(walker.front(), MissingDialog)
    walker.write_here("veg")
    for keys in ("Return", "Return", "Ctrl+Return"):
        walker.press(keys)
    assert walker.window.navigator.current_id == "case"


def tell_and_search(walker: Walker) -> None:
    walker.push("Told now")
    walker.push("Told now")
    (episode,) = walker.read(rows_of, "missing_episode")
    assert episode["police_at"]
    assert episode["ncmec_at"]
    walker.find(LineEdit, "sighting-where").setFocus()
    walker.write_here("Bus station")
    walker.press("Return")
    assert walker.count("sighting") == 1


def report_on_paper(walker: Walker, folder: Path) -> None:
    walker.push("Packet")
    gate = walker.front()
    assert isinstance(gate, ShareDialog)
    gate.folder.set_path(folder)
    walker.push("Log it and save")
    assert (folder / "page.pdf").read_bytes().startswith(b"%PDF")
    (logged,) = walker.read(rows_of, "disclosure")
    assert (logged["basis"], logged["recipient"]) == ("missing_report", "Police and NCMEC")


def come_back_and_be_screened(walker: Walker) -> None:
    walker.push("Returned")
    back = walker.front()
    assert isinstance(back, ReturnedDialog)
    back.screening.setCurrentIndex(back.screening.findData("now"))
    walker.push("Record the return")
    screening = walker.front()
    assert isinstance(screening, RecordDialog)
    assert len(walker.read(returned_not_screened)) == 1
    screening.form.editor("instrument").set_value("clinical_judgement")
    walker.push("Save")
    assert walker.read(returned_not_screened) == []
