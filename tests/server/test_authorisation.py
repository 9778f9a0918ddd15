"""Who may do what: every device, log and request against a table that was written by hand."""

import secrets
from dataclasses import dataclass
from itertools import product
from typing import get_args

import pytest
from starlette.routing import Route

from sync.protocol.blobs import blob_id, blob_manifest
from sync.protocol.encoding import encode
from sync.protocol.envelope import Kind, make, to_bytes
from sync.protocol.factsheet import Fact, new_sheet, sign_sheet
from sync.protocol.messages import Expunge, Push, Sheet
from sync.protocol.roster import Device, Member, Role, Roster
from sync.server.application import operations_of
from sync.server.authorisation import Action, Asker, Target, may
from sync.server.devices import Known, Part
from sync.server.operation import Open, Signed
from tests.server.asking import Answer
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program

PROGRAM, PLACE = "{program:program}", "{place:place}"
BLOB = f"/v1/programs/{PROGRAM}/vaults/{{vault:vault}}/blobs/{{blob:blob}}"
ROUTES = {
    ("GET", "/v1/status"): "open",
    ("POST", f"/v1/programs/{PROGRAM}/genesis"): "open",
    ("GET", f"/v1/programs/{PROGRAM}/heads"): "heads",
    ("POST", f"/v1/programs/{PROGRAM}/push"): "push",
    ("GET", f"/v1/programs/{PROGRAM}/pull"): "pull",
    ("GET", f"/v1/programs/{PROGRAM}/snapshots"): "snapshots",
    ("POST", f"/v1/programs/{PROGRAM}/expunge"): "expunge",
    ("GET", f"/v1/programs/{PROGRAM}/audit"): "audit",
    ("PUT", BLOB): "put blob",
    ("GET", BLOB): "get blob",
    ("DELETE", BLOB): "destroy blob",
    ("PUT", f"{BLOB}/{{number:number}}"): "put blob",
    ("GET", f"{BLOB}/{{number:number}}"): "get blob",
    ("PUT", f"/v1/programs/{PROGRAM}/parked/{{digest:digest}}"): "park",
    ("GET", f"/v1/programs/{PROGRAM}/parked"): "parked",
    ("GET", f"/v1/programs/{PROGRAM}/parked/{{digest:digest}}"): "parked",
    ("DELETE", f"/v1/programs/{PROGRAM}/parked/{{digest:digest}}"): "parked",
    ("PUT", f"/v1/programs/{PROGRAM}/rendezvous/{PLACE}/offer"): "offer",
    ("PUT", f"/v1/programs/{PROGRAM}/rendezvous/{PLACE}/reveal"): "reveal",
    ("PUT", f"/v1/rendezvous/{PLACE}/answer"): "open",
    ("GET", f"/v1/rendezvous/{PLACE}/{{message:message}}"): "open",
    ("PUT", f"/v1/figures/programs/{PROGRAM}/roster"): "open",
    ("PUT", f"/v1/figures/programs/{PROGRAM}/sheets"): "send sheet",
    ("GET", f"/v1/figures/programs/{PROGRAM}/sheets"): "read sheets",
}
"""Every address and who decides about it. Adding one here is deciding that."""


def test_every_address_is_decided_about(on_sqlite: Ground) -> None:
    operations = operations_of(("records", "figures"))
    decided = {
        (each.method, each.path): each.action if isinstance(each, Signed) else "open"
        for each in operations
    }
    assert decided == ROUTES
    served = set()
    for route in on_sqlite.wire.application.routes:
        assert isinstance(route, Route)
        served |= {(method, route.path) for method in route.methods or ()}
    assert served == set(ROUTES)


def test_each_role_serves_its_own_addresses_alone() -> None:
    records = {each.path for each in operations_of(("records",))}
    figures = {each.path for each in operations_of(("figures",))}
    assert records & figures == {"/v1/status"}
    assert not any("figures" in path for path in records)
    assert all(isinstance(each, Open | Signed) for each in operations_of(()))


LOGS = {"roster": b"r" * 16, "cases": b"c" * 16, "shared": b"s" * 16, "elsewhere": b"e" * 16}
DEVICE, OTHER = b"d" * 8, b"o" * 8


