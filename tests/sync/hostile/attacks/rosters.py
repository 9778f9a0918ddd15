"""Attacks on the list of members: entries that no admin signed, old ones, ones held back."""

from collections.abc import Callable
from urllib.parse import parse_qs

from sync.client.commands import Answer, Ask
from sync.client.enrolment.connect import device_of
from sync.client.governing.leaving import revoke, withdraw
from sync.client.governing.vaults import make_vault
from sync.client.membership import Identity, identity
from sync.protocol.encoding import decode, encode
from sync.protocol.entries import (
    NOWHERE,
    Acceptance,
    Admission,
    Cut,
    Entry,
    Expunging,
    Grant,
    Moved,
    NewVault,
    RecoveryKey,
    Revocation,
    RoleChange,
    Rotated,
    VaultName,
    Withdrawal,
)
from sync.protocol.envelope import BEGINNING, Address, Kind, parse, to_bytes, without
from sync.protocol.messages import Heads, LogHead, Page
from sync.protocol.roster import make_entry
from tests.sync.enrolment.lying import admission_by, stranger
from tests.sync.hostile.attacks.attack import Attack
from tests.sync.hostile.attacks.scene import Scene, head_of, linked
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.wire import Lie

Change = Callable[[Scene, list[bytes]], list[bytes]]
Body = Callable[[Scene], tuple[Entry, tuple[bytes, ...]]]
_REFUSED = ("roster-differs",)


def _shows(change: Change) -> Callable[[Scene], Lie]:
    """Return the lie that shows another roster, with links that fit it."""

    def of(scene: Scene) -> Lie:
        log = scene.roster()
        stored = scene.stored(log)
        bodies = change(scene, [item.envelope or b"" for item in stored])
        items = linked(bodies, stored[-1].generation)
        head = head_of(log, items)

        def lie(ask: Ask, answer: Answer) -> Answer:
            if answer.status == 200 and ask.path.endswith("/heads"):
                logs = decode(answer.body, Heads).heads
                shown = [LogHead(one.log, head) if one.log == log else one for one in logs]
                return scene.signed(ask, answer, encode(Heads(tuple(shown))))
            if ask.path.endswith("/pull") and f"log={log.hex()}" in ask.query:
                after = int(parse_qs(ask.query)["after"][0])
                return scene.signed(ask, answer, encode(Page(tuple(items[after:]), head)))
            return answer

        return lie

    return of


def _entry(body: Body, signer: Callable[[Scene], Identity]) -> Callable[[Scene], Lie]:
    """Add an entry behind the true ones, signed by somebody who may not make it."""

    def change(scene: Scene, shown: list[bytes]) -> list[bytes]:
        who = signer(scene)
        number, previous = 1, BEGINNING
        for one in map(parse, shown):
            if (one.header.device, one.header.incarnation) == (who.device, who.incarnation):
                number, previous = one.header.number + 1, one.digest
        log = scene.roster()
        address = Address(Kind.ROSTER, log, who.device, who.incarnation, number, previous, 1)
        made = make_entry(address, who.signing, *body(scene))
        return [*shown, to_bytes(made)]

    return _shows(change)


def _cal(scene: Scene) -> Identity:
    """A member's true keys, who is no admin: Cal helps the server."""
    return scene.cal.workspace.read(identity)


def _eve(_scene: Scene) -> Identity:
    return stranger()


def _eve_as_ana(scene: Scene) -> Identity:
    """Ana's device by name, with a stranger's keys."""
    eve, ana = stranger(), scene.ana.workspace.read(identity)
    return Identity(ana.device, ana.incarnation, eve.signing, eve.x25519, eve.mlkem768)


def _last(scene: Scene) -> bytes:
    return roster_of(scene.ana).last


