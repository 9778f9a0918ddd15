"""What cases counted stays counted when they are destroyed: in every form, in every past period.

``SATCHEL_LONG=1`` tries three hundred programs.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from storage.domain import anonymous
from storage.domain.anonymous import KeptCount
from storage.domain.ids import RecordId
from storage.domain.kinds.outreach import Outreach
from storage.domain.periods import FEDERAL, STATE, Period, quarters_of, year_of
from storage.reports.facts import facts_of
from storage.reports.figures import figures
from storage.reports.keeping import counted, keep
from storage.reports.lineage import records_behind
from storage.reports.period_choices import federal_years, quarters
from storage.tables.records import TABLES
from storage.usecases.syncing.expunging import destroy, hold_back
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.reports.facts import Retired, id_of, person, put, same, service, victim_of
from tests.reports.test_against_the_formulas import with_facts
from tests.reports.worlds import FIRST, LAST, worlds

CASES = ("first", "second", "third", "")
YEARS = (year_of(FIRST, FEDERAL), year_of(LAST, FEDERAL), year_of(LAST.replace(month=1), FEDERAL))
STATES = (*(year_of(year.end, STATE) for year in YEARS), year_of(FIRST, STATE))
PERIODS = (*{quarter for year in YEARS for quarter in quarters_of(year)}, *YEARS, *STATES)
MAYA = (
    person("Maya", born="2009-05-12", case=id_of("first")),
    service("Maya", "2021-10-02", case=id_of("first")),
    service("Maya", "2022-02-02", times=3, case=id_of("first")),
    victim_of("human_trafficking_sex", "Maya", "2021-08-01"),
)


def placed(fact: Any, case: str) -> Any:
    """Let a record belong to a case, or to none."""
    if isinstance(fact, Retired):
        return Retired(placed(fact.record, case))
    if isinstance(fact, Outreach) or not case:
        return fact
    return replace(fact, case=id_of(case))


@st.composite
def in_cases(draw: st.DrawFn) -> list[Any]:
    return [placed(fact, draw(st.sampled_from(CASES))) for fact in draw(worlds())]


def told(connection: Connection) -> dict[tuple[str, Period], Any]:
    """Every whole number of every form and period, and the facts that would leave."""
    found = {}
    for form in ("pmt", "headline"):
        for period in PERIODS:
            if form == "pmt" and period in STATES:
                continue
            every = figures(connection, form, period)
            found[form, period] = [(row.id, row.value) for row in every.rows], facts_of(every)
    return found


def closed_by(
    transaction: Transaction, close: Callable[..., object], cases: Sequence[RecordId]
) -> None:
    """Close cases in one of the two ways there are, and keep what they counted."""
    vault = transaction.vaults["cases"].id
    scopes = [(vault, case) for case in cases]
    found = counted(transaction, scopes)
    for _, scope in scopes:
        close(transaction, vault, scope, "retention")
    keep(transaction, found)


def gone(transaction: Transaction, *cases: str) -> None:
    """Destroy cases as a lead's laptop does."""
    closed_by(transaction, destroy, [id_of(case) for case in cases])


def held(transaction: Transaction, *cases: str) -> None:
    """Let cases be destroyed elsewhere, where a legal hold keeps them here to be read."""
    closed_by(transaction, hold_back, [id_of(case) for case in cases])


def kinds_left(connection: Connection, scope: RecordId) -> list[str]:
    """Return the kinds of which a case still has a record."""
    query = 'SELECT 1 FROM "{kind}" WHERE scope = ?'
    return [
        kind
        for kind in TABLES
        if connection.exec_driver_sql(query.format(kind=kind), (scope,)).first() is not None
    ]


