"""A lead takes a laptop out at the window; a laptop that is taken out closes itself."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.share import ShareDialog
from desktop.dialogs.share.offered import Said
from desktop.dialogs.share.offers import made
from desktop.pages.program.page import ProgramPage
from desktop.pages.program.takingout import TakeOutDialog
from desktop.pages.program.whosheet import WhoSheet
from desktop.shell.session import Session
from desktop.wording.dates import local_moment
from storage.domain.clocks import milliseconds
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.enrolment.inviting import admit, await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
from sync.client.governing.leaving import revoke
from sync.client.governing.roles import change_role
from sync.client.members import FormerDevice, MemberDevice, former, members
from sync.client.membership import identity
from sync.client.round import sync_round
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, settle, sync
from tests.storage.builders import add_case
from tests.sync.enrolling import newcomer


def page_of(sessions: Sessions, session: Session, qtbot: QtBot) -> ProgramPage:
    sessions.window.do("program")
    settle(session, qtbot)
    page = sessions.window.navigator.currentWidget()
    assert isinstance(page, ProgramPage)
    return page


def a_lead(lena: Sessions, ana: Ana, qtbot: QtBot) -> tuple[Session, ProgramPage]:
    """Lena's window, once Ana has made her a lead."""
    session = lena.start()
    device = session_device(ana, "Lena Ortiz")
    drive(change_role(ana.workspace.clock, device, "admin"), ana.way, ana.workspace)
    sync(session, qtbot)
    return session, page_of(lena, session, qtbot)


def session_device(ana: Ana, name: str) -> bytes:
    query = "SELECT device FROM member_device WHERE name = ?"

    def found(connection: Any) -> bytes:
        return bytes(connection.exec_driver_sql(query, (name,)).scalar_one())

    return ana.workspace.read(found)


def push(page: ProgramPage, name: str) -> None:
    button = page.findChild(QAbstractButton, name)
    assert isinstance(button, QAbstractButton)
    button.click()


