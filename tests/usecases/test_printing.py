"""Records on paper."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.case import Case
from storage.domain.kinds.directory import Agency
from storage.domain.kinds.exploitation import Exploitation
from storage.domain.kinds.exploiter import Exploiter, Involvement
from storage.domain.kinds.link import Misfiling
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.errors import GateError, RejectedError
from storage.spec.kinds import kind_of
from storage.usecases.casepaper import SUBJECTS, Including
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


@pytest.fixture
def told(workspace: Workspace, filled: tuple[Case, Person]) -> tuple[Case, RecordId]:
    """A case with an exploiter and an account; the id is the exploitation's."""
    case, youth = filled

    def tell(transaction: Transaction) -> RecordId:
        exploiter = Exploiter(id=transaction.new_id(), case=case.id, name="Rico Sample")
        involvement = Involvement(
            id=transaction.new_id(), case=case.id, exploiter=exploiter.id, known_on=date(2026, 3, 2)
        )
        exploitation = Exploitation(
            id=transaction.new_id(),
            case=case.id,
            person=youth.id,
            known_on=date(2026, 3, 2),
            types=frozenset({"survival"}),
            account="What was told.",
        )
        save(transaction, [Add(exploiter), Add(involvement), Add(exploitation)], "write")
        return exploitation.id

    return case, workspace.write(tell)


@pytest.mark.parametrize(
    ("including", "there", "left_out"),
    [
        (Including(), set(), (2, 1)),
        (Including(restricted=True), {"Rico"}, (0, 1)),
        (Including(accounts=True), {"What was told."}, (2, 0)),
        (Including(restricted=True, accounts=True), {"Rico", "What was told."}, (0, 0)),
    ],
)
def test_what_is_restricted_or_graphic_is_on_the_paper_of_a_case_only_when_asked_for(
    workspace: Workspace,
    told: tuple[Case, RecordId],
    including: Including,
    there: set[str],
    left_out: tuple[int, int],
) -> None:
    paper = workspace.read(paper_of, "case", told[0].id, including)
    shown = str(paper.content)
    assert {words for words in ("Rico", "What was told.") if words in shown} == there
    assert (paper.restricted_left_out, paper.accounts_left_out) == left_out


def test_an_exploitation_alone_prints_its_account_only_when_asked_for(
    workspace: Workspace, told: tuple[Case, RecordId]
) -> None:
    plain = workspace.read(paper_of, "exploitation", told[1])
    assert ("What was told." in str(plain.content), plain.accounts_left_out) == (False, 1)
    whole = workspace.read(paper_of, "exploitation", told[1], Including(accounts=True))
    assert ("What was told." in str(whole.content), whole.accounts_left_out) == (True, 0)


def test_a_note_that_was_moved_prints_that_it_was_and_not_what_it_said(
    workspace: Workspace, filled: tuple[Case, Person]
) -> None:
    case, _ = filled
    other, _ = workspace.write(add_case, "Luz", "Mora")
    note = workspace.write(add_note, case, "Of another child.")
    moved = Misfiling(
        id=workspace.write(Transaction.new_id),
        case=case.id,
        note=note.id,
        moved_to=other.id,
        on=date(2026, 3, 3),
        author="Ana Reyes",
    )
    workspace.write(save, [Add(moved)], "move")
    for kind, record in (("case", case.id), ("note", note.id)):
        shown = str(workspace.read(paper_of, kind, record).content)
        assert "Moved on Mar 3, 2026 by Ana Reyes" in shown
        assert "another child." not in shown


def test_every_kind_of_a_case_has_its_place_on_the_paper_of_one() -> None:
    placed = [kind for kinds in SUBJECTS.values() for kind in kinds]
    belonging = {kind for kind, cls in KINDS.items() if kind_of(cls).scoped_by == "case"}
    assert sorted(placed) == sorted(belonging)


def test_a_record_of_the_program_prints_with_a_neutral_header(workspace: Workspace) -> None:
    agency = Agency(id=workspace.write(Transaction.new_id), name="Open Gate Mentors")
    workspace.write(save, [Add(agency)], "write")
    shown = text_of(workspace.read(record_pdf, "agency", agency.id, PRINTING))
    assert "Open Gate Mentors" in shown
    assert "Page 1 of 1" in shown
    assert workspace.read(paper_of, "agency", agency.id).content["header"] == ""
