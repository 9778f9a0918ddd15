"""Who may do what: every device, log and request against a table that was written by hand."""

from itertools import product
from typing import get_args

import pytest
from starlette.routing import Route

from sync.protocol.envelope import Kind, make, to_bytes
from sync.protocol.roster import Device, Member, Role, Roster
from sync.server.application import operations_of
from sync.server.authorisation import Action, Asker, Target, may
from sync.server.devices import Known, Part
from sync.server.operation import Open, Signed
from tests.server.asks import ADMINS, ASKS, Cast
from tests.server.grounds import Ground
from tests.server.laptops import Laptop

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


def test_a_member_may_renew_its_vaults_key_bring_others_entries_and_make_no_other() -> None:
    member = Member(Device(DEVICE, b"", b""), "member", (LOGS["cases"],))
    roster = Roster(b"p" * 32, LOGS["roster"], (), {DEVICE: member}, b"", 1, {})
    asker = Asker(DEVICE, roster, statewide=False, known=Known(member, "member"))
    assert may(asker, "push", Target(roster.log, renews=True))
    assert not may(asker, "push", Target(roster.log))
    assert not may(asker, "push", Target(LOGS["shared"], renews=True))
    assert may(asker, "push", Target(roster.log, brings=True))
    assert not may(asker, "push", Target(LOGS["shared"], brings=True))


def test_who_left_one_vault_alone_may_leave_there_what_they_had_written() -> None:
    member = Member(Device(DEVICE, b"", b""), "member", (LOGS["cases"],))
    cuts = {(LOGS["shared"], DEVICE, 0): 3, (LOGS["elsewhere"], OTHER, 0): 3}
    roster = Roster(b"p" * 32, LOGS["roster"], (), {DEVICE: member}, b"", 1, {}, cuts=cuts)
    for part in ("member", "gone"):
        asker = Asker(DEVICE, roster, statewide=False, known=Known(member, part))
        assert may(asker, "park", Target(LOGS["shared"]))
        assert not may(asker, "park", Target(LOGS["elsewhere"]))
        assert not may(asker, "push", Target(LOGS["shared"]))
        assert not may(asker, "pull", Target(LOGS["shared"]))


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
    ask = ASKS[action]
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
