"""The laptop is stolen: nobody reads anything, and by evening she works on a new one."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.lists.table import RecordTable
from desktop.pages.program.sheets import CompareSheet, WordsSheet
from desktop.unlock.courier import CourierPost
from desktop.unlock.joiningsteps import Comparing, InvitationWords
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.words import WordGrid
from storage.crypto.chunks import CHUNK
from storage.domain.kinds.case import Case
from storage.errors import SatchelError
from storage.usecases.documents.listing import documents_of
from storage.usecases.documents.reading import whole_document
from storage.workspace import Workspace, unlock
from storage.workspace.erasing import erased_on
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.desks import Sessions
from tests.desktop.shell.first_run import push
from tests.desktop.syncing.office import Ana, ana, lena, new_folder, new_template, served, settle
from tests.desktop.syncing.test_joining import Newcomer
from tests.documents.files import add_file, content_of
from tests.journeys.walking import Walker
from tests.storage.builders import add_case
from tests.sync.bundles.sticks import enter, note_texts
from tests.sync.enrolment.stages import another_device

__all__ = ["ana", "lena", "new_folder", "new_template", "served"]

UNSENT = "Spoke with the school in the parking lot; they hold the place until Friday"
ORDER = content_of(2 * CHUNK)


@pytest.fixture
def case(ana: Ana, lena: Sessions) -> Case:
    """A case with a document that is too large to come by itself."""
    assert not lena.living
    made, _ = ana.workspace.write(add_case)
    add_file(ana.workspace, made.id, ORDER)
    ana.sync()
    ana.workspace.close()
    return made


@pytest.fixture
def anas_window(
    case: Case,  # noqa: ARG001 - made before her window opens
    folder: Path,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
) -> Iterator[Sessions]:
    sessions = Sessions(folder, template.key, clock, qtbot)
    yield sessions
    sessions.end()


@pytest.fixture
def new_laptop(
    tmp_path: Path, new_template: Template, clock: FixedClock, qtbot: QtBot
) -> Iterator[Newcomer]:
    """What the CAC bought in the afternoon."""
    fresh = tmp_path / "afternoon"
    shutil.copytree(new_template.folder, fresh)
    with Workspace(fresh, new_template.key, clock=clock) as workspace:
        workspace.write(another_device)
    newcomer = Newcomer(fresh, clock, qtbot)
    yield newcomer
    newcomer.close()


def test_the_laptop_is_stolen_and_by_evening_she_works_on_a_new_one(
    lena: Sessions,
    anas_window: Sessions,
    new_laptop: Newcomer,
    new_template: Template,
    case: Case,
    qtbot: QtBot,
) -> None:
    owner = QObject()
    locked_with_unsent_work(lena, qtbot)
    stolen = new_laptop.folder.with_name("lena")
    carried(CourierPost(stolen, new_laptop.satchel._clock, None, owner), qtbot)
    walker = Walker(anas_window.start(), qtbot)
    taken_out(walker, anas_window, qtbot)
    erased_at_its_next_contact(
        CourierPost(stolen, new_laptop.satchel._clock, None, walker.window), stolen, qtbot
    )
    joined_again(walker, new_laptop, new_template)
    fetched_there(new_laptop, case, qtbot)


def locked_with_unsent_work(lena: Sessions, qtbot: QtBot) -> None:
    """She writes, locks in the same minute, and the laptop goes into her bag."""
    session = lena.start()
    settle(session, qtbot)
    Walker(session, qtbot).write(enter, UNSENT)
    session.lock()
    assert len(lena.replaced) == 1
    lena.end()  # the process is another one by now


def carried(post: CourierPost, qtbot: QtBot) -> None:
    """The locked laptop sends what was sealed, with keys for nothing else."""
    said: list[str] = []
    post.said.connect(said.append)
    post.start()
    qtbot.waitUntil(lambda: said[-1:] == ["Everything that waited was sent."], timeout=20_000)
    post.stop()


def taken_out(walker: Walker, sessions: Sessions, qtbot: QtBot) -> None:
    """The lead takes it out at her own window and is told what people have to do now."""
    settle(sessions.living[-1], qtbot)
    assert UNSENT in walker.read(note_texts)
    walker.window.do("program")
    settle(sessions.living[-1], qtbot)
    walker.push("Take out…")
    reason = walker.find(ChoiceBox, "takeout_reason")
    reason.setCurrentIndex(reason.findData("stolen"))
    walker.push("Take it out")
    qtbot.waitUntil(lambda: "is out" in walker.words(), timeout=20_000)
    assert "report it to the police" in walker.words()
    walker.push("Close")
    settle(sessions.living[-1], qtbot)


def erased_at_its_next_contact(post: CourierPost, stolen: Path, qtbot: QtBot) -> None:
    """The thief opens the lid where there is a network; the locked process holds no key."""
    with qtbot.waitSignal(post.erased, timeout=30_000):
        post.start()
    assert erased_on(stolen) is not None
    with pytest.raises(SatchelError):
        unlock(stolen, PASSPHRASE)


def joined_again(walker: Walker, new: Newcomer, template: Template) -> None:
    """Twelve words by telephone, six words compared, and it is her laptop again."""
    walker.push("Invite a colleague…")
    whose = walker.find(ChoiceBox, "invite_whose")
    whose.setCurrentIndex(whose.findText("A new laptop of Lena Ortiz"))
    walker.push("Show the twelve words")
    new.wait(lambda: isinstance(sheet_of(walker), WordsSheet))
    words = " ".join(walker.find(WordGrid).words)
    # In this test all laptops are one process, whose windows the other one's lock has hidden.
    new.start_again()
    new.unlock(template.key)
    step = new.wait_for(InvitationWords)
    step.words.set_text(words)
    step.address.setText(address_of(walker))
    push(new.door, "Continue")
    compared = new.wait_for(Comparing)
    new.wait(lambda: isinstance(sheet_of(walker), CompareSheet))
    assert walker.find(WordGrid).words == compared.panel.grid.words
    compared.panel.match_button.click()
    walker.push("They match")
    new.wait(lambda: new.session.window and not new.satchel.door)


def fetched_there(new: Newcomer, case: Case, qtbot: QtBot) -> None:
    """Her cases, what the courier had sent, and a document when she asks for it."""
    settle(new.session, qtbot)
    walker = Walker(new.session, qtbot)
    assert UNSENT in walker.read(note_texts)
    (listed,) = walker.read(documents_of, case.id).listed
    assert listed.state == "server"
    context = new.session.context
    assert context is not None
    context.go("case", {"case": case.id.hex(), "tab": "documents"})
    walker.rest()
    walker.find(RecordTable).select(listed.document.id)
    walker.rest()
    walker.push("Get it")
    qtbot.waitUntil(lambda: here(walker, case), timeout=20_000)
    assert walker.read(whole_document, listed.document.id) == ORDER


def here(walker: Walker, case: Case) -> bool:
    (listed,) = walker.read(documents_of, case.id).listed
    return bool(listed.state == "here")


def sheet_of(walker: Walker) -> Any:
    return getattr(walker.front(), "sheet", None)


def address_of(walker: Walker) -> str:
    standing = walker._session.syncing.standing
    assert standing is not None
    return standing.server
