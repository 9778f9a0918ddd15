from datetime import UTC, date, datetime

import pytest

from storage.domain.kinds.case import Case
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.screening import Screening
from storage.usecases.codelists import codebook
from storage.usecases.records import Add, save
from storage.usecases.screenings import bands, course, is_trained, suggestion
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case
from tests.usecases.plans import plan_of, whole_reads

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("total", "band"),
    [(0, "no_concern"), (3, "no_concern"), (4, "possible_concern"), (9, "clear_concern")],
)
def test_a_total_suggests_its_band_and_the_next_day(total: int, band: str) -> None:
    found = suggestion("cse_it_2", "2.0", total, ON)
    assert found is not None
    assert found.band == band
    assert found.next_on is not None
    assert found.next_on > ON


def test_nothing_is_suggested_where_the_instrument_has_no_bands() -> None:
    assert suggestion("clinical_judgement", "", 4, ON) is None
    assert suggestion("cse_it_2", "2.0", 24, ON) is None
    assert suggestion("cse_it_2", "1.0", 4, ON) is None


def test_every_band_is_a_code_and_none_is_called_verified() -> None:
    book = codebook()
    for band in bands():
        assert book.has("instrument", band.instrument)
        assert book.has("screening_band", band.band)
        assert not band.verified


def _screened(transaction: Transaction, case: Case, day: date, total: int, trigger: str) -> None:
    row = Screening(
        id=transaction.new_id(), case=case.id, instrument="cse_it_2", on=day, total=total,
        trigger=trigger, band="possible_concern",
        override_band="clear_concern" if total == 8 else "",
        override_reason="A hotel key." if total == 8 else "",
    )  # fmt: skip
    save(transaction, [Add(row)], "add screening")


def _returned(transaction: Transaction, case: Case, youth: object) -> None:
    episode = MissingEpisode(
        id=transaction.new_id(), case=case.id, person=youth,  # type: ignore[arg-type]  # a record id
        identified_at=datetime(2026, 2, 1, 12, tzinfo=UTC),
        returned_at=datetime(2026, 2, 4, 2, tzinfo=UTC),
    )  # fmt: skip
    save(transaction, [Add(episode)], "add episode")


def test_the_course_has_totals_bands_and_returns_by_their_local_day(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    assert workspace.read(course, case.id) is None
    workspace.write(_screened, case, date(2026, 2, 5), 8, "return")
    workspace.write(_screened, case, date(2026, 1, 5), 5, "intake")
    workspace.write(_returned, case, youth.id)
    found = workspace.read(course, case.id)
    assert found is not None
    assert [(one.total, one.after_return, one.judged) for one in found.scored] == [
        (5, False, False),
        (8, True, True),
    ]
    assert found.scored[1].band == "clear_concern"
    assert found.returns == (date(2026, 2, 3),)
    assert [band.last for band in found.bands] == [3, 8, 23]
    assert whole_reads(plan_of(workspace, course, case.id)) == []


def _trained(transaction: Transaction, until: date | None) -> None:
    row = Credential(
        id=transaction.new_id(), holder="Ana Reyes", credential="instrument",
        from_on=date(2026, 1, 1), until_on=until,
    )  # fmt: skip
    save(transaction, [Add(row)], "add credential")


def test_who_is_trained_is_read_from_credentials_that_hold_that_day(workspace: Workspace) -> None:
    assert not workspace.read(is_trained, "Ana Reyes", ON)
    workspace.write(_trained, date(2026, 2, 1))
    assert not workspace.read(is_trained, "Ana Reyes", ON)
    workspace.write(_trained, None)
    assert workspace.read(is_trained, "ana reyes ", ON)
    assert not workspace.read(is_trained, "Ana Reyes", date(2025, 12, 31))
