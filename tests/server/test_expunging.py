"""Parts that are left out stay out, the rest stays proven; snapshots are given by themselves."""

import pytest

from sync.protocol import limits
from sync.protocol.encoding import encode
from sync.protocol.envelope import Kind, make, parse, to_bytes, verify
from sync.protocol.messages import Expunge, Places, Snapshots
from tests.server.asking import Answer
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program


def expunge(ground: Ground, program: Program, *places: Places, log: bytes | None = None) -> Answer:
    body = encode(Expunge(program.cases if log is None else log, places))
    path = f"/v1/programs/{program.id.hex()}/expunge"
    return ground.caller.signed(program.first, "POST", path, body)


def test_parts_are_left_out_and_what_was_signed_stays_true(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    sent = [laptop.envelope(program.cases, b"manifest", b"a case", b"another") for _ in range(2)]
    ground.caller.pushed(program, laptop, program.cases, *map(to_bytes, sent))
    before = ground.caller.pull(program, laptop, program.cases).head
    for _ in range(2):
        assert expunge(ground, program, Places(2, (1,)), Places(2, (1,))).status == 200
    page = ground.caller.pull(program, laptop, program.cases, end="&whole=1")
    assert page.head == before
    first, second = (parse(item.envelope or b"") for item in page.items)
    assert first.parts == sent[0].parts
    assert second.parts == (b"manifest", None, b"another")
    assert second.digest == sent[1].digest
    verify(second, laptop.device.signing)
    # A laptop that sends it again brings nothing back.
    again = ground.caller.pushed(program, laptop, program.cases, to_bytes(sent[1]))
    assert again.accepted[0].sequence == 2
    page = ground.caller.pull(program, laptop, program.cases, 1, "&whole=1")
    assert parse(page.items[0].envelope or b"").parts[1] is None


WRONG = {
    "the manifest": Places(1, (0,)),
    "no part": Places(1, ()),
    "a part that is not there": Places(1, (2,)),
    "a place that is not there": Places(2, (1,)),
    "no place": Places(0, (1,)),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_there_is_not_left_out_and_nothing_else_either(
    ground: Ground, wrong: str
) -> None:
    program = ground.program()
    sent = program.first.envelope(program.cases, b"manifest", b"a case")
    ground.caller.pushed(program, program.first, program.cases, to_bytes(sent))
    answer = expunge(ground, program, Places(1, (1,)), WRONG[wrong])
    assert answer.refusal[:2] == (400, "malformed")
    page = ground.caller.pull(program, program.first, program.cases, end="&whole=1")
    assert page.items[0].envelope == to_bytes(sent)


def test_as_many_envelopes_as_a_push_has_are_expunged_at_once(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    for more, status in ((-1, 400), (0, 400), (1, 413)):
        places = [Places(number + 1, (1,)) for number in range(limits.ENVELOPES + more)]
        assert expunge(on_sqlite, program, *places).status == status
    assert expunge(on_sqlite, program, log=b"short").status == 400


def kept(ground: Ground, program: Program, laptop: Laptop, kind: Kind, size: int = 10) -> int:
    """Push an envelope of a kind and return its place."""
    address = laptop.address(program.cases, kind)
    envelope = laptop.keep(make(address, (bytes(size),), laptop.seed))
    pushed = ground.caller.pushed(program, laptop, program.cases, to_bytes(envelope))
    return pushed.head.sequence


def snapshots(ground: Ground, program: Program) -> list[int]:
    path = f"/v1/programs/{program.id.hex()}/snapshots?log={program.cases.hex()}"
    answer = ground.caller.signed(program.first, "GET", path).as_(Snapshots)
    for each in answer.snapshots:
        assert parse(each.envelope).header.kind in {Kind.SNAPSHOT, Kind.ATTESTATION}
    return [each.sequence for each in answer.snapshots]


def test_the_newest_three_snapshots_and_what_attests_them_are_given(ground: Ground) -> None:
    program = ground.program()
    assert snapshots(ground, program) == []
    kinds = [Kind.ATTESTATION, *[Kind.SNAPSHOT, Kind.CHANGES, Kind.ATTESTATION] * 4]
    places = [kept(ground, program, program.first, kind) for kind in kinds]
    wanted = [n for n, kind in zip(places, kinds, strict=True) if kind != Kind.CHANGES and n > 4]
    assert snapshots(ground, program) == wanted
    page = ground.caller.pull(program, program.first, program.cases)
    assert len(page.items) == len(kinds)


def test_snapshots_that_do_not_fit_are_left_out_the_oldest_first(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    large = limits.ENVELOPE // 2
    places = [kept(on_sqlite, program, program.first, Kind.SNAPSHOT, large) for _ in range(3)]
    assert snapshots(on_sqlite, program) == places[1:]


@pytest.mark.parametrize("query", ["", "log=00", "log={log}&x=1", "log={log}0", "after=0"])
def test_a_query_for_snapshots_has_one_spelling(on_sqlite: Ground, query: str) -> None:
    program = on_sqlite.program()
    own = f"/v1/programs/{program.id.hex()}/snapshots"
    target = f"{own}?{query.format(log=program.cases.hex())}".removesuffix("?")
    answer = on_sqlite.caller.signed(program.first, "GET", target)
    assert answer.refusal[:2] == (400, "malformed")