def allowed(
    action: Action, role: Role, vaults: set[str], log: str, by: bytes, *, wide: bool
) -> bool:
    """The same question about a member, answered a second way."""
    answers: dict[Action, bool] = {
        "heads": True,
        "audit": True,
        "send sheet": True,
        "snapshots": log in vaults,
        "put blob": log in vaults,
        "get blob": log in vaults,
        "destroy blob": role == "admin" and log in vaults,
        "expunge": role == "admin" and log in vaults,
        "park": False,
        "parked": role == "admin",
        "pull": log in vaults | {"roster"},
        "push": log in (vaults | {"roster"} if role == "admin" else vaults),
        "offer": role == "admin",
        "reveal": (role, by) == ("admin", DEVICE),
        "read sheets": wide,
    }
    return answers[action]


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("role", get_args(Role))
def test_every_combination_is_decided_as_a_second_table_says(action: Action, role: Role) -> None:
    device = Device(DEVICE, b"", b"")
    for vaults, log, by, wide in product(
        ((), ("cases",), ("shared",), ("cases", "shared")),
        LOGS,
        (DEVICE, OTHER, b""),
        (True, False),
    ):
        member = Member(device, role, tuple(LOGS[name] for name in vaults))
        roster = Roster(b"p" * 32, LOGS["roster"], (), {DEVICE: member}, b"", 1, {})
        target = Target(LOGS[log], by)

        expected = allowed(action, role, set(vaults), log, by, wide=wide)
        left = (action == "pull" and log == "roster") or (action == "park" and log in vaults)
        of_recovery = action in {"pull", "push"} and log == "roster"
        parts: dict[Part, bool] = {"member": expected, "gone": left, "recovery": of_recovery}
        for part, answer in parts.items():
            known = Known(member, part)
            assert may(Asker(DEVICE, roster, wide, known), action, target) == answer
            carried = may(Asker(DEVICE, roster, wide, known, by_courier=True), action, target)
            own = log in vaults and (part, action) in {("member", "push"), ("gone", "park")}
            reads = part != "recovery" and (action, log) == ("pull", "roster")
            assert carried == (own or reads)


def test_a_member_may_make_the_key_of_its_vault_anew_and_no_other_entry() -> None:
    member = Member(Device(DEVICE, b"", b""), "member", (LOGS["cases"],))
    roster = Roster(b"p" * 32, LOGS["roster"], (), {DEVICE: member}, b"", 1, {})
    asker = Asker(DEVICE, roster, statewide=False, known=Known(member, "member"))
    assert may(asker, "push", Target(roster.log, renews=True))
    assert not may(asker, "push", Target(roster.log))
    assert not may(asker, "push", Target(LOGS["shared"], renews=True))


@dataclass
class Cast:
    """Everybody who could ask, by what they are to the program."""

    program: Program
    other: Program
    people: dict[str, Laptop]
    admits: Laptop


@pytest.fixture
def cast(ground: Ground) -> Cast:
    program, other = ground.program(), ground.program(statewide=True)
    people = {
        "first": program.first,
        "admin": ground.member(program, "admin", (program.cases,)),
        "cases": ground.member(program, "member", (program.cases,)),
        "shared": ground.member(program, "member", (program.shared,)),
        "nothing": ground.member(program, "member", ()),
        "blocked": ground.member(program),
        "gone": ground.member(program),
        "other": other.first,
        "nobody": Laptop(),
    }
    ground.take_out(program, people["gone"])
    ground.block(program, people["blocked"])
    for each in (program, other):
        path = f"/v1/figures/programs/{each.id.hex()}/roster"
        assert ground.caller.ask("PUT", path, each.chain()).status == 200
    return Cast(program, other, people, Laptop())


ALL = {"first", "admin", "cases", "shared", "nothing"}
ADMINS = {"first", "admin"}
MAY = {
    ("heads", "-"): ALL,
    ("pull", "roster"): ALL | {"gone"},
    ("pull", "cases"): {"first", "admin", "cases"},
    ("pull", "shared"): {"first", "shared"},
    ("pull", "others"): set(),
    ("pull", "none"): set(),
    ("push", "roster"): ADMINS,
    ("push", "cases"): {"first", "admin", "cases"},
    ("push", "shared"): {"first", "shared"},
    ("push", "others"): set(),
    ("push", "none"): set(),
    ("snapshots", "cases"): {"first", "admin", "cases"},
    ("snapshots", "roster"): set(),
    ("snapshots", "others"): set(),
    ("expunge", "cases"): {"first", "admin"},
    ("expunge", "shared"): {"first"},
    ("expunge", "roster"): set(),
    ("put blob", "cases"): {"first", "admin", "cases"},
    ("put blob", "shared"): {"first", "shared"},
    ("put blob", "roster"): set(),
    ("put blob", "others"): set(),
    ("put chunk", "cases"): {"first", "admin", "cases"},
    ("get blob", "cases"): {"first", "admin", "cases"},
    ("get blob", "others"): set(),
    ("get chunk", "shared"): {"first", "shared"},
    ("destroy blob", "cases"): {"first", "admin"},
    ("destroy blob", "shared"): {"first"},
    ("park", "cases"): {"gone"},
    ("park", "roster"): set(),
    ("park", "others"): set(),
    ("parked", "-"): ADMINS,
    ("get parked", "-"): ADMINS,
    ("take parked", "-"): ADMINS,
    ("audit", "-"): ALL,
    ("offer", "-"): ADMINS,
    ("reveal", "first"): {"first"},
    ("reveal", "admin"): {"admin"},
    ("reveal", "others"): set(),
    ("reveal", "none"): set(),
    ("send sheet", "own"): ALL,
    ("send sheet", "others"): set(),
    ("read sheets", "-"): set(),
}
"""The oracle: action and what it is about, to those of the program who may."""


