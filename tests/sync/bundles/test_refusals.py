"""Bundles that are damaged, cut, forged, of others or of another time take nothing in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from storage.errors import DamagedError, NewerVersionError, RejectedError
from sync.client.bundles.making import make_bundle
from sync.client.commands import Command
from sync.client.driving import carry_out
from sync.client.membership import Membership, membership
from sync.protocol import signing
from sync.protocol.bundle import MAGIC, BundleWriter, Carried, Entry, Head
from sync.protocol.envelope import parse, to_bytes, without
from tests.sync.bundles.sticks import everything, joined, make, open_case, take, texts, write
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop, Offline

Pair = tuple[Laptop, Laptop]
_FRAME = 64 * 1024 + 16


def _flip(place: int) -> Callable[[bytes], bytes]:
    def flip(whole: bytes) -> bytes:
        at = place % len(whole)
        return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]

    return flip


_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "another file": lambda _: b"PK\x03\x04" + bytes(200_000),
    "only the magic": lambda whole: whole[: len(MAGIC)],
    "cut in the opening": lambda whole: whole[:1000],
    "cut behind the opening": lambda whole: whole[:-_FRAME],
    "cut in a frame": lambda whole: whole[:-100],
    "something behind": lambda whole: whole + b"x",
    "a frame behind": lambda whole: whole + whole[-_FRAME:],
    "a bit of the length": _flip(len(MAGIC) + 3),
    "a bit of a frame": _flip(-_FRAME // 2),
    "a bit of the last tag": _flip(-1),
    "frames exchanged": lambda whole: (
        whole[: -2 * _FRAME] + whole[-_FRAME:] + whole[-2 * _FRAME : -_FRAME]
    ),
}


def test_a_damaged_bundle_is_refused_and_nothing_is_taken_in(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    open_case(ana)
    write(ana, "from Ana " * 20_000)
    make(ana, stick / "whole")
    whole, before = (stick / "whole").read_bytes(), everything(ben)
    for name, damage in _DAMAGE.items():
        (stick / name).write_bytes(damage(whole))
        with pytest.raises(DamagedError, match="Nothing was taken in"):
            take(ben, stick / name)
        assert everything(ben) == before, name


def test_every_wrap_that_is_changed_is_refused(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    make(ana, stick / "whole")
    whole = bytearray((stick / "whole").read_bytes())
    for wrap in range(8):
        whole[len(MAGIC) + 40 + wrap * 1171] ^= 1
    (stick / "changed").write_bytes(whole)
    with pytest.raises((RejectedError, DamagedError)):
        take(ben, stick / "changed")


def test_a_bundle_of_a_newer_version_asks_for_an_update(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    make(ana, stick / "whole")
    whole = (stick / "whole").read_bytes()
    (stick / "newer").write_bytes(_at(whole, len(MAGIC), b"\x02"))
    with pytest.raises(NewerVersionError, match="newer version"):
        take(ben, stick / "newer")
    forged = _Forged(ana, form=2).write(stick / "newer form")
    with pytest.raises(NewerVersionError, match="newer version"):
        take(ben, forged)


def test_a_bundle_of_another_program_is_refused(
    pair: Pair, stick: Path, new_laptop: NewLaptop
) -> None:
    ana, ben = pair
    stranger = new_laptop("stranger")
    make(ana, stick / "bundle")
    with pytest.raises(RejectedError, match="no program yet"):
        take(stranger, stick / "bundle")
    forged = _Forged(ana, program=bytes(32)).write(stick / "other")
    before = everything(ben)
    with pytest.raises(RejectedError, match="another program"):
        take(ben, forged)
    assert everything(ben) == before


def test_a_bundle_from_before_ones_admission_says_so(
    begun: Laptop, stick: Path, new_laptop: NewLaptop
) -> None:
    make(begun, stick / "early")
    ben = joined(begun, new_laptop("ben"), "Ben")
    with pytest.raises(RejectedError, match="does not know this one yet"):
        take(ben, stick / "early")


def test_a_bundle_that_its_maker_did_not_sign_is_refused(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    forged = _Forged(ana, seed=signing.new_signing_key()).write(stick / "forged")
    with pytest.raises(DamagedError):
        take(ben, forged)


def test_a_bundle_made_by_nobody_of_the_program_is_refused(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    forged = _Forged(ana, device=b"nobody!!").write(stick / "forged")
    with pytest.raises(RejectedError, match="nobody of the program"):
        take(ben, forged)


def test_a_roster_that_differs_is_refused(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    member = _member(ana)
    entries = _entries(ana)
    forged = _Forged(ana, entries=[entries[0], entries[0]]).write(stick / "forged")
    before = everything(ben)
    with pytest.raises(RejectedError, match="not those that this laptop knows"):
        take(ben, forged)
    assert (everything(ben), member.roster.entries) == (before, 2)


def test_envelopes_that_prove_nothing_are_left_out(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    ana.wire = Offline()
    open_case(ana)
    write(ana, "from Ana")
    make(ana, stick / "true")
    bodies = _own(ana)
    envelope = parse(bodies[-1])
    unsigned = to_bytes(type(envelope)(envelope.header, envelope.signed, bytes(64), envelope.parts))
    forged = _Forged(ana, bodies=[unsigned, b"rubbish", _entries(ana)[0]]).write(stick / "forged")
    taken = take(ben, forged)
    assert (taken.new, taken.left_out) == (0, 3)
    assert take(ben, stick / "true").left_out == 0
    assert texts(ben) == ["from Ana"]


def test_an_envelope_with_a_part_left_out_tells_what_it_still_holds(
    pair: Pair, stick: Path
) -> None:
    ana, ben = pair
    ana.wire = Offline()
    open_case(ana)
    write(ana, "from Ana")
    make(ana, stick / "true")
    bodies = [to_bytes(without(parse(body), [len(parse(body).parts) - 1])) for body in _own(ana)]
    taken = take(ben, _Forged(ana, bodies=bodies).write(stick / "left out"))
    assert taken.left_out == 0
    assert texts(ben) == []


def test_what_is_cancelled_leaves_no_file_behind(pair: Pair, stick: Path) -> None:
    ana, _ben = pair
    open_case(ana)
    script = make_bundle(ana.clock, stick / "bundle")
    command = next(script)
    for _ in range(4):
        command = script.send(_carried_out(ana, command))
    script.close()
    assert list(stick.iterdir()) == []


def test_nothing_readable_lies_on_the_stick(pair: Pair, stick: Path) -> None:
    ana, ben = pair
    open_case(ana)
    write(ana, "canary in a coal mine")
    make(ana, stick / "bundle")
    whole = (stick / "bundle").read_bytes()
    device = _member(ana).identity.device
    for hidden in (b"canary", b"Ana", _member(ana).roster.program, device, b"BER-26-0001"):
        assert hidden not in whole
    assert (len(whole) - len(MAGIC) - 5 - _opening(whole) - 32) % _FRAME == 0
    assert take(ben, stick / "bundle").new > 0


class _Forged:
    """A bundle with one thing of it wrong, for whom Ana knows."""

    def __init__(  # noqa: PLR0913 - one thing each that may be wrong
        self,
        maker: Laptop,
        *,
        form: int = 1,
        program: bytes | None = None,
        device: bytes | None = None,
        seed: bytes | None = None,
        entries: list[bytes] | None = None,
        bodies: list[bytes] | None = None,
    ) -> None:
        member = _member(maker)
        who = member.identity
        self.head = Head(form, program or member.roster.program, device or who.device, 1, 0)
        self.receivers = [each.device.kem for each in member.roster.members.values()]
        self.seed = seed or who.signing
        self.entries = _entries(maker) if entries is None else entries
        self.bodies = bodies or []

    def write(self, target: Path) -> Path:
        with target.open("wb") as file:
            writer = BundleWriter(file, self.head, self.receivers)
            for entry in self.entries:
                writer.put(Entry(entry))
            for body in self.bodies:
                writer.put(Carried(0, 0, body))
            writer.finish(self.seed)
        return target


def _member(laptop: Laptop) -> Membership:
    member = laptop.workspace.read(membership)
    assert member is not None
    return member


def _entries(laptop: Laptop) -> list[bytes]:
    query = "SELECT body FROM roster_entry ORDER BY sequence"
    return laptop.workspace.read(lambda c: list(c.exec_driver_sql(query).scalars()))


def _own(laptop: Laptop) -> list[bytes]:
    query = "SELECT body FROM envelope_out ORDER BY log, incarnation, number"
    return laptop.workspace.read(lambda c: list(c.exec_driver_sql(query).scalars()))


def _at(whole: bytes, place: int, other: bytes) -> bytes:
    return whole[:place] + other + whole[place + len(other) :]


def _opening(whole: bytes) -> int:
    return int.from_bytes(whole[len(MAGIC) + 1 : len(MAGIC) + 5], "big")


def _carried_out(laptop: Laptop, command: Command) -> object:
    return carry_out(command, laptop.wire, laptop.workspace)
