"""Who asks: what is signed, when, once; and what a stranger can learn by trying."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sync.protocol import limits
from sync.protocol.encoding import encode
from sync.protocol.envelope import Kind, make, to_bytes
from sync.protocol.messages import Push
from sync.protocol.requests import CONTENT_TYPE, Request, Stamp, signed_headers
from sync.protocol.roster import Admission, Device, begin
from sync.server.asks import Ask
from sync.server.authentication import authenticated
from sync.server.operation import Standing
from sync.server.refusals import RefusedError
from sync.server.service import FAILURE_RATE
from tests.server.grounds import Ground, standing
from tests.server.laptops import NOBODYS_KEM, Laptop, Program

SMALL_ORDER = bytes([1]) + bytes(31)


def heads_path(program: Program) -> str:
    return f"/v1/programs/{program.id.hex()}/heads"


def proofs(ground: Ground, laptop: Laptop, request: Request) -> dict[str, str]:
    stamp = ground.caller.stamp(laptop)
    return signed_headers(request, ground.caller.server, stamp, laptop.seed)


def flipped(digits: str) -> str:
    return ("1" if digits[0] == "0" else "0") + digits[1:]


CHANGES: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "device": lambda h: h | {"satchel-device": flipped(h["satchel-device"])},
    "time": lambda h: h | {"satchel-time": str(int(h["satchel-time"]) + 1)},
    "nonce": lambda h: h | {"satchel-nonce": flipped(h["satchel-nonce"])},
    "signature": lambda h: h | {"satchel-signature": flipped(h["satchel-signature"])},
    "protocol": lambda h: h | {"satchel-protocol": "one"},
    "no protocol": lambda h: {k: v for k, v in h.items() if k != "satchel-protocol"},
    "no signature": lambda h: {k: v for k, v in h.items() if k != "satchel-signature"},
    "no headers": lambda _h: {},
    "capital digits": lambda h: h | {"satchel-nonce": "A" * 32},
    "short nonce": lambda h: h | {"satchel-nonce": "00"},
    "no number": lambda h: h | {"satchel-time": "now"},
    "another spelling": lambda h: h | {"satchel-time": f"+{h['satchel-time']}"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_request_with_one_thing_changed_is_not_signed(on_sqlite: Ground, change: str) -> None:
    program = on_sqlite.program()
    request = Request("GET", heads_path(program))
    headers = CHANGES[change](proofs(on_sqlite, program.first, request))
    answer = on_sqlite.caller.ask("GET", request.path, headers=headers)
    assert answer.refusal == (401, "not-signed", 0)


@pytest.mark.parametrize("more", ["all else", "nothing else"])
@pytest.mark.parametrize("version", ["0", "2", "17"])
def test_a_request_of_another_version_is_told_which_one_is_spoken(
    on_sqlite: Ground, version: str, more: str
) -> None:
    program = on_sqlite.program()
    request = Request("GET", heads_path(program))
    headers = proofs(on_sqlite, program.first, request) if more == "all else" else {}
    headers |= {"satchel-protocol": version}
    answer = on_sqlite.caller.ask("GET", request.path, headers=headers)
    assert answer.refusal == (400, "version", 1)


@pytest.mark.parametrize("part", ["method", "path", "query", "body", "server"])
def test_a_signature_is_bound_to_everything_that_was_asked(on_sqlite: Ground, part: str) -> None:
    program, other = on_sqlite.program(), on_sqlite.program()
    path = f"/v1/programs/{program.id.hex()}/pull"
    query = f"after=0&log={program.cases.hex()}"
    signed = {
        "method": Request("POST", path, query),
        "path": Request("GET", path.replace(program.id.hex(), other.id.hex()), query),
        "query": Request("GET", path, query.replace("after=0", "after=1")),
        "body": Request("GET", path, query, b"another"),
        "server": Request("GET", path, query),
    }[part]
    server = bytes(16) if part == "server" else on_sqlite.caller.server
    stamp = on_sqlite.caller.stamp(program.first)
    headers = signed_headers(signed, server, stamp, program.first.seed)
    answer = on_sqlite.caller.ask("GET", f"{path}?{query}", headers=headers)
    assert answer.refusal == (401, "not-signed", 0)


def test_a_captured_request_is_answered_once(ground: Ground) -> None:
    program = ground.program()
    request = Request("GET", heads_path(program))
    headers = proofs(ground, program.first, request)
    assert ground.caller.ask("GET", request.path, headers=headers).status == 200
    for _ in range(3):
        ground.clock.pass_time(minutes=1)
        assert ground.caller.ask("GET", request.path, headers=headers).refusal[1] == "replayed"
    ground.clock.pass_time(minutes=3)
    assert ground.caller.ask("GET", request.path, headers=headers).refusal[1] == "clock"


def test_a_request_answered_by_one_worker_is_a_replay_to_another(ground: Ground) -> None:
    settings = replace(ground.settings, workers=2)
    with standing(settings, ground.clock) as one, standing(settings, ground.clock) as another:
        program = one.program()
        request = Request("GET", heads_path(program))
        headers = proofs(one, program.first, request)
        assert one.caller.ask("GET", request.path, headers=headers).status == 200
        for worker in (one, another):
            answer = worker.caller.ask("GET", request.path, headers=headers)
            assert answer.refusal[1] == "replayed"


def test_lost_nonces_let_nothing_be_answered_twice(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    request = Request("GET", heads_path(program))
    headers = proofs(on_sqlite, program.first, request)
    assert on_sqlite.caller.ask("GET", request.path, headers=headers).status == 200
    on_sqlite.service.close()
    database = Path(on_sqlite.settings.database.removeprefix("sqlite:///"))
    for path in database.parent.glob("*.nonces*"):
        path.unlink()
    on_sqlite.clock.pass_time(seconds=1)
    with standing(on_sqlite.settings, on_sqlite.clock) as restarted:
        assert restarted.caller.ask("GET", request.path, headers=headers).refusal[1] == "clock"
        assert len(restarted.caller.heads(program, program.first).heads) == 3


@pytest.mark.parametrize("off", [-limits.CLOCK_MS, limits.CLOCK_MS])
def test_a_clock_may_be_five_minutes_off_and_no_more(ground: Ground, off: int) -> None:
    program = ground.program()
    ground.clock.pass_time(hours=1)
    one = 1 if off > 0 else -1
    for beyond, status in ((-one, 200), (0, 200), (one, 401)):
        stamp = ground.caller.stamp(program.first)
        stamp = Stamp(stamp.device, stamp.time + off + beyond, stamp.nonce)
        answer = ground.caller.signed(program.first, "GET", heads_path(program), stamp=stamp)
        assert answer.status == status
        if status == 401:
            assert answer.refusal[1] == "clock"


def test_a_stranger_cannot_tell_devices_apart(ground: Ground) -> None:
    program, other = ground.program(), ground.program()
    blocked = ground.member(program)
    ground.block(program, blocked)
    forger = Laptop().seed
    tries = {
        "wrong signature": replace(program.first, seed=forger),
        "blocked, wrong signature": replace(blocked, seed=forger),
        "unknown device": Laptop(),
        "device of another program": other.first,
    }
    told = set()
    for laptop in tries.values():
        answer = ground.caller.signed(laptop, "GET", heads_path(program))
        names = tuple(sorted(answer.headers))
        told.add((answer.status, answer.body, names))
    assert len(told) == 1
    ground.from_elsewhere()
    nowhere = ground.caller.signed(Laptop(), "GET", heads_path(Program()))
    assert (nowhere.status, nowhere.body) in {(status, body) for status, body, _ in told}


def test_a_blocked_device_is_told_so_once_it_proved_itself(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    ground.block(program, laptop)
    answer = ground.caller.signed(laptop, "GET", heads_path(program))
    assert answer.refusal == (403, "blocked", 0)
    ground.unblock(program, laptop)
    assert len(ground.caller.heads(program, laptop).heads) == 3


def test_an_unknown_device_costs_as_much_work_as_a_wrong_signature(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    service = on_sqlite.service
    service.rates.failures.most = 1_000_000
    known = Standing(begin(program.genesis), False, frozenset())

    def cost(laptop: Laptop) -> float:
        request = Request("GET", heads_path(program))
        headers = proofs(on_sqlite, replace(laptop, seed=Laptop().seed), request)
        ask = Ask("GET", request.path, "", headers, b"", b"198.51.100.1", {})
        begun = time.thread_time()
        with pytest.raises(RefusedError):
            authenticated(service, ask, known)
        return time.thread_time() - begun

    # In turns, so that what else the machine does meets both.
    costs = [(cost(program.first), cost(Laptop())) for _ in range(40)]
    wrong, unknown = (min(each) for each in zip(*costs, strict=True))
    assert 0.5 < unknown / wrong < 2


def test_after_five_failures_a_minute_further_ones_are_too_many(ground: Ground) -> None:
    program = ground.program()
    ground.from_elsewhere()
    stranger = Laptop()
    reasons = [
        ground.caller.signed(stranger, "GET", heads_path(program)).refusal[:2]
        for _ in range(FAILURE_RATE + 1)
    ]
    assert reasons == [(401, "not-signed")] * FAILURE_RATE + [(429, "too-many")]
    # Who signs properly is not held up by a neighbour who does not.
    assert len(ground.caller.heads(program, program.first).heads) == 3
    ground.clock.pass_time(minutes=1)
    answer = ground.caller.signed(stranger, "GET", heads_path(program))
    assert answer.refusal[1] == "not-signed"


def test_a_key_for_which_anybody_could_sign_is_never_admitted(ground: Ground) -> None:
    program = ground.program()
    weak = Device(bytes(8), SMALL_ORDER, NOBODYS_KEM)
    body = Admission(1, program.entries[-1].digest, weak, "admin", (program.cases,), b"")
    address = program.first.address(program.roster_log, Kind.ROSTER)
    entry = make(address, (encode(body), b"name", b"wrapped"), program.first.seed)
    answer = ground.caller.push(program, program.first, program.roster_log, to_bytes(entry))
    assert answer.refusal[:2] == (400, "malformed")


def test_an_envelope_signed_by_another_member_is_refused(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    forged = make(laptop.address(program.cases), (b"sealed",), program.first.seed)
    own = ground.caller.push(program, laptop, program.cases, to_bytes(forged))
    assert own.refusal[:2] == (400, "malformed")
    strangers = to_bytes(Laptop().envelope(program.cases))
    answer = ground.caller.push(program, laptop, program.cases, strangers)
    assert answer.refusal[:2] == (403, "forbidden")
    others = to_bytes(program.first.envelope(program.cases))
    assert ground.caller.pushed(program, laptop, program.cases, others).head.sequence == 1


def test_a_body_changed_on_the_way_is_not_signed(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    path = f"/v1/programs/{program.id.hex()}/push"
    body = encode(Push(program.cases, program.first.envelopes(program.cases, 1)))
    headers = proofs(on_sqlite, program.first, Request("POST", path, "", body))
    changed = body[:-1] + bytes([body[-1] ^ 1])
    typed = headers | {"content-type": CONTENT_TYPE}
    assert on_sqlite.caller.ask("POST", path, changed, typed).refusal[1] == "not-signed"
