"""What an installed Satchel finds of its county and its computer, and a clone does not."""

import sys
from pathlib import Path

import pytest

from desktop.profile import installed, places
from tests.installer.profiles import signed_profile


def test_a_clone_looks_nowhere() -> None:
    assert places() == ()
    here = installed()
    assert (here.profile, here.policy, here.trouble, here.ca_path) == (None, None, "", None)


def test_an_installed_program_looks_in_etc_and_beside_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/satchel/satchel")
    monkeypatch.setattr(sys, "platform", "linux")
    assert places() == (Path("/etc/satchel"), Path("/opt/satchel"))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert places() == (Path("/opt/satchel"),)


def test_both_files_are_taken_from_the_first_folder_that_has_them(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    _, trusted = signed_profile(second, ca_file="county.pem")
    (first / "policy.json").write_text('{"format": 1, "settings": {"look.initials": true}}')
    here = installed(folders=(first, second), trusted=trusted)
    assert here.profile is not None
    assert here.profile.cac == "essex_cac"
    assert here.ca_path == second / "county.pem"
    assert here.policy is not None
    assert here.policy.settings == {"look.initials": True}
    assert here.trouble == ""


def test_files_that_cannot_be_used_are_said_and_left_out(tmp_path: Path) -> None:
    path, _ = signed_profile(tmp_path)
    (tmp_path / "policy.json").write_text("{")
    here = installed(path, folders=(tmp_path,))
    assert here.profile is None
    assert here.policy is None
    assert "not signed by a release" in here.trouble
    assert "policy of this computer is damaged" in here.trouble


def test_a_profile_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be read" in installed(tmp_path / "none.json").trouble
