"""From a number to its records: what a screen shows and opens."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event

from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.reports.forms import form_for
from storage.reports.lineage import records_behind
from storage.reports.material import read_material
from storage.reports.terms import terms_of
from storage.workspace import Workspace
from tests.reports.facts import id_of, outreach, person, put, service, victim_of

QUARTER = Period.parse("2021-10-01..2021-12-31")
FACTS = [
    person("Maya", born="2008-11-02", race="black declined"),
    person("Leo", "sibling", race="declined"),
    person("Caller", "anonymous_contact"),
    service("Maya", "2021-11-01", "c7", times=3, case=id_of("case")),
    service("Maya", "2021-12-01", "b4", compensation_assisted=True),
    service("Leo", "2021-11-02"),
    service("Absent", "2021-11-03", case=id_of("case")),
    service("Caller", "2021-11-04", "c2", contact="call"),
    service("Caller", "2021-11-04", "a3", contact="call"),
    victim_of("human_trafficking_sex", "Maya", "2021-10-15"),
    victim_of("other", "Maya", "2021-10-16", why=" "),
    victim_of("hate_crime", "Leo", "2021-10-16", why="Told"),
    outreach("2021-12-24"),
]


@pytest.fixture
def served(workspace: Workspace) -> Workspace:
    workspace.write(put, FACTS)
    return workspace


def test_a_number_of_people_opens_the_people_newest_first(served: Workspace) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "Q1")
    assert [(one.kind, one.name, one.role, one.day) for one in lineage.records] == [
        ("person", "", "", date(2021, 11, 3)),
        ("person", "Leo", "Sibling", date(2021, 11, 2)),
        ("person", "Maya", "Primary victim", date(2021, 11, 1)),
    ]
    assert lineage.row.value == 3
    assert (
        lineage.rule
        == "People with at least one service in scope in the period, each counted once."
    )


def test_a_person_whose_record_is_not_here_is_listed_and_named_as_missing(
    served: Workspace,
) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "Q1")
    absent = next(one for one in lineage.records if not one.here)
    assert absent.person == id_of("Absent")
    (missing,) = lineage.missing
    assert missing.text == "1 person without a record on this laptop"
    assert [one.person for one in missing.people] == [id_of("Absent")]


def test_an_age_says_which_age_and_who_has_none(served: Workspace) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "4C.0_12")
    (maya,) = lineage.records
    assert (maya.name, maya.text) == ("Maya", "Age 12")
    assert [missing.text for missing in lineage.missing] == [
        "1 person without a record on this laptop",
        "1 person without a recorded date of birth",
    ]
    assert [one.name for one in lineage.missing[1].people] == ["Leo"]


def test_nobody_who_declined_is_asked_again(served: Workspace) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "4A.not_reported")
    assert sorted(one.name for one in lineage.records) == ["", "Leo"]
    assert [one.text for one in lineage.records if one.name] == ["Declined to say"]
    assert [missing.text for missing in lineage.missing] == [
        "1 person without a record on this laptop"
    ]


def test_a_number_of_services_opens_each_with_its_quantity_and_its_case(served: Workspace) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "8C7.times")
    (one,) = lineage.records
    assert (one.kind, one.name, one.quantity, one.case) == ("service", "Maya", 3, id_of("case"))
    assert lineage.row.value == 3
    assert one.text.startswith("Emergency financial assistance")


def test_a_category_opens_the_services_and_q6_those_ticked(served: Workspace) -> None:
    category = served.read(records_behind, "pmt", QUARTER, "8B.people")
    assert {(one.kind, one.name) for one in category.records} == {
        ("service", ""),
        ("service", "Leo"),
        ("service", "Maya"),
    }
    ticked = served.read(records_behind, "pmt", QUARTER, "Q6")
    assert [(one.kind, one.name, one.day) for one in ticked.records] == [
        ("service", "Maya", date(2021, 12, 1))
    ]


def test_an_anonymous_contact_opens_as_the_contact(served: Workspace) -> None:
    (call,) = served.read(records_behind, "pmt", QUARTER, "Q2").records
    assert (call.kind, call.id, call.person) == ("contact", id_of("call"), id_of("Caller"))


def test_a_type_of_victimization_opens_what_was_presented(served: Workspace) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "5A.o")
    assert [(one.kind, one.name, one.text) for one in lineage.records] == [
        ("victimization", "Maya", "Human Trafficking: Sex")
    ]
    assert [missing.text for missing in lineage.missing] == [
        "1 person without a record on this laptop",
        "1 person without a victimization presented in the period",
    ]


def test_several_types_open_all_of_them(served: Workspace) -> None:
    lineage = served.read(records_behind, "pmt", QUARTER, "5B")
    assert len(lineage.records) == 2
    assert {one.name for one in lineage.records} == {"Maya"}


def test_a_missing_explanation_breaks_a_check_and_is_found(served: Workspace) -> None:
    check = next(c for c in served.read(figures, "pmt", QUARTER).checks if c.id == "I10")
    assert not check.holds
    assert check.sides == (1, 2)
    assert check.detail == "1 of 2 are explained."
    assert check.rows == ("5A.z",)
    lineage = served.read(records_behind, "pmt", QUARTER, "5A.z")
    last = lineage.missing[-1]
    assert last.text == "1 person without the explanation the form asks for"
    assert [one.name for one in last.people] == ["Maya"]


def test_an_unexplained_classification_breaks_the_same_check(workspace: Workspace) -> None:
    workspace.write(
        put,
        [
            person("Maya", special_classifications="other"),
            person("Leo", special_classifications="other", special_explanation="Told"),
            service("Maya", "2021-11-01"),
            service("Leo", "2021-11-01"),
        ],
    )
    check = next(c for c in workspace.read(figures, "pmt", QUARTER).checks if c.id == "I10")
    assert (check.holds, check.sides, check.rows) == (False, (1, 2), ("5C.other",))


def test_a_percentage_opens_its_numerator(served: Workspace) -> None:
    lineage = served.read(records_behind, "headline", QUARTER, "sex_trafficking_percent")
    assert [one.name for one in lineage.records] == ["Maya"]
    assert lineage.row.shown == "100.0%"


def test_outreach_opens_the_activities(served: Workspace) -> None:
    lineage = served.read(records_behind, "headline", QUARTER, "outreach")
    assert [(one.kind, one.text, one.day) for one in lineage.records] == [
        ("outreach", "Talk at a school", date(2021, 12, 24))
    ]
    assert lineage.missing == ()


def test_a_row_the_form_does_not_have_is_an_error(served: Workspace) -> None:
    with pytest.raises(KeyError):
        served.read(records_behind, "pmt", QUARTER, "Q99")


def test_the_pass_over_the_services_reads_its_index_alone(served: Workspace) -> None:
    plans: list[str] = []

    def explained(connection: Connection) -> None:
        statements: list[tuple[str, Any]] = []

        def note(
            _c: object, _cursor: object, statement: str, parameters: object, *_: object
        ) -> None:
            statements.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        read_material(connection, terms_of(connection, form_for("pmt", LATER), LATER))
        event.remove(connection, "before_cursor_execute", note)
        for statement, parameters in statements:
            if "FROM service" in statement and "contact" not in statement:
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                plans.extend(str(row[3]) for row in rows)

    served.read(explained)
    scans = [plan for plan in plans if "service" in plan]
    assert len(scans) == 2
    assert all("USING COVERING INDEX service_by_on_recipient" in plan for plan in scans)


LATER = Period.parse("2022-01-01..2022-03-31")
