"""Every limit one below, at it, and one above."""

import secrets
from collections.abc import Callable

import pytest

from sync.protocol import limits
from sync.protocol.requests import CONTENT_TYPE
from sync.server.networks import network_of
from sync.server.nonces import KEPT_MS
from sync.server.rates import Rate
from sync.server.refusals import RefusedError
from sync.server.rendezvous import INVITATIONS
from sync.server.service import ADDRESS_RATE, DEVICE_RATE, FAILURE_RATE
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program


def push_path(program: Program) -> str:
    return f"/v1/programs/{program.id.hex()}/push"


def offer_path(program: Program) -> str:
    return f"/v1/programs/{program.id.hex()}/rendezvous/{secrets.token_hex(16)}/offer"


def test_a_body_is_read_up_to_its_limit_and_no_further(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    for more, status in ((-1, 400), (0, 400), (1, 413)):
        body = bytes(limits.BODY + more)
        answer = on_sqlite.caller.signed(program.first, "POST", push_path(program), body)
        assert answer.status == status


def test_a_message_of_an_invitation_is_kept_up_to_its_limit(ground: Ground) -> None:
    program = ground.program()
    for more, status in ((-1, 200), (0, 200), (1, 413)):
        body = b"x" * (limits.RENDEZVOUS + more)
        answer = ground.caller.signed(program.first, "PUT", offer_path(program), body)
        assert answer.status == status


def test_a_body_where_none_belongs_is_too_large(on_sqlite: Ground) -> None:
    assert on_sqlite.caller.ask("GET", "/v1/status", b"x").refusal[1] == "too-large"


def test_an_address_is_read_up_to_its_limit(on_sqlite: Ground) -> None:
    start = "/v1/status?"
    for more, refusal in ((-1, "malformed"), (0, "malformed"), (1, "too-large")):
        target = start + "a" * (limits.URL + more - len(start))
        assert on_sqlite.caller.ask("GET", target).refusal[1] == refusal


def test_headers_are_read_up_to_their_limit(on_sqlite: Ground) -> None:
    host = len("host: 127.0.0.1\r\n")
    others = len(
        "accept: */*\r\naccept-encoding: identity\r\nconnection: close\r\nuser-agent: x\r\n"
    )
    for more, status in ((-1, 200), (0, 200), (1, 413)):
        filling = limits.HEADERS + more - host - others - len("x-filling: \r\n")
        headers = {
            "accept": "*/*",
            "accept-encoding": "identity",
            "connection": "close",
            "user-agent": "x",
            "x-filling": "y" * filling,
        }
        assert on_sqlite.caller.ask("GET", "/v1/status", headers=headers).status == status


def test_a_program_makes_ten_invitations_an_hour(ground: Ground) -> None:
    program = ground.program()
    statuses = [
        ground.caller.signed(program.first, "PUT", offer_path(program), b"x").status
        for _ in range(INVITATIONS + 1)
    ]
    assert statuses == [200] * INVITATIONS + [429]
    ground.clock.pass_time(hours=1)
    again = ground.caller.signed(program.first, "PUT", offer_path(program), b"x")
    assert again.status == 200


@pytest.mark.parametrize("most", [DEVICE_RATE, ADDRESS_RATE, FAILURE_RATE])
def test_a_rate_counts_each_key_for_a_minute(most: int) -> None:
    rate = Rate(most)
    for _ in range(most):
        rate.count(b"one", 0)
    rate.count(b"two", 0)
    with pytest.raises(RefusedError, match="too-many"):
        rate.count(b"one", 59_999)
    rate.count(b"one", 60_000)


@pytest.mark.parametrize("which", ["devices", "addresses"])
def test_a_device_and_an_address_ask_so_often_in_a_minute(on_sqlite: Ground, which: str) -> None:
    program = on_sqlite.program()
    rate: Rate = getattr(on_sqlite.service.rates, which)
    on_sqlite.clock.pass_time(minutes=1)
    rate.most = 3
    path = f"/v1/programs/{program.id.hex()}/heads"
    statuses = [on_sqlite.caller.signed(program.first, "GET", path).status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    on_sqlite.clock.pass_time(minutes=1)
    assert on_sqlite.caller.signed(program.first, "GET", path).status == 200


def test_an_unsigned_flood_from_one_address_leaves_another_alone(on_sqlite: Ground) -> None:
    on_sqlite.service.rates.addresses.most = 2
    assert [on_sqlite.caller.ask("GET", "/v1/status").status for _ in range(3)] == [200, 200, 429]
    on_sqlite.from_elsewhere()
    assert on_sqlite.caller.ask("GET", "/v1/status").status == 200


def test_nonces_are_kept_longer_than_a_request_is_accepted(ground: Ground) -> None:
    assert KEPT_MS > 2 * limits.CLOCK_MS
    nonces, device = ground.service.nonces, Laptop().id
    nonces.use(device, b"n" * 16, 0)
    for now in (1, KEPT_MS):
        with pytest.raises(RefusedError, match="replayed"):
            nonces.use(device, b"n" * 16, now)
    nonces.use(device, b"n" * 16, KEPT_MS + 60_000)


def test_when_no_more_nonces_can_be_kept_nothing_is_answered(
    on_sqlite: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = on_sqlite.program()
    monkeypatch.setattr("sync.server.nonces.MOST", 2)
    path = f"/v1/programs/{program.id.hex()}/heads"

    def asked() -> int:
        on_sqlite.clock.pass_time(seconds=31)
        return on_sqlite.caller.signed(program.first, "GET", path).status

    assert [asked() for _ in range(4)] == [200, 200, 503, 503]
    on_sqlite.clock.pass_time(minutes=11)
    assert asked() == 200


TYPES: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "none": lambda h: h | {"content-type": ""},
    "json": lambda h: h | {"content-type": "application/json"},
    "multipart": lambda h: h | {"content-type": "multipart/form-data; boundary=x"},
    "parameters": lambda h: h | {"content-type": f"{CONTENT_TYPE}; charset=utf-8"},
    "gzip": lambda h: h | {"content-encoding": "gzip"},
    "deflate": lambda h: h | {"content-encoding": "deflate"},
    "br": lambda h: h | {"content-encoding": "br"},
}


@pytest.mark.parametrize("kind", TYPES)
def test_another_type_or_packing_of_a_body_is_refused(on_sqlite: Ground, kind: str) -> None:
    headers = TYPES[kind]({"content-type": CONTENT_TYPE})
    program = Program()
    path = f"/v1/programs/{program.id.hex()}/genesis"
    answer = on_sqlite.caller.ask("POST", path, b"body", headers)
    assert answer.refusal == (415, "wrong-type", 0)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "",
        "127.0.0.1.evil.example",
        "127.0.0.1/../admin",
        "x@127.0.0.1",
        "127.0.0.1:x",
    ],
)
def test_a_server_answers_only_to_its_names(on_sqlite: Ground, host: str) -> None:
    answer = on_sqlite.caller.ask("GET", "/v1/status", headers={"host": host})
    assert answer.refusal[:2] == (400, "malformed")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8443", "localhost", "LOCALHOST:1", "[::1]:80"]
)
def test_a_name_may_carry_a_port(on_sqlite: Ground, host: str) -> None:
    assert on_sqlite.caller.ask("GET", "/v1/status", headers={"host": host}).status == 200


