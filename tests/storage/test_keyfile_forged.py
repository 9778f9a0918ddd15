"""Every field and every byte of a key file counts, and nothing in it takes more than its bounds."""

import gc
import json
import os
import resource
import time
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from storage.crypto import keyfile, passphrases, slots
from storage.crypto.passphrases import CEILING, FLOOR, LEAST, Argon2Cost
from storage.errors import DamagedError, LockedError, NewerVersionError, ThrottledError
from storage.workspace import unlock
from tests.conftest import PASSPHRASE, Template
from tests.storage.test_factors import a_key, added

REFUSED = (LockedError, DamagedError, NewerVersionError)
LONG = bool(os.environ.get("SATCHEL_LONG"))
JUNK: tuple[Any, ...] = (None, True, 2**63, "00", [], {})
MORE: tuple[Any, ...] = (*JUNK, -1, 0, 1.5, 10**400, "", "é", [[]])


@pytest.fixture
def full(folder: Path, template: Template) -> Path:
    """A workspace with slots of the second version, of whose key file there is no copy."""
    added(folder, template.key, a_key(), a_key("Red key"))
    keyfile.paths(folder)[1].unlink()
    return folder


def written(folder: Path, content: bytes) -> None:
    (folder / keyfile.NAME).write_bytes(content)


def test_a_file_with_any_bit_of_any_byte_changed_opens_nothing(
    full: Path, template: Template
) -> None:
    good = (full / keyfile.NAME).read_bytes()
    for place, byte in enumerate(good):
        for bit in range(8) if LONG else (5 if chr(byte).isalpha() else 0,):
            written(full, good[:place] + bytes([byte ^ 1 << bit]) + good[place + 1 :])
            with pytest.raises(REFUSED):
                slots.open_with_recovery_code(full, template.recovery_code)


def test_whatever_is_changed_in_one_of_the_two_files_the_other_opens(
    folder: Path, template: Template
) -> None:
    for path in keyfile.paths(folder):
        good = path.read_bytes()
        version = good.index(b'"version":') + len(b'"version":')
        for place, byte in enumerate(good):
            if place == version:
                continue  # a newer Satchel's file stays as it is, and is not asked twice
            path.write_bytes(good[:place] + bytes([byte ^ 1]) + good[place + 1 :])
            assert slots.open_with_recovery_code(folder, template.recovery_code) == template.key
        path.write_bytes(good)


def test_a_new_recovery_code_keeps_the_passphrase_that_rotted_in_one_of_the_two(
    folder: Path, template: Template
) -> None:
    path, _ = keyfile.paths(folder)
    rotten = json.loads(path.read_bytes())
    slot = next(one for one in rotten["slots"] if one["kind"] == keyfile.PASSPHRASE)
    slot["wrapped"] = ("0" if slot["wrapped"][0] != "0" else "1") + slot["wrapped"][1:]
    path.write_bytes(keyfile.canonical(rotten))
    assert unlock(folder, PASSPHRASE) == template.key
    code = slots.replace_recovery_code(folder, template.key)
    assert slots.open_with_recovery_code(folder, code) == template.key
    for gone in keyfile.paths(folder):
        kept = gone.read_bytes()
        gone.unlink()
        assert slots.open_with_passphrase(folder, PASSPHRASE) == template.key
        gone.write_bytes(kept)


def test_a_file_that_the_disk_does_not_give_out_gives_way_to_its_copy(
    folder: Path, template: Template
) -> None:
    for path in keyfile.paths(folder):
        good = path.read_bytes()
        path.unlink()
        path.mkdir()  # as little can be read of it as of a bad sector
        assert unlock(folder, PASSPHRASE) == template.key
        path.rmdir()
        path.write_bytes(good)


def test_a_wrong_passphrase_counts_though_one_of_the_two_is_damaged(folder: Path) -> None:
    path, _ = keyfile.paths(folder)
    forged = json.loads(path.read_bytes())
    for slot in forged["slots"]:
        slot["derivation"]["salt"] = ""
    path.write_bytes(keyfile.canonical(forged))
    for _ in range(5):
        with pytest.raises(LockedError, match="does not open"):
            unlock(folder, "wrong lantern copper meadow")
    with pytest.raises(ThrottledError):
        unlock(folder, PASSPHRASE)


def test_a_file_that_is_cut_or_longer_opens_nothing(full: Path, template: Template) -> None:
    good = (full / keyfile.NAME).read_bytes()
    for content in (
        *(good[:length] for length in range(0, len(good), 9)),
        good + b" ",
        b" " + good,
    ):
        written(full, content)
        with pytest.raises(REFUSED):
            slots.open_with_recovery_code(full, template.recovery_code)


