"""A county's profile is taken only as it was signed, and only in plain words and bounds."""

import json
from pathlib import Path
from typing import Any

import pytest

from storage.crypto.signatures import new_seed, public_half
from storage.errors import DamagedError, NewerVersionError, RejectedError, SatchelError
from storage.profile import load_policy, load_profile, parse_profile, server_address
from storage.profile.county import county_profile
from storage.profile.signed import key_id
from tests.installer.profiles import BODY, signed_profile

KEY, NEXT = (public_half(new_seed()).hex() for _ in range(2))


def test_a_signed_profile_says_who_where_and_what(tmp_path: Path) -> None:
    path, trusted = signed_profile(tmp_path, records="https://records.example/", keys=[KEY, NEXT])
    profile = load_profile(path, trusted)
    assert (profile.cac, profile.counties, profile.version) == ("essex_cac", ("essex",), 3)
    assert profile.records is not None
    assert profile.records.address == "https://records.example"
    assert profile.records.keys == (KEY, NEXT)
    assert profile.figures is None
    assert county_profile(profile.body()) == profile


def test_every_changed_letter_of_a_profile_is_noticed(tmp_path: Path) -> None:
    path, trusted = signed_profile(tmp_path, records="https://records.example", keys=[KEY])
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        changed = bytearray(content)
        changed[place] ^= 1
        try:
            taken = parse_profile(bytes(changed), trusted)
        except SatchelError:
            continue
        assert taken == load_profile(path, trusted), place  # only spaces between the words


def test_a_profile_by_another_signer_or_by_none_is_refused(tmp_path: Path) -> None:
    path, _ = signed_profile(tmp_path)
    stranger = public_half(new_seed())
    with pytest.raises(RejectedError, match="not signed by a release"):
        load_profile(path, {key_id(stranger): stranger})
    unsigned = json.dumps({"profile": BODY}).encode()
    with pytest.raises(RejectedError, match="not signed by a release"):
        parse_profile(unsigned, {})


