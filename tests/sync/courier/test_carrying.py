"""A courier sends what was sealed, does nothing else, and believes signatures alone."""

import secrets
from dataclasses import replace
from functools import reduce

import msgspec
import pytest
from sqlalchemy import Connection

from storage.domain.clocks import milliseconds
from storage.errors import SatchelError
from storage.usecases.changes import Changes
from storage.usecases.syncing.envelopes import Own, store_own
from storage.usecases.syncing.roster import entries
from storage.usecases.transaction import Transaction
from storage.workspace.erasing import erased_on
from sync.client.commands import Answer, Ask
from sync.client.courier.carrying import Delivered, carry
from sync.client.courier.leaving import LASTS_MS, leave_courier, letter_of
from sync.client.courier.letter import NAME, Letter, drop_letter, letter_in, store_letter
from sync.client.courier.travelling import Journey
from sync.client.driving import Transport
from sync.client.governing.entering import own_place
from sync.client.governing.leaving import revoke
from sync.client.governing.roles import change_role
from sync.client.governing.rotation import handed, new_epochs, receivers_of
from sync.client.membership import identity, membership
from sync.client.problems import SyncError
from sync.client.round import seal_all
from sync.client.session import Session, ask, refusal_of
from sync.protocol import signing
from sync.protocol.encoding import decode, encode
from sync.protocol.entries import Revocation
from sync.protocol.envelope import parse, to_bytes
from sync.protocol.messages import Page, Push
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, Request, sign_answer
from sync.protocol.roster import Roster, begin, extend, make_entry
from tests.conftest import FixedClock
from tests.sync.bundles.sticks import open_case, sync, texts, write
from tests.sync.enrolment.laptops import Laptop, Server

Pair = tuple[Laptop, Laptop]


def test_what_was_sealed_before_the_lock_is_sent_and_the_next_round_repeats_nothing(
    pair: Pair,
) -> None:
    ana, ben = pair
    letter = locked_with(ana, "from Ana")
    assert letter.changes == 2
    done = carried(ana, letter)
    assert (done.standing, len(done.digests)) == ("member", len(letter.waiting))
    sync(ben)
    assert texts(ben) == ["from Ana"]
    assert carried(ana, letter) == done
    outcome = sync(ana)
    assert (outcome.problem, outcome.waiting) == (None, 0)
    sync(ben)
    assert texts(ben) == ["from Ana"]


def test_a_letter_lies_beside_the_workspace_until_it_is_taken_away(pair: Pair) -> None:
    ana, _ben = pair
    letter = locked_with(ana, "from Ana")
    store_letter(ana.folder, letter)
    assert letter_in(ana.folder) == letter
    (ana.folder / NAME).write_bytes(b"damaged")
    assert letter_in(ana.folder) is None
    drop_letter(ana.folder)
    assert not (ana.folder / NAME).exists()


def test_a_letter_that_cannot_be_carried_is_none(pair: Pair) -> None:
    ana, _ben = pair
    letter = locked_with(ana, "from Ana")
    wrong: tuple[dict[str, object], ...] = (
        {"address": "https://\0"},
        {"address": "https://\ufffd"},
        {"seed": bytes(31)},
        {"entries": 0},
        {"changes": -1},
        {"form": 2},
    )
    for parts in wrong:
        store_letter(ana.folder, msgspec.structs.replace(letter, **parts))
        assert letter_in(ana.folder) is None, parts


def test_a_laptop_in_no_program_leaves_none(ana: Laptop) -> None:
    left, _changes = ana.workspace.write(leave_courier, ana.folder, ana.clock)
    assert (left, letter_in(ana.folder)) == (False, None)


def test_no_key_that_opens_anything_is_in_a_letter(pair: Pair) -> None:
    ana, _ben = pair
    content = encode(locked_with(ana, "canary in a coal mine"))
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
    letter = locked_with(ana, "from Ana")
    names = {"vault": letter.waiting[0].log.hex(), "blob": "0" * 64}
    where, _, query = path.format(**names).partition("?")
    request = Request(method, f"/v1/programs/{letter.program.hex()}/{where}", query, body)
    refusal = refusal_of(ana.run(ask(_session(ana, letter), request)))
    assert refusal is not None
    assert refusal.reason in {"forbidden", "malformed", "not-found"}