PATHS = [
    "/",
    "//",
    "/v1/status/",
    "//v1/status",
    "/v1/%2e%2e/v1/status",
    "/v1/status%00",
    "/v1/stat%75s",
    "/v1/%c0%afstatus",
    "/v1/programs/00/heads",
    f"/v1/programs/{'A' * 64}/heads",
    f"/v1/programs/{'0' * 64}/heads/",
    f"/v1/rendezvous/{'0' * 32}/other",
    "/openapi.json",
    "/docs",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_none_is_not_found(on_sqlite: Ground, path: str) -> None:
    answer = on_sqlite.caller.ask("GET", path)
    assert answer.refusal == (404, "not-found", 0)
    assert "location" not in answer.headers


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "DELETE", "PATCH", "BREW"])
def test_another_method_is_not_found(on_sqlite: Ground, method: str) -> None:
    answer = on_sqlite.caller.ask(method, "/v1/status")
    assert answer.status == 404


QUERIES = [
    "",
    "after=0",
    "log={log}&after=0",
    "after=0&log={log}&log={log}",
    "after=0&after=1&log={log}",
    "after=-1&log={log}",
    "after=01&log={log}",
    "after=99999999999999999&log={log}",
    "after=0&log={log}&whole=0",
    "after=0&log={log}&whole=1&more=1",
    "after=0&log=%00{log}",
    "after=0&log={log}0",
    "whole=1&after=0&log={log}",
]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_has_one_spelling(on_sqlite: Ground, query: str) -> None:
    program = on_sqlite.program()
    target = f"/v1/programs/{program.id.hex()}/pull?{query.format(log=program.cases.hex())}"
    answer = on_sqlite.caller.signed(program.first, "GET", target.removesuffix("?"))
    assert answer.refusal[:2] == (400, "malformed")


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.9", b"203.0.113.9"),
        ("::ffff:203.0.113.9", b"203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", bytes.fromhex("20010db800010002")),
        ("2001:db8:1:2::%eth0", bytes.fromhex("20010db800010002")),
        ("", b""),
    ],
)
def test_an_ipv6_subscriber_is_one_address(host: str, network: bytes) -> None:
    assert network_of(host) == network
