"""Blobs come and go in chunks: resumed, checked, counted, destroyed for good."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, select, update

from sync.protocol import limits
from sync.protocol.blobs import blob_id, blob_manifest
from sync.protocol.encoding import decode
from sync.protocol.envelope import to_bytes
from sync.protocol.messages import Kept
from sync.server.loose import sweep
from sync.server.space import prefix
from sync.server.tables import admitted, blob_chunks, chunks, loose
from tests.conftest import FixedClock
from tests.server.asking import Answer
from tests.server.grounds import Ground, settings_for, standing
from tests.server.laptops import Laptop, Program
from tests.server.s3 import KEY_ID, SECRET, Shelf, s3_store


@dataclass
class Sealed:
    """A blob as a laptop sees it."""

    ground: Ground
    program: Program
    parts: tuple[bytes, ...]
    vault: bytes

    @property
    def manifest(self) -> bytes:
        return blob_manifest(self.parts)

    @property
    def path(self) -> str:
        own = f"/v1/programs/{self.program.id.hex()}/vaults/{self.vault.hex()}"
        return f"{own}/blobs/{blob_id(self.manifest).hex()}"

    def announce(self, laptop: Laptop | None = None) -> Answer:
        by = laptop or self.program.first
        return self.ground.caller.signed(by, "PUT", self.path, self.manifest)

    def bring(self, number: int, content: bytes | None = None) -> Answer:
        body = self.parts[number] if content is None else content
        return self.ground.caller.signed(self.program.first, "PUT", f"{self.path}/{number}", body)

    def kept(self) -> Kept:
        return self.ground.caller.signed(self.program.first, "GET", self.path).as_(Kept)

    def chunk(self, number: int) -> Answer:
        return self.ground.caller.signed(self.program.first, "GET", f"{self.path}/{number}")

    def destroy(self) -> Answer:
        return self.ground.caller.signed(self.program.first, "DELETE", self.path)

    def bring_all(self) -> None:
        for number in decode(self.announce().body, tuple[int, ...]):
            assert self.bring(number).status == 200


def sealed(ground: Ground, *parts: bytes, program: Program | None = None) -> Sealed:
    program = program or ground.program()
    return Sealed(ground, program, parts or (b"one", b"two", b"three"), program.cases)


def used(ground: Ground, program: Program) -> int:
    query = select(admitted.c.used).where(admitted.c.prefix == prefix(program.id))
    return ground.service.database.read(lambda c: int(c.execute(query).scalar_one()))


def rows_of(ground: Ground, table: Table, program: Program) -> Sequence[object]:
    query = select(table).where(table.c.program == program.id)
    return ground.service.database.read(lambda c: c.execute(query).all())


def set_room(ground: Ground, program: Program, room: int) -> None:
    """Leave so many bytes to the program."""
    quota = update(admitted).where(admitted.c.prefix == prefix(program.id))
    values = quota.values(quota=used(ground, program) + room)
    ground.service.database.write(lambda c: c.execute(values))


def files(ground: Ground) -> list[Path]:
    """Every chunk there is of a server on SQLite."""
    path = Path(ground.settings.database.removeprefix("sqlite:///") + ".blobs")
    return [each for each in path.rglob("*") if each.is_file()]


def test_a_blob_is_brought_in_chunks_and_given_again(ground: Ground) -> None:
    blob = sealed(ground)
    assert decode(blob.announce().body, list[int]) == [0, 1, 2]
    assert blob.bring(1).body == b""
    # The line dropped: it is asked what is missing, and goes on there.
    assert decode(blob.announce().body, list[int]) == [0, 2]
    assert blob.kept() == Kept(blob.manifest, (0, 2))
    assert blob.chunk(0).refusal[:2] == (404, "not-found")
    for number in (0, 2, 2, 1):
        assert blob.bring(number).status == 200
    assert blob.kept().missing == ()
    assert tuple(blob.chunk(number).body for number in range(3)) == blob.parts
    assert used(ground, blob.program) > sum(map(len, blob.parts)) + len(blob.manifest)


@pytest.fixture
def in_a_bucket(
    empty_sqlite: Path, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Ground, Shelf]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    path = tmp_path / "x.db"
    path.write_bytes(empty_sqlite.read_bytes())
    settings = settings_for(f"sqlite:///{path}", clock)
    with (
        s3_store() as shelf,
        standing(replace(settings, blobs=shelf.address), clock) as ground,
    ):
        yield ground, shelf


def test_a_bucket_serves_as_well(in_a_bucket: tuple[Ground, Shelf]) -> None:
    ground, shelf = in_a_bucket
    blob = sealed(ground)
    blob.bring_all()
    assert [blob.chunk(number).body for number in range(3)] == [b"one", b"two", b"three"]
    assert sorted(shelf.objects.values()) == [b"one", b"three", b"two"]
    assert blob.destroy().status == 200
    assert shelf.objects == {}


def test_when_the_bucket_fails_nothing_is_said_to_be_kept(
    in_a_bucket: tuple[Ground, Shelf],
) -> None:
    ground, shelf = in_a_bucket
    blob = sealed(ground, b"one")
    blob.announce()
    before = used(ground, blob.program)
    shelf.answers = [503] * 6
    assert blob.bring(0).refusal[:2] == (503, "busy")
    assert (blob.kept().missing, used(ground, blob.program)) == ((0,), before)
    assert blob.bring(0).status == 200
    shelf.answers = [500] * 3
    assert blob.chunk(0).refusal[:2] == (503, "busy")
    assert blob.chunk(0).body == b"one"
    # What could not be deleted is not forgotten: it goes when it is old enough.
    shelf.answers = [500] * 3
    assert blob.destroy().refusal[:2] == (503, "busy")
    assert blob.chunk(0).refusal[1] == "not-found"
    assert len(shelf.objects) == 1
    ground.clock.pass_time(hours=2)
    sweep(ground.service)
    assert shelf.objects == {}


def test_only_what_the_manifest_lists_is_taken(ground: Ground) -> None:
    blob = sealed(ground)
    assert blob.bring(0).refusal[:2] == (404, "not-found")
    blob.announce()
    for number, content in ((0, b"two"), (0, b"on"), (0, b"onee"), (1, b"one"), (0, b"")):
        assert blob.bring(number, content).refusal[:2] == (400, "malformed")
    path = f"{blob.path}/3"
    assert ground.caller.signed(blob.program.first, "PUT", path, b"x").refusal[1] == "not-found"
    other = replace(blob, parts=(b"other",))
    wrong = ground.caller.signed(blob.program.first, "PUT", other.path, blob.manifest)
    assert wrong.refusal[:2] == (400, "malformed")
    assert ground.caller.signed(blob.program.first, "PUT", other.path, b"x").status == 400
    assert ground.caller.signed(blob.program.first, "GET", f"{blob.path}/00").status == 404
    assert ground.caller.signed(blob.program.first, "GET", f"{blob.path}?x").status == 400


def test_a_chunk_and_a_manifest_are_taken_up_to_their_limits(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    blob = sealed(on_sqlite, secrets.token_bytes(limits.CHUNK), program=program)
    for each in (replace(blob, parts=(blob.parts[0][:-1],)), blob):
        each.announce()
        assert (each.bring(0).status, each.chunk(0).body) == (200, each.parts[0])
    larger = on_sqlite.caller.signed(
        program.first, "PUT", f"{blob.path}/0", bytes(limits.CHUNK + 1)
    )
    assert larger.refusal[:2] == (413, "too-large")
    for more, refusal in ((-1, "malformed"), (0, "malformed"), (1, "too-large")):
        body = bytes(limits.MANIFEST + more)
        answer = on_sqlite.caller.signed(program.first, "PUT", blob.path, body)
        assert answer.refusal[1] == refusal


def test_the_largest_manifest_is_kept(ground: Ground) -> None:
    program = ground.program()
    parts = tuple(number.to_bytes(4) for number in range(limits.CHUNKS))
    blob = sealed(ground, *parts, program=program)
    assert len(decode(blob.announce().body, list[int])) == limits.CHUNKS
    assert blob.bring(4095).status == 200
    assert len(blob.kept().missing) == limits.CHUNKS - 1


def test_a_program_that_is_full_keeps_what_it_has_and_takes_no_more(ground: Ground) -> None:
    program = ground.program()
    blob = sealed(ground, b"x" * 1000, program=program)
    room = len(blob.manifest) + 1000
    set_room(ground, program, room - 1)
    assert blob.announce().refusal[:2] == (507, "full")
    with_room = sealed(ground, b"y" * 999, program=program)
    set_room(ground, program, room)
    with_room.bring_all()
    set_room(ground, program, 0)
    assert blob.announce().refusal[1] == "full"
    assert with_room.chunk(0).body == b"y" * 999
    set_room(ground, program, room)
    assert blob.announce().status == 200
    set_room(ground, program, 999)
    assert blob.bring(0).refusal[:2] == (507, "full")
    assert blob.kept().missing == (0,)
    set_room(ground, program, 1000)
    assert blob.bring(0).status == 200
    assert used(ground, program) > 0


def test_envelopes_count_too_but_the_roster_gets_through(ground: Ground) -> None:
    program = ground.program()
    envelope = to_bytes(program.first.envelope(program.cases, b"sealed"))
    for room, status in ((len(envelope) - 1, 507), (len(envelope), 200), (0, 200)):
        set_room(ground, program, room)
        answer = ground.caller.push(program, program.first, program.cases, envelope)
        assert answer.status == status
    more = to_bytes(program.first.envelope(program.cases, b"sealed"))
    assert ground.caller.push(program, program.first, program.cases, more).status == 507
    assert ground.caller.pull(program, program.first, program.cases).head.sequence == 1
    ground.member(program)


def test_what_an_admin_destroys_is_gone_for_good(ground: Ground) -> None:
    program = ground.program()
    blob = sealed(ground, b"own", b"shared", program=program)
    other = sealed(ground, b"shared", b"more", program=program)
    before = used(ground, program)
    blob.bring_all()
    other.bring_all()
    for _ in range(2):
        assert blob.destroy().status == 200
    for answer in (blob.announce(), blob.bring(0), blob.chunk(1)):
        assert answer.refusal[:2] == (404, "not-found")
    assert [other.chunk(number).body for number in range(2)] == [b"shared", b"more"]
    assert other.destroy().status == 200
    assert used(ground, program) == before

    for table in (chunks, blob_chunks):
        assert rows_of(ground, table, program) == []


def test_a_blob_destroyed_before_it_came_never_comes(on_sqlite: Ground) -> None:
    blob = sealed(on_sqlite)
    assert blob.destroy().status == 200
    assert blob.announce().refusal[:2] == (404, "not-found")
    assert files(on_sqlite) == []


def test_the_same_chunk_in_two_vaults_is_destroyed_in_one_only(on_sqlite: Ground) -> None:
    blob = sealed(on_sqlite, b"same")
    other = replace(blob, vault=blob.program.shared)
    blob.bring_all()
    other.bring_all()
    assert len(files(on_sqlite)) == 2
    blob.destroy()
    assert other.chunk(0).body == b"same"


def test_a_chunk_that_was_lost_or_changed_is_never_given_and_comes_again(
    on_sqlite: Ground,
) -> None:
    blob = sealed(on_sqlite, b"one", b"two")
    blob.bring_all()
    before = used(on_sqlite, blob.program)
    first, second = sorted(files(on_sqlite), key=lambda path: path.read_bytes())
    first.write_bytes(b"oNe")
    second.unlink()
    for number in range(2):
        assert blob.chunk(number).refusal[:2] == (404, "not-found")
    assert blob.kept().missing == (0, 1)
    assert used(on_sqlite, blob.program) == before - 6
    blob.bring_all()
    assert [blob.chunk(number).body for number in range(2)] == [b"one", b"two"]


def test_what_was_brought_halfway_is_deleted_when_it_is_old(on_sqlite: Ground) -> None:
    blob = sealed(on_sqlite, b"one")
    blob.bring_all()
    service = on_sqlite.service
    # The process ended between the file and its row.
    service.database.write(lambda c: c.execute(delete(chunks)))
    (path,) = files(on_sqlite)
    folder = Path(on_sqlite.settings.database.removeprefix("sqlite:///") + ".blobs")
    row = {"name": path.relative_to(folder).as_posix(), "time": service.now()}
    service.database.write(lambda c: c.execute(loose.insert().values(row)))
    sweep(service)
    assert files(on_sqlite) == [path]
    on_sqlite.clock.pass_time(hours=1, seconds=1)
    sweep(service)
    assert files(on_sqlite) == []
    assert blob.kept().missing == (0,)


def test_a_manifest_may_list_a_chunk_twice(ground: Ground) -> None:
    blob = sealed(ground, b"one", b"one")
    before = used(ground, blob.program)
    assert decode(blob.announce().body, list[int]) == [0, 1]
    assert blob.bring(1).status == 200
    assert blob.kept().missing == ()
    assert used(ground, blob.program) - before == len(blob.manifest) + 3
    assert blob.destroy().status == 200
    assert used(ground, blob.program) == before
