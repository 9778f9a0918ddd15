"""A courier sends what was sealed, does nothing else, and believes signatures alone."""

import secrets

import msgspec
import pytest
from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.errors import SatchelError
from sync.client.commands import Answer, Ask
from sync.client.courier.carrying import Delivered, carry
from sync.client.courier.leaving import LASTS_MS, leave_courier, letter_of
from sync.client.courier.letter import NAME, Letter, drop_letter, letter_in, store_letter
from sync.client.driving import Transport
from sync.client.governing.leaving import revoke
from sync.client.membership import identity
from sync.client.problems import SyncError
from sync.client.round import seal_all
from sync.client.session import Session, ask, refusal_of
from sync.protocol import signing
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import Page, Push
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, Request, sign_answer
from tests.conftest import FixedClock
from tests.sync.bundles.sticks import open_case, sync, texts, write
from tests.sync.enrolment.laptops import Laptop, Server

Pair = tuple[Laptop, Laptop]


def test_what_was_sealed_before_the_lock_is_sent_and_the_next_round_repeats_nothing(
    pair: Pair,
) -> None:
    ana, ben = pair
    letter = _locked_with(ana, "from Ana")
    assert letter.changes == 2
    done = _carry(ana, letter)
    assert (done.standing, len(done.digests)) == ("member", len(letter.waiting))
    sync(ben)
    assert texts(ben) == ["from Ana"]
    assert _carry(ana, letter) == done
    outcome = sync(ana)
    assert (outcome.problem, outcome.waiting) == (None, 0)
    sync(ben)
    assert texts(ben) == ["from Ana"]


def test_a_letter_lies_beside_the_workspace_until_it_is_taken_away(pair: Pair) -> None:
    ana, _ben = pair
    letter = _locked_with(ana, "from Ana")
    store_letter(ana.folder, letter)
    assert letter_in(ana.folder) == letter
    (ana.folder / NAME).write_bytes(b"damaged")
    assert letter_in(ana.folder) is None
    drop_letter(ana.folder)
    assert not (ana.folder / NAME).exists()


def test_a_laptop_in_no_program_leaves_none(ana: Laptop) -> None:
    left, _changes = ana.workspace.write(leave_courier, ana.folder, ana.clock)
    assert (left, letter_in(ana.folder)) == (False, None)


def test_no_key_that_opens_anything_is_in_a_letter(pair: Pair) -> None:
    ana, _ben = pair
    content = encode(_locked_with(ana, "canary in a coal mine"))
    who = ana.workspace.read(identity)
    hidden = [who.signing, who.x25519, who.mlkem768, ana.key, b"canary", b"Ana"]
    queries = ("SELECT key FROM vault_key", "SELECT wrapped FROM case_key")
    for query in queries:
        hidden += ana.workspace.read(_column, query)
    assert len(hidden) > 8
    assert not [each for each in hidden if each in content]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "heads", b""),
        ("GET", "pull?after=0&log={vault}", b""),
        ("GET", "audit", b""),
        ("GET", "parked", b""),
        ("GET", "snapshots?log={vault}", b""),
        ("POST", "expunge", encode((bytes(16), ()))),
        ("PUT", "rendezvous/{vault}/offer", b"sealed"),
        ("PUT", "vaults/{vault}/blobs/{blob}", b"manifest"),
        ("DELETE", "vaults/{vault}/blobs/{blob}", b""),
    ],
)
def test_whoever_finds_a_letter_can_do_nothing_else(
    pair: Pair, method: str, path: str, body: bytes
) -> None:
    ana, _ben = pair
    letter = _locked_with(ana, "from Ana")
    names = {"vault": letter.waiting[0].log.hex(), "blob": "0" * 64}
    where, _, query = path.format(**names).partition("?")
    request = Request(method, f"/v1/programs/{letter.program.hex()}/{where}", query, body)
    refusal = refusal_of(ana.run(ask(_session(ana, letter), request)))
    assert refusal is not None
    assert refusal.reason in {"forbidden", "malformed", "not-found"}


def test_an_envelope_of_another_device_is_not_carried(pair: Pair) -> None:
    ana, ben = pair
    letter = _locked_with(ana, "from Ana")
    one = _locked_with(ben, "from Ben").waiting[0]
    body = encode(Push(one.log, (one.body,)))
    request = Request("POST", f"/v1/programs/{letter.program.hex()}/push", "", body)
    refusal = refusal_of(ana.run(ask(_session(ana, letter), request)))
    assert refusal is not None
    assert refusal.reason == "forbidden"


