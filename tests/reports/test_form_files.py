"""A form file is read strictly: what the engine does not know, it refuses by name."""

import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from storage.domain.periods import Period
from storage.errors import DamagedError, RejectedError
from storage.reports.forms import form_for, forms, read

NAME = "headline-1.json"
Form = dict[str, Any]


def written(change: Callable[[Form], object]) -> bytes:
    form = json.loads((files("resources") / "forms" / NAME).read_text("utf-8"))
    change(form)
    return json.dumps(form).encode()


def test_the_forms_that_ship_are_read() -> None:
    assert [(form.form, form.version) for form in forms()] == [("headline", "1"), ("pmt", "2016")]
    assert read(written(lambda _: None), NAME).row("victims").unit == "people"


BROKEN: dict[str, Callable[[Form], object]] = {
    "an unknown key": lambda form: form.update(colour="blue"),
    "a key that is missing": lambda form: form.pop("scope"),
    "an unknown measure": lambda form: form["rows"][0]["counts"].update(measure="guess"),
    "an unknown population": lambda form: form["rows"][0]["counts"].update(of="nobody"),
    "an unknown condition": lambda form: form["rows"][0]["counts"].update(where={"mood": "good"}),
    "a value no code has": lambda form: form["rows"][0]["counts"].update(
        where={"victimization": "weather"}
    ),
    "a band where a code belongs": lambda form: form["rows"][0]["counts"].update(
        where={"victimization": {"min": 2}}
    ),
    "a code where a band belongs": lambda form: form["rows"][0]["counts"].update(
        where={"victimization_types": "other"}
    ),
    "contacts of everybody": lambda form: form["rows"][1]["counts"].update(measure="contacts"),
    "records of no kind": lambda form: form["rows"][-1]["counts"].update(of="weather"),
    "a share of a share": lambda form: form["rows"][4]["counts"].update(
        numerator="age_12_or_younger_percent"
    ),
    "a list no record has": lambda form: form["dimensions"]["victimization"].update(list="weather"),
    "a row twice": lambda form: form["rows"].append(form["rows"][0]),
    "a row in no section": lambda form: form["rows"][0].update(section="elsewhere"),
    "a check of no row": lambda form: form["checks"][0].update(left=["nothing"]),
    "a check of nothing": lambda form: form["checks"][0].update(right=[]),
    "a sentence about no row": lambda form: form.update(sentence="{nothing}"),
    "a footnote about no row": lambda form: form["footnotes"].append({"text": "x", "when": "y"}),
    "a day no year has": lambda form: form.update(year_starts="13-01"),
    "an end that is no day": lambda form: form.update(valid_to="soon"),
    "another name than its own": lambda form: form.update(version="2"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_form_that_is_wrong_is_refused_by_name(change: Callable[[Form], object]) -> None:
    with pytest.raises(DamagedError, match=f"The form {NAME}"):
        read(written(change), NAME)


def test_a_file_that_is_no_json_is_refused_by_name() -> None:
    with pytest.raises(DamagedError, match=NAME):
        read(b"{", NAME)


def test_a_period_is_counted_by_the_version_of_its_first_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = read(written(lambda form: form.update(valid_to="2021-12-31")), NAME)
    new = read(
        written(lambda form: form.update(version="2", valid_from="2022-01-01")), "headline-2.json"
    )
    monkeypatch.setattr("storage.reports.forms.forms", lambda: (old, new))
    assert form_for("headline", Period.parse("2021-12-31..2022-12-31")).version == "1"
    assert form_for("headline", Period.parse("2022-01-01..2022-12-31")).version == "2"
    monkeypatch.setattr("storage.reports.forms.forms", lambda: (new,))
    with pytest.raises(RejectedError, match="No version of CSEC headline figures"):
        form_for("headline", Period.parse("2021-01-01..2021-12-31"))
