"""Who sets a setting: Satchel, the county, the computer or the person; and what is locked."""

from pathlib import Path
from typing import Any

import pytest

from storage.errors import RejectedError
from storage.profile import CountyProfile, MachinePolicy
from storage.profile.county import county_profile
from storage.profile.precedence import Layer, holdings
from storage.usecases.county import adopt, county, in_force
from storage.usecases.settings import DEFAULTS, set_settings, setting, settings, unchosen
from storage.workspace import Beginning, Workspace, create
from tests.conftest import FixedClock
from tests.installer.profiles import BODY


def profile(**changed: Any) -> CountyProfile:
    return county_profile({**BODY, **changed})


def sources(workspace: Workspace) -> dict[str, str]:
    return {name: held.source for name, held in workspace.read(unchosen).items()}


def test_without_a_profile_everything_is_satchels_default_or_ones_own(workspace: Workspace) -> None:
    assert workspace.read(county) is None
    assert set(sources(workspace).values()) == {"program"}
    assert workspace.read(settings)["lock.idle_minutes"] == 5


def test_the_county_goes_before_the_default_and_the_person_before_the_county(
    workspace: Workspace,
) -> None:
    assert workspace.write(adopt, profile(locked=[]), None) == ""
    assert workspace.read(setting, "lock.idle_minutes") == 3
    assert sources(workspace)["lock.idle_minutes"] == "county"
    workspace.write(set_settings, {"lock.idle_minutes": 10})
    assert workspace.read(setting, "lock.idle_minutes") == 10
    assert workspace.read(in_force).county == BODY["name"]


def test_the_computer_goes_before_the_county(workspace: Workspace) -> None:
    policy = MachinePolicy({"look.theme": "contrast"})
    workspace.write(adopt, profile(), policy)
    assert workspace.read(setting, "look.theme") == "contrast"
    assert sources(workspace)["look.theme"] == "computer"
    workspace.write(adopt, profile(), None)
    assert workspace.read(setting, "look.theme") == "dark"


def test_what_is_locked_is_not_the_persons_to_change(workspace: Workspace) -> None:
    workspace.write(set_settings, {"lock.idle_minutes": 10})
    workspace.write(adopt, profile(), None)
    assert workspace.read(setting, "lock.idle_minutes") == 3
    with pytest.raises(RejectedError, match="not yours to change"):
        workspace.write(set_settings, {"lock.idle_minutes": 10})
    workspace.write(set_settings, {"lock.idle_minutes": 3, "look.theme": "light"})
    assert workspace.read(setting, "look.theme") == "light"


def test_nobody_goes_past_the_bounds(workspace: Workspace) -> None:
    workspace.write(adopt, profile(settings={"lock.idle_minutes": 600}, locked=[]), None)
    assert workspace.read(setting, "lock.idle_minutes") == 15
    workspace.write(set_settings, {"lock.idle_minutes": 6000})
    assert workspace.read(setting, "lock.idle_minutes") == 15
    policy = MachinePolicy({"lock.idle_minutes": -1})
    workspace.write(adopt, None, policy)
    workspace.write(set_settings, {"lock.idle_minutes": 1})
    assert workspace.read(setting, "lock.idle_minutes") == 1


@pytest.mark.parametrize(
    ("name", "asked", "floor"),
    [
        ("lock.idle_minutes", 0, 1),
        ("lock.pin_minutes", 600, 60),
        ("lock.meeting_minutes", 10_000, 240),
        ("supervisors.needed", 0, 1),
        ("access.keep_years", 0, 6),
        ("access.keep_years", -1, 6),
    ],
)
def test_a_county_that_asks_for_less_gets_the_floor(
    workspace: Workspace, name: str, asked: int, floor: int
) -> None:
    workspace.write(adopt, profile(settings={name: asked}, locked=[]), None)
    assert workspace.read(setting, name) == floor


def test_a_choice_taken_back_follows_the_county_again(workspace: Workspace) -> None:
    workspace.write(adopt, profile(locked=[]), None)
    workspace.write(set_settings, {"look.theme": "light"})
    workspace.write(set_settings, {"look.theme": "dark"})
    workspace.write(adopt, profile(version=4, settings={"look.theme": "contrast"}), None)
    assert workspace.read(setting, "look.theme") == "contrast"


def test_what_holds_anyway_is_not_made_ones_own(workspace: Workspace) -> None:
    workspace.write(adopt, profile(locked=[]), None)
    workspace.write(set_settings, {"look.theme": "dark", "look.initials": True})
    workspace.write(adopt, profile(version=4, settings={"look.theme": "contrast"}), None)
    assert workspace.read(setting, "look.theme") == "contrast"
    assert workspace.read(setting, "look.initials") is True


def test_an_older_profile_does_not_take_the_place_of_a_newer_one(workspace: Workspace) -> None:
    workspace.write(adopt, profile(version=7, language="es"), None)
    said = workspace.write(adopt, profile(version=6, language="pt"), None)
    assert "older than the one this workspace has seen" in said
    known = workspace.read(county)
    assert known is not None
    assert (known.version, known.language) == (7, "es")


def test_a_profile_of_the_same_number_and_another_content_is_not_taken(
    workspace: Workspace,
) -> None:
    workspace.write(adopt, profile(), None)
    assert workspace.write(adopt, profile(), None) == ""
    assert "older than" in workspace.write(adopt, profile(language="es"), None)


def test_a_workspace_stays_with_its_cac(workspace: Workspace) -> None:
    workspace.write(adopt, profile(), None)
    said = workspace.write(
        adopt, profile(cac="suffolk_cac", name="Suffolk", counties=["suffolk"], version=9), None
    )
    assert said.startswith("This computer is set up for Suffolk, but this workspace belongs")
    known = workspace.read(county)
    assert known is not None
    assert known.cac == "essex_cac"


def test_a_workspace_begun_for_one_cac_takes_no_others_profile(
    folder: Path, template: Any, clock: FixedClock
) -> None:
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(set_settings, {"program.cac": "berkshire_kids_place"})
        assert "belongs to another" in workspace.write(adopt, profile(), None)
        assert workspace.read(county) is None


def test_practice_never_learns_of_a_server(tmp_path: Path) -> None:
    beginning = Beginning(person="Ana Reyes", program="Practice", practice=True)
    key = create(tmp_path / "practice", "amber ladder quiet harbor seven", beginning).key
    with Workspace(tmp_path / "practice", key) as workspace:
        assert workspace.write(adopt, profile(), None) == ""
        assert workspace.read(county) is None


def test_a_workspace_keeps_its_profile_where_none_is_installed(workspace: Workspace) -> None:
    workspace.write(adopt, profile(), None)
    assert workspace.write(adopt, None, None) == ""
    known = workspace.read(county)
    assert known is not None
    assert known == profile()


def test_a_stored_value_of_another_sort_is_passed_over() -> None:
    held = holdings(DEFAULTS, Layer({"look.theme": 7}), Layer(), {"look.initials": "yes"})
    assert (held["look.theme"].value, held["look.theme"].source) == ("auto", "program")
    assert (held["look.initials"].value, held["look.initials"].source) == (False, "program")


def test_a_county_cannot_set_what_is_not_for_it_to_set() -> None:
    held = holdings(DEFAULTS, Layer({"person.name": "Mallory"}), Layer(), {})
    assert held["person.name"].value == ""