def test_a_courier_that_is_late_of_another_device_or_forged_is_refused(
    pair: Pair, clock: FixedClock
) -> None:
    ana, ben = pair
    letter = _locked_with(ana, "from Ana")
    who = ben.workspace.read(identity)
    for wrong in (
        msgspec.structs.replace(letter, device=who.device),
        msgspec.structs.replace(letter, seed=signing.new_signing_key()),
        msgspec.structs.replace(letter, credential=letter.credential[:-1] + b"\0"),
        msgspec.structs.replace(letter, credential=secrets.token_bytes(300)),
    ):
        with pytest.raises(SyncError) as refused:
            _carry(ana, wrong)
        assert refused.value.problem in {"not-admitted", "busy"}
    clock.pass_time(seconds=LASTS_MS / 1000 + 61)
    with pytest.raises(SyncError) as refused:
        _carry(ana, letter)
    assert refused.value.problem == "not-admitted"


def test_a_revoked_laptop_leaves_what_it_wrote_to_the_admins_and_is_told_to_erase(
    pair: Pair, clock: FixedClock
) -> None:
    ana, ben = pair
    letter = _locked_with(ben, "written on the lost laptop")
    device = ben.workspace.read(identity).device
    ana.run(revoke(clock, (device,), "stolen", erase=True))
    done = _carry(ben, letter)
    assert done == Delivered("erase", frozenset(one.digest for one in letter.waiting))
    assert sync(ana).problem is None
    assert texts(ana) == []


def test_a_revoked_laptop_that_nobody_told_to_erase_keeps_what_it_holds(
    pair: Pair, clock: FixedClock
) -> None:
    ana, ben = pair
    letter = _locked_with(ben, "written on the way out")
    ana.run(revoke(clock, (ben.workspace.read(identity).device,), "left"))
    assert _carry(ben, letter).standing == "gone"


@pytest.mark.parametrize("lie", ["left out", "changed", "cut", "empty", "of another program"])
def test_no_erase_is_believed_whose_signatures_do_not_verify(
    pair: Pair, clock: FixedClock, lie: str
) -> None:
    ana, ben = pair
    letter = _locked_with(ben, "kept")
    ana.run(revoke(clock, (ben.workspace.read(identity).device,), "stolen", erase=True))
    if lie == "of another program":
        letter = msgspec.structs.replace(letter, program=secrets.token_bytes(32))
    with pytest.raises((SyncError, SatchelError)):
        _carry(ben, letter, _Lying(ben.wire, ana, lie))


class _Lying:
    """A server that gives another roster than the program's; it signs what it says."""

    def __init__(self, true: Transport, key_of: Laptop, lie: str) -> None:
        assert isinstance(true, Server)
        self._true, self._lie, self._roster = true, lie, key_of

    def ask(self, ask: Ask) -> Answer:
        answer = self._true.ask(ask)
        if "/pull" not in ask.path or answer.status != 200:
            return answer
        page = decode(answer.body, Page)
        items = list(page.items)
        match self._lie:
            case "left out":
                del items[1:2]
            case "changed":
                body = items[-1].envelope or b""
                items[-1] = msgspec.structs.replace(items[-1], envelope=body[:-1] + b"\1")
            case "cut":
                items = items[1:]
            case _:
                items = []
        body = encode(msgspec.structs.replace(page, items=tuple(items)))
        asked = Asked(
            ask.method,
            ask.path,
            ask.query,
            bytes.fromhex(ask.headers[NONCE]),
            ask.headers[SIGNATURE],
        )
        time = int(answer.headers[TIME])
        headers = {
            **answer.headers,
            SIGNATURE: sign_answer(self._true.seed, asked, time, 200, body),
        }
        return type(answer)(200, headers, body)


def _locked_with(laptop: Laptop, text: str) -> Letter:
    open_case(laptop)
    write(laptop, text)
    laptop.run(seal_all())
    letter = laptop.workspace.read(letter_of, milliseconds(laptop.clock.now()))
    assert letter is not None
    return letter


def _carry(laptop: Laptop, letter: Letter, wire: Transport | None = None) -> Delivered:
    return laptop.run(carry(letter, laptop.clock), wire)


def _session(laptop: Laptop, letter: Letter) -> Session:
    session = Session(letter.server, letter.program, letter.device, letter.seed, laptop.clock)
    session.credential = letter.credential
    return session


def _column(connection: Connection, query: str) -> list[bytes]:
    return list(connection.exec_driver_sql(query).scalars())
