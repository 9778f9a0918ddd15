"""A stick, a drive or a share gets what it lacks whenever it is there."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from storage.backup import mirroring, place, standing
from storage.backup.rechecking import listed_if_whole, spoilt_chunks
from storage.backup.restoring import restore
from storage.crypto import chunkfiles, head
from storage.doctor.checks import verify
from storage.errors import CancelledError
from tests.conftest import FixedClock, Template
from tests.scarce import room_for_files
from tests.storage.closed_workspace import change, full, knock, left_unfinished
from tests.storage.disks import Mount, make_read_only, mounted

__all__ = ["full", "mounted"]


@pytest.fixture
def stick(tmp_path: Path, full: Path) -> Path:
    """A stick that was chosen as the second place."""
    chosen = tmp_path / "stick"
    chosen.mkdir()
    standing.choose_second(full, chosen)
    return chosen


def on(stick: Path, full: Path) -> list[place.Kept]:
    return place.kept(standing.inside(stick, full))


def test_the_second_place_gets_what_it_lacks_and_can_be_restored_from(
    full: Path, stick: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    standing_now = mirroring.keep_closed(full, clock)
    assert (standing_now.first.problem, standing_now.second.problem) == ("", "")
    (one,) = on(stick, full)
    assert standing_now.second.name == one.path.name
    restored = restore(one.path, tmp_path / "new", knock, clock=clock)
    assert (restored.missing, restored.records) == (0, 4)
    change(full, template, clock)
    clock.pass_time(hours=1)
    mirroring.keep_closed(full, clock)
    assert len(on(stick, full)) == 1 + 0  # of one day the last is kept


def test_a_stick_that_is_absent_gets_the_backup_when_it_comes_back(
    full: Path, stick: Path, clock: FixedClock
) -> None:
    away = stick.rename(stick.with_name("in a drawer"))
    assert mirroring.keep_closed(full, clock).second.problem == "absent"
    stick.mkdir()  # where it is mounted at other times: on this laptop's own disk
    assert mirroring.mirror(full, clock).second.problem == "absent"
    assert list(stick.iterdir()) == []
    stick.rmdir()
    away.rename(stick)
    assert mirroring.mirror(full, clock).second.problem == ""
    assert len(on(stick, full)) == 1


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "read-only"),
        (errno.EIO, "failed"),
    ],
)
def test_whatever_the_second_place_refuses_is_a_word_and_the_first_has_its_backup(
    full: Path, stick: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch,
    number: int, word: str,
) -> None:  # fmt: skip
    real = Path.open

    def refuse(path: Path, *rest: str, **more: str) -> object:
        if path.is_relative_to(stick) and place.PARTIAL in path.name:
            raise OSError(number, os.strerror(number))
        return real(path, *rest, **more)  # type: ignore[call-overload]  # whatever was asked

    monkeypatch.setattr(Path, "open", refuse)
    found = mirroring.keep_closed(full, clock)
    assert (found.first.problem, found.second.problem) == ("", word)
    assert on(stick, full) == []


def test_a_stick_pulled_out_in_the_midst_is_told_and_the_next_time_is_whole(
    full: Path, stick: Path, clock: FixedClock
) -> None:
    away = stick.with_name("in a hand")
    pulled = False

    def check() -> None:
        nonlocal pulled
        unfinished = list(stick.rglob(f"*{place.PARTIAL}"))
        if unfinished and not pulled:
            pulled = True
            stick.rename(away)

    first = mirroring.keep_closed(full, clock, check).second
    assert (pulled, first.problem) == (True, "gone")
    away.rename(stick)
    assert on(stick, full) == []
    assert mirroring.mirror(full, clock).second.problem == ""
    assert left_unfinished(stick) == []


@pytest.fixture
def small_disk(tmp_path: Path, mounted: Mount) -> Path:
    return mounted(tmp_path / "small", "size=512k")


def test_a_small_disk_that_is_full_costs_neither_the_backups_on_it_nor_the_workspace(
    full: Path, small_disk: Path, clock: FixedClock, template: Template
) -> None:
    standing.choose_second(full, small_disk)
    found = mirroring.keep_closed(full, clock)
    assert (found.first.problem, found.second.problem) == ("", "full")
    assert left_unfinished(small_disk) == []
    assert [passed.check for passed in verify(full, template.key)][-1]


def test_a_read_only_disk_is_told(
    full: Path, tmp_path: Path, clock: FixedClock, mounted: Mount
) -> None:
    disk = mounted(tmp_path / "disk", "size=16m")
    standing.choose_second(full, disk)
    make_read_only(disk)
    assert mirroring.keep_closed(full, clock).second.problem == "read-only"


def test_what_stands_beside_the_workspace_may_be_nonsense(full: Path, clock: FixedClock) -> None:
    nowhere = (b'{"second": "/a\\u0000b"}', b'{"second": "\\ud800"}')
    for content in (b"", b"[]", b"{", b'{"first": 3, "second": []}', b"\xff" * 9000, *nowhere):
        (full / "workspace.places").write_bytes(content)
        (full / "workspace.backups").write_bytes(content)
        assert standing.second_place(full) is None
        assert standing.standing(full) == standing.Standing()
    assert mirroring.keep_closed(full, clock).first.problem == ""
    assert (full / head.NAME).exists()


def spoil(path: Path) -> None:
    """Flip one bit in the midst."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def chunk_in(where: Path) -> Path:
    (digest,) = chunkfiles.chunks_in(where)
    return chunkfiles.path_of(where, digest)


