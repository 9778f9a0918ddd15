"""What may be typed into a field, and what is refused by which name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from storage.domain.checks import Problem, problems_of
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.domain.rules import rule_problems
from storage.usecases.codelists import codebook

TODAY = date(2026, 3, 4)
ID = RecordId(bytes(16))
PERSON = Person(id=ID, role="primary_victim")
NOTE = Note(id=ID, on=TODAY, note_class="factual", text="x")
SERVICE = Service(id=ID, recipient=ID, on=TODAY, code="e10", funding="maca_csec_voca")
CASE = Case(id=ID, number="B-1", cac="childrens_cove", status="triage", opened_on=TODAY)

ACCEPTED: list[tuple[Any, Mapping[str, Any]]] = [
    (PERSON, {"given_name": name})
    for name in (
        "O'Neil",
        "Null",
        "None",
        "Nguy\u1ec5n",
        "\u0645\u0631\u064a\u0645",
        "\u674e",
        "A",
        "<b>Ana</b>",
        '<img src="file:///etc/passwd">',
        "'; DROP TABLE person;--",
        "{0.__class__}",
        "%s%n",
        "=1+1",
        "\U0001f469\u200d\U0001f467",
        "e\u0301",
        "\u202eabc",
        "x" * 80,
    )
] + [
    (NOTE, {"text": "line one\nline two\ttab"}),
    (NOTE, {"text": "y" * 200_000}),
    (PERSON, {"born_on": PartialDate.parse("declined")}),
    (PERSON, {"race": frozenset({"black", "hispanic"})}),
    (SERVICE, {"quantity": 99}),
    (SERVICE, {"on": date(1900, 1, 1)}),
]

REFUSED: list[tuple[Any, Mapping[str, Any], str]] = [
    (PERSON, {"given_name": "x" * 81}, "too-long"),
    (PERSON, {"given_name": "a\0b"}, "unstorable"),
    (PERSON, {"given_name": "a\nb"}, "unstorable"),
    (PERSON, {"given_name": "\ud800"}, "unstorable"),
    (PERSON, {"given_name": "\x1b[31m"}, "unstorable"),
    (PERSON, {"given_name": 7}, "not-text"),
    (PERSON, {"given_name": None}, "missing"),
    (PERSON, {"race": None}, "missing"),
    (PERSON, {"role": ""}, "missing"),
    (PERSON, {"role": "boss"}, "unknown-code"),
    (PERSON, {"race": frozenset({"martian"})}, "unknown-code"),
    (PERSON, {"aliases": frozenset({" "})}, "unstorable"),
    (PERSON, {"aliases": frozenset({"x" * 121})}, "too-long"),
    (PERSON, {"born_on": PartialDate.parse("2027")}, "in-future"),
    (PERSON, {"born_on": PartialDate.parse("1850")}, "out-of-range"),
    (PERSON, {"born_on": TODAY}, "not-a-day"),
    (PERSON, {"voicemail_ok": 1}, "not-yes-or-no"),
    (PERSON, {"case": b"short"}, "not-an-id"),
    (NOTE, {"text": "   "}, "missing"),
    (NOTE, {"text": "a\0b"}, "unstorable"),
    (NOTE, {"text": "y" * 200_001}, "too-long"),
    (NOTE, {"on": date(2026, 3, 5)}, "in-future"),
    (NOTE, {"on": None}, "missing"),
    (NOTE, {"on": datetime(2026, 3, 4, tzinfo=UTC)}, "not-a-day"),
    (SERVICE, {"quantity": 0}, "out-of-range"),
    (SERVICE, {"quantity": 100}, "out-of-range"),
    (SERVICE, {"quantity": True}, "not-a-number"),
    (SERVICE, {"quantity": None}, "missing"),
    (SERVICE, {"on": date(1899, 12, 31)}, "out-of-range"),
    (Contact(id=ID, on=TODAY), {"started_at": time(9, 30, 15)}, "not-a-time"),
    (Contact(id=ID, on=TODAY), {"minutes": 1441}, "out-of-range"),
    (
        Referral(id=ID, received_on=TODAY, source="dcf"),
        {"people": frozenset({b"short"})},
        "not-an-id",
    ),
]


def _problems(record: Any) -> list[Problem]:
    return problems_of(record, today=TODAY, codes=codebook())


@pytest.mark.parametrize(("record", "values"), ACCEPTED)
def test_what_people_type_is_accepted_exactly(record: Any, values: Mapping[str, Any]) -> None:
    assert _problems(replace(record, **values)) == []


@pytest.mark.parametrize(("record", "values", "key"), REFUSED)
def test_what_cannot_be_stored_is_refused_at_its_field(
    record: Any, values: Mapping[str, Any], key: str
) -> None:
    (field,) = values
    problems = _problems(replace(record, **values))
    assert [(problem.field, problem.key) for problem in problems] == [(field, key)]


@pytest.mark.parametrize(
    ("record", "field", "key"),
    [
        (replace(CASE, closed_on=date(2026, 3, 1)), "closed_on", "before-start"),
        (replace(CASE, status="closed", closed_on=TODAY), "closure_reason", "missing"),
        (replace(CASE, status="closed", closure_reason="duplicate"), "closed_on", "missing"),
        (
            Victimization(
                id=ID,
                person=ID,
                type="stalking_harassment",
                presented_from=TODAY,
                presented_to=date(2026, 3, 3),
            ),
            "presented_to",
            "before-start",
        ),
        (
            Victimization(id=ID, person=ID, type="hate_crime", presented_from=TODAY),
            "explanation",
            "missing",
        ),
        (
            replace(PERSON, special_classifications=frozenset({"other"})),
            "special_explanation",
            "missing",
        ),
    ],
)
def test_rules_between_fields_name_the_field_to_mend(record: Any, field: str, key: str) -> None:
    assert rule_problems(record) == [Problem(field, key)]
