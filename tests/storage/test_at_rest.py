"""Disk and swap as Linux tells of them in /sys and /proc, laid out in a folder."""

import os
from pathlib import Path

import pytest

from storage.workspace.atrest import AtRest, Standing, at_rest, warning

_HEAD = "Filename\tType\tSize\tUsed\tPriority\n"


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    (tmp_path / "sys").mkdir()
    return tmp_path / "sys"


def found(folder: Path, blocks: Path, swap: str = "") -> AtRest:
    table = folder / "swaps"
    table.write_text(_HEAD + swap, "utf-8")
    return at_rest(folder, blocks=blocks, table=table)


def device(folder: Path, blocks: Path, name: str = "") -> Path:
    """Lay the device out that ``folder`` lies on; return its folder in /sys."""
    number = folder.stat().st_dev
    block = blocks / f"{os.major(number)}:{os.minor(number)}"
    (block / "slaves").mkdir(parents=True)
    if name:
        (block / "dm").mkdir()
        (block / "dm" / "uuid").write_text(f"{name}\n", "ascii")
    return block


def test_a_bare_partition_is_open(tmp_path: Path, blocks: Path) -> None:
    device(tmp_path, blocks)
    assert found(tmp_path, blocks) == AtRest("open", "encrypted")


def test_what_cryptsetup_made_is_encrypted(tmp_path: Path, blocks: Path) -> None:
    device(tmp_path, blocks, "CRYPT-LUKS2-7f0c-luks-7f0c")
    assert found(tmp_path, blocks).disk == "encrypted"


@pytest.mark.parametrize(
    ("names", "disk"),
    [
        (("CRYPT-LUKS2-1",), "encrypted"),
        (("CRYPT-LUKS2-1", "CRYPT-LUKS2-2"), "encrypted"),
        (("CRYPT-LUKS2-1", ""), "open"),
        (("LVM-inner",), "open"),
    ],
)
def test_a_volume_is_as_the_disks_that_it_lies_on(
    tmp_path: Path, blocks: Path, names: tuple[str, ...], disk: str
) -> None:
    volume = device(tmp_path, blocks, "LVM-volume")
    for number, name in enumerate(names):
        below = volume / "slaves" / f"dm-{number}"
        (below / "dm").mkdir(parents=True)
        if name:
            (below / "dm" / "uuid").write_text(name, "ascii")
    assert found(tmp_path, blocks).disk == disk


def test_a_file_system_without_a_device_tells_nothing(tmp_path: Path, blocks: Path) -> None:
    assert found(tmp_path, blocks) == AtRest("unknown", "encrypted")


def test_swap_in_memory_is_not_on_the_disk_and_in_a_file_it_is(
    tmp_path: Path, blocks: Path
) -> None:
    device(tmp_path, blocks)
    area = tmp_path / "swapfile"
    area.touch()
    assert found(tmp_path, blocks, "/dev/zram0 partition 100 0 5\n").swap == "encrypted"
    assert found(tmp_path, blocks, f"{area} file 100 0 -2\n").swap == "open"


def test_a_system_without_these_tables_tells_nothing(tmp_path: Path, blocks: Path) -> None:
    assert at_rest(tmp_path, blocks=blocks, table=tmp_path / "none").swap == "unknown"


@pytest.mark.parametrize(
    ("disk", "swap", "begins"),
    [
        ("open", "encrypted", "The disk of this laptop is not encrypted by the system."),
        ("encrypted", "open", "The swap space of this laptop is not encrypted by the system."),
        ("unknown", "unknown", "Satchel cannot see whether the disk of this laptop is"),
        ("encrypted", "encrypted", ""),
        ("encrypted", "unknown", ""),
    ],
)
def test_what_is_open_or_unknown_is_said(disk: Standing, swap: Standing, begins: str) -> None:
    words = warning(AtRest(disk, swap))
    assert words.startswith(begins)
    assert bool(words) is bool(begins)
