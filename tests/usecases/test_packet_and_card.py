"""What leaves on paper at a run and with a plan: read back from the PDF."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.custody import CustodyPeriod
from storage.domain.kinds.missing_episode import Appearance
from storage.domain.kinds.person import Person
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.errors import GateError, RejectedError
from storage.usecases.printing import Printing
from storage.usecases.records import Add, save
from storage.usecases.safety.card import LANGUAGES, CardChoice, card_of, card_pdf, headings
from storage.usecases.safety.missing import begin
from storage.usecases.safety.packet import packet_of, packet_pdf
from storage.usecases.safety.plans import LINES
from storage.usecases.sharing import Intent, release
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.patience import within
from tests.storage.builders import add_case, add_note, edit, stored
from tests.storage.laptops import joined, meet

NIGHT = datetime(2026, 3, 4, 3, 30, tzinfo=UTC)
TODAY = date(2026, 3, 4)
PRINTING = Printing(
    program="Kids' Place", printed_by="Ana Reyes", printed_at=NIGHT, practice=False
)  # fmt: skip


def pages_of(made: bytes) -> list[str]:
    with pypdfium2.PdfDocument(made) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def add(transaction: Transaction, *records: Any) -> None:
    save(transaction, [Add(one) for one in records], "add")


@pytest.fixture
def youth(workspace: Workspace) -> tuple[Case, Person]:
    case, person = workspace.write(add_case)
    return case, person


def run_away(workspace: Workspace, youth: tuple[Case, Person], **values: Any) -> Any:
    begun, _ = workspace.write(begin, youth[1].id, youth[0].id, {"identified_at": NIGHT, **values})
    assert not begun.problems
    return begun.episode


def describe(transaction: Transaction, youth: tuple[Case, Person], **values: Any) -> None:
    case, person = youth
    looks = Appearance(id=transaction.new_id(), case=case.id, person=person.id, **values)
    add(transaction, looks)


def test_the_packet_says_what_is_known_and_leaves_lines_for_the_rest(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    workspace.write(lambda t: describe(t, youth, as_of=date(2025, 9, 1), hair="Brown"))
    workspace.write(
        lambda t: describe(t, youth, as_of=TODAY, hair="Dyed blue", needs="Asthma: inhaler")
    )
    episode = run_away(workspace, youth, clothing="Grey hooded sweatshirt", risk="high")
    packet = workspace.read(packet_of, episode, TODAY)
    assert packet.blank > 0
    assert packet.people == {youth[1].id}
    (page,) = pages_of(workspace.read(packet_pdf, episode, PRINTING))
    for said in (
        "Marisol Vega", "May 12, 2010", "15", "Dyed blue", "Asthma: inhaler", "High",
        "Grey hooded sweatshirt", "Mar 3, 2026, 10:30 PM", "1-800-843-5678", "Ana Reyes",
        "Police report number",
    ):  # fmt: skip
        assert said in page
    assert "Brown" not in page


def test_the_packet_keeps_to_what_finds_the_child(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    case, person = youth
    edit(
        workspace, stored(workspace, Case, case.id), exploitation_now="no_identified_concern",
        outcome="A long story.",
    )  # fmt: skip
    edit(workspace, stored(workspace, Person, person.id), code_word="Bluebird", school="Elm School")
    workspace.write(add_note, case, "Told in trust.")
    episode = run_away(workspace, youth)
    (page,) = pages_of(workspace.read(packet_pdf, episode, PRINTING))
    for kept_back in (
        "No identified concern",
        "xploit",
        "story",
        "Bluebird",
        "trust",
        case.number,
        "CSEC",
    ):
        assert kept_back not in page


def test_the_holder_of_custody_may_be_called_only_where_calling_is_safe(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    case, person = youth
    holder = workspace.write(_with_custody, case, person)
    episode = run_away(workspace, youth)
    (page,) = pages_of(workspace.read(packet_pdf, episode, PRINTING))
    assert "413-555-0190" not in page
    assert "Rosa Vega" in page
    edit(workspace, stored(workspace, Person, holder.id), calls_ok=True)
    (page,) = pages_of(workspace.read(packet_pdf, episode, PRINTING))
    assert "413-555-0190" in page


@pytest.mark.parametrize("newest", [True, False])
def test_two_versions_of_whether_calling_is_safe_leave_the_phone_out(
    workspace: Workspace,
    youth: tuple[Case, Person],
    tmp_path: Path,
    clock: FixedClock,
    *,
    newest: bool,
) -> None:
    case, person = youth
    holder = workspace.write(_with_custody, case, person)
    edit(workspace, stored(workspace, Person, holder.id), calls_ok=True)
    with joined(workspace, tmp_path / "ben", "Ben Ortiz", clock) as ben:
        meet(workspace, ben)
        _answer(workspace, holder.id, calls_ok=not newest)
        clock.pass_time(minutes=1)
        _answer(ben, holder.id, calls_ok=newest)
        meet(workspace, ben)
    assert stored(workspace, Person, holder.id).record.calls_ok is newest
    episode = run_away(workspace, youth)
    assert holder.phone not in pages_of(workspace.read(packet_pdf, episode, PRINTING))[0]


def _answer(workspace: Workspace, holder: RecordId, *, calls_ok: bool) -> None:
    """Write the answer anew, as somebody does who asked."""
    edit(workspace, stored(workspace, Person, holder), calls_ok=not calls_ok)
    edit(workspace, stored(workspace, Person, holder), calls_ok=calls_ok)


def test_both_places_a_child_may_be_missing_from_are_on_the_packet(
    workspace: Workspace, youth: tuple[Case, Person], tmp_path: Path, clock: FixedClock
) -> None:
    episode = run_away(workspace, youth)
    with joined(workspace, tmp_path / "ben", "Ben Ortiz", clock) as ben:
        meet(workspace, ben)
        edit(workspace, stored(workspace, Person, youth[1].id), placement="Elm House")
        clock.pass_time(minutes=1)
        edit(ben, stored(ben, Person, youth[1].id), placement="Oak House")
        meet(workspace, ben)
    (page,) = pages_of(workspace.read(packet_pdf, episode, PRINTING))
    assert "Oak House or Elm House" in page


def _with_custody(transaction: Transaction, case: Case, person: Person) -> Person:
    holder = Person(
        id=transaction.new_id(), case=case.id, role="caregiver", given_name="Rosa",
        family_name="Vega", phone="413-555-0190",
    )  # fmt: skip
    custody = CustodyPeriod(
        id=transaction.new_id(), case=case.id, person=person.id, custody="guardian",
        holder="Rosa Vega", holder_person=holder.id, from_on=date(2025, 1, 1),
    )  # fmt: skip
    add(transaction, holder, custody)
    return holder


def test_the_longest_packet_is_one_page_and_takes_no_two_seconds(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    long = ("By the river with people. " * 40)[:990]
    workspace.write(lambda t: describe(t, youth, as_of=TODAY, marks=long[:490], needs="Asthma"))
    episode = run_away(workspace, youth, companions=long, likely_places=long, dangers=long)
    with within(2):
        made = workspace.read(packet_pdf, episode, PRINTING)
    assert len(pages_of(made)) == 1


def test_what_is_typed_is_never_read_as_markup_and_both_papers_are_tagged(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    typed = "#panic() *x* _y_ $a$ `c` @ref [b] // no"
    episode = run_away(workspace, youth, clothing=typed)
    made = plan(workspace, youth[0], copy_given="paper", safe_people=typed)
    papers = (
        workspace.read(packet_pdf, episode, PRINTING),
        workspace.read(lambda c: card_pdf(c, made.id, CardChoice(), practice=True)),
    )
    for paper in papers:
        assert typed in pages_of(paper)[0]
        with pypdfium2.PdfDocument(paper) as document:
            assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)


def test_a_report_of_a_missing_child_leaves_without_a_release_and_is_logged(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    episode = run_away(workspace, youth)
    made = workspace.read(packet_pdf, episode, PRINTING)
    intent = Intent(
        form="Missing child", content="records", purpose="Report of a missing child",
        recipient="Pittsfield police", basis="missing_report", people=frozenset({youth[1].id}),
    )  # fmt: skip
    released = workspace.write(release, intent, {"packet.pdf": made})
    logged = workspace.read(
        lambda c: c.exec_driver_sql("SELECT basis, recipient FROM disclosure").one()
    )
    assert tuple(logged) == ("missing_report", "Pittsfield police")
    assert released.files["packet.pdf"].startswith(b"%PDF")


def test_a_packet_of_an_episode_that_is_gone_is_refused_in_words(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    with pytest.raises(RejectedError, match="Nothing was made"):
        workspace.read(packet_of, youth[0].id, TODAY)


def plan(workspace: Workspace, case: Case, **values: Any) -> SafetyPlan:
    def make(transaction: Transaction) -> SafetyPlan:
        made = SafetyPlan(id=transaction.new_id(), case=case.id, made_on=TODAY, **values)
        add(transaction, made)
        return made

    made: SafetyPlan = workspace.write(make)
    return made


@pytest.mark.parametrize("answer", ["", "none_unsafe", "memory"])
def test_no_card_is_made_before_the_youth_says_that_paper_is_safe(
    workspace: Workspace, youth: tuple[Case, Person], answer: str
) -> None:
    made = plan(workspace, youth[0], safe_people="Aunt Rosa", copy_given=answer)
    with pytest.raises(GateError, match="Paper can endanger"):
        workspace.read(card_of, made.id, CardChoice())


def test_a_card_has_the_chosen_lines_and_not_a_word_about_itself(
    workspace: Workspace, youth: tuple[Case, Person]
) -> None:
    made = plan(
        workspace, youth[0], copy_given="paper", safe_people="Aunt Rosa\n413-555-0101",
        code_word="Bluebird",
    )  # fmt: skip
    pdf = workspace.read(lambda c: card_pdf(c, made.id, CardChoice(language="es"), practice=False))
    assert pages_of(pdf) == ["Personas Aunt Rosa 413-555-0101"]
    for told in (b"Satchel", b"CSEC", b"afety", b"Vega", b"plan"):
        assert told not in pdf
    with pypdfium2.PdfDocument(pdf) as document:
        known = document.get_metadata_dict()
    assert (known["Author"], known["Title"]) == ("", "Card")


def test_an_empty_card_is_refused(workspace: Workspace, youth: tuple[Case, Person]) -> None:
    made = plan(workspace, youth[0], copy_given="paper", safe_people="Aunt Rosa")
    with pytest.raises(GateError, match="would be empty"):
        workspace.read(card_of, made.id, CardChoice(lines=("triggers",)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_has_a_neutral_heading_in_every_language(language: str) -> None:
    words = headings(language)
    assert set(words) == set(LINES)
    told = " ".join(words.values()).lower()
    assert not any(word in told for word in ("safe", "segur", "danger", "peligro", "missing"))
