"""A stick that is pulled out while it is in use costs nothing that was saved, and is told."""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.wording.errors import plain
from storage.backup import mirroring, place, standing
from storage.crypto import chunkfiles
from storage.doctor.checks import verify
from storage.domain.kinds.case import Case
from storage.domain.kinds.document import Document
from storage.domain.kinds.person import Person
from storage.errors import SatchelError
from storage.usecases.documents.intake import add_document, take_in
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.documents.files import content_of
from tests.storage.builders import add_case
from tests.storage.closed_workspace import change, full, left_unfinished
from tests.storage.disks import Stick, stick

__all__ = ["full", "stick"]

Pull = Callable[[Stick], None]
WAYS = pytest.mark.parametrize("pull", [Stick.fail, Stick.detach], ids=["device", "folder"])
UNREADABLE = "The file could not be read or written. Check the disk, then try again."
DONE: dict[Pull, str] = {
    Stick.fail: UNREADABLE,
    Stick.detach: "Plug in what it lies on, then start Satchel again.",
}
NAMED: dict[Pull, str] = {Stick.fail: "failed", Stick.detach: "gone"}


@pytest.fixture
def there(stick: Stick, template: Template) -> Path:
    """A workspace on the stick."""
    folder = stick.at / "workspace"
    shutil.copytree(template.folder, folder)
    os.sync()
    return folder


def put_back(stick: Stick) -> None:
    """Take away what is left of it, as the system does, and plug it in again."""
    while stick.at.is_mount():
        stick.detach()
    stick.plug_in()


def names_in(folder: Path, template: Template, clock: FixedClock) -> set[str]:
    with Workspace(folder, template.key, clock=clock) as workspace:
        query = "SELECT given_name FROM person"
        found = workspace.read(lambda c: set(c.exec_driver_sql(query).scalars()))
    assert [passed.check for passed in verify(folder, template.key)]
    return found


@WAYS
def test_what_was_saved_before_is_there_when_it_is_plugged_in_again(
    stick: Stick, there: Path, template: Template, clock: FixedClock, pull: Pull
) -> None:
    saved = set[str]()

    def save(transaction: Transaction, name: str) -> tuple[Case, Person]:
        if name == "Nilda":
            pull(stick)
        return add_case(transaction, name)

    words = set[str]()
    with Workspace(there, template.key, clock=clock) as workspace:
        for name in ("Marisol", "Joana", "Nilda", "Ofelia"):
            try:
                workspace.write(save, name)
                saved.add(name)
            except (OSError, SatchelError) as error:
                words.add(plain(error))
    assert saved == {"Marisol", "Joana"}
    (told,) = words
    assert told.endswith(DONE[pull])
    put_back(stick)
    assert saved <= names_in(there, template, clock)


@WAYS
def test_a_file_that_was_being_taken_in_leaves_nothing_and_the_rest_is_whole(
    stick: Stick, there: Path, template: Template, clock: FixedClock, pull: Pull
) -> None:
    told: list[int] = []

    def progress(done: int, _total: int) -> None:
        told.append(done)
        if len(told) == 2:
            pull(stick)

    with Workspace(there, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case, "Marisol")
        record = workspace.write(lambda transaction: transaction.new_id())
        source = io.BytesIO(content_of(6 * 1024 * 1024))
        with pytest.raises((OSError, SatchelError)) as pulled:
            workspace.write(
                add_document,
                Document(id=record, case=case.id, title="Order", document_kind="court_order"),
                workspace.read(take_in, record, source, "order.txt", progress),
            )
        assert plain(pulled.value) == UNREADABLE
    assert len(told) >= 2
    put_back(stick)
    assert names_in(there, template, clock) == {"Marisol"}
    assert list(chunkfiles.chunks_in(there)) == []
    assert [path for path in (there / chunkfiles.FOLDER).rglob("*") if path.is_file()] == []


@WAYS
def test_a_second_place_that_is_gone_in_the_midst_is_told_and_gets_its_backup_later(
    full: Path, stick: Stick, template: Template, clock: FixedClock, pull: Pull
) -> None:
    standing.choose_second(full, stick.at)
    os.sync()
    pulled: list[Path] = []

    def check() -> None:
        if not pulled and (unfinished := list(stick.at.rglob(f"*{place.PARTIAL}"))):
            pulled.extend(unfinished)
            pull(stick)

    now = mirroring.keep_closed(full, clock, check)
    assert pulled
    assert (now.first.problem, now.second.problem) == ("", NAMED[pull])
    while stick.at.is_mount():
        stick.detach()
    change(full, template, clock)
    clock.pass_time(hours=1)
    assert mirroring.keep_closed(full, clock).second.problem == "absent"
    assert list(stick.at.iterdir()) == []
    stick.plug_in()
    assert mirroring.keep_closed(full, clock).second.problem == ""
    assert len(place.kept(standing.inside(stick.at, full))) == 1
    assert left_unfinished(stick.at) == []
    assert [passed.check for passed in verify(full, template.key)]
