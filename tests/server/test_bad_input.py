"""Whatever is sent, the server answers with a refusal of the protocol and keeps nothing of it."""

from collections.abc import Callable, Iterator
from itertools import islice

import msgspec
import pytest

from sync.protocol.encoding import encode
from sync.protocol.envelope import make, to_bytes
from sync.protocol.factsheet import Fact, new_sheet, sign_sheet
from sync.protocol.messages import Push, Refusal, Sheet
from tests.server.asking import Answer
from tests.server.grounds import Ground
from tests.server.laptops import Program


def shortened(body: bytes) -> Iterator[bytes]:
    """Every beginning of ``body`` but all of it."""
    yield from (body[:length] for length in range(len(body)))


def flipped(body: bytes) -> Iterator[bytes]:
    """``body`` with each of its bytes changed in one bit, then in all."""
    for place, byte in enumerate(body):
        for mask in (1 << place % 8, 0xFF):
            yield body[:place] + bytes([byte ^ mask]) + body[place + 1 :]


def lengthened(body: bytes) -> Iterator[bytes]:
    """``body`` with something behind it or before it."""
    for more in (b"\0", b"\xc0", body):
        yield body + more
        yield more + body


Damage = Callable[[bytes], Iterator[bytes]]


def refused(answer: Answer) -> bool:
    """Whether it was refused in the protocol's words; never as a fault of the server's own."""
    assert 400 <= answer.status < 500, answer
    msgspec.msgpack.decode(answer.body, type=Refusal)
    return True


def push_body(program: Program) -> bytes:
    envelope = make(program.first.address(program.cases), (b"one", b"two"), program.first.seed)
    return encode(Push(program.cases, (to_bytes(envelope),)))


@pytest.mark.parametrize("damage", [shortened, flipped, lengthened])
def test_no_damage_to_a_push_is_taken(on_sqlite: Ground, damage: Damage) -> None:
    program = on_sqlite.program()
    path = f"/v1/programs/{program.id.hex()}/push"
    for number, body in enumerate(damage(push_body(program))):
        if number % 500 == 0:
            on_sqlite.clock.pass_time(minutes=1)
        assert refused(on_sqlite.caller.signed(program.first, "POST", path, body)), number
    page = on_sqlite.caller.pull(program, program.first, program.cases)
    assert page.items == ()


@pytest.mark.parametrize("damage", [shortened, lengthened])
def test_no_damage_to_a_first_entry_is_taken(on_sqlite: Ground, damage: Damage) -> None:
    program = Program()
    on_sqlite.add(program)
    path = f"/v1/programs/{program.id.hex()}/genesis"
    # Much of it is one long key: every seventh place will do.
    for number, body in enumerate(islice(damage(to_bytes(program.genesis)), 0, None, 7)):
        assert refused(on_sqlite.caller.ask("POST", path, body)), number
    assert on_sqlite.caller.begin(program).status == 200


def sheet_body(ground: Ground, program: Program, facts: tuple[Fact, ...] = ()) -> bytes:
    period = ("2026-01-01", "2026-03-31")
    facts = facts or (Fact("victims", ("county:berkshire",), 12),)
    sheet = new_sheet(program.id, "cac-01", ("pmt", "2026"), period, 1, facts)
    signed = sign_sheet(sheet, program.first.id, ground.caller.now(), program.first.seed)
    without_names = tuple(to_bytes(entry) for entry in program.entries)
    return encode(Sheet(without_names, signed))


def test_no_damage_to_a_fact_sheet_is_taken(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    path = f"/v1/figures/programs/{program.id.hex()}/sheets"
    body = sheet_body(on_sqlite, program)
    damaged = [*flipped(body[-320:]), *lengthened(body)]
    for number, end in enumerate(damaged):
        if number % 4 == 0:
            on_sqlite.clock.pass_time(minutes=1)
        sent = body[:-320] + end if len(end) == 320 else end
        answer = on_sqlite.caller.signed(program.first, "PUT", path, sent)
        # A time that was changed breaks the sheet's signature as well: nothing gets through.
        assert refused(answer), number


DEEP = b"\x91" * 100_000 + b"\xc0"
HUGE_ARRAY = b"\xdd\xff\xff\xff\xff"
HUGE_BYTES = b"\xc6\xff\xff\xff\xff"
TWICE = b"\x82\xa1a\x01\xa1a\x02"
STRANGE = [
    b"",
    b"\xc1",
    b"\xc0",
    b"{}",
    b"\x90",
    b"\x93\xc0\xc0\xc0",
    DEEP,
    HUGE_ARRAY,
    HUGE_BYTES,
    TWICE,
    b"\xef\xbb\xbf\x92",
    b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
    b"\xd9\x02\xc0\xaf",
    b"\x92\xc4\x10" + bytes(16) + HUGE_ARRAY,
    b"\x92\xc4\x10" + bytes(16) + b"\x91" + HUGE_BYTES,
    b"\x92\xc4\x10" + bytes(16) + b"\x91\xc4\x01\x01",
    b"\x92\xc4\x10" + bytes(16) + b"\x91\xc4\x02\x01\x93",
    b"\x92\xc4\x10" + bytes(16) + b"\x91\xc4\x01\x02",
]


@pytest.mark.parametrize("body", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_body_is_refused_everywhere(on_sqlite: Ground, body: bytes) -> None:
    program = on_sqlite.program()
    own, figures = f"/v1/programs/{program.id.hex()}", f"/v1/figures/programs/{program.id.hex()}"
    first = program.first
    answers = [
        on_sqlite.caller.signed(first, "POST", f"{own}/push", body),
        on_sqlite.caller.signed(first, "PUT", f"{figures}/sheets", body),
        on_sqlite.caller.ask("PUT", f"{figures}/roster", body),
        on_sqlite.caller.ask("POST", f"{own}/genesis", body),
    ]
    assert all(refused(answer) for answer in answers)


def test_numbers_at_their_bounds_are_kept_or_refused(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    laptop.incarnation = 2**32 - 1
    assert (
        ground.caller.pushed(
            program, laptop, program.cases, *laptop.envelopes(program.cases, 1)
        ).head.sequence
        == 1
    )
    far = make(laptop.address(program.cases), (b"x",), laptop.seed)
    laptop.ends[program.cases] = (2**48 - 2, far.digest)
    jumped = to_bytes(laptop.envelope(program.cases))
    answer = ground.caller.push(program, laptop, program.cases, jumped)
    assert answer.refusal == (409, "not-next", 2)
    target = (
        f"/v1/programs/{program.id.hex()}/pull?after=9999999999999999&log={program.cases.hex()}"
    )
    assert ground.caller.signed(laptop, "GET", target).status == 200
