"""Who belongs to a program is what its admins signed, in the order in which they did."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from sync.protocol import roster as rosters
from sync.protocol import signing
from sync.protocol.encoding import encode
from sync.protocol.envelope import (
    Address,
    Envelope,
    Kind,
    digest_of,
    make,
    parse,
    to_bytes,
    without,
)
from sync.protocol.errors import NewerProtocolError, ProtocolError, SignatureError
from sync.protocol.roster import Admission, Device, Genesis, VaultName, begin, entry_of, extend
from sync.protocol.sealing import open_sealed
from tests.protocol.builders import (
    ANA,
    BEGUN,
    BEN,
    CASES,
    EVE,
    ROSTER_LOG,
    SHARED,
    SHARED_KEY,
    Laptop,
    Program,
    admission_body,
    fixed,
    genesis,
    genesis_body,
)
from tests.protocol.damage import all_refused
from tests.protocol.messagepack import pack, unpack


def read(entries: Sequence[Envelope]) -> rosters.Roster:
    """The roster as somebody reads it who was sent these entries."""
    known = begin(parse(to_bytes(entries[0])))
    for entry in entries[1:]:
        known = extend(known, parse(to_bytes(entry)))
    return known


def program() -> Program:
    """Ana began it, Ben is a member."""
    made = Program()
    made.admit(BEN)
    return made


def signed(body: Any, parts: Sequence[bytes] = (b"", b"")) -> Envelope:
    """An entry with this very body, signed by the admin, after the first."""
    address = ANA.address(ROSTER_LOG, Kind.ROSTER, 2, BEGUN.digest)
    return make(address, [body if isinstance(body, bytes) else pack(body), *parts], ANA.seed)


def first_entry(body: Genesis, by: Laptop = ANA) -> Envelope:
    return genesis(by, body)


def plain(body: Any) -> list[Any]:
    """A body as lists, to be changed."""
    values: list[Any] = unpack(encode(body))
    return values


def test_a_roster_is_read_from_its_first_entry_on() -> None:
    made = program()
    made.admit(EVE, "admin")
    known = read(made.entries)
    assert known == made.roster
    assert known.program == rosters.program_id(made.entries[0])
    assert known.log == ROSTER_LOG
    roles = {device: (m.role, m.vaults) for device, m in known.members.items()}
    assert roles == {
        ANA.id: ("admin", (CASES, SHARED)),
        BEN.id: ("member", (CASES,)),
        EVE.id: ("admin", (CASES,)),
    }
    assert (known.entries, known.last) == (3, made.entries[-1].digest)


def test_a_name_is_read_with_the_key_of_its_epoch() -> None:
    for entry, name in zip(program().entries, ("Ana", "Ben"), strict=True):
        assert entry.header.epoch == 1
        content = open_sealed(SHARED_KEY, entry.header.place(1), entry.parts[1] or b"")
        assert content.decode() == name


def test_name_and_keys_may_be_left_out_of_an_entry_and_its_body_may_not() -> None:
    made = program()
    left = [without(made.entries[0], [1]), without(made.entries[1], [1, 2])]
    assert read(left) == made.roster
    for entry in made.entries:
        with pytest.raises(ProtocolError, match="no body"):
            entry_of(without(entry, [0]))


def test_no_byte_of_an_entry_can_be_changed_cut_or_added() -> None:
    made = program()
    known = begin(made.entries[0])
    all_refused(lambda content: begin(parse(content)), to_bytes(made.entries[0]))
    all_refused(lambda content: extend(known, parse(content)), to_bytes(made.entries[1]))


def by_a_member(made: Program) -> Envelope:
    return made.entry(admission_body(made.entries[-1].digest, EVE), by=BEN)


def by_a_stranger(made: Program) -> Envelope:
    return made.entry(admission_body(made.entries[-1].digest, EVE), by=EVE)


def signed_by_another_than_it_says(made: Program) -> Envelope:
    """The server's own: it says to be Ana's, and cannot sign so."""
    true = made.admission(EVE)
    return Envelope(
        true.header, true.signed, signing.sign(EVE.seed, "envelope", true.signed), true.parts
    )


def another_log_s(made: Program) -> Envelope:
    return made.entry(admission_body(made.entries[-1].digest, EVE), log=CASES)


def with_a_second_beginning(_made: Program) -> Envelope:
    return genesis()


def another_program_s(_made: Program) -> Envelope:
    """By the same admin in the same log, in a program that began otherwise."""
    vaults = (VaultName(CASES, "cases"), VaultName(SHARED, "program"))
    other = Genesis(1, fixed("another nonce", 16), vaults, ANA.device)
    return Program([genesis(body=other)]).admission(EVE)


def said_before(made: Program) -> Envelope:
    return made.entries[-1]


def skipping_one(made: Program) -> Envelope:
    between = made.admission(Laptop("Flo"))
    return made.entry(admission_body(between.digest, EVE))


def beside_the_last(made: Program) -> Envelope:
    return made.entry(admission_body(made.entries[0].digest, EVE))


def of_a_member(made: Program) -> Envelope:
    return made.admission(BEN)


def of_the_admin_itself(made: Program) -> Envelope:
    return made.admission(ANA)


def with_another_s_id(made: Program) -> Envelope:
    device = Device(BEN.id, EVE.device.signing, EVE.device.kem)
    return made.entry(Admission(1, made.entries[-1].digest, device, "admin", (CASES,), b""))


def to_an_unknown_vault(made: Program) -> Envelope:
    return made.admission(EVE, vaults=(CASES, fixed("no vault of this program", 16)))


def to_a_vault_twice(made: Program) -> Envelope:
    return made.admission(EVE, vaults=(CASES, CASES))


def to_the_roster_as_a_vault(made: Program) -> Envelope:
    return made.admission(EVE, vaults=(ROSTER_LOG,))


def changes_envelope(made: Program) -> Envelope:
    true = made.admission(EVE)
    address = Address(
        Kind.CHANGES, *(getattr(true.header, n) for n in Address.__struct_fields__[1:])
    )
    return make(address, [part or b"" for part in true.parts], ANA.seed)


@pytest.mark.parametrize(
    "forge",
    [
        by_a_member,
        by_a_stranger,
        signed_by_another_than_it_says,
        another_log_s,
        with_a_second_beginning,
        another_program_s,
        said_before,
        skipping_one,
        beside_the_last,
        of_a_member,
        of_the_admin_itself,
        with_another_s_id,
        to_an_unknown_vault,
        to_a_vault_twice,
        to_the_roster_as_a_vault,
        changes_envelope,
    ],
)
def test_an_entry_that_may_not_be_is_refused(forge: Callable[[Program], Envelope]) -> None:
    made = program()
    with pytest.raises(ProtocolError):
        extend(made.roster, parse(to_bytes(forge(made))))
    assert extend(made.roster, made.admission(EVE)).members[EVE.id].role == "member"


def test_entries_have_one_order_and_none_is_missing() -> None:
    made = program()
    made.admit(EVE)
    made.admit(Laptop("Flo"))
    first, *rest = made.entries
    assert read([first, *rest]).entries == 4
    for missing in range(len(rest) - 1):
        with pytest.raises(ProtocolError):
            read([first, *rest[:missing], *rest[missing + 1 :]])
    for at in range(len(rest) - 1):
        swapped = [*rest[:at], rest[at + 1], rest[at], *rest[at + 2 :]]
        with pytest.raises(ProtocolError):
            read([first, *swapped])
    with pytest.raises(ProtocolError):
        read(rest)


GENESIS = plain(genesis_body())
DEVICE = GENESIS[4]
LOW_ORDER_KEY = b"\x01" + bytes(31)


@pytest.mark.parametrize(
    "body",
    [
        Genesis(1, bytes(15), genesis_body().vaults, ANA.device),
        Genesis(1, bytes(17), genesis_body().vaults, ANA.device),
        Genesis(1, bytes(16), (), ANA.device),
        Genesis(1, bytes(16), (VaultName(CASES[:15], "cases"),), ANA.device),
        Genesis(1, bytes(16), (VaultName(CASES, "cases"), VaultName(CASES, "b")), ANA.device),
        Genesis(1, bytes(16), (VaultName(CASES, "a"), VaultName(SHARED, "a")), ANA.device),
        Genesis(1, bytes(16), (VaultName(ROSTER_LOG, "cases"),), ANA.device),
        Genesis(1, bytes(16), genesis_body().vaults, BEN.device),
        Genesis(1, bytes(16), genesis_body().vaults,
                Device(ANA.id, BEN.device.signing, ANA.device.kem)),
        Genesis(1, bytes(16), genesis_body().vaults,
                Device(ANA.id, LOW_ORDER_KEY, ANA.device.kem)),
        Genesis(1, bytes(16), genesis_body().vaults,
                Device(ANA.id, ANA.device.signing, ANA.device.kem[1:])),
    ],
    ids=[
        "a short nonce",
        "a long nonce",
        "no vault",
        "a short vault",
        "a vault twice",
        "a vault's name twice",
        "the roster as a vault",
        "another device than signs",
        "another key than signs",
        "a key anybody signs for",
        "a short key",
    ],
)  # fmt: skip
def test_a_program_cannot_begin_so(body: Genesis) -> None:
    with pytest.raises(ProtocolError):
        begin(parse(to_bytes(first_entry(body))))


def test_a_program_begins_with_the_first_entry_of_a_chain() -> None:
    made = program()
    with pytest.raises(ProtocolError):
        begin(made.entries[1])
    second = Address(Kind.ROSTER, ROSTER_LOG, ANA.id, 0, 2, made.entries[0].digest, 1)
    with pytest.raises(ProtocolError):
        begin(make(second, [encode(genesis_body()), b""], ANA.seed))


ADMISSION = plain(admission_body(BEGUN.digest, EVE))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc0",
        [],
        ["admit"],
        [1, "admit"],
        ADMISSION[:-1],
        [*ADMISSION, 0],
        [*ADMISSION[:4], "owner", *ADMISSION[5:]],
        [*ADMISSION[:3], [b"", *ADMISSION[3][1:]], *ADMISSION[4:]],
        [*ADMISSION[:3], [*ADMISSION[3], 0], *ADMISSION[4:]],
        [*ADMISSION[:3], [EVE.id, LOW_ORDER_KEY, EVE.device.kem], *ADMISSION[4:]],
        [*ADMISSION[:3], [EVE.id, EVE.device.signing[1:], EVE.device.kem], *ADMISSION[4:]],
        [*ADMISSION[:3], [EVE.id, EVE.device.signing, EVE.device.kem + b"0"], *ADMISSION[4:]],
        [*ADMISSION[:2], bytes(32), *ADMISSION[3:]],
        pack(ADMISSION).replace(b"\x01", b"\xcc\x01", 1),
        b"\xdc\x00\x07" + pack(ADMISSION)[1:],
    ],
    # By number: the bodies hold fresh keys, and every worker must give a case the same name.
    ids=lambda body: f"{type(body).__name__}",
)
def test_a_body_that_cannot_be_is_refused_though_an_admin_signed_it(body: Any) -> None:
    known = begin(BEGUN)
    assert EVE.id in extend(known, parse(to_bytes(signed(ADMISSION)))).members
    with pytest.raises(ProtocolError):
        extend(known, parse(to_bytes(signed(body))))


@pytest.mark.parametrize(
    "body", [["split", 1, bytes(32)], ["admit", 3], ["genesis", 2], ["admit", 0, "x"], ["", 1]]
)
def test_an_entry_of_a_newer_version_stops_the_reader_by_name(body: Any) -> None:
    """Who cannot read it may not go on: it may be the one that takes somebody out."""
    with pytest.raises(NewerProtocolError):
        extend(begin(BEGUN), parse(to_bytes(signed(body))))


@pytest.mark.parametrize("parts", [[], [b""], [b"", b"", b""], [b"", b"", b"", b""]])
def test_an_entry_has_the_parts_of_its_kind(parts: list[bytes]) -> None:
    known = begin(BEGUN)
    body = encode(admission_body(known.last))
    extend(known, signed(body, parts=[b"", b""]))
    if len(parts) != 2:
        with pytest.raises(ProtocolError, match="parts"):
            extend(known, signed(body, parts=parts))


def test_a_program_s_id_is_another_for_each_beginning() -> None:
    ids = {rosters.program_id(genesis()) for _ in range(5)}
    assert len(ids) == 5
    assert digest_of(genesis().signed) not in ids


def test_an_admin_admitted_later_may_admit() -> None:
    made = Program()
    made.admit(BEN, "admin")
    entry = made.entry(admission_body(made.entries[-1].digest, EVE), by=BEN)
    assert EVE.id in extend(made.roster, entry).members
    with pytest.raises(SignatureError):
        extend(made.roster, Envelope(entry.header, entry.signed, bytes(64), entry.parts))
