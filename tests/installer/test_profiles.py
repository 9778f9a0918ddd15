"""The twelve CACs' profiles: their facts, their servers, their signature, the keys."""

import csv
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from installer import keys, stamping
from installer.bundle import CONTENTS
from installer.contents import CLIENT
from installer.surroundings import ROOT, SetupError
from storage.crypto.signatures import new_seed, public_half
from storage.profile import parse_profile, trusted_keys
from storage.profile.bounds import BOUNDS
from storage.profile.county import county_profile
from storage.profile.signed import key_id
from tests.installer.bundles import small_bundle
from tests.installer.profiles import BODY

KEY = public_half(new_seed()).hex()


def test_twelve_cacs_serve_each_of_the_fourteen_counties_once() -> None:
    profiles = [stamping.profile_of(cac) for cac in stamping.cacs()]
    assert len(profiles) == 12
    assert len({county for profile in profiles for county in profile.counties}) == 14
    assert stamping.missing_counties(profiles) == []
    assert all(profile.verified for profile in profiles)
    assert stamping.missing_counties(profiles[1:]) == ["barnstable", "dukes", "nantucket"]


def test_the_profiles_say_what_the_code_lists_say() -> None:
    codes = ROOT / "resources" / "codes"
    with (codes / "cac.csv").open(encoding="utf-8") as file:
        labels = {row["code"]: row["label"] for row in csv.DictReader(file)}
    served: dict[str, list[str]] = defaultdict(list)
    with (codes / "cac_county.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            served[row["cac"]].append(row["county"])
    for cac in stamping.cacs():
        profile = stamping.profile_of(cac)
        assert (profile.cac, profile.name) == (cac, labels[cac])
        assert list(profile.counties) == served[cac]


def test_the_schema_names_what_the_reader_takes() -> None:
    schema = json.loads((ROOT / "resources/profiles/profile.schema.json").read_text("utf-8"))
    assert set(schema["properties"]) == set(county_profile(BODY).body())
    assert set(schema["properties"]["settings"]["properties"]) == set(BOUNDS)


def test_the_servers_are_put_in_for_all_and_differently_for_one(tmp_path: Path) -> None:
    path = tmp_path / "servers.json"
    server = {"address": "https://records.example", "keys": [KEY]}
    own = {"records": {"address": "https://essex.example", "keys": [KEY]}, "version": 9}
    path.write_text(json.dumps({"version": 4, "records": server, "of": {"essex_cac": own}}))
    servers = stamping.read_servers(path)
    everyone = stamping.profile_of("suffolk_cac", servers)
    essex = stamping.profile_of("essex_cac", servers)
    assert everyone.records is not None
    assert essex.records is not None
    assert (everyone.version, everyone.records.address) == (4, "https://records.example")
    assert (essex.version, essex.records.address) == (9, "https://essex.example")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"settings": {}}, "may hold"),
        ({"of": {"essex_cac": {"name": "x"}}}, "may hold"),
        ({"of": {"essex_cac": 1}}, "may hold"),
        ({"of": {"essex": {}}}, "name CACs"),
        ({"of": []}, "name CACs"),
    ],
)
def test_a_file_of_servers_that_says_more_is_refused(
    tmp_path: Path, said: object, words: str
) -> None:
    path = tmp_path / "servers.json"
    path.write_text(json.dumps(said))
    with pytest.raises(SetupError, match=words):
        stamping.read_servers(path)


def test_a_server_without_a_key_is_not_stamped() -> None:
    with pytest.raises(SetupError, match=r"essex_cac: .* one key or two"):
        stamping.profile_of("essex_cac", {"records": {"address": "https://a.example", "keys": []}})


def test_a_countys_own_authority_lies_beside_the_file_of_servers(tmp_path: Path) -> None:
    servers = tmp_path / "servers.json"
    profile = stamping.profile_of("essex_cac", {"ca_file": "county.pem"})
    with pytest.raises(SetupError, match="cannot be read"):
        stamping.read_certificate(profile, servers)
    (tmp_path / "county.pem").write_text("none")
    with pytest.raises(SetupError, match="no certificate"):
        stamping.read_certificate(profile, servers)
    (tmp_path / "county.pem").write_text("-----BEGIN CERTIFICATE-----\n")
    assert stamping.read_certificate(profile, servers).startswith(b"-----BEGIN")
    assert stamping.read_certificate(stamping.profile_of("essex_cac"), servers) == b""


def test_an_unheard_of_cac_is_answered_with_the_list() -> None:
    with pytest.raises(SetupError, match=r"no CAC dukes\. Choose one of childrens_cove, "):
        stamping.profile_of("dukes")


def test_what_is_stamped_is_taken_by_who_trusts_the_key() -> None:
    seed = new_seed()
    public = public_half(seed)
    profile = stamping.profile_of("norfolk_advocates")
    content = stamping.stamp(profile, seed)
    assert content == stamping.stamp(profile, seed)
    assert parse_profile(content, {key_id(public): public}) == profile


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "release.key"
    public = keys.make_key(path)
    assert public_half(keys.read_key(path)).hex() == public
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SetupError, match="never written over"):
        keys.make_key(path)


@pytest.mark.parametrize("text", ["", "00", "xyz", "00" * 33])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "release.key"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(SetupError, match="holds no key"):
        keys.read_key(path)


@pytest.mark.skipif(os.name != "posix", reason="rights are the system's own elsewhere")
def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "release.key"
    keys.make_key(path)
    path.chmod(0o644)
    with pytest.raises(SetupError, match="chmod 600"):
        keys.read_key(path)


def test_a_development_build_trusts_its_own_key_beside_the_releases(tmp_path: Path) -> None:
    bundle = small_bundle(tmp_path / "satchel", CLIENT)
    seed = new_seed()
    keys.stamp_trust(bundle.folder, seed)
    trusted = bundle.folder / CONTENTS / "resources" / "profiles" / "build-keys.json"
    assert json.loads(trusted.read_text())["keys"] == [{"public": public_half(seed).hex()}]


def test_the_program_itself_trusts_only_sound_keys_of_releases() -> None:
    listed = json.loads((ROOT / "resources/profiles/release-keys.json").read_text("utf-8"))
    assert len(trusted_keys()) == len(listed["keys"])