def test_a_key_under_which_anybody_could_sign_is_not_trusted() -> None:
    small = bytes([1, *bytes(31)])
    forged = {"profile": BODY, "key": key_id(small), "signature": (small + bytes(32)).hex()}
    with pytest.raises(RejectedError, match="not signed"):
        parse_profile(json.dumps(forged).encode(), {key_id(small): small})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe{\x00}\x00",
        b'{"profile": {}, "profile": {}}',
        b'{"profile": 1.5}',
        b'{"profile": NaN}',
        b"[" * 100_000,
        b'{"x": "' + b"a" * 1_000_000 + b'"}',
    ],
    ids=["empty", "list", "null", "utf-16", "twice", "fraction", "nan", "deep", "a megabyte"],
)
def test_what_is_no_plain_json_object_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(DamagedError, match=r"damaged|too large"):
        parse_profile(content, {})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"format": 0}, "format"),
        ({"format": "1"}, "format"),
        ({"unheard": 1}, "format"),
        # A profile has no fields, no expressions, no templates, no words and no lists of its own.
        ({"fields": [{"name": "phone", "pattern": "(a+)+$"}]}, "format"),
        ({"codes": [["met", "Met"], ["met", "Met twice"]]}, "format"),
        ({"formulas": {"served": "=SUM(A1:A9)"}}, "format"),
        ({"templates": {"letter": "https://a.example/logo.png"}}, "format"),
        ({"templates": {"letter": "{{placement.address}}"}}, "format"),
        ({"translations": {"es": {"%n files": "%1 de %2"}}}, "format"),
        ({"retention": {"keep_closed": 0}}, "format"),
        ({"version": 0}, "number"),
        ({"version": True}, "number"),
        ({"version": 2**40}, "number"),
        ({"cac": "../essex"}, "CAC"),
        ({"name": ""}, "missing"),
        ({"name": "x" * 1_000_000}, "longer"),
        ({"name": "<b>Essex</b>"}, "plain words"),
        ({"name": "{0.__class__}"}, "plain words"),
        ({"name": "Essex\u202eCAC"}, "cannot be seen"),
        ({"name": "Essex\u200bCAC"}, "cannot be seen"),
        ({"name": "Essex\nCAC"}, "cannot be seen"),
        ({"counties": []}, "county"),
        ({"counties": ["essex", "essex"]}, "twice"),
        ({"counties": ["essex"] * 50_000}, "county"),
        ({"language": "xx"}, "language"),
        ({"ca_file": "../ca.pem"}, "certificate"),
        ({"ca_file": "/etc/ca.pem"}, "certificate"),
        ({"settings": {"person.name": "Mallory"}}, "does not know"),
        ({"settings": {"retention.keep_closed": -1}}, "does not know"),
        ({"settings": {"look.theme": "<b>"}}, "look.theme"),
        ({"settings": {"lock.idle_minutes": True}}, "lock.idle_minutes"),
        ({"settings": {"lock.idle_minutes": "5"}}, "lock.idle_minutes"),
        ({"settings": [1]}, "settings"),
        ({"locked": ["program.name"]}, "does not know"),
        ({"locked": "look.theme"}, "locked"),
        ({"records": {"address": "https://a.example"}}, "keys"),
        ({"records": {"address": "https://a.example", "keys": []}}, "one key or two"),
        ({"records": {"address": "https://a.example", "keys": [KEY, KEY]}}, "key"),
        ({"records": {"address": "https://a.example", "keys": ["00" * 32]}}, "key"),
        ({"records": {"address": "https://a.example", "keys": [KEY.upper()]}}, "key"),
        ({"records": {"address": "http://a.example", "keys": [KEY]}}, "https"),
    ],
)
def test_a_profile_with_one_wrong_part_is_refused_in_words(
    changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(RejectedError, match=words):
        county_profile({**BODY, **changed})


def test_a_profile_of_a_later_format_asks_for_a_newer_satchel() -> None:
    with pytest.raises(NewerVersionError, match="newer Satchel"):
        county_profile({**BODY, "format": 2})


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("https://records.example", "https://records.example"),
        ("https://Records.Example:8443/satchel/", "https://records.example:8443/satchel"),
        ("https://[2001:DB8::1]/", "https://[2001:db8::1]"),
        ("https://192.0.2.7", "https://192.0.2.7"),
        ("http://127.0.0.1:8443", "http://127.0.0.1:8443"),
        ("http://[::1]:80/", "http://[::1]:80"),
    ],
)
def test_an_address_has_one_form(typed: str, plain: str) -> None:
    assert server_address(typed) == plain == server_address(plain)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "records.example",
        "http://records.example",
        "http://localhost:8443",
        "http://127.0.0.1.records.example",
        "ftp://records.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://ana@records.example",
        "https://ana:secret@records.example",
        "https://@records.example",
        "https://records.example@evil.example",
        "https://rec\u043erds.example",
        "https://xn--rcords-3ve.example",
        "https://records.example:0",
        "https://records.example:65536",
        "https://records.example:x",
        "https://[fe80::1%25eth0]",
        "https://[fe80::1%eth0]",
        "https://[::g]",
        "https://256.1.1.1",
        "https://1.1",
        "https://0x7f.0.0.1/?a",
        "https://records.example?next=evil",
        "https://records.example#part",
        "https://records.example?",
        "https://records.example/../other",
        "https://records.example\\@evil.example",
        "https://records.example/a b",
        "https://rec ords.example",
        "https://records.example\n",
        "https://-records.example",
        "https://records..example",
        "https://" + "a" * 300,
    ],
)
def test_an_address_that_could_mislead_is_refused_in_words(typed: str) -> None:
    with pytest.raises(RejectedError, match=r"This server address cannot be used: .*\. Ask"):
        server_address(typed)


def test_what_is_no_text_is_no_address() -> None:
    with pytest.raises(RejectedError, match="no plain web address"):
        server_address(None)


def test_a_computers_policy_sets_and_locks(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    path.write_text('{"format": 1, "settings": {"look.initials": true}, "locked": ["look.theme"]}')
    policy = load_policy(path)
    assert policy.settings == {"look.initials": True}
    assert policy.locked == {"look.theme"}


@pytest.mark.parametrize(
    "text", ['{"format": 9}', '{"format": 1, "settings": {"x": 1}}', '{"format": 1, "more": 1}']
)
def test_a_policy_that_is_none_is_refused_under_its_own_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "policy.json"
    path.write_text(text)
    with pytest.raises(RejectedError, match=r"^The policy of this computer"):
        load_policy(path)


def test_a_policy_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="cannot be read"):
        load_policy(tmp_path / "policy.json")
