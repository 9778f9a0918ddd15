"""The screens of a program of several laptops, and of the door in front of one."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop import theme
from desktop.faults import Faults
from desktop.pages.program import ProgramPage
from desktop.pages.program.sheets import CompareSheet
from desktop.pages.program.takingout import TakeOutDialog
from desktop.settings import Settings
from desktop.shell.session import Session
from desktop.shell.window import MainWindow
from desktop.system.handover import Handover
from desktop.unlock.door import Door
from desktop.unlock.forgottensteps import Answers, AskSupervisors, Forgotten
from desktop.unlock.invitationfile import InvitationFile
from desktop.unlock.joiningsteps import InvitationWords, Receiving
from desktop.unlock.recovering import RecoverProgram
from desktop.wording.troubles import trouble, what_happened
from storage.domain.clocks import milliseconds
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from sync.client.problems import SyncError
from sync.client.quiet import QUIET_MS
from sync.protocol.invitation import words_beginning, words_of
from sync.protocol.program_code import line_of
from tests.desktop.desks import StillSystem
from tests.screens.office import PROGRAM, Office
from tests.storage.builders import add_case
from tests.sync.bundles.sticks import CASE

SIZE = (1400, 900)
_LONGEST_S = 20.0
_ISSUER = "Courthouse of Berkshire County, Filter 7"
_SIX = tuple(words_of(bytes(range(16))).split()[:6])

Grab = Callable[[QWidget, str], None]


@dataclass(frozen=True, slots=True)
class Look:
    """Light or dark, and how large the text is."""

    mode: str
    size: int


class Desk:
    """Ana's window over the office, in one look."""

    def __init__(self, office: Office, look: Look) -> None:
        self.office = office
        opened = partial(Workspace, office.folder, office.key, clock=office.clock)
        settings = Settings(theme=look.mode, text_size=look.size, person="Ana Reyes")
        with opened() as workspace:
            workspace.write(set_settings, settings.stored())
            quiet = milliseconds(office.clock.now()) - QUIET_MS - 1
            workspace.write(set_settings, {"sync.alone_since": quiet})
        self.session = Session(opened, office.clock, StillSystem(), Faults(), _stay)
        self.session.start(Handover())
        self.settle()
        self.window.resize(*SIZE)
        self.settle()

    @property
    def window(self) -> MainWindow:
        """The window, which is there once the session has started."""
        if self.session.window is None:
            raise TypeError("the session has not started")
        return self.session.window

    def page(self) -> ProgramPage:
        """Go to the page of the program."""
        self.window.do("program")
        self.settle()
        page = self.window.navigator.currentWidget()
        if not isinstance(page, ProgramPage):
            raise TypeError("another page is on show")
        return page

    def settle(self) -> None:
        """Wait until nothing is under way and nothing new was painted for a moment."""
        began, quiet = time.monotonic(), 0
        while quiet < 8 and time.monotonic() - began < _LONGEST_S:
            QCoreApplication.processEvents()
            at_rest = self.session.context is not None and not self.session.busy
            at_rest = at_rest and not self.session.syncing.at_work
            quiet = quiet + 1 if at_rest else 0
            time.sleep(0.02)

    def dialog(self) -> QDialog:
        """Return the dialog on top, once it stands."""
        self.settle()
        return [d for d in self.window.findChildren(QDialog) if d.isVisible()][-1]

    def close(self) -> None:
        """Delete it really."""
        window = self.window
        self.session.syncing.stop(5)
        self.session.lanes.close(5)
        window.quitted.disconnect()
        window.close()
        for one in (window, self.session):
            delete(one)


def _stay(_handed: Handover) -> None:
    """Nothing locks here."""


def delete(thing: QObject) -> None:
    """Delete it now."""
    thing.deleteLater()
    QCoreApplication.sendPostedEvents(thing, QEvent.Type.DeferredDelete)


def take(office: Office, application: QApplication, look: Look, out: Path) -> list[str]:
    """Take every picture in one look into ``out``; return their names."""
    names: list[str] = []

    def grab(widget: QWidget, name: str) -> None:
        widget.grab().save(str(out / f"{name}-{look.mode}-{look.size}.png"))
        names.append(name)

    theme.apply(application, look.mode, look.size)
    desk = Desk(office, look)
    _page(desk, grab)
    for name, open_it in _dialogs(desk):
        open_it()
        dialog = desk.dialog()
        grab(dialog, f"dialog-{name}")
        dialog.reject()
        desk.settle()
    desk.close()
    _door(office, grab)
    return names


def _page(desk: Desk, grab: Grab) -> None:
    context: Any = desk.session.context
    for name, place, target in (
        ("today-still", "today", {}),
        ("calendar-two-days", "calendar", {"view": "week"}),
        ("agenda-two-days", "calendar", {"view": "agenda"}),
    ):
        context.go(place, target)
        desk.settle()
        grab(desk.window, name)
    context.go("review", {})
    desk.settle()
    _inside(desk.window.navigator.currentWidget(), grab, "review-whole")
    context.go("directory", {})
    desk.settle()
    directory: Any = desk.window.navigator.currentWidget()
    directory.agencies.table.select(desk.office.agency)
    desk.settle()
    _inside(directory, grab, "directory-recorded-twice")
    page = desk.page()
    desk.session.lanes.write(add_case, context=desk.session, then=bool)
    desk.settle()
    page.open({})
    desk.settle()
    grab(desk.window, "program-window")
    _inside(page, grab, "program-whole")
    desk.session.syncing._show(problem="parted")
    _inside(page, grab, "program-parted")
    desk.session.syncing._show(problem="untrusted", detail=_ISSUER)
    _settled(desk.window)
    grab(desk.window, "program-untrusted")
    context.go("case", {"case": CASE.hex()})
    desk.settle()
    grab(desk.window, "record-on-the-server")