def test_a_slot_that_stands_there_sixteen_times_is_tried_not_once(folder: Path) -> None:
    forged = json.loads((folder / keyfile.NAME).read_bytes())
    forged["slots"] = [forged["slots"][0]] * 16
    for path in keyfile.paths(folder):
        path.write_bytes(keyfile.canonical(forged))
    took = []
    for _ in range(3):  # the collector may come in one of them, or a thread that a test left
        begun = time.process_time()
        with pytest.raises(DamagedError):
            slots.open_with_passphrase(folder, PASSPHRASE)
        took.append(time.process_time() - begun)
    assert min(took) < 0.05


@pytest.mark.parametrize("named", ["../../../over", "\ud800" * 8, "AB" * 16, "ab" * 15, "ab\0" * 9])
def test_a_workspace_goes_by_digits_alone_for_files_are_named_after_it(
    folder: Path, named: str
) -> None:
    good = json.loads((folder / keyfile.NAME).read_bytes())
    for forged in (
        {**good, "workspace": named},
        {**good, "slots": [{**good["slots"][0], "id": named}]},
    ):
        with pytest.raises(DamagedError):
            keyfile.parse(keyfile.canonical(forged))


def test_no_field_can_be_anything_else(full: Path, template: Template) -> None:
    good = json.loads((full / keyfile.NAME).read_bytes())
    for path in places(good):
        for junk in MORE if LONG else JUNK:
            forged = json.loads(json.dumps(good))
            holder = forged
            for step in path[:-1]:
                holder = holder[step]
            if type(holder[path[-1]]) is type(junk) and holder[path[-1]] == junk:
                continue
            holder[path[-1]] = junk
            written(full, keyfile.canonical(forged))
            with pytest.raises(REFUSED):
                slots.open_with_recovery_code(full, template.recovery_code)


def places(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps: Any = value if isinstance(value, dict) else range(len(value))
    for step in steps:
        yield (*before, step)
        if isinstance(value[step], dict | list):
            yield from places(value[step], (*before, step))


OUT_OF_BOUNDS = [
    {"memory": LEAST.memory - 1}, {"memory": CEILING.memory + 1}, {"memory": 2**62},
    {"memory": 0}, {"memory": -1}, {"passes": LEAST.passes - 1}, {"passes": CEILING.passes + 1},
    {"passes": 2**31}, {"lanes": LEAST.lanes - 1}, {"lanes": CEILING.lanes + 1},
    {"lanes": 2**62}, {"memory": 65536.0}, {"passes": True}, {"memory": "65536"},
    {"name": "argon2d"}, {"name": "pbkdf2"}, {"salt": ""}, {"salt": "00" * 17},
]  # fmt: skip


def test_what_asks_for_too_much_is_refused_at_once_and_takes_no_memory(
    folder: Path, tmp_path: Path
) -> None:
    """In a process that could not have the memory: 64 MiB more than it has, 50 ms of its time."""
    said = tmp_path / "said"
    process = get_context("fork").Process(target=_refuse_all, args=(folder, said))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert max(map(float, said.read_text().split())) < 0.05


def _refuse_all(folder: Path, said: Path) -> None:
    gc.disable()  # what other tests left is not what is timed
    good = (folder / keyfile.NAME).read_bytes()
    keyfile.paths(folder)[1].unlink()
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (has + (64 << 20),) * 2)
    took = []
    for change in OUT_OF_BOUNDS:
        forged = json.loads(good)
        forged["slots"][0]["derivation"].update(change)
        written(folder, keyfile.canonical(forged))
        begun = time.process_time()
        try:
            slots.open_with_passphrase(folder, PASSPHRASE)
        except DamagedError:
            took.append(time.process_time() - begun)
    if len(took) != len(OUT_OF_BOUNDS):
        raise AssertionError
    said.write_text(" ".join(map(str, took)))


def test_what_a_new_workspace_asks_for_is_within_the_bounds_and_its_salts_are_its_own(
    tmp_path: Path,
) -> None:
    salts = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        slots.create(tmp_path / name, PASSPHRASE, passphrases.calibrate())
        for slot in json.loads((tmp_path / name / keyfile.NAME).read_bytes())["slots"]:
            derivation = slot["derivation"]
            salts.add(derivation["salt"])
            if slot["kind"] == keyfile.PASSPHRASE:
                numbers = (derivation[each] for each in ("memory", "passes", "lanes"))
                passphrases.check_cost(Argon2Cost(*numbers))
    assert len(salts) == 4


def test_a_slot_below_a_later_floor_is_raised_by_the_unlocking_that_knows_the_passphrase(
    folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / keyfile.NAME).read_bytes()
    assert unlock(folder, PASSPHRASE) == template.key
    assert (folder / keyfile.NAME).read_bytes() == before
    later = Argon2Cost(FLOOR.memory, FLOOR.passes + 1, FLOOR.lanes)
    monkeypatch.setattr(passphrases, "FLOOR", later)
    assert unlock(folder, PASSPHRASE) == template.key
    derivation = json.loads((folder / keyfile.NAME).read_bytes())["slots"][-1]["derivation"]
    assert derivation["passes"] == later.passes
    assert slots.open_with_passphrase(folder, PASSPHRASE) == template.key