def test_a_lost_laptop_is_taken_out_and_its_people_are_told_what_to_do(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session, page = a_lead(lena, ana, qtbot)
    device = ana.workspace.read(identity).device
    push(page, f"program_out_{device.hex()}")
    (dialog,) = lena.window.findChildren(TakeOutDialog)
    assert dialog.erase.isChecked()
    dialog.button.click()
    qtbot.waitUntil(dialog.sheet.isVisible, timeout=20_000)
    assert "93H" in dialog.sheet.text()
    dialog.reject()
    settle(session, qtbot)
    outcome = drive(sync_round(ana.workspace.clock), ana.way, ana.workspace)
    assert (outcome.problem, outcome.detail) == ("revoked", "erase")


def test_whoever_leaves_does_so_with_all_laptops(
    lena: Sessions, ana: Ana, tmp_path: Path, qtbot: QtBot
) -> None:
    further(ana, tmp_path / "further")
    session, page = a_lead(lena, ana, qtbot)
    assert {"Laptop 1 of 2", "Laptop 2 of 2"} <= set(words_on(page.members).split(" · "))
    device = ana.workspace.read(identity).device
    push(page, f"program_out_{device.hex()}")
    (dialog,) = lena.window.findChildren(TakeOutDialog)
    assert not dialog.others.isChecked()
    dialog.reason.setCurrentIndex(dialog.reason.findData("left"))
    assert dialog.others.isChecked()
    dialog.button.click()
    qtbot.waitUntil(dialog.sheet.isVisible, timeout=20_000)
    assert dialog.title.text() == "Ana Reyes's laptops are out"
    dialog.reject()
    settle(session, qtbot)
    found: list[Any] = []
    session.lanes.read(former, context=page, then=found.append)
    qtbot.waitUntil(lambda: bool(found))
    assert sorted((one.name, one.place) for one in found[0]) == [("Ana Reyes", 1), ("Ana Reyes", 2)]


def further(ana: Ana, folder: Path) -> None:
    """Let one more laptop of Ana's into the program."""
    clock = ana.workspace.clock
    person = next(one.person for one in ana.workspace.read(members) if one.here)
    own, _ = newcomer(folder, "Ana Reyes", clock)

    def do(script: Any, workspace: Workspace = ana.workspace) -> Any:
        return drive(script, ana.way, workspace)

    with own:
        made = do(invite(clock, "Ana Reyes", "admin", person=person))
        do(accept(clock, ana.server.address, made.words, "Ana Reyes"), own)
        assert do(await_answer(clock, made.id)).words == do(await_reveal(clock), own)
        do(confirm(clock), own)
        do(admit(clock, made.id))


def words_on(widget: QWidget) -> str:
    return " · ".join(label.text() for label in widget.findChildren(QLabel))


def test_the_incident_sheet_is_kept_and_made_again_and_names_no_child(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock, tmp_path: Path
) -> None:
    ana.workspace.write(add_case, "Marisol", "Vega")
    drive(sync_round(ana.workspace.clock), ana.way, ana.workspace)
    session, page = a_lead(lena, ana, qtbot)
    device = ana.workspace.read(identity).device
    push(page, f"program_out_{device.hex()}")
    (dialog,) = lena.window.findChildren(TakeOutDialog)
    dialog.button.click()
    qtbot.waitUntil(dialog.keep_button.isVisible, timeout=20_000)
    dialog.keep_button.click()
    settle(session, qtbot)
    (gate,) = lena.window.findChildren(ShareDialog)
    qtbot.waitUntil(gate.save_button.isEnabled, timeout=20_000)
    assert gate.title.text() == "Save or send: Incident sheet of a laptop"
    assert gate.purpose.text() == "Record of what happened to a laptop"
    gate.purpose.setText("To keep")
    gate.recipient.setText("Our director")
    gate.basis.setCurrentIndex(gate.basis.findData("own_use"))
    gate.folder.set_path(tmp_path)
    gate.save()
    qtbot.waitUntil((tmp_path / "incident-sheet.pdf").exists, timeout=20_000)
    settle(session, qtbot)
    assert session_logged(session, page, qtbot) == [
        ("Incident sheet of a laptop", "program_records", 0)
    ]
    push(page, f"program_sheet_{device.hex()}")
    settle(session, qtbot)
    assert len([one for one in lena.window.findChildren(ShareDialog) if one.isVisible()]) == 1
    said = Said(
        program="Berkshire", author="Lena Ortiz", moment=clock.now(), practice=False,
        recipient="Our director", purpose="To keep",
    )  # fmt: skip
    kept: list[dict[str, bytes]] = []
    target = {"incident": device.hex()}
    page._lanes.report(made, target, "pdf", said, context=page, then=kept.append)
    qtbot.waitUntil(lambda: bool(kept), timeout=20_000)
    text = text_of(kept[0][""])
    raw = device.hex()
    for words in (
        ana_name(ana),
        f"{raw[:4]} {raw[4:8]} {raw[8:12]} {raw[12:]}",
        local_moment(clock.now()),
        "Lena Ortiz",
        "1 case, counted on this laptop",
        "taken in up to number",
        "None is known on this laptop",
        "Yes, at its next contact with the server",
        "M.G.L. c. 93H",
        "201 CMR 17.00",
        "VOCA or VAWA",
    ):
        assert words in text, words
    assert "Marisol" not in text
    assert "Vega" not in text


def session_logged(session: Session, page: ProgramPage, qtbot: QtBot) -> list[tuple[str, str, int]]:
    """Return what the disclosure log has: what left, of what content, about how many records."""
    query = "SELECT form, content, records FROM disclosure"
    found: list[list[tuple[str, str, int]]] = []
    page._lanes.read(
        lambda connection: [tuple(row) for row in connection.exec_driver_sql(query)],
        context=session,
        then=found.append,
    )
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    return found[0]


def text_of(paper: bytes) -> str:
    document = pypdfium2.PdfDocument(paper)
    pages = (page.get_textpage().get_text_range() for page in document)
    return " ".join(" ".join(pages).split())


def ana_name(ana: Ana) -> str:
    query = "SELECT m.name FROM member_device m, this_device t WHERE m.device = t.id"
    return ana.workspace.read(lambda c: str(c.exec_driver_sql(query).scalar_one()))


def test_what_the_laptop_had_not_sent_is_taken_in_by_one_click(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock
) -> None:
    session, page = a_lead(lena, ana, qtbot)
    ana.workspace.write(add_case)
    device = ana.workspace.read(identity).device
    drive_in_window(session, revoke(clock, (device,), "left"), qtbot)
    drive(sync_round(ana.workspace.clock), ana.way, ana.workspace)
    clock.pass_time(hours=2)
    sync(session, qtbot)
    page.open({})
    settle(session, qtbot)
    assert page.needs.isVisible()
    push(page, f"late_in_{device.hex()}")
    settle(session, qtbot)
    sync(session, qtbot)
    page.open({})
    settle(session, qtbot)
    assert not page.needs.isVisible()


def drive_in_window(session: Session, script: Any, qtbot: QtBot) -> None:
    done: list[object] = []
    standing = session.syncing.standing
    assert standing is not None
    session.syncing.scripts.run(
        script, standing.server, context=session, then=done.append, failed=done.append
    )
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    assert done == [True]


@pytest.mark.parametrize("how", ["erase", "keep"])
def test_a_laptop_that_is_to_erase_locks_at_once(
    lena: Sessions, ana: Ana, qtbot: QtBot, how: str
) -> None:
    session = lena.start()
    settle(session, qtbot)
    device = session_device(ana, "Lena Ortiz")
    clock = ana.workspace.clock
    drive(revoke(clock, (device,), "lost", erase=how == "erase"), ana.way, ana.workspace)
    session.syncing.sync_now()
    qtbot.waitUntil(lambda: session.syncing.state.problem == "revoked", timeout=20_000)
    if how == "erase":
        qtbot.waitUntil(lambda: bool(lena.replaced), timeout=20_000)
    assert bool(lena.replaced) is (how == "erase")


def test_one_more_laptop_of_somebody_needs_no_name(lena: Sessions, ana: Ana, qtbot: QtBot) -> None:
    session, page = a_lead(lena, ana, qtbot)
    del session
    sheet = WhoSheet(page._context.today())
    qtbot.addWidget(sheet)
    known = MemberDevice(b"d" * 8, "Ana Reyes", "admin", here=False, person=b"p" * 16)
    sheet.show_people([known], initials=False)
    sheet.whose.setCurrentIndex(1)
    assert (sheet.person, sheet.name.text(), sheet.ends) == (b"p" * 16, "Ana Reyes", 0)
    assert not sheet.name.isEnabled()


def test_who_covers_until_a_day_is_out_when_that_day_is_over(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock
) -> None:
    _, page = a_lead(lena, ana, qtbot)
    sheet = WhoSheet(page._context.today())
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.until.set_value(page._context.today())
    assert 0 < sheet.ends - milliseconds(clock.now()) <= 24 * 60 * 60 * 1000


def test_one_more_laptop_of_who_covers_is_said_to_end_with_the_first(
    lena: Sessions, ana: Ana, qtbot: QtBot, clock: FixedClock
) -> None:
    _, page = a_lead(lena, ana, qtbot)
    sheet = WhoSheet(page._context.today())
    qtbot.addWidget(sheet)
    ends = clock.now() + timedelta(days=14)
    covers = MemberDevice(b"d" * 8, "Dee Novak", "member", here=False, person=b"p" * 16, ends=ends)
    lost = FormerDevice(b"e" * 8, "Eva Lind", "lost", person=b"q" * 16, ends=ends)
    sheet.show_people([covers], [lost], initials=False)
    sheet.show()
    sheet.whose.setCurrentIndex(1)
    assert sheet.covering.isHidden()
    assert sheet.hint.text().startswith("Covers until Mar 18, 2026, as")
    sheet.whose.setCurrentIndex(2)
    assert sheet.until.value() == date(2026, 3, 18)
    sheet.whose.setCurrentIndex(0)
    assert sheet.hint.text().startswith("Leave it empty")
    assert sheet.until.value() is None