def _admission(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    vaults = (scene.cases(), scene.program())
    body = Admission(1, _last(scene), device_of(stranger()), "admin", vaults, bytes(16))
    return body, (bytes(64), bytes(64))


def _role(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    return RoleChange(1, _last(scene), scene.cal.device, "admin"), ()


def _revocation(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    rotated = tuple(Rotated(v, 2) for v in sorted((scene.cases(), scene.program())))
    receivers = tuple(sorted((scene.ana.device, scene.cal.device)))
    body = Revocation(
        1,
        _last(scene),
        (scene.ben.device,),
        "lost",
        True,
        (),
        rotated,
        receivers,
    )
    return body, (bytes(64), bytes(64))


def _rotation(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    """A new key that the server knows, in the name of who may not hand one out."""
    everybody = tuple(sorted(one.device for one in (scene.ana, scene.ben, scene.cal)))
    body = Withdrawal(1, _last(scene), (), Rotated(scene.cases(), 2), (), everybody)
    return body, (bytes(64),) * len(everybody)


def _expunging(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    return Expunging(1, _last(scene), (Moved(scene.cases(), b"s" * 16, NOWHERE),), "request"), ()


def _recovery(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    eve = device_of(stranger())
    holders = (scene.cal.device,)
    return RecoveryKey(1, _last(scene), 1, eve.kem, eve.signing, holders), (bytes(64), bytes(64))


def _vault(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    body = NewVault(1, _last(scene), VaultName(b"v" * 16, "eve"), (scene.ben.device,))
    return body, (bytes(64),)


def _grant(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    return Grant(1, _last(scene), scene.cases(), (scene.cal.device,)), (bytes(64),)


def _acceptance(scene: Scene) -> tuple[Entry, tuple[bytes, ...]]:
    return Acceptance(1, _last(scene), (Cut(scene.cases(), b"d" * 8, 1, 9),)), ()


def _newer(_scene: Scene, shown: list[bytes]) -> list[bytes]:
    return [*shown[:-1], b"\x02" + shown[-1][1:], shown[-1]]


def _admitted_by_stranger(_scene: Scene, shown: list[bytes]) -> list[bytes]:
    eve = stranger()
    return [*shown, admission_by(eve, eve, shown)]


def _of_another_program(_scene: Scene, shown: list[bytes]) -> list[bytes]:
    """A revocation that another program's admin signed, behind this program's entries."""
    eve = stranger()
    log, last = b"another program!", parse(shown[-1]).digest
    body = Revocation(1, last, (b"d" * 8,), "lost", True, (), (), ())
    address = Address(Kind.ROSTER, log, eve.device, 1, 1, BEGINNING, 1)
    return [*shown, to_bytes(make_entry(address, eve.signing, body))]


def _hands_out(scene: Scene) -> None:
    """Let Ana's admin act hand Ben a key that he has not fetched: a further vault."""
    number = len(roster_of(scene.ana).vaults)
    vault = bytes([number]) * 16
    scene.ana.attempt(make_vault(scene.ana.clock, vault, f"more{number}", (scene.ben.device,)))


def _rotates(scene: Scene) -> None:
    """Take Cal out of a vault that he shares with Ben: its key is made anew for who stays."""
    vault = bytes([99]) * 16
    people = (scene.ben.device, scene.cal.device)
    scene.ana.attempt(make_vault(scene.ana.clock, vault, "shared", people))
    scene.ana.attempt(withdraw(scene.ana.clock, (scene.cal.device,), vault))


def _revokes_cal(scene: Scene) -> None:
    scene.ana.attempt(revoke(scene.ana.clock, (scene.cal.device,), "left"))


def _without_keys(_scene: Scene, shown: list[bytes]) -> list[bytes]:
    last = parse(shown[-1])
    return [*shown[:-1], to_bytes(without(last, range(1, len(last.parts))))]


def _back_in(scene: Scene, shown: list[bytes]) -> list[bytes]:
    """Let who was taken out sign themselves in again."""
    who, last = _cal(scene), parse(shown[-1]).digest
    body = RoleChange(1, last, who.device, "admin")
    address = Address(Kind.ROSTER, scene.roster(), who.device, 1, 1, BEGINNING, 1)
    return [*shown, to_bytes(make_entry(address, who.signing, body))]


def _old(place: int) -> Change:
    return lambda _scene, shown: [*shown, shown[place]]


ROSTERS = (
    Attack(
        "admit a device", "S3", "adds an admission that a stranger signed", "blocked", _REFUSED,
        _shows(_admitted_by_stranger),
    ),
    Attack(
        "admit a device with a member's help", "S3", "adds one that a member signed", "blocked",
        _REFUSED, _entry(_admission, _cal),
    ),
    Attack(
        "admit a device in an admin's name", "S3", "adds one in Ana's name by another key",
        "blocked", _REFUSED, _entry(_admission, _eve_as_ana),
    ),
    Attack(
        "make an admin", "S3", "adds a change of role that the member signed for himself",
        "blocked", _REFUSED, _entry(_role, _cal),
    ),
    Attack(
        "an unsigned wipe", "S10", "orders Ben's laptop erased; a stranger signed", "blocked",
        _REFUSED, _entry(_revocation, _eve),
    ),
    Attack(
        "a wipe by a member", "S10", "orders Ben's laptop erased; Cal signed", "blocked",
        _REFUSED, _entry(_revocation, _cal),
    ),
    Attack(
        "a wipe in an admin's name", "S10", "orders it in Ana's name by another key", "blocked",
        _REFUSED, _entry(_revocation, _eve_as_ana),
    ),
    Attack(
        "a wipe of another program", "S10", "replays a revocation of another program", "blocked",
        _REFUSED, _shows(_of_another_program),
    ),
    Attack(
        "a key for all that the server knows", "S2", "makes a vault's key anew in Ana's name",
        "blocked", _REFUSED, _entry(_rotation, _eve_as_ana),
    ),
    Attack(
        "destroy a case", "S10", "orders a case destroyed; a member signed", "blocked", _REFUSED,
        _entry(_expunging, _cal),
    ),
    Attack(
        "a recovery key of one's own", "S2", "makes itself the recovery key; a member signed",
        "blocked", _REFUSED, _entry(_recovery, _cal),
    ),
    Attack(
        "a recovery key in an admin's name", "S2", "makes itself the recovery key as Ana",
        "blocked", _REFUSED, _entry(_recovery, _eve_as_ana),
    ),
    Attack(
        "a vault of the server's", "S3", "adds a vault whose key it knows; a member signed",
        "blocked", _REFUSED, _entry(_vault, _cal),
    ),
    Attack(
        "into a vault", "S3", "lets a device into a vault; a member signed", "blocked", _REFUSED,
        _entry(_grant, _cal),
    ),
    Attack(
        "let in what came late", "S10", "accepts late envelopes; a member signed", "blocked",
        _REFUSED, _entry(_acceptance, _cal),
    ),
    Attack(
        "an old admission", "S7", "shows an admission of long ago as the newest entry", "blocked",
        _REFUSED, _shows(_old(1)),
    ),
    Attack(
        "the beginning once more", "S7", "shows the program's first entry as the newest",
        "blocked", _REFUSED, _shows(_old(0)),
    ),
    Attack(
        "a member who left signs", "S3", "shows an entry by who was taken out", "blocked",
        ("roster-differs", "set aside"), _shows(_back_in), _revokes_cal, after="without Cal",
    ),
    Attack(
        "a roster entry of another suite", "S9", "puts an entry of another version in between",
        "blocked", ("roster-differs", "newer", "history-differs"), _shows(_newer),
    ),
    Attack(
        "hold a handed-out key back", "S5", "leaves out what is wrapped to Ben", "blocked",
        ("history-differs", "roster-differs"), _shows(_without_keys), _hands_out,
    ),
    Attack(
        "hold back a key of a rotation", "S5", "leaves the new epoch's key for Ben out",
        "blocked", ("history-differs", "roster-differs"), _shows(_without_keys), _rotates,
    ),
    Attack(
        "freeze the roster", "S4", "shows no new entry, and later logs all the same", "harmless",
        ("nothing",), _shows(lambda _, shown: shown[:-1]),
        _hands_out,
        why="what waits for the new entry comes with it",
    ),
)  # fmt: skip