@pytest.mark.usefixtures("stick")
def test_a_healthy_place_is_looked_at_once_a_week_and_gives_no_alarm(
    full: Path, clock: FixedClock
) -> None:
    first = mirroring.keep_closed(full, clock).second
    assert first.looked == clock.now().isoformat()
    clock.pass_time(days=6)
    assert mirroring.mirror(full, clock).second.looked == first.looked
    clock.pass_time(days=1)
    found = mirroring.mirror(full, clock).second
    assert (found.looked, found.mended, found.problem) == (clock.now().isoformat(), "", "")


def test_one_bit_that_turned_is_found_within_a_week_and_the_backup_is_written_anew(
    full: Path, stick: Path, clock: FixedClock
) -> None:
    mirroring.keep_closed(full, clock)
    (one,) = on(stick, full)
    whole = one.path.read_bytes()
    spoil(one.path)
    assert mirroring.mirror(full, clock).second.mended == ""
    clock.pass_time(days=7)
    found = mirroring.mirror(full, clock).second
    assert (found.mended, found.problem) == (clock.now().isoformat(), "")
    assert one.path.read_bytes() == whole
    clock.pass_time(days=7)
    assert mirroring.mirror(full, clock).second.mended == ""


@pytest.mark.parametrize("harm", [Path.unlink, spoil])
@pytest.mark.parametrize("whole_in", ["in the workspace alone", "in both"])
def test_a_part_of_a_document_that_is_missing_or_damaged_there_is_brought_again(
    full: Path, stick: Path, clock: FixedClock, harm: Callable[[Path], None], whole_in: str
) -> None:
    mirroring.keep_closed(full, clock)
    there = chunk_in(standing.inside(stick, full))
    whole = there.read_bytes()
    harm(there)
    if whole_in == "in the workspace alone":
        harm(chunk_in(standing.first_place(full)))
    clock.pass_time(days=7)
    found = mirroring.mirror(full, clock).second
    assert (found.mended, found.problem) == (clock.now().isoformat(), "")
    assert there.read_bytes() == whole


def test_what_cannot_be_looked_at_for_want_of_files_is_not_taken_away(
    full: Path, stick: Path, clock: FixedClock
) -> None:
    mirroring.keep_closed(full, clock)
    there = standing.inside(stick, full)
    (digest,), (one,) = chunkfiles.chunks_in(there), on(stick, full)
    looks: tuple[Callable[[], object], ...] = (
        lambda: spoilt_chunks(there, [digest], bool),
        lambda: listed_if_whole(one.path, bool),
    )
    for look in looks:
        told = pytest.raises(OSError, match="Too many open files")
        with room_for_files(0), Path(os.devnull).open("rb"), told:  # which takes the last one
            look()
    assert spoilt_chunks(there, [digest], bool) == []


def test_what_cannot_be_made_anew_is_told_until_a_new_backup_is_whole(
    full: Path, stick: Path, template: Template, clock: FixedClock
) -> None:
    mirroring.keep_closed(full, clock)
    spoil(on(stick, full)[0].path)
    spoil(place.kept(standing.first_place(full))[0].path)
    clock.pass_time(days=7)
    assert mirroring.mirror(full, clock).second.problem == "lost"
    assert mirroring.mirror(full, clock).second.problem == "lost"
    change(full, template, clock)
    found = mirroring.keep_closed(full, clock).second
    assert (found.problem, found.looked) == ("", clock.now().isoformat())


def test_a_stick_that_is_pulled_out_while_it_is_looked_at_is_told(
    full: Path, stick: Path, clock: FixedClock
) -> None:
    mirroring.keep_closed(full, clock)
    clock.pass_time(days=7)

    def check() -> None:
        if stick.exists():
            stick.rename(stick.with_name("in a hand"))

    assert mirroring.mirror(full, clock, check).second.problem == "gone"


@pytest.mark.usefixtures("stick")
def test_whoever_unlocks_meanwhile_stops_the_look_and_it_comes_later(
    full: Path, clock: FixedClock
) -> None:
    first = mirroring.keep_closed(full, clock).second
    clock.pass_time(days=7)

    def check() -> None:
        raise CancelledError("opened")

    with pytest.raises(CancelledError):
        mirroring.mirror(full, clock, check)
    found = standing.standing(full).second
    assert (found.looked, found.problem) == (first.looked, "")