def _inside(page: Any, grab: Grab, name: str) -> None:
    """Keep the whole of a page, beyond what the window shows of it."""
    _settled(page)
    inside = page.scroll_area.widget()
    if inside is not None:
        grab(inside, name)


def _dialogs(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    page, case = desk.page(), desk.office.case.id.hex()
    context: Any = desk.session.context
    member = next(one for one in page._found[0].here if one.name == "Dana Wells")
    yield "invite-who", lambda: context.open("invite")
    yield "invite-words", lambda: _invited(desk, context)
    yield "invite-compare", lambda: _compared(desk, context)
    yield "takeout", lambda: page.membership.act("out", member)
    yield "takeout-sheet", lambda: _taken_out(page, member)
    yield "incident", lambda: context.open("share", {"incident": desk.office.lost.hex()})
    agency = {"kind": "agency", "record": desk.office.agency.hex()}
    yield "sameagency", lambda: context.open("sameperson", agency)
    yield "access", lambda: context.open("access", {"record": case})
    yield "access-kept", lambda: _changed(desk, context)
    yield "destroy", lambda: context.open("destroy", {"record": case})
    yield "privileged", page.privileged_button.click
    yield "stick", page.stick.button.click
    for name in ("help", "make", "print", "give", "gather"):
        yield f"recovery-{name}", page.recovery.buttons[name].click


def _invited(desk: Desk, context: Any) -> None:
    context.open("invite")
    dialog: Any = desk.dialog()
    dialog.sheet.name.setText("Farah Haddad")
    dialog.make()
    desk.settle()


def _compared(desk: Desk, context: Any) -> None:
    context.open("invite")
    dialog: Any = desk.dialog()
    dialog.make_button.hide()
    dialog._show(CompareSheet("Farah Haddad", _SIX))


def _changed(desk: Desk, context: Any) -> None:
    """One of the few is to go, and somebody is to come."""
    context.open("access", {"record": desk.office.kept.id.hex()})
    dialog: Any = desk.dialog()
    for box, one in dialog.insiders.boxes:
        if one.name in {"Dana Wells", "Cleo Marsh"}:
            box.click()


def _taken_out(page: ProgramPage, member: Any) -> None:
    page.membership.act("out", member)
    (dialog,) = (one for one in page.window().findChildren(TakeOutDialog) if one.isVisible())
    dialog.reason.setCurrentIndex(1)
    dialog._show_done()


def _door(office: Office, grab: Grab) -> None:
    door = Door(office.folder, office.clock)
    door.show()
    door.show_unlocking(locked=True)
    door.say_courier("3 changes wait to be sent. The rest is sent after you unlock.")
    _settled(door)
    grab(door, "door-courier")
    forgotten = Forgotten()
    forgotten.offer_supervisors(True)
    again = RecoverProgram()
    again.go_on("https://records.example", PROGRAM, line_of(bytes(32), bytes(16)))
    steps: Sequence[tuple[str, Any]] = (
        ("forgotten", forgotten),
        ("ask", AskSupervisors(_SIX, 2, office.clock.now())),
        ("answers", Answers(1, 2)),
        ("joining", InvitationWords(words_beginning)),
        ("recovering", RecoverProgram()),
        ("recovering-again", again),
    )
    for name, step in steps:
        door.show_step(step)
        _settled(door)
        grab(door, f"door-{name}")
    _not_trusted(door, grab)
    _by_a_picture(door, grab)
    door.show_erased()
    _settled(door)
    grab(door, "door-erased")
    door.close()
    delete(door)


def _by_a_picture(door: Door, grab: Grab) -> None:
    """Choosing the picture of an invitation's code, where there is none yet."""
    words = InvitationWords(words_beginning)
    door.show_step(words)
    chooser = InvitationFile(words)
    chooser.open()
    chooser.use()
    _settled(door)
    grab(chooser, "door-picture")
    chooser.reject()


def _not_trusted(door: Door, grab: Grab) -> None:
    """The words while the server's certificate is not one that the laptop trusts."""
    words, receiving = InvitationWords(words_beginning), Receiving(PROGRAM)
    door.show_step(words)
    words.refuse(what_happened(SyncError("untrusted", _ISSUER)))
    _settled(door)
    grab(door, "door-untrusted")
    door.show_step(receiving)
    why = trouble("untrusted", _ISSUER)
    receiving.say(f"{why.title}. {why.meaning}", why.action)
    _settled(door)
    grab(door, "door-untrusted-receiving")


def _settled(widget: QWidget) -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        time.sleep(0.02)
    widget.update()