@pytest.mark.parametrize("case", MAY, ids=" ".join)
def test_only_who_may_is_let(ground: Ground, cast: Cast, case: tuple[str, str]) -> None:
    action, about = case
    ask = {
        "heads": ask_heads,
        "pull": ask_pull,
        "push": ask_push,
        "offer": ask_offer,
        "reveal": ask_reveal,
        "send sheet": ask_send,
        "read sheets": ask_read,
        "snapshots": ask_snapshots,
        "expunge": ask_expunge,
        "put blob": ask_put_blob,
        "put chunk": ask_put_chunk,
        "get blob": ask_get_blob,
        "get chunk": ask_get_chunk,
        "destroy blob": ask_destroy_blob,
        "park": ask_park,
        "parked": ask_parked,
        "get parked": ask_get_parked,
        "take parked": ask_take_parked,
        "audit": ask_audit,
    }[action]
    for name, laptop in cast.people.items():
        ground.from_elsewhere()
        answer = ask(ground, cast, laptop, about)
        if name in MAY[case]:
            assert answer.status == 200, (name, answer.refusal)
        elif name == "blocked":
            assert answer.refusal[:2] == (403, "blocked")
        elif name == "gone":
            assert answer.refusal[:2] == (403, "revoked")
        elif name in {"other", "nobody"}:
            assert answer.refusal[:2] == (401, "not-signed"), name
        else:
            assert answer.refusal[:2] == (403, "forbidden"), name


def test_a_program_the_operator_marked_reads_all_figures(ground: Ground, cast: Cast) -> None:
    path = f"/v1/figures/programs/{cast.other.id.hex()}/sheets?first=2026-01-01&last=2026-12-31"
    assert ground.caller.signed(cast.other.first, "GET", path).status == 200


def own_path(cast: Cast, end: str) -> str:
    return f"/v1/programs/{cast.program.id.hex()}/{end}"


def log_of(cast: Cast, about: str) -> bytes:
    return {
        "roster": cast.program.roster_log,
        "cases": cast.program.cases,
        "shared": cast.program.shared,
        "others": cast.other.cases,
        "none": secrets.token_bytes(16),
    }[about]


