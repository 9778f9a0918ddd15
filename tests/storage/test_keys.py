"""Who can open a workspace, and what a wrong or forged key file does."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.crypto import keyfile, passphrases, recovery, slots
from storage.crypto.passphrases import FLOOR, Argon2Cost
from storage.crypto.sealing import sealed
from storage.errors import (
    DamagedError,
    LockedError,
    NewerVersionError,
    RejectedError,
)
from storage.workspace import Beginning, create, unlock, unlock_with_recovery_code
from tests.conftest import PASSPHRASE, Template


def test_the_passphrase_and_the_recovery_code_open_the_same_workspace(
    folder: Path, template: Template
) -> None:
    assert unlock(folder, PASSPHRASE) == template.key
    assert unlock_with_recovery_code(folder, template.recovery_code) == template.key


def test_a_passphrase_typed_in_another_unicode_form_opens(tmp_path: Path) -> None:
    key, _ = slots.create(tmp_path, "cafe\u0301 lantern copper meadow", FLOOR)
    assert slots.open_with_passphrase(tmp_path, "caf\u00e9 lantern copper meadow") == key


def test_a_passphrase_of_256_letters_opens_and_each_of_them_counts(tmp_path: Path) -> None:
    long = "".join(f"{word} lantern copper meadow, " for word in range(12))[:256]
    key, _ = slots.create(tmp_path, long, FLOOR)
    assert len(long) == 256
    assert slots.open_with_passphrase(tmp_path, long) == key
    with pytest.raises(LockedError):
        slots.open_with_passphrase(tmp_path, long[:-1])


def test_a_wrong_passphrase_is_refused_and_changes_nothing(folder: Path) -> None:
    before = (folder / keyfile.NAME).read_bytes()
    with pytest.raises(LockedError, match="Nothing was changed"):
        slots.open_with_passphrase(folder, PASSPHRASE + "s")
    assert (folder / keyfile.NAME).read_bytes() == before


def test_a_recovery_code_forgives_handwriting_and_names_typing_errors(
    folder: Path, template: Template
) -> None:
    sloppy = template.recovery_code.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert slots.open_with_recovery_code(folder, sloppy) == template.key
    first = template.recovery_code[0]
    other = "7" if first != "7" else "8"
    with pytest.raises(RejectedError, match="typing error"):
        slots.open_with_recovery_code(folder, other + template.recovery_code[1:])


def test_a_new_passphrase_replaces_the_old_one_and_keeps_the_code(
    folder: Path, template: Template
) -> None:
    slots.change_passphrase(folder, template.key, "harbor willow seven candles", FLOOR)
    assert slots.open_with_passphrase(folder, "harbor willow seven candles") == template.key
    assert slots.open_with_recovery_code(folder, template.recovery_code) == template.key
    with pytest.raises(LockedError):
        slots.open_with_passphrase(folder, PASSPHRASE)


def test_a_new_recovery_code_makes_the_old_paper_worthless(
    folder: Path, template: Template
) -> None:
    fresh = slots.replace_recovery_code(folder, template.key)
    assert slots.open_with_recovery_code(folder, fresh) == template.key
    with pytest.raises(LockedError, match="replaced by a newer one"):
        slots.open_with_recovery_code(folder, template.recovery_code)


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [("short one", "at least 15"), ("a" * 300, "longer than 256"), ("ab" * 10, "too soon")],
)
def test_a_weak_passphrase_is_refused_in_words(tmp_path: Path, passphrase: str, words: str) -> None:
    with pytest.raises(RejectedError, match=words):
        create(tmp_path / "w", passphrase, Beginning(person="A", program="B"), cost=FLOOR)
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    "cost",
    [
        Argon2Cost(FLOOR.memory - 1, FLOOR.passes, FLOOR.lanes),
        Argon2Cost(FLOOR.memory, FLOOR.passes - 1, FLOOR.lanes),
        Argon2Cost(FLOOR.memory, FLOOR.passes, 1),
        Argon2Cost(2**40, FLOOR.passes, FLOOR.lanes),
        Argon2Cost(FLOOR.memory, 10_000, FLOOR.lanes),
    ],
)
def test_a_cost_outside_the_bounds_is_refused_before_any_memory_is_taken(
    cost: Argon2Cost,
) -> None:
    with pytest.raises(DamagedError, match="bounds"):
        passphrases.derive(PASSPHRASE, bytes(16), cost)


def test_the_calibrated_cost_is_never_below_the_floor() -> None:
    cost = passphrases.calibrate()
    passphrases.check_cost(cost)
    assert cost.memory >= FLOOR.memory


def test_a_changed_byte_of_the_key_file_never_opens_something_else(
    folder: Path, template: Template
) -> None:
    path = folder / keyfile.NAME
    good = path.read_bytes()
    keyfile.paths(folder)[1].unlink()
    for place in range(0, len(good), 7):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        try:
            key = slots.open_with_recovery_code(folder, template.recovery_code)
        except (LockedError, DamagedError):
            continue
        pytest.fail(f"byte {place} was changed and {key == template.key=}")


def test_a_removed_slot_is_noticed(folder: Path, template: Template) -> None:
    for path in keyfile.paths(folder):
        content = json.loads(path.read_bytes())
        content["slots"] = [slot for slot in content["slots"] if slot["kind"] == keyfile.RECOVERY]
        path.write_bytes(keyfile.canonical(content))
    with pytest.raises(DamagedError, match="something other than Satchel"):
        slots.open_with_recovery_code(folder, template.recovery_code)


@pytest.mark.parametrize("damaged", [0, 1])
def test_a_damaged_key_file_gives_way_to_its_copy(
    folder: Path, template: Template, damaged: int
) -> None:
    fresh = slots.replace_recovery_code(folder, template.key)
    keyfile.paths(folder)[damaged].write_bytes(b"{")
    assert slots.open_with_recovery_code(folder, fresh) == template.key


def test_a_missing_key_file_is_named_with_one_action(tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match=r"no workspace\.keys .* Restore it from a backup"):
        slots.open_with_passphrase(tmp_path, PASSPHRASE)


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.just("00"),
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_forged_key_file_is_refused_in_words(data: st.DataObject) -> None:
    code, key = recovery.new_code(), bytes(range(32))
    body = sealed(
        keyfile.KeyFile("ab" * 16, 1, (slots.recovery_slot("ab" * 16, key, code),)), key
    ).body()
    holder: Any = {**body, "seal": "00" * 32}
    content = holder
    while True:
        place = data.draw(
            st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder)))
        )
        if not (
            isinstance(holder[place], dict | list) and holder[place] and data.draw(st.booleans())
        ):
            break
        holder = holder[place]
    holder[place] = data.draw(leaves)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / keyfile.NAME).write_text(json.dumps(content))
        with pytest.raises((LockedError, DamagedError, NewerVersionError)):
            slots.open_with_recovery_code(folder, code)


def test_a_salt_of_another_length_is_refused_in_words(folder: Path) -> None:
    for path in keyfile.paths(folder):
        content = json.loads(path.read_bytes())
        content["slots"][0]["derivation"]["salt"] = ""
        path.write_bytes(keyfile.canonical(content))
    with pytest.raises(DamagedError, match="damaged"):
        slots.open_with_passphrase(folder, PASSPHRASE)
