"""The slot that several people open together: bounds, generations, and what does not open it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage.crypto import keyfile, slots, supervisors
from storage.crypto.passphrases import FLOOR
from storage.crypto.supervisors import SealedShare, Shared
from storage.errors import DamagedError, LockedError, RejectedError
from storage.workspace import renew_passphrase, shared_with, unlock, unlock_with_supervisors
from tests.conftest import PASSPHRASE, Template

SECRET = bytes(range(32))


def shared(count: int = 3, threshold: int = 2, length: int = 1_400) -> Shared:
    shares = tuple(
        SealedShare(bytes([number]) * 8, bytes([number]) * 32, bytes([number]) * length)
        for number in range(1, count + 1)
    )
    return Shared(supervisors.new_salt(), b"p" * 32, b"d" * 8, threshold, shares)


def test_what_the_shares_make_opens_the_workspace(folder: Path, template: Template) -> None:
    given = shared()
    slots.share_key(folder, template.key, given, SECRET)
    assert shared_with(folder) == (keyfile.read(folder).workspace, given)
    assert unlock_with_supervisors(folder, SECRET) == template.key
    assert unlock(folder, PASSPHRASE) == template.key


def test_another_secret_and_a_folder_without_the_slot_are_refused(
    folder: Path, template: Template
) -> None:
    assert shared_with(folder) is None
    with pytest.raises(LockedError, match="Ask them anew"):
        slots.open_with_supervisors(folder, SECRET)
    slots.share_key(folder, template.key, shared(), SECRET)
    with pytest.raises(LockedError, match="another workspace, or were replaced"):
        slots.open_with_supervisors(folder, bytes(32))


def test_a_new_sharing_makes_the_old_secret_worthless(folder: Path, template: Template) -> None:
    slots.share_key(folder, template.key, shared(), SECRET)
    slots.share_key(folder, template.key, shared(), bytes(32))
    with pytest.raises(LockedError):
        slots.open_with_supervisors(folder, SECRET)
    assert slots.open_with_supervisors(folder, bytes(32)) == template.key
    kinds = [slot.kind for slot in keyfile.read(folder).slots]
    assert kinds.count("supervisors") == 1


def test_no_supervisors_any_more_opens_nothing(folder: Path, template: Template) -> None:
    slots.share_key(folder, template.key, shared(), SECRET)
    slots.unshare_key(folder, template.key)
    assert shared_with(folder) is None
    with pytest.raises(LockedError):
        slots.open_with_supervisors(folder, SECRET)


def test_a_forgotten_passphrase_is_replaced_and_the_supervisors_stay(
    folder: Path, template: Template
) -> None:
    slots.share_key(folder, template.key, shared(), SECRET)
    key = unlock_with_supervisors(folder, SECRET)
    with pytest.raises(RejectedError):
        renew_passphrase(folder, key, "short")
    slots.change_passphrase(folder, key, "harbor willow seven candles", FLOOR)
    with pytest.raises(LockedError):
        unlock(folder, PASSPHRASE)
    assert unlock_with_supervisors(folder, SECRET) == template.key


@pytest.mark.parametrize(
    "change",
    [
        {"threshold": 0}, {"threshold": 4}, {"threshold": True}, {"threshold": "2"},
        {"salt": "00"}, {"program": ""}, {"device": "zz"}, {"shares": []}, {"name": "argon2id"},
        {"shares": [["01" * 8, "01" * 32, "01"]] * 3},
        {"shares": [["01" * 8, "01" * 32]]},
        {"shares": [["01" * 8, "01" * 32, "01" * 1_601], ["02" * 8, "02" * 32, "02"]]},
        {"shares": [[f"{n:016x}", "01" * 32, "01"] for n in range(17)]},
    ],
)  # fmt: skip
def test_a_slot_out_of_bounds_is_damage(change: dict[str, Any]) -> None:
    with pytest.raises(DamagedError):
        supervisors.parse({**shared().derivation(), **change})
    for name in change:
        without = {key: value for key, value in shared().derivation().items() if key != name}
        with pytest.raises(DamagedError):
            supervisors.parse(without)


def test_a_changed_header_opens_nothing(folder: Path, template: Template) -> None:
    given = shared()
    slots.share_key(folder, template.key, given, SECRET)
    for altered in (replace(given, threshold=1), replace(given, shares=given.shares[:2])):
        content = json.loads((folder / keyfile.NAME).read_bytes())
        slot = next(slot for slot in content["slots"] if slot["kind"] == "supervisors")
        slot["derivation"] = altered.derivation()
        for path in keyfile.paths(folder):
            path.write_bytes(keyfile.canonical(content))
        with pytest.raises(LockedError):
            slots.open_with_supervisors(folder, SECRET)


def test_the_largest_sharing_fits_a_key_file(folder: Path, template: Template) -> None:
    slots.share_key(folder, template.key, shared(16, 3, 1_600), SECRET)
    assert (folder / keyfile.NAME).stat().st_size < 64 * 1024
    assert slots.open_with_supervisors(folder, SECRET) == template.key