def test_an_envelope_of_another_device_is_not_carried(pair: Pair) -> None:
    ana, ben = pair
    letter = locked_with(ana, "from Ana")
    one = locked_with(ben, "from Ben").waiting[0]
    body = encode(Push(one.log, (one.body,)))
    request = Request("POST", f"/v1/programs/{letter.program.hex()}/push", "", body)
    refusal = refusal_of(ana.run(ask(_session(ana, letter), request)))
    assert refusal is not None
    assert refusal.reason == "forbidden"


def test_a_courier_that_is_late_of_another_device_or_forged_is_refused(
    pair: Pair, clock: FixedClock
) -> None:
    ana, ben = pair
    letter = locked_with(ana, "from Ana")
    who = ben.workspace.read(identity)
    credential = letter.credential[:-1] + bytes([letter.credential[-1] ^ 1])
    for wrong in (
        msgspec.structs.replace(letter, device=who.device),
        msgspec.structs.replace(letter, seed=signing.new_signing_key()),
        msgspec.structs.replace(letter, credential=credential),
        msgspec.structs.replace(letter, credential=secrets.token_bytes(300)),
    ):
        with pytest.raises(SyncError) as refused:
            carried(ana, wrong)
        assert refused.value.problem in {"not-admitted", "busy"}
    clock.pass_time(seconds=LASTS_MS / 1000 + 61)
    with pytest.raises(SyncError) as refused:
        carried(ana, letter)
    assert refused.value.problem == "not-admitted"


def test_a_revoked_laptop_leaves_what_it_wrote_to_the_admins_and_is_told_to_erase(
    pair: Pair, clock: FixedClock
) -> None:
    ana, ben = pair
    letter = locked_with(ben, "written on the lost laptop")
    device = ben.workspace.read(identity).device
    ana.run(revoke(clock, (device,), "stolen", erase=True))
    done = carried(ben, letter)
    assert done == Delivered("erase", frozenset(one.digest for one in letter.waiting))
    assert sync(ana).problem is None
    assert texts(ana) == []


def test_a_revoked_laptop_that_nobody_told_to_erase_keeps_what_it_holds(
    pair: Pair, clock: FixedClock
) -> None:
    ana, ben = pair
    letter = locked_with(ben, "written on the way out")
    ana.run(revoke(clock, (ben.workspace.read(identity).device,), "left"))
    assert carried(ben, letter).standing == "gone"


def test_no_erase_is_believed_of_a_roster_that_leaves_out_what_was_known(
    pair: Pair, clock: FixedClock
) -> None:
    """Whoever left the program may help a server to another roster, up to where they left."""
    ana, ben = pair
    ana.run(change_role(clock, ben.workspace.read(identity).device, "admin"))
    sync(ben)
    letter = locked_with(ben, "kept")
    with pytest.raises(SyncError) as refused:
        carried(ben, letter, _Forking(ben.wire, ana))
    assert refused.value.problem == "roster-differs"
    genesis = parse(ben.workspace.read(entries)[0]).digest
    unknowing = msgspec.structs.replace(letter, entries=1, last=genesis)
    assert carried(ben, unknowing, _Forking(ben.wire, ana)).standing == "erase"


@pytest.mark.parametrize("lie", ["unsealed", "sealed"])
def test_nothing_is_erased_while_something_is_not_in_the_letter(
    pair: Pair, clock: FixedClock, lie: str
) -> None:
    ana, ben = pair
    letter = locked_with(ben, "written on the lost laptop")
    if lie == "unsealed":
        write(ben, "not sealed any more")
    else:
        ben.workspace.write(_beside)
    found = ben.workspace.read(letter_of, milliseconds(clock.now()))
    assert found is not None
    assert not letter.more
    assert found.more
    ana.run(revoke(clock, (ben.workspace.read(identity).device,), "stolen", erase=True))
    folder = ben.folder.parent / "beside"
    folder.mkdir()
    for one, is_erased in ((found, False), (letter, True)):
        store_letter(folder, one)
        Journey(folder, clock, lambda _address: _Way(ben.wire)).travel(lambda _news: None)
        assert (erased_on(folder) is not None) == is_erased


