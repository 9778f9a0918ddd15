import csv
import json
import re
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

CODES = files("resources") / "codes"
COLUMNS = ["code", "label", "valid_from", "valid_to", "pmt", "nca", "verified", "note"]
PAIRS = {
    "cac_county": ["cac", "county"],
    "exploitation_victimization": ["exploitation_type", "victimization"],
    "juvenile_court_county": ["juvenile_court", "county"],
    "victimization_adult": ["child", "adult"],
}
NAMES = sorted(p.name.removesuffix(".csv") for p in CODES.iterdir() if p.name.endswith(".csv"))
STEPS = "case_status_step"
LISTS = [name for name in NAMES if name not in PAIRS and name != STEPS]
MISSING = ["unknown", "not_asked", "declined", "not_applicable"]
PMT_ROW = {
    "race": "4A.{}",
    "pmt_race": "4A.{}",
    "sex": "4B.{}",
    "gender_identity": "4B.{}",
    "victimization": "5A.{}",
    "special_classification": "5C.{}",
    "service": "8{}.times",
    "service_category": "8{}.people",
    "person_role": "{}",
}


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((CODES / f"{name}.csv").read_text("utf-8").splitlines()))


def codes(name: str) -> list[str]:
    return [row["code"] for row in read(name)]


def pmt_rows() -> list[dict[str, Any]]:
    form = files("resources") / "forms" / "pmt-2016.json"
    rows: list[dict[str, Any]] = json.loads(form.read_text("utf-8"))["rows"]
    return rows


def test_every_file_is_clean_utf8_with_lf_and_one_last_newline() -> None:
    for name in NAMES:
        raw = (CODES / f"{name}.csv").read_bytes()
        raw.decode("utf-8")
        assert not raw.startswith(b"\xef\xbb\xbf"), name
        assert b"\r" not in raw, name
        assert raw.endswith(b"\n"), name
        assert not raw.endswith(b"\n\n"), name


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_the_agreed_columns_and_whole_rows(name: str) -> None:
    header, *rows = list(csv.reader((CODES / f"{name}.csv").read_text("utf-8").splitlines()))
    assert header == COLUMNS
    assert rows
    assert {len(row) for row in rows} == {len(COLUMNS)}
    assert all(cell == cell.strip() for row in rows for cell in row)


@pytest.mark.parametrize("name", LISTS)
def test_codes_are_unique_stable_identifiers_with_labels(name: str) -> None:
    rows = read(name)
    assert len({row["code"] for row in rows}) == len(rows)
    # The form itself uses one label for B3 and E9.
    assert len({row["label"] for row in rows}) == len(rows) - (name == "service")
    for row in rows:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", row["code"]), row
        assert row["label"], row
        assert row["verified"] in {"yes", "no"}, row


@pytest.mark.parametrize("name", LISTS)
def test_dates_of_validity_are_in_order(name: str) -> None:
    for row in read(name):
        first = date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min
        last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max
        assert first <= last, row


@pytest.mark.parametrize("name", sorted(PMT_ROW))
def test_every_pmt_mapping_is_a_row_of_the_form(name: str) -> None:
    ids = {row["id"] for row in pmt_rows()}
    for row in read(name):
        if row["pmt"]:
            assert PMT_ROW[name].format(row["pmt"]) in ids, row


def test_only_lists_with_a_known_meaning_map_to_the_form() -> None:
    mapped = {name for name in LISTS if any(row["pmt"] for row in read(name))}
    assert mapped == {*PMT_ROW, "funding", "unmet_reason"}


@pytest.mark.parametrize("name", ["race", "gender_identity"])
def test_every_answer_to_a_demographic_question_has_a_place_on_the_form(name: str) -> None:
    mapping = {row["code"]: row["pmt"] for row in read(name)}
    assert all(mapping.values())
    assert {mapping[code] for code in MISSING} == {"not_reported"}
    assert mapping["not_tracked"] == "not_tracked"


@pytest.mark.parametrize(
    "name",
    [
        "sex",
        "gender_identity",
        "race",
        "language",
        "special_classification",
        "living_situation",
        "dcf_status",
        "custody_type",
    ],
)
def test_a_list_about_a_person_knows_the_four_ways_of_not_knowing(name: str) -> None:
    assert [code for code in codes(name) if code in MISSING] == MISSING


@pytest.mark.parametrize(
    ("name", "prefix", "suffix", "count"),
    [
        ("pmt_race", "4A.", "", 10),
        ("victimization", "5A.", "", 26),
        ("special_classification", "5C.", "", 8),
        ("service_category", "8", ".people", 5),
        ("service", "8", ".times", 35),
    ],
)
def test_mapped_codes_stand_in_the_order_and_words_of_the_form(
    name: str, prefix: str, suffix: str, count: int
) -> None:
    listed = [(f"{prefix}{row['pmt']}{suffix}", row["label"]) for row in read(name) if row["pmt"]]
    on_form = [
        (row["id"], row["label"].removeprefix("Individuals who received services: "))
        for row in pmt_rows()
        if row["id"].startswith(prefix) and row["id"].endswith(suffix)
    ]
    assert len(listed) == count
    assert listed == on_form


def test_two_funding_sources_are_in_scope_of_voca() -> None:
    in_scope = [row["code"] for row in read("funding") if row["pmt"] == "voca"]
    assert in_scope == ["maca_csec_voca", "cac_core_voca"]


def test_every_county_has_one_cac_and_every_cac_a_county() -> None:
    pairs = read("cac_county")
    assert sorted(pair["county"] for pair in pairs) == sorted(codes("county"))
    assert {pair["cac"] for pair in pairs} == set(codes("cac"))
    assert (len(codes("cac")), len(codes("county"))) == (12, 14)


def test_every_county_has_a_juvenile_court_and_every_court_one_county() -> None:
    pairs = read("juvenile_court_county")
    courts = [code for code in codes("juvenile_court") if code != "other"]
    assert [pair["juvenile_court"] for pair in pairs] == courts
    assert {pair["county"] for pair in pairs} == set(codes("county"))


def test_every_activity_names_a_service_a_mode_and_minutes() -> None:
    path = files("resources") / "activities.csv"
    reader = csv.DictReader(path.read_text("utf-8").splitlines())
    rows = list(reader)
    assert reader.fieldnames == ["code", "label", "service", "minutes", "mode", "note"]
    assert len({row["code"] for row in rows}) == len(rows) == len({row["label"] for row in rows})
    for row in rows:
        assert row["service"] in codes("service"), row
        assert row["mode"] in codes("contact_mode"), row
        assert 0 < int(row["minutes"]) <= 480, row


def test_a_step_of_a_status_leads_from_one_to_another() -> None:
    rows = read(STEPS)
    known = set(codes("case_status"))
    assert {row["status"] for row in rows} | {row["next"] for row in rows} <= known
    assert all(row["status"] != row["next"] for row in rows)
    assert {row["verified"] for row in rows} <= {"yes", "no"}
