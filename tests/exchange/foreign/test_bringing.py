"""A spreadsheet comes in: tried first, row by row, never twice, and back out again."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Service
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.partial_dates import PartialDate
from storage.errors import CancelledError, RejectedError
from storage.exchange.foreign.batches import batches, bring_back, take_back
from storage.exchange.foreign.bringing import bring_table
from storage.exchange.foreign.kept import kept_of, remembered
from storage.exchange.foreign.outcome import rejects_csv, sheet_csv, sheet_rows
from storage.exchange.foreign.sheetpaper import sheet_pdf
from storage.exchange.foreign.suggesting import unanswered, words_to_match
from storage.tables.records import record_maker
from storage.usecases.bulk import CHUNK
from storage.usecases.codelists import codebook
from storage.usecases.masschange import granted
from storage.usecases.printing import Printing
from storage.usecases.records import Add, save
from storage.usecases.transaction import Granted, Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.exchange.foreign.books import YOUTH, body, brought, mapped, tried
from tests.storage.builders import edit, stored

ANA = "B-1,Ana,Vega,05/06/2009,F,Police,2/3/2026,2/20/2026,Open\n"
BEA = "B-2,Bea,Lima,5/16/2008,Girl,DCF,2/4/2026,2/21/2026,Open\n"
BAD = "B-3,Cal,Ray,2/30/2008,Q,DCF,2/4/2026,2/21/2036,Open\n"
ANSWERED = {"dates": {"DOB": "mdy", "Date of Referral": "mdy", "Date opened": "mdy"}}


def records(workspace: Workspace, kind: str) -> list[object]:
    make = record_maker(kind)
    rows = workspace.read(
        lambda c: c.exec_driver_sql(f'SELECT * FROM "{kind}" WHERE retired = 0').mappings().all()  # noqa: S608 - fixed names
    )
    return [make(row) for row in rows]


def only(workspace: Workspace, kind: str) -> object:
    (record,) = records(workspace, kind)
    return record


def test_one_row_makes_a_youth_a_case_and_a_referral_that_name_each_other(
    workspace: Workspace,
) -> None:
    table = body(YOUTH + ANA)
    outcome = brought(workspace, table, mapped(table, **ANSWERED))
    person, case, referral = (only(workspace, kind) for kind in ("person", "case", "referral"))
    assert isinstance(person, Person)
    assert isinstance(case, Case)
    assert isinstance(referral, Referral)
    assert (case.youth, person.case, referral.case) == (person.id, case.id, case.id)
    assert referral.people == {person.id}
    assert person.born_on == PartialDate.parse("2009-05-06")
    assert (person.gender_identity, person.role) == ("female", "primary_victim")
    assert (case.opened_on, case.status) == (date(2026, 2, 20), "active_ongoing")
    assert referral.source == "local_police"
    assert (outcome.rows_brought, outcome.added(), outcome.balances()) == (1, 3, True)


def test_a_rehearsal_says_what_would_come_and_keeps_nothing(workspace: Workspace) -> None:
    table = body(YOUTH + ANA + BEA + BAD)
    outcome = tried(workspace, table, mapped(table, **ANSWERED))
    assert (outcome.rows, outcome.rows_brought, outcome.rows_rejected) == (3, 2, 1)
    assert [(r.row, r.column, r.reason.split(".")[0]) for r in outcome.rejects] == [
        (4, "DOB", "is a date that no calendar has"),
        (4, "Gender", "has a word that no code was chosen for"),
        (4, "Date opened", "lies in the future"),
    ]
    assert ("DOB", "05/06/2009", "Youth: Date of birth", "May 6, 2009") in outcome.samples[0].lines
    assert records(workspace, "person") == []
    assert workspace.read(batches) == []


def test_a_moment_that_is_still_to_come_is_rejected_with_its_row(workspace: Workspace) -> None:
    table = body(
        "First Name,Last Name,Missing\nAna,Vega,2026-03-04 10:00\nBea,Lima,2026-03-04 10:11\n"
    )
    places = {
        "First Name": "youth.given_name",
        "Last Name": "youth.family_name",
        "Missing": "missing_episode.identified_at",
    }
    outcome = tried(workspace, table, mapped(table, places=places))
    assert [(one.row, one.column, one.reason) for one in outcome.rejects] == [
        (3, "Missing", "is still to come. Correct the date or the time.")
    ]


def test_a_date_that_could_be_two_is_asked_and_never_guessed(workspace: Workspace) -> None:
    table = body(YOUTH + ANA)
    columns = mapped(table)
    assert unanswered(table, columns) == ["DOB", "Date of Referral"]
    with pytest.raises(RejectedError, match="two ways"):
        workspace.write(bring_table, table, columns, "list.csv", {})
    brought(workspace, table, mapped(table, dates={"DOB": "dmy", "Date of Referral": "mdy"}))
    person = only(workspace, "person")
    assert isinstance(person, Person)
    assert person.born_on == PartialDate.parse("2009-06-05")


def test_a_second_time_nothing_comes_in_and_a_corrected_row_does(workspace: Workspace) -> None:
    table = body(YOUTH + ANA + BAD)
    first = brought(workspace, table, mapped(table, **ANSWERED))
    again = brought(workspace, table, mapped(table, **ANSWERED))
    assert (again.added(), again.rows_here, again.rows_rejected) == (0, 1, 1)
    text = rejects_csv(first).decode("utf-8-sig")
    assert text.startswith("Satchel row,Satchel reason,Case #,")
    corrected = text.replace("2/30/2008", "2/28/2008").replace(",Q,", ",F,").replace("2036", "2026")
    fixed = body(corrected)
    assert fixed.columns == table.columns
    columns = workspace.read(remembered, fixed)
    assert columns is not None
    outcome = brought(workspace, fixed, columns)
    assert (outcome.added(), outcome.rows_here, outcome.rows_rejected) == (3, 0, 0)
    assert len(records(workspace, "case")) == 2


def test_services_find_the_case_by_its_number_and_sums_balance(workspace: Workspace) -> None:
    table = body(YOUTH + ANA)
    brought(workspace, table, mapped(table, **ANSWERED))
    services = body(
        "Case number,Service date,Service,Times,Funding\n"
        "B-1,2026-03-01,E10,2,VOCA\nB-1,2026-03-01,E10,2,VOCA\nb-1,2026-03-02,E10,5,VOCA\n"
        "B-9,2026-03-02,E10,7,VOCA\n"
    )
    columns = mapped(services, words={"Service": {"e10": "e10"}})
    outcome = brought(workspace, services, columns)
    (total,) = outcome.sums
    assert (total.in_file, total.added, total.rejected, total.difference()) == (16, 9, 7, 0)
    assert outcome.balances()
    person = only(workspace, "person")
    found = records(workspace, "service")
    assert [s.quantity for s in found if isinstance(s, Service)] == [2, 2, 5]
    assert {s.recipient for s in found if isinstance(s, Service)} == {person.id}  # type: ignore[attr-defined]  # a person
    assert [r.reason for r in outcome.rejects] == [
        "is not on this laptop. Bring it first, or correct it."
    ]
    assert brought(workspace, services, columns).added() == 0


def test_who_may_be_on_record_is_offered_and_never_taken_for_them_silently(
    workspace: Workspace,
) -> None:
    def add(transaction: Transaction) -> Person:
        person = Person(
            id=transaction.new_id(),
            role="primary_victim",
            given_name="ANA",
            family_name="Vega",
            born_on=PartialDate.parse("2009-05"),
        )
        save(transaction, [Add(person)], "intake")
        return person

    known = workspace.write(add)
    table = body(YOUTH + ANA)
    columns = mapped(table, **ANSWERED)
    outcome = tried(workspace, table, columns)
    (like,) = outcome.alike
    assert (like.record, like.told) == (known.id.hex(), "Ana Vega, born May 6, 2009")
    assert outcome.counts[0].added == 1
    brought(workspace, table, columns, {like.key: like.record})
    assert only(workspace, "person") == known
    case = only(workspace, "case")
    assert isinstance(case, Case)
    assert case.youth == known.id


def test_rows_that_say_different_things_of_one_person_are_rejected(workspace: Workspace) -> None:
    table = body(YOUTH + ANA + ANA.replace(",F,", ",M,").replace("2/3/2026", "2/9/2026"))
    outcome = tried(workspace, table, mapped(table, **ANSWERED))
    (reject,) = outcome.rejects
    assert (reject.row, reject.field) == (3, "Gender identity")
    assert reject.reason == "says something else than row 2, of the same Youth."


def test_words_of_the_field_are_matched_to_codes_and_odd_ones_are_left_open() -> None:
    table = body(YOUTH + ANA + BEA + BAD)
    words = {each.column: each.words for each in words_to_match(table, mapped(table), codebook())}
    assert [(w.text, w.code, w.is_sure) for w in words["Gender"]] == [
        ("F", "female", True),
        ("Girl", "female", True),
        ("Q", "", False),
    ]
    table = body(YOUTH + ANA.replace("Police", "Local Polise"))
    (_, source, _) = words_to_match(table, mapped(table), codebook())
    assert source.words[0].code == "local_police"
    assert not source.words[0].is_sure


def test_what_is_needed_and_has_no_column_is_asked_for_by_name(workspace: Workspace) -> None:
    table = body("Date,Notes\n2026-03-01,Something was said\n")
    with pytest.raises(RejectedError, match="Note: Class is needed"):
        workspace.write(bring_table, table, mapped(table), "list.csv", {})
    brought(workspace, table, mapped(table, fixed={"note.note_class": "factual"}))
    assert isinstance(only(workspace, "note"), Note)


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("note.on", "someday", "Note: Date is not a date."),
        ("note.on", "2036-01-01", "Note: Date lies in the future."),
        ("missing_episode.identified_at", "2026-03-04 10:11", "Found missing is still to come."),
    ],
)
def test_one_value_for_every_row_that_no_row_may_have_is_said_once(
    workspace: Workspace, place: str, text: str, said: str
) -> None:
    table = body("Notes,Police station\nSomething was said,Springfield\n")
    places = {"Notes": "note.text", "Police station": "missing_episode.police"}
    fixed = {
        "note.note_class": "factual",
        "note.on": "2026-03-01",
        "missing_episode.identified_at": "2026-03-01 9:00",
    }
    with pytest.raises(RejectedError, match=said):
        tried(workspace, table, mapped(table, places=places, fixed={**fixed, place: text}))
    (reject,) = tried(workspace, table, mapped(table, places=places, fixed=fixed)).rejects
    assert reject.field == "Missing episode: Youth"


def test_a_number_that_looks_like_a_social_security_number_is_refused(workspace: Workspace) -> None:
    table = body(YOUTH + ANA.replace("Vega", "Vega 123-45-6789"))
    (reject,) = tried(workspace, table, mapped(table, **ANSWERED)).rejects
    assert "social security number" in reject.reason
    assert "6789" not in reject.reason


def test_a_batch_is_taken_back_as_one_act_and_what_was_edited_or_built_on_stays(
    workspace: Workspace,
) -> None:
    table = body(YOUTH + ANA + BEA)
    outcome = brought(workspace, table, mapped(table, **ANSWERED))
    people = [p for p in records(workspace, "person") if isinstance(p, Person)]
    ana = next(person for person in people if person.given_name == "Ana")
    edit(workspace, stored(workspace, Person, ana.id), school="Regional")
    taken, changes = workspace.write(take_back, outcome.batch)
    assert taken.retired == 4
    assert {(kind, why) for kind, _, why in taken.kept} == {
        ("Person", "It was edited since."),
        ("Case", "Person that is kept refers to it."),
    }
    assert [p.given_name for p in records(workspace, "person") if isinstance(p, Person)] == ["Ana"]
    (batch,) = workspace.read(batches)
    assert (batch.name, batch.added, batch.taken_back) == ("list.csv", 6, True)
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert len(records(workspace, "person")) == 2


def test_a_youth_whom_a_later_referral_names_stays_when_a_batch_is_taken_back(
    workspace: Workspace,
) -> None:
    table = body(YOUTH + ANA)
    outcome = brought(workspace, table, mapped(table, **ANSWERED))
    ana = only(workspace, "person")
    assert isinstance(ana, Person)

    def name_again(transaction: Transaction) -> None:
        later = Referral(
            id=transaction.new_id(), people=frozenset({ana.id}), received_on=date(2026, 3, 1),
            source="dcf",
        )  # fmt: skip
        save(transaction, [Add(later)], "add referral")

    workspace.write(name_again)
    taken, _ = workspace.write(take_back, outcome.batch)
    assert ("Person", "Referral refers to it.") in {(kind, why) for kind, _, why in taken.kept}
    assert only(workspace, "person") == ana


def test_a_batch_that_was_taken_back_can_be_brought_back_or_brought_anew(
    workspace: Workspace,
) -> None:
    table = body(YOUTH + ANA)
    columns = mapped(table, **ANSWERED)
    outcome = brought(workspace, table, columns)
    assert workspace.write(take_back, outcome.batch)[0].retired == 3
    workspace.write(bring_back, outcome.batch)
    assert len(records(workspace, "case")) == 1
    assert workspace.write(take_back, outcome.batch)[0].retired == 3
    assert brought(workspace, table, columns).added() == 3
    assert len(records(workspace, "case")) == 1


def test_taking_back_and_bringing_back_say_how_far_they_are_and_can_be_stopped_anywhere(
    workspace: Workspace,
) -> None:
    rows = 101
    table = body("Date,Notes\n" + "2026-03-01,Something was said\n" * rows)
    batch = brought(workspace, table, mapped(table, fixed={"note.note_class": "factual"})).batch

    def stopped_behind(steps: int) -> Callable[[int, int], None]:
        def progress(done: int, _total: int) -> None:
            if done > steps:
                raise CancelledError("Stopped.")

        return progress

    mistaken = Granted("The wrong list.")
    for act, left in ((take_back, rows), (bring_back, 0)):
        for steps in (-1, rows):
            with pytest.raises(CancelledError):
                workspace.write(granted(act, mistaken), batch, stopped_behind(steps))
            assert len(records(workspace, "note")) == left
        told: list[tuple[int, int]] = []
        workspace.write(granted(act, mistaken), batch, lambda *step: told.append(step))  # noqa: B023 - called at once
        assert len(records(workspace, "note")) == rows - left
        assert told == [(0, 2 * rows), (rows, 2 * rows), (rows + 100, 2 * rows)]


def test_the_sheet_is_kept_with_its_batch_and_names_nobody_on_paper(workspace: Workspace) -> None:
    table = body(YOUTH + ANA)
    outcome = brought(workspace, table, mapped(table, **ANSWERED))
    kept = workspace.read(kept_of, outcome.batch)
    assert kept is not None
    assert kept.outcome == outcome
    paper = sheet_csv(outcome).decode()
    assert "Ana" not in paper
    assert "Everything is accounted for,yes" in paper


def test_the_sheet_on_paper_says_what_the_file_of_it_says_and_names_nobody(
    workspace: Workspace,
) -> None:
    table = body(YOUTH + ANA + BAD)
    outcome = brought(workspace, table, mapped(table, **ANSWERED))
    moment = datetime(2026, 3, 4, 12, tzinfo=UTC)
    printing = Printing(program="Hub", printed_by="Dana", printed_at=moment, practice=False)
    document = pypdfium2.PdfDocument(sheet_pdf(outcome, printing))
    paper = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    assert "Ana" not in paper
    assert all(cell in paper for row in sheet_rows(outcome) for cell in row)
    assert "Printed by Dana" in paper


@pytest.mark.parametrize("stop_at", [0, 1])
def test_stopping_before_or_while_it_stores_keeps_nothing(
    workspace: Workspace, stop_at: int
) -> None:
    table = body(YOUTH + ANA)

    def progress(done: int, _total: int) -> None:
        if done >= stop_at:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        workspace.write(bring_table, table, mapped(table, **ANSWERED), "list.csv", {}, progress)
    assert records(workspace, "person") == []
    assert workspace.read(batches) == []


def test_it_can_be_stopped_while_the_rows_that_were_read_are_checked(workspace: Workspace) -> None:
    rows = 1_001
    table = body("Date,Notes\n" + "2026-03-01,Something was said\n" * rows)
    columns = mapped(table, fixed={"note.note_class": "factual"})
    steps: list[int] = []

    def progress(done: int, _total: int) -> None:
        steps.append(done)
        if steps.count(rows) == 3:  # the third five hundred of the rows, before any is stored
            raise CancelledError("Stopped.")

    def bring(transaction: Transaction) -> None:
        with pytest.raises(CancelledError):
            bring_table(transaction, table, columns, "list.csv", {}, progress)
        count = transaction.connection.exec_driver_sql("SELECT count(*) FROM journal").scalar_one()
        raise CancelledError(str(count))

    with pytest.raises(CancelledError, match=r"^0$"):
        workspace.write(bring)


def test_it_can_be_stopped_between_the_pieces_in_which_it_stores(workspace: Workspace) -> None:
    rows = CHUNK + 1
    table = body("Date,Notes\n" + "2026-03-01,Something was said\n" * rows)
    columns = mapped(table, fixed={"note.note_class": "factual"})

    def progress(done: int, total: int) -> None:
        if rows < done < total:
            raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        workspace.write(bring_table, table, columns, "list.csv", {}, progress)
    assert records(workspace, "note") == []