@pytest.mark.parametrize("lie", ["left out", "changed", "cut", "empty", "of another program"])
def test_no_erase_is_believed_whose_signatures_do_not_verify(
    pair: Pair, clock: FixedClock, lie: str
) -> None:
    ana, ben = pair
    letter = locked_with(ben, "kept")
    ana.run(revoke(clock, (ben.workspace.read(identity).device,), "stolen", erase=True))
    if lie == "of another program":
        letter = msgspec.structs.replace(letter, program=secrets.token_bytes(32))
    with pytest.raises((SyncError, SatchelError)):
        carried(ben, letter, _Lying(ben.wire, ana, lie))


def _beside(transaction: Transaction) -> tuple[None, Changes]:
    """An envelope of a vault that this laptop is no member of any more."""
    own = Own(0, 1, bytes(32), b"sealed")
    store_own(transaction.connection, bytes(16), own)
    return None, Changes()


class _Way:
    """A way to the server that is given up at the end."""

    def __init__(self, wire: Transport) -> None:
        self.ask = wire.ask

    def close(self) -> None:
        """Nothing is held."""


class _Forking:
    """A server with another roster: it goes off before the last entry, and is well signed."""

    def __init__(self, true: Transport, by: Laptop) -> None:
        assert isinstance(true, Server)
        self._true, self._by = true, by

    def ask(self, ask: Ask) -> Answer:
        answer = self._true.ask(ask)
        if "/pull" not in ask.path or answer.status != 200:
            return answer
        page = decode(answer.body, Page)
        bodies = [item.envelope or b"" for item in page.items[:-1]]
        entries = [parse(body) for body in bodies]
        roster = reduce(extend, entries[1:], begin(entries[0]))
        forked = self._by.workspace.read(_erasing, roster)
        items = (*page.items[:-1], msgspec.structs.replace(page.items[-1], envelope=forked))
        return signed(self._true, ask, answer, msgspec.structs.replace(page, items=items))


def _erasing(connection: Connection, roster: Roster) -> bytes:
    """An entry behind ``roster`` that takes the other member out, signed as it should be."""
    member = membership(connection)
    assert member is not None
    behind = replace(member, roster=roster)
    (out,) = set(roster.members) - {member.identity.device}
    vaults = {vault.id: (member.identity.device,) for vault in roster.vaults}
    rotated = new_epochs(behind, vaults)
    receivers = receivers_of(roster, vaults)
    body = Revocation(1, roster.last, (out,), "stolen", True, (), rotated, receivers)
    place = own_place(connection, behind)
    return to_bytes(
        make_entry(
            place, member.identity.signing, body, handed(connection, behind, rotated, vaults)
        )
    )


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
                flipped = body[:-1] + bytes((body[-1] ^ 1,))
                items[-1] = msgspec.structs.replace(items[-1], envelope=flipped)
            case "cut":
                items = items[1:]
            case _:
                items = []
        return signed(self._true, ask, answer, msgspec.structs.replace(page, items=tuple(items)))


def signed(server: Server, ask: Ask, answer: Answer, page: Page) -> Answer:
    """Give ``page`` in place of what was answered, signed by the server."""
    body = encode(page)
    nonce = bytes.fromhex(ask.headers[NONCE])
    asked = Asked(ask.method, ask.path, ask.query, nonce, ask.headers[SIGNATURE])
    time = int(answer.headers[TIME])
    signature = sign_answer(server.seed, asked, time, 200, body)
    return type(answer)(200, {**answer.headers, SIGNATURE: signature}, body)


def locked_with(laptop: Laptop, text: str) -> Letter:
    open_case(laptop)
    write(laptop, text)
    laptop.run(seal_all())
    letter = laptop.workspace.read(letter_of, milliseconds(laptop.clock.now()))
    assert letter is not None
    return letter


def carried(laptop: Laptop, letter: Letter, wire: Transport | None = None) -> Delivered:
    return laptop.run(carry(letter, laptop.clock), wire)


def _session(laptop: Laptop, letter: Letter) -> Session:
    session = Session(letter.server, letter.program, letter.device, letter.seed, laptop.clock)
    session.credential = letter.credential
    return session


def _column(connection: Connection, query: str) -> list[bytes]:
    return list(connection.exec_driver_sql(query).scalars())
