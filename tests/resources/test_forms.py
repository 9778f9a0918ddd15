import csv
import json
import re
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

FORMS = files("resources") / "forms"
NAMES = sorted(p.name for p in FORMS.iterdir() if p.name.endswith(".json"))
MEASURES = {"people", "contacts", "times", "records", "percent"}
UNITS = {"people", "contacts", "times", "activities", "percent"}
VALUES_OF_KIND: dict[str, tuple[type, ...]] = {
    "one": (str,),
    "any": (str,),
    "flag": (bool,),
    "distinct": (dict,),
    "age": (dict, str),
}


def read(name: str) -> dict[str, Any]:
    form: dict[str, Any] = json.loads((FORMS / name).read_text("utf-8"))
    return form


def ids(form: dict[str, Any], prefix: str = "") -> list[str]:
    return [row["id"] for row in form["rows"] if row["id"].startswith(prefix)]


def codes(name: str, column: str) -> set[str]:
    path = files("resources") / "codes" / f"{name}.csv"
    return {row[column] for row in csv.DictReader(path.read_text("utf-8").splitlines())}


def compared(dimension: dict[str, str]) -> set[str]:
    """Return the values that a condition on this dimension may name."""
    if dimension["match"] == "pmt_letter":
        return {value[0] for value in codes(dimension["list"], "pmt")}
    return codes(dimension["list"], dimension["match"])


def test_both_forms_are_here() -> None:
    assert NAMES == ["headline-1.json", "pmt-2016.json"]


@pytest.mark.parametrize("name", NAMES)
def test_the_file_name_says_form_and_version(name: str) -> None:
    form = read(name)
    assert name == f"{form['form']}-{form['version']}.json"


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_unique_and_stand_in_their_sections(name: str) -> None:
    form = read(name)
    assert len(set(ids(form))) == len(form["rows"])
    sections = [section["id"] for section in form["sections"]]
    met = list(dict.fromkeys(row["section"] for row in form["rows"]))
    assert met == sections
    for row in form["rows"]:
        assert row["label"], row
        assert row["rule"].endswith("."), row
        assert row["unit"] in UNITS, row
        assert row["counts"]["measure"] in MEASURES, row


@pytest.mark.parametrize("name", NAMES)
def test_every_row_counts_something_the_form_declares(name: str) -> None:
    form = read(name)
    for row in form["rows"]:
        counts = row["counts"]
        if counts["measure"] == "percent":
            assert {counts["numerator"], counts["denominator"]} <= set(ids(form)), row
            assert counts["decimals"] in {0, 1, 2}, row
        elif counts["measure"] == "records":
            assert counts["of"] == "outreach", row
        else:
            assert counts["of"] in form["populations"], row
        for dimension, value in counts.get("where", {}).items():
            kind = form["dimensions"][dimension]["kind"]
            assert isinstance(value, VALUES_OF_KIND[kind]), row


@pytest.mark.parametrize("name", NAMES)
def test_every_condition_names_a_value_of_its_list(name: str) -> None:
    form = read(name)
    for row in form["rows"]:
        for key, value in row["counts"].get("where", {}).items():
            dimension = form["dimensions"][key]
            if dimension["kind"] in {"one", "any"}:
                assert value in compared(dimension), row


@pytest.mark.parametrize("name", NAMES)
def test_every_check_refers_to_rows_that_exist(name: str) -> None:
    form = read(name)
    known = set(ids(form))
    assert len({check["id"] for check in form["checks"]}) == len(form["checks"])
    for check in form["checks"]:
        assert check["left"], check
        assert {*check["left"], *check.get("right", [])} <= known, check
        assert check["rule"] in {"le", "eq", "explained"}, check
        assert ("right" in check) == (check["rule"] != "explained"), check
        assert check["text"].endswith("."), check


@pytest.mark.parametrize("name", NAMES)
def test_roles_and_funding_of_a_form_are_known_codes(name: str) -> None:
    form = read(name)
    roles = codes("person_role", "code")
    for population in form["populations"].values():
        assert {*population.get("roles", []), *population.get("roles_except", [])} <= roles
    assert set(form["scope"]["funding"]) <= codes("funding", "pmt")


def test_age_bands_of_the_pmt_meet_without_gap_or_overlap() -> None:
    bands = [
        row["counts"]["where"]["age"]
        for row in read("pmt-2016.json")["rows"]
        if row["section"] == "4C" and isinstance(row["counts"]["where"]["age"], dict)
    ]
    assert bands[0]["min"] == 0
    assert "max" not in bands[-1]
    for before, after in pairwise(bands):
        assert before["max"] + 1 == after["min"]


def test_the_pmt_has_every_row_of_the_paper_form_in_its_order() -> None:
    form = read("pmt-2016.json")
    assert ids(form, "Q") == ["Q1", "Q2", "Q3", "Q6"]
    assert ids(form, "5A.") == [f"5A.{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    for letter, count in zip("ABCDE", (4, 10, 7, 3, 11), strict=True):
        times = [f"8{letter}{number}.times" for number in range(1, count + 1)]
        assert ids(form, f"8{letter}") == [f"8{letter}.people", *times]
    assert len(form["rows"]) == 101


def test_the_pmt_demands_each_invariant_of_one_quarter() -> None:
    checks = read("pmt-2016.json")["checks"]
    rules = {check["id"].split(".")[0] for check in checks}
    assert rules == {"I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I10"}
    first_quarter_only = [check["id"] for check in checks if "when" in check]
    assert first_quarter_only == ["I2"]


def test_quarters_start_with_the_day_on_which_everyone_is_new() -> None:
    form = read("pmt-2016.json")
    assert form["quarter_starts"] == ["10-01", "01-01", "04-01", "07-01"]
    assert form["new_resets"] == form["quarter_starts"][0]


def test_the_headline_sentence_and_footnotes_name_only_its_rows() -> None:
    form = read("headline-1.json")
    texts = [note if isinstance(note, str) else note["text"] for note in form["footnotes"]]
    for text in [form["sentence"], *texts]:
        assert set(re.findall(r"{(\w+)}", text)) <= {*ids(form), "period"}


def test_the_headline_states_the_precision_of_every_share() -> None:
    decimals = {
        row["id"]: row["counts"]["decimals"]
        for row in read("headline-1.json")["rows"]
        if row["unit"] == "percent"
    }
    assert decimals == {
        "under_12_percent": 0,
        "age_12_or_younger_percent": 0,
        "multiple_victimizations_percent": 0,
        "sex_trafficking_percent": 1,
    }
