"""What leaves for MACA is codes of the form and whole numbers; no text, name or id can be in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from storage.domain.periods import Period
from storage.errors import DamagedError
from storage.reports.facts import Fact, counts_of, facts_of, places_of
from storage.reports.figures import Figures, Row, figures
from storage.reports.form import Form
from storage.reports.forms import forms
from storage.usecases.figuresheets import body_of, plain_facts, read_body
from storage.workspace import Workspace
from sync.protocol import factsheet
from tests.reports.facts import id_of, outreach, person, put, service, victim_of

QUARTER = Period.parse("2021-10-01..2021-12-31")
CANARY = "Marisol Vega-Canary 413-555-0199"
FORMS = pytest.mark.parametrize("form", forms(), ids=lambda form: form.form)


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings_in(one)


def filled(form: Form, value: object) -> Figures:
    """Figures of ``form`` with a canary in every place that holds words."""
    return Figures(
        form=form.form,
        version=form.version,
        title=CANARY,
        subtitle=CANARY,
        period=QUARTER,
        basis=(CANARY,),
        sections=((CANARY, CANARY),),
        rows=tuple(
            Row(row.id, CANARY, CANARY, CANARY, CANARY, value, CANARY)  # type: ignore[arg-type]  # what a row must not hold
            for row in form.rows
        ),
        checks=(),
        sentence=CANARY,
        footnotes=(CANARY,),
    )


@FORMS
def test_every_code_of_every_form_is_one_that_the_protocol_lets_through(form: Form) -> None:
    facts = tuple(
        factsheet.Fact(fact.measure, fact.dimensions, fact.value)
        for fact in facts_of(filled(form, 7))
    )
    assert len(facts) == len(places_of(form))
    period = ("2021-10-01", "2021-12-31")
    report = (form.form, form.version)
    assert factsheet.new_sheet(bytes(32), "suffolk_cac", report, period, 1, facts).facts == facts


@FORMS
def test_the_words_in_a_sheet_are_the_forms_own_codes_whatever_the_figures_say(form: Form) -> None:
    body = body_of(plain_facts(facts_of(filled(form, 7))))
    allowed = {text for key in places_of(form) for text in strings_in(key)}
    assert set(strings_in(msgspec.msgpack.decode(body))) == allowed
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_.:-]{0,63}", code) for code in allowed)
    assert b"Canary" not in body


@FORMS
@pytest.mark.parametrize("value", [CANARY, CANARY.encode(), b"\x01" * 16, 1.5, True, Decimal(17)])
def test_what_is_no_whole_number_is_no_fact(form: Form, value: object) -> None:
    assert facts_of(filled(form, value)) == ()


@FORMS
def test_facts_come_back_as_the_rows_they_were_counted_in(form: Form) -> None:
    counts = counts_of(form, facts_of(filled(form, 7)))
    percents = {row.id for row in form.rows if row.unit == "percent"}
    assert counts.values == {row.id: 7 for row in form.rows if row.id not in percents}
    assert counts.shares == dict.fromkeys(percents, (7, 7))


def test_a_percentage_travels_as_numerator_and_denominator(workspace: Workspace) -> None:
    workspace.write(
        put,
        [
            person("Maya", born="2012-05-01"),
            person("Rosa", born="2005-05-01"),
            service("Maya", "2021-10-05", times=3),
            service("Rosa", "2021-10-06"),
        ],
    )
    facts = facts_of(workspace.read(figures, "headline", QUARTER))
    assert Fact("under_12_percent", ("numerator",), 1) in facts
    assert Fact("under_12_percent", ("denominator",), 2) in facts
    assert Fact("under_12", ("age:0-11",), 1) in facts
    assert Fact("services", (), 4) in facts


def test_a_row_without_a_value_has_no_fact() -> None:
    (pmt,) = (form for form in forms() if form.form == "pmt")
    found = filled(pmt, 3)
    rows = tuple(replace(row, value=None) if row.id == "Q3" else row for row in found.rows)
    facts = facts_of(replace(found, rows=rows))
    assert "q3" not in {fact.measure for fact in facts}
    assert "Q3" not in counts_of(pmt, facts).values


@pytest.mark.parametrize("form", ["headline", "pmt"])
def test_no_name_text_or_id_of_the_workspace_is_in_its_sheets(
    workspace: Workspace, form: str
) -> None:
    youth = person("Marisol", born="2010-02-03", family_name="Vega", race="white black")
    workspace.write(
        put,
        [
            youth,
            service("Marisol", "2021-10-05", remark="Met at the pier"),
            victim_of("other", "Marisol", "2021-10-01", why="Told on the pier"),
            outreach("2021-11-02", topic="Pier safety"),
        ],
    )
    facts = plain_facts(facts_of(workspace.read(figures, form, QUARTER)))
    body = body_of(facts)
    assert read_body(body) == facts
    for canary in (b"Marisol", b"Vega", b"pier", b"Pier", b"2010", id_of("Marisol"), b"Ana"):
        assert canary not in body


@pytest.mark.parametrize(
    "facts",
    [
        [Fact("victims", (CANARY,), 1)],
        [Fact("victims", (), 1), Fact("victims", (), 2)],
        [Fact("q1", (), 1)],
    ],
    ids=["another dimension", "one twice", "another form's"],
)
def test_a_sheet_that_says_more_than_its_form_is_refused(facts: list[Fact]) -> None:
    (headline,) = (form for form in forms() if form.form == "headline")
    with pytest.raises(DamagedError, match="does not have"):
        counts_of(headline, facts)