@settings(
    max_examples=300 if os.environ.get("SATCHEL_LONG") == "1" else 6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(in_cases(), st.permutations(CASES[:-1]), st.integers(0, 3), st.sampled_from([gone, held]))
def test_no_figure_of_any_period_changes_whichever_cases_go(
    workspace: Workspace,
    facts: list[Any],
    order: list[str],
    at_once: int,
    first: Callable[..., None],
) -> None:
    def before_and_after(transaction: Transaction) -> tuple[Any, ...]:
        before = told(transaction.connection)
        first(transaction, *order[:at_once])
        between = told(transaction.connection)
        for case in order[at_once:]:
            gone(transaction, case)
        return before, between, told(transaction.connection)

    before, between, after = with_facts(workspace, facts, before_and_after)
    assert between == before
    assert after == before


def test_who_is_in_the_kept_counts_is_not_told_as_one_of_whom_nothing_is_known(
    workspace: Workspace,
) -> None:
    later = service("Maya", "2022-02-04", case=id_of("second"))
    unknown = service("Nobody", "2022-02-05", case=id_of("third"))
    workspace.write(put, [*MAYA, later, unknown])
    quarter = quarters_of(YEARS[2])[1]
    before = workspace.read(figures, "pmt", quarter).footnotes
    assert any(note.startswith("1 person who received services has no record") for note in before)
    for case in ("first", "second"):
        workspace.write(gone, case)
        after = workspace.read(figures, "pmt", quarter).footnotes
        assert {note for note in after if "destroyed since" not in note} == set(before)


def test_the_counts_name_no_record(workspace: Workspace) -> None:
    workspace.write(put, MAYA)
    workspace.write(gone, "first")
    rows = workspace.read(
        lambda c: c.exec_driver_sql("SELECT cases, counts FROM anonymous_count").all()
    )
    found = anonymous.read(rows[0].counts)
    assert {one.form for one in found} == {"headline", "pmt"}
    ids = {id_of(name).hex() for name in ("Maya", "first")}
    assert not any(one in rows[0].counts for one in ids)
    assert "Maya" not in rows[0].counts
    assert not workspace.read(kinds_left, id_of("first"))


def test_a_number_of_destroyed_cases_opens_to_words_instead_of_rows(workspace: Workspace) -> None:
    workspace.write(put, [*MAYA, service("Leo", "2022-02-03")])
    quarter = quarters_of(YEARS[2])[1]
    before = workspace.read(figures, "pmt", quarter)
    assert not any("destroyed" in note for note in before.footnotes)
    workspace.write(gone, "first")
    after = workspace.read(figures, "pmt", quarter)
    assert [row.value for row in after.rows] == [row.value for row in before.rows]
    assert (
        "1 case that was destroyed since is in these numbers; only its counts were kept."
        in after.footnotes
    )
    behind = workspace.read(records_behind, "pmt", quarter, "8B4.times")
    assert (behind.row.value, behind.destroyed) == (4, 3)
    assert sum(one.quantity for one in behind.records) == 1


def test_a_period_that_nobody_keeps_counts_for_says_so(workspace: Workspace) -> None:
    workspace.write(put, MAYA)
    workspace.write(gone, "first")
    odd = Period.parse("2022-01-15..2022-02-15")
    found = workspace.read(figures, "headline", odd)
    assert any("are not in these numbers" in note for note in found.footnotes)


def test_a_period_of_destroyed_cases_alone_is_still_offered(workspace: Workspace) -> None:
    workspace.write(put, MAYA)
    workspace.write(gone, "first")
    offered = workspace.read(quarters, LAST)
    assert quarters_of(YEARS[2])[0] in [one.period for one in offered if one.has_data]
    years = workspace.read(federal_years, LAST)
    assert YEARS[2] in [one.period for one in years if one.has_data]


def test_who_two_cases_share_is_told_apart_to_the_last_unit(workspace: Workspace) -> None:
    """The youth stays in the second case: new in a later quarter, once the first one is gone."""
    later = service("Maya", "2022-04-02", case=id_of("second"))
    workspace.write(put, [*MAYA, later, same("Maya", "Maia")])
    before = workspace.read(told)
    workspace.write(gone, "first")
    assert workspace.read(told) == before
    negative = workspace.read(
        lambda c: c.exec_driver_sql("SELECT counts FROM anonymous_count").scalar_one()
    )
    assert any(value < 0 for one in anonymous.read(negative) for value in one.values.values())
    workspace.write(gone, "second")
    assert workspace.read(told) == before


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[1]", "[[]]", "[" * 100_000, '[["pmt","2016","2021-10-01..2021-12-31",1.5,{}]]',
        '[["pmt","2016","2021-10-01..2021-12-31",true,{}]]',
        '[["pmt","2016","2021-10-01..2021-12-31",-1,{}]]',
        '[["pmt","2016","2021-10-01..2021-09-31",1,{}]]',
        '[["pmt","2016","2021-10-01..2021-12-31",1,{"Q1":"2"}]]',
        '[["pmt","2016","2021-10-01..2021-12-31",1,{"' + "Q" * 41 + '":2}]]',
    ],
)  # fmt: skip
def test_what_is_no_counts_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        anonymous.read(text)


def test_counts_are_read_back_as_they_were_written() -> None:
    count = KeptCount("pmt", "2016", YEARS[0], 3, {"Q1": 2, "Q3": -1})
    assert anonymous.read(anonymous.written([count])) == (count,)


@pytest.mark.parametrize("told_in", ["first", "second"])
def test_who_is_one_with_a_youth_whose_case_is_held_keeps_what_is_known_of_them(
    workspace: Workspace, told_in: str
) -> None:
    """The second record counts by itself, here as on the laptops where the first one is gone."""
    maia = person("Maia", born="2009-05-12", case=id_of("second"), gender_identity="female")
    theirs = service("Maia", "2022-02-05", case=id_of("second"))
    told_once = replace(same("Maya", "Maia"), case=id_of(told_in))
    workspace.write(put, [*MAYA, maia, theirs, told_once])
    before = workspace.read(told)
    workspace.write(held, "first")
    assert workspace.read(told) == before