def ask_heads(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", own_path(cast, "heads"))


def ask_pull(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    query = f"pull?after=0&log={log_of(cast, about).hex()}"
    return ground.caller.signed(laptop, "GET", own_path(cast, query))


def ask_push(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    log = log_of(cast, about)
    if about == "roster":
        admitted = Laptop()
        envelope = cast.program.admission(admitted, by=laptop)
        if laptop.id in {cast.people[name].id for name in ADMINS}:
            cast.program.entries.append(laptop.keep(envelope))
    else:
        envelope = make(laptop.address(log), (b"sealed",), laptop.seed)
    body = encode(Push(log, (to_bytes(envelope),)))
    return ground.caller.signed(laptop, "POST", own_path(cast, "push"), body)


def ask_snapshots(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    query = f"snapshots?log={log_of(cast, about).hex()}"
    return ground.caller.signed(laptop, "GET", own_path(cast, query))


def ask_expunge(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    body = encode(Expunge(log_of(cast, about), ()))
    return ground.caller.signed(laptop, "POST", own_path(cast, "expunge"), body)


SEALED = b"a sealed chunk"
MANIFEST = blob_manifest([SEALED])


def blob_path(cast: Cast, about: str) -> str:
    return own_path(cast, f"vaults/{log_of(cast, about).hex()}/blobs/{blob_id(MANIFEST).hex()}")


def keep_blob(ground: Ground, cast: Cast, about: str) -> None:
    """Somebody who may has brought the blob already."""
    if about in {"cases", "shared"}:
        first, path = cast.program.first, blob_path(cast, about)
        assert ground.caller.signed(first, "PUT", path, MANIFEST).status == 200
        assert ground.caller.signed(first, "PUT", f"{path}/0", SEALED).status == 200


def ask_put_blob(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    return ground.caller.signed(laptop, "PUT", blob_path(cast, about), MANIFEST)


def ask_put_chunk(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    keep_blob(ground, cast, about)
    return ground.caller.signed(laptop, "PUT", f"{blob_path(cast, about)}/0", SEALED)


def ask_get_blob(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    keep_blob(ground, cast, about)
    return ground.caller.signed(laptop, "GET", blob_path(cast, about))


def ask_get_chunk(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    keep_blob(ground, cast, about)
    return ground.caller.signed(laptop, "GET", f"{blob_path(cast, about)}/0")


def ask_destroy_blob(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    return ground.caller.signed(laptop, "DELETE", blob_path(cast, about))


def ask_park(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    log = log_of(cast, about)
    kind = Kind.ROSTER if about == "roster" else Kind.CHANGES
    envelope = make(laptop.address(log, kind), (b"sealed",), laptop.seed)
    path = own_path(cast, f"parked/{envelope.digest.hex()}")
    return ground.caller.signed(laptop, "PUT", path, to_bytes(envelope))


def ask_parked(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", own_path(cast, "parked"))


def one_parked(ground: Ground, cast: Cast) -> str:
    """The path of an envelope that is parked."""
    gone = cast.people["gone"]
    envelope = make(gone.address(cast.program.cases), (b"sealed",), gone.seed)
    path = own_path(cast, f"parked/{envelope.digest.hex()}")
    assert ground.caller.signed(gone, "PUT", path, to_bytes(envelope)).status == 200
    return path


def ask_get_parked(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", one_parked(ground, cast))


def ask_take_parked(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "DELETE", one_parked(ground, cast))


def ask_audit(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    return ground.caller.signed(laptop, "GET", own_path(cast, "audit"))


def ask_offer(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    place = secrets.token_bytes(16).hex()
    path = own_path(cast, f"rendezvous/{place}/offer")
    return ground.caller.signed(laptop, "PUT", path, b"sealed offer")


def ask_reveal(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    place = secrets.token_bytes(16).hex()
    if about != "none":
        program = cast.other if about == "others" else cast.program
        author = cast.other.first if about == "others" else cast.people[about]
        path = f"/v1/programs/{program.id.hex()}/rendezvous/{place}/offer"
        ground.clock.pass_time(hours=1, seconds=1)
        assert ground.caller.signed(author, "PUT", path, b"sealed offer").status == 200
    path = own_path(cast, f"rendezvous/{place}/reveal")
    return ground.caller.signed(laptop, "PUT", path, b"sealed reveal")


def ask_send(ground: Ground, cast: Cast, laptop: Laptop, about: str) -> Answer:
    program = cast.other if about == "others" else cast.program
    revision = 1 + list(cast.people.values()).index(laptop)
    sheet = new_sheet(
        program.id,
        "cac-01",
        ("pmt", "2026"),
        ("2026-01-01", "2026-03-31"),
        revision,
        (Fact("victims", (), 12),),
    )
    signed = sign_sheet(sheet, laptop.id, ground.caller.now(), laptop.seed)
    path = f"/v1/figures/programs/{cast.program.id.hex()}/sheets"
    return ground.caller.signed(laptop, "PUT", path, encode(Sheet((), signed)))


def ask_read(ground: Ground, cast: Cast, laptop: Laptop, _about: str) -> Answer:
    path = f"/v1/figures/programs/{cast.program.id.hex()}/sheets?first=2026-01-01&last=2026-12-31"
    return ground.caller.signed(laptop, "GET", path)


def test_a_roster_cannot_be_written_as_changes_nor_a_vault_as_roster(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    changes = make(laptop.address(program.roster_log), (b"sealed",), laptop.seed)
    entry = make(laptop.address(program.cases, Kind.ROSTER), (b"sealed",), laptop.seed)
    for log, envelope in ((program.roster_log, changes), (program.cases, entry)):
        answer = ground.caller.push(program, laptop, log, to_bytes(envelope))
        assert answer.refusal[:2] == (400, "malformed")


def test_a_member_cannot_admit_itself_to_more(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program, "member", ())
    again = program.admission(laptop, "admin")
    answer = ground.caller.push(program, program.first, program.roster_log, to_bytes(again))
    assert answer.refusal[:2] == (400, "malformed")
