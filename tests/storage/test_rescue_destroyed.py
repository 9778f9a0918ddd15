"""The rescue tool, after a case was destroyed: nothing of it comes out, of no backup either."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from storage.backup import place, standing
from storage.backup.gone import ALL
from storage.backup.restoring import restore
from storage.domain.kinds.case import Case
from storage.domain.kinds.hold import LegalHold
from storage.tables.search_index import forget_words
from storage.usecases import drafts
from storage.usecases.retention.holds import place_hold
from storage.usecases.syncing.expunging import destroy
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace, unlock_with_recovery_code
from tests.conftest import FixedClock, Template
from tests.documents import files
from tests.reports.test_destroyed import closed_by
from tests.storage.builders import add_case, add_note, add_service
from tests.storage.test_rescue import CONTENT, records, run

WORDS = (b"zanzibar", b"marisol")


class Emptied(NamedTuple):
    """A workspace of which a case was destroyed, its backups of before, and the list there."""

    folder: Path
    in_place: Path
    one_file: Path
    list_of: Path


@pytest.fixture(params=[False, True], ids=["no hold", "a hold"])
def emptied(
    folder: Path, template: Template, clock: FixedClock, request: pytest.FixtureRequest
) -> Emptied:
    """Another case stays, with a legal hold on it in the second form."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        gone, youth = workspace.write(add_case, "Zanzibar", "Marisol")
        workspace.write(add_service, gone, youth)
        workspace.write(add_note, gone, "Zanzibar was seen")
        stays, _ = workspace.write(add_case, "Luz", "Silva")
        if request.param:
            hold = LegalHold(id=stays.id, case=stays.id, ground="audit", reason="Until May")
            workspace.write(place_hold, hold)
        for case in (gone, stays):
            files.add_file(workspace, case.id, CONTENT)
        workspace.write(drafts.keep, "quicklog", {"case": gone.id.hex(), "text": "zanzibar"})
        workspace.write(drafts.keep, "elsewhere", {"text": "about something else"})
        one_file = standing.first_place(folder) / "case.satchel-backup"
        workspace.back_up_in_place()
        workspace.back_up(one_file)
        (made,) = place.kept(one_file.parent)
        workspace.write(destroyed, gone)
        clock.pass_time(hours=1)
        workspace.back_up_in_place()
    (list_of,) = one_file.parent.glob(ALL)
    return Emptied(folder, made.path, one_file, list_of)


def destroyed(transaction: Transaction, case: Case) -> None:
    closed_by(transaction, destroy, [case.id])
    forget_words(transaction.connection)


def got_out(out: Path) -> bytes:
    """Everything that was written, in small letters."""
    return b"".join(one.read_bytes() for one in out.rglob("*") if one.is_file()).lower()


def test_nothing_of_a_destroyed_case_comes_out(
    emptied: Emptied, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    restored = tmp_path / "restored"
    restore(
        emptied.in_place, restored, clock=clock,
        unlock=lambda folder: unlock_with_recovery_code(folder, template.recovery_code),
    )  # fmt: skip
    newest = place.kept(emptied.in_place.parent)[0].path
    assert newest != emptied.in_place
    for number, path in enumerate((emptied.folder, restored, newest)):
        code, said = run(path, tmp_path / f"out-{number}")
        assert (code, "Everything could be read." in said) == (0, True)
        assert not any(word in got_out(tmp_path / f"out-{number}") for word in WORDS)
        assert len(records(tmp_path / f"out-{number}")["case"]) == 1


@pytest.mark.parametrize("emptied", [False], indirect=True)
@pytest.mark.parametrize("form", ["in_place", "one_file"])
def test_what_was_destroyed_since_does_not_come_out_of_a_backup_of_before(
    emptied: Emptied, tmp_path: Path, form: str
) -> None:
    code, said = run(getattr(emptied, form), tmp_path / "out")
    assert (code, "destroyed since, left out: 6." in said) == (0, True)
    assert not any(word in got_out(tmp_path / "out") for word in WORDS)
    assert len(records(tmp_path / "out")["case"]) == 1
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 1
    (draft,) = json.loads((tmp_path / "out" / "drafts.json").read_text(encoding="utf-8"))
    assert draft["place"] == "elsewhere"


def test_nothing_is_left_out_for_a_list_that_was_changed_or_beside_a_legal_hold(
    emptied: Emptied, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Which case a hold keeps Satchel works out; nobody is to lose evidence by this tool."""
    words = "destroyed since, not left out, for a legal hold is here: 6."
    if "no hold" in request.node.name:
        words = "The list of destroyed cases was changed"
        said = emptied.list_of.read_bytes()
        emptied.list_of.write_bytes(said.replace(b'"gone":[[', b'"gone":[["00","00"],['))
    code, told = run(emptied.in_place, tmp_path / "out")
    assert (code, words in told) == (0, True)
    assert len(records(tmp_path / "out")["case"]) == 2
