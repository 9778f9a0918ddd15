"""Records on paper."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.errors import GateError, RejectedError
from storage.usecases.printing import Printing, paper_of, record_pdf
from storage.usecases.record_words import in_words
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, add_service

PRINTING = Printing(
    program="Kids' Place",
    printed_by="Ana Reyes",
    printed_at=datetime(2026, 3, 4, 15, 0, tzinfo=UTC),
    practice=False,
    recipient="The court clinic",
    purpose="Hearing of March 5",
)


def text_of(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join("\n".join(pages).split())


@pytest.fixture
def filled(workspace: Workspace) -> tuple[Case, Person]:
    case, youth = workspace.write(add_case)
    workspace.write(add_service, case, youth)
    workspace.write(add_note, case, "Asked for a ride.\nCame early.")
    workspace.write(keep_secret, case)
    return case, youth


def keep_secret(transaction: Transaction, case: Case) -> RecordId:
    note = Note(
        id=transaction.new_id(),
        case=case.id,
        on=date(2026, 3, 2),
        note_class="privileged",
        text="Told in confidence.",
    )
    victimization = Victimization(
        id=transaction.new_id(),
        case=case.id,
        person=case.youth,
        type="stalking_harassment",
        presented_from=date(2026, 1, 9),
    )
    save(transaction, [Add(note), Add(victimization)], "write")
    return note.id


def test_a_case_prints_all_that_belongs_to_it_but_never_a_privileged_note(
    workspace: Workspace, filled: tuple[Case, Person]
) -> None:
    case, _ = filled
    shown = text_of(workspace.read(record_pdf, "case", case.id, PRINTING))
    for words in (
        case.number,
        "Marisol",
        "May 12, 2010",
        "Criminal advocacy/accompaniment",
        "Asked for a ride. Came early.",
        "Stalking/Harassment",
        "Jan 9, 2026",
        "The court clinic",
        "Hearing of March 5",
        "Printed by Ana Reyes",
    ):
        assert words in shown, words
    assert "confidence" not in shown
    assert "PRACTICE" not in shown


def test_a_paper_says_whom_it_names_and_how_many_records_it_holds(
    workspace: Workspace, filled: tuple[Case, Person]
) -> None:
    case, youth = filled
    paper = workspace.read(paper_of, "case", case.id)
    assert paper.people == {youth.id}
    # The case, the youth, the victimization, the service, its contact and the factual note.
    assert paper.records == 6


def test_a_single_note_names_the_youth_of_its_case(
    workspace: Workspace, filled: tuple[Case, Person]
) -> None:
    case, youth = filled
    note = workspace.write(add_note, case, "A second note.")
    paper = workspace.read(paper_of, "note", note.id)
    assert (paper.title, paper.people, paper.records) == ("Note", frozenset({youth.id}), 1)
    assert paper.content["header"] == case.number


def test_a_privileged_note_does_not_reach_paper(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    secret = workspace.write(keep_secret, case)
    with pytest.raises(GateError, match="20M"):
        workspace.read(record_pdf, "note", secret, PRINTING)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("2010-05-12", "May 12, 2010"),
        ("2010-05", "May 2010"),
        ("2010~", "about 2010"),
        ("declined", "not known"),
    ],
)
def test_a_partial_date_is_printed_as_far_as_it_is_known(stored: str, words: str) -> None:
    assert in_words(PartialDate.parse(stored)) == words


def test_a_record_that_is_gone_is_refused_by_name(workspace: Workspace) -> None:
    with pytest.raises(RejectedError, match=r"^Person: it is not on this laptop"):
        workspace.read(paper_of, "person", RecordId(b"?" * 16))
