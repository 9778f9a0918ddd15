"""A second factor beside the passphrase: needed where it was asked for, never the only way in."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from storage.crypto import factors, keyfile, slots
from storage.crypto.factors import SECURITY_KEY, STORE, Factor
from storage.crypto.passphrases import FLOOR
from storage.errors import DamagedError, LockedError, NewerVersionError, RejectedError
from storage.workspace import second_factors, unlock, unlock_with_recovery_code
from storage.workspace.unlocking import renew_passphrase
from tests.conftest import PASSPHRASE, Template
from tests.storage.test_crashes import stopped_states

NEW = "harbor willow seven candles"


def a_key(label: str = "Blue key") -> Factor:
    return Factor(
        factors.new_id(), SECURITY_KEY, label, secrets.token_bytes(64), secrets.token_bytes(32)
    )


def the_store() -> Factor:
    return Factor(factors.new_id(), STORE, "This laptop")


def added(folder: Path, key: bytes, *wanted: Factor) -> dict[str, bytes]:
    """Add factors; return what each answers."""
    answers = {one.id: secrets.token_bytes(32) for one in wanted}
    for one in wanted:
        factors.add(folder, key, one, answers[one.id])
    return answers


@pytest.fixture
def guarded(folder: Path, template: Template) -> dict[str, bytes]:
    """A workspace whose passphrase opens only with one of two security keys; their answers."""
    answers = added(folder, template.key, a_key(), a_key("Red key"))
    factors.guard(folder, template.key, PASSPHRASE, FLOOR)
    return answers


def test_either_key_opens_with_the_passphrase_and_neither_half_does_alone(
    folder: Path, template: Template, guarded: dict[str, bytes]
) -> None:
    for name, answer in guarded.items():
        assert unlock(folder, PASSPHRASE, answers={name: answer}) == template.key
    (name, answer), _ = guarded.items()
    for answers in ({}, {name: answer[::-1]}, {"0" * 16: answer}):
        with pytest.raises(LockedError):
            slots.open_with_passphrase(folder, PASSPHRASE, answers)
    with pytest.raises(LockedError):
        slots.open_with_passphrase(folder, NEW, {name: answer})


@pytest.mark.usefixtures("guarded")
def test_a_factor_that_was_spoiled_is_damage_and_nothing_else(
    folder: Path, template: Template
) -> None:
    keys = keyfile.read(folder)
    asks: tuple[tuple[str, Callable[[], object]], ...] = (
        ("kept", lambda: slots.is_passphrase(folder, template.key, PASSPHRASE)),
        ("credential", lambda: factors.read(folder)),
        ("asked", lambda: factors.read(folder)),
    )
    for name, ask in asks:
        spoiled = tuple(
            replace(one, derivation={**one.derivation, name: "zz"})
            if one.kind == SECURITY_KEY
            else one
            for one in keys.slots
        )
        keyfile.write(folder, replace(keys, slots=spoiled))
        with pytest.raises(DamagedError):
            ask()


@pytest.mark.usefixtures("guarded")
def test_the_paper_opens_without_any_factor_and_a_renewed_passphrase_needs_none(
    folder: Path, template: Template
) -> None:
    assert unlock_with_recovery_code(folder, template.recovery_code) == template.key
    renew_passphrase(folder, template.key, NEW)
    assert second_factors(folder).factors == ()
    assert json.loads((folder / keyfile.NAME).read_bytes())["version"] == 1
    assert slots.open_with_passphrase(folder, NEW) == template.key


def test_a_new_passphrase_asks_for_the_same_keys_and_needs_none_to_be_set(
    folder: Path, template: Template, guarded: dict[str, bytes]
) -> None:
    slots.change_passphrase(folder, template.key, NEW, FLOOR)
    (name, answer), _ = guarded.items()
    assert slots.open_with_passphrase(folder, NEW, {name: answer}) == template.key
    assert second_factors(folder).needed


def test_one_key_alone_is_never_needed(folder: Path, template: Template) -> None:
    (first, *_) = added(folder, template.key, a_key())
    with pytest.raises(RejectedError, match="two security keys"):
        factors.guard(folder, template.key, PASSPHRASE, FLOOR)
    assert slots.open_with_passphrase(folder, PASSPHRASE) == template.key
    factors.remove(folder, template.key, first)
    assert second_factors(folder).factors == ()


def test_a_key_is_not_taken_out_while_the_other_alone_would_be_left(
    folder: Path, template: Template, guarded: dict[str, bytes]
) -> None:
    first, second = guarded
    with pytest.raises(RejectedError, match="Add another one first"):
        factors.remove(folder, template.key, first)
    third = added(folder, template.key, a_key("Green key"))
    factors.remove(folder, template.key, first)
    assert {one.id for one in second_factors(folder).factors} == {second, *third}
    with pytest.raises(LockedError):
        slots.open_with_passphrase(folder, PASSPHRASE, {first: guarded[first]})


def test_a_key_store_alone_is_enough_and_a_newer_answer_replaces_the_older(
    folder: Path, template: Template
) -> None:
    first = added(folder, template.key, the_store())
    second = added(folder, template.key, the_store())
    assert [one.id for one in second_factors(folder).factors] == list(second)
    factors.guard(folder, template.key, PASSPHRASE, FLOOR)
    assert slots.open_with_passphrase(folder, PASSPHRASE, second) == template.key
    with pytest.raises(LockedError):
        slots.open_with_passphrase(folder, PASSPHRASE, first)


@pytest.mark.parametrize(
    ("factor", "answer", "words"),
    [
        (a_key(""), bytes(32), "1 to 40"),
        (a_key("k" * 41), bytes(32), "1 to 40"),
        (a_key(), bytes(31), "does not answer"),
        (replace(a_key(), credential=bytes(1024)), bytes(32), "does not answer"),
    ],
)
def test_what_cannot_be_a_factor_is_refused_in_words(
    folder: Path, template: Template, factor: Factor, answer: bytes, words: str
) -> None:
    before = (folder / keyfile.NAME).read_bytes()
    with pytest.raises(RejectedError, match=words):
        factors.add(folder, template.key, factor, answer)
    assert (folder / keyfile.NAME).read_bytes() == before


def test_the_same_key_twice_and_a_ninth_are_refused(folder: Path, template: Template) -> None:
    one = a_key()
    added(folder, template.key, one, *(a_key(f"Key {n}") for n in range(7)))
    with pytest.raises(RejectedError, match="There are 8"):
        factors.add(folder, template.key, a_key(), bytes(32))
    factors.remove(folder, template.key, second_factors(folder).factors[-1].id)
    with pytest.raises(RejectedError, match="one of yours already"):
        factors.add(folder, template.key, replace(one, id=factors.new_id()), bytes(32))


def test_a_file_without_factors_stays_of_the_first_version_and_one_with_them_is_of_the_second(
    folder: Path, template: Template
) -> None:
    def version() -> int:
        found: int = json.loads((folder / keyfile.NAME).read_bytes())["version"]
        return found

    slots.replace_recovery_code(folder, template.key)
    assert version() == 1
    (name,) = added(folder, template.key, a_key())
    assert version() == 2
    factors.remove(folder, template.key, name)
    assert version() == 1


def test_a_file_of_a_later_version_is_refused_by_name(folder: Path) -> None:
    for path in keyfile.paths(folder):
        path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":3'))
    with pytest.raises(NewerVersionError, match=r"workspace\.keys was written by a newer Satchel"):
        slots.open_with_passphrase(folder, PASSPHRASE)


def test_factors_taken_from_another_file_or_changed_open_nothing(
    folder: Path, template: Template
) -> None:
    added(folder, template.key, a_key(), the_store())
    content = json.loads((folder / keyfile.NAME).read_bytes())
    for slot in content["slots"]:
        for name, junk in (("kept", "00" * 60), ("salt", "00" * 16), ("credential", "00" * 64)):
            if name not in slot["derivation"]:
                continue
            forged = json.loads((folder / keyfile.NAME).read_bytes())
            for one in forged["slots"]:
                if one["id"] == slot["id"]:
                    one["derivation"][name] = junk
            for path in keyfile.paths(folder):
                path.write_bytes(keyfile.canonical(forged))
            with pytest.raises((LockedError, DamagedError)):
                slots.open_with_recovery_code(folder, template.recovery_code)


CHANGES: list[tuple[str, Callable[[Path, bytes], object]]] = [
    ("passphrase", lambda folder, key: slots.change_passphrase(folder, key, NEW, FLOOR)),
    ("guard", lambda folder, key: factors.guard(folder, key, PASSPHRASE, FLOOR)),
]
if os.environ.get("SATCHEL_LONG"):
    CHANGES += [
        ("unguard", lambda folder, key: factors.unguard(folder, key, PASSPHRASE, FLOOR)),
        ("add", lambda folder, key: factors.add(folder, key, a_key("Third"), bytes(32))),
    ]


@pytest.mark.parametrize("change", [act for _, act in CHANGES], ids=[name for name, _ in CHANGES])
def test_a_change_that_stops_anywhere_leaves_a_way_in(
    folder: Path, template: Template, tmp_path: Path, change: Callable[[Path, bytes], object]
) -> None:
    answers = added(folder, template.key, a_key(), a_key("Red key"))
    _, states = stopped_states(folder, tmp_path / "stopped", lambda: change(folder, template.key))
    assert len(states) > 5
    kinds = {tuple(path.read_bytes() for path in keyfile.paths(state)) for state in states}
    assert 2 <= len(kinds) <= 3
    for at, contents in enumerate(kinds):
        state = tmp_path / f"kind {at}"
        state.mkdir()
        for path, content in zip(keyfile.paths(state), contents, strict=True):
            path.write_bytes(content)
        tried = (_opens(state, one, answers) for one in (PASSPHRASE, NEW))
        assert any(key == template.key for key in tried)
        assert slots.open_with_recovery_code(state, template.recovery_code) == template.key


def _opens(folder: Path, passphrase: str, answers: dict[str, bytes]) -> bytes:
    try:
        return slots.open_with_passphrase(folder, passphrase, answers)
    except LockedError:
        return b""
