"""A courier's key carries its device's envelopes for a few days, and does nothing else."""

import secrets

import pytest

from sync.protocol import signing
from sync.protocol.courier import Courier, courier_headers, issue
from sync.protocol.encoding import encode
from sync.protocol.limits import CLOCK_MS
from sync.protocol.messages import Push
from sync.protocol.requests import Request, Stamp, signed_headers
from tests.server.asking import Answer
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program

DAY_MS = 24 * 60 * 60 * 1000
KEY = signing.new_signing_key()


def credential(ground: Ground, program: Program, laptop: Laptop, /, **change: object) -> bytes:
    now = ground.caller.now()
    terms = {
        "program": program.id,
        "server": ground.caller.server,
        "device": laptop.id,
        "key": signing.public_of(KEY),
        "begins": now,
        "ends": now + DAY_MS,
    }
    return issue(laptop.seed, Courier(**terms | change))  # type: ignore[arg-type]  # as named


def carried(
    ground: Ground, laptop: Laptop, target: str, shown: bytes, body: bytes = b"", seed: bytes = KEY
) -> Answer:
    method = "POST" if body else "GET"
    path, _, query = target.partition("?")
    stamp = Stamp(laptop.id, ground.caller.now(), secrets.token_bytes(16))
    headers = signed_headers(Request(method, path, query, body), ground.caller.server, stamp, seed)
    return ground.caller.ask(method, target, body, {**headers, **courier_headers(shown)})


def push(ground: Ground, program: Program, laptop: Laptop, shown: bytes) -> Answer:
    body = encode(Push(program.cases, laptop.envelopes(program.cases, 1)))
    return carried(ground, laptop, f"/v1/programs/{program.id.hex()}/push", shown, body)


def test_a_courier_pushes_what_its_device_sealed(ground: Ground) -> None:
    program = ground.program()
    assert push(ground, program, program.first, credential(ground, program, program.first)).as_(
        tuple[object, object]
    )
    assert ground.caller.pull(program, program.first, program.cases).head.sequence == 1


def test_a_courier_does_nothing_else(ground: Ground) -> None:
    program = ground.program()
    shown = credential(ground, program, program.first)
    own = f"/v1/programs/{program.id.hex()}"
    log = program.cases.hex()
    for end in ("heads", f"pull?after=0&log={log}", f"snapshots?log={log}", "audit", "parked"):
        answer = carried(ground, program.first, f"{own}/{end}", shown)
        assert answer.refusal[:2] == (403, "forbidden"), end


def test_a_courier_pushes_no_envelope_of_another(ground: Ground) -> None:
    program = ground.program()
    other = ground.member(program)
    shown = credential(ground, program, program.first)
    body = encode(Push(program.cases, other.envelopes(program.cases, 1)))
    path = f"/v1/programs/{program.id.hex()}/push"
    assert carried(ground, program.first, path, shown, body).refusal[:2] == (403, "forbidden")


WRONG = {
    "another device": {"device": b"d" * 8},
    "another program": {"program": b"p" * 32},
    "another server": {"server": b"s" * 16},
    "another key": {"key": signing.public_of(signing.new_signing_key())},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_credential_for_something_else_is_no_signature(on_sqlite: Ground, wrong: str) -> None:
    program = on_sqlite.program()
    shown = credential(on_sqlite, program, program.first, **WRONG[wrong])
    assert push(on_sqlite, program, program.first, shown).refusal[:2] == (401, "not-signed")


def test_a_credential_by_another_device_is_no_signature(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    other = on_sqlite.member(program)
    forged = credential(on_sqlite, program, Laptop(id=program.first.id, seed=other.seed))
    assert push(on_sqlite, program, program.first, forged).refusal[:2] == (401, "not-signed")
    for shown in (b"", b"x" * 100):
        on_sqlite.from_elsewhere()
        assert push(on_sqlite, program, program.first, shown).refusal[:2] == (401, "not-signed")


def test_a_courier_has_its_time(ground: Ground) -> None:
    program = ground.program()
    now = ground.caller.now()
    for begins, ends, status in (
        (now - 2, now - 1, 401),
        (now - 1, now, 401),
        (now - 1, now + 1, 200),
        (now + CLOCK_MS, now + DAY_MS, 200),
        (now + CLOCK_MS + 1, now + DAY_MS, 401),
    ):
        ground.from_elsewhere()
        shown = credential(ground, program, program.first, begins=begins, ends=ends)
        laptop = Laptop(id=program.first.id, seed=program.first.seed, ends=program.first.ends)
        laptop.ends = dict(program.first.ends)
        answer = push(ground, program, laptop, shown)
        assert answer.status == status, (begins - now, ends - now)
        if status == 200:
            program.first.ends = laptop.ends


def test_a_courier_of_a_device_that_was_taken_out_carries_nothing(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    shown = credential(ground, program, laptop)
    ground.take_out(program, laptop)
    assert push(ground, program, laptop, shown).refusal[:2] == (403, "revoked")


def test_without_its_credential_the_couriers_key_is_nobodys(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    path = f"/v1/programs/{program.id.hex()}/heads"
    stamp = on_sqlite.caller.stamp(program.first)
    headers = signed_headers(Request("GET", path), on_sqlite.caller.server, stamp, KEY)
    assert on_sqlite.caller.ask("GET", path, headers=headers).refusal[:2] == (401, "not-signed")
