"""A device that was taken out: what it is answered, what is cut off, what it may hand over."""

from typing import Any

import pytest

from sync.protocol import limits
from sync.protocol.encoding import decode, encode
from sync.protocol.entries import (
    Acceptance,
    Cut,
    NewVault,
    PersonAdmission,
    RoleChange,
    Rotated,
    VaultName,
    Withdrawal,
)
from sync.protocol.envelope import Envelope, make, to_bytes
from sync.protocol.messages import ParkedList, Push
from sync.protocol.requests import Request
from sync.server.asks import Ask
from sync.server.authorisation import Asker
from sync.server.devices import Known
from sync.server.pushing import plan_push
from sync.server.refusals import RefusedError
from tests.server.asking import Answer
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program


def path_of(program: Program, end: str) -> str:
    return f"/v1/programs/{program.id.hex()}/{end}"


def park(ground: Ground, program: Program, laptop: Laptop, envelope: Envelope) -> Answer:
    path = path_of(program, f"parked/{envelope.digest.hex()}")
    return ground.caller.signed(laptop, "PUT", path, to_bytes(envelope))


def listed(ground: Ground, program: Program) -> ParkedList:
    path = path_of(program, "parked")
    return ground.caller.signed(program.first, "GET", path).as_(ParkedList)


def push_entry(ground: Ground, program: Program, entry: Envelope) -> Answer:
    return ground.caller.push(program, program.first, program.roster_log, to_bytes(entry))


def test_who_was_taken_out_sees_the_entry_and_nothing_else(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    ground.take_out(program, laptop)
    page = ground.caller.pull(program, laptop, program.roster_log)
    assert (page.head.sequence, page.items[-1].digest) == (3, program.entries[-1].digest)
    envelope = to_bytes(laptop.envelope(program.cases))
    push = ground.caller.push(program, laptop, program.cases, envelope)
    assert push.refusal[:2] == (403, "revoked")
    heads = ground.caller.signed(laptop, "GET", path_of(program, "heads"))
    assert heads.refusal[:2] == (403, "revoked")
    # Whoever does not have its key is told nothing of it.
    stranger = Laptop(id=laptop.id)
    assert ground.caller.signed(stranger, "GET", path_of(program, "heads")).status == 401


def test_a_coverage_ends_at_its_moment(ground: Ground) -> None:
    program, laptop = ground.program(), Laptop()
    ends = ground.caller.now() + 1000
    body = PersonAdmission(
        2, program.roster.last, laptop.device, "member", (program.cases,), b"", bytes(16), ends
    )
    assert push_entry(ground, program, program.keep(program.entry(body))).status == 200
    heads = path_of(program, "heads")
    ground.clock.pass_time(milliseconds=999)
    assert ground.caller.signed(laptop, "GET", heads).status == 200
    ground.clock.pass_time(milliseconds=1)
    assert ground.caller.signed(laptop, "GET", heads).refusal[:2] == (403, "revoked")
    late = make(laptop.address(program.cases), (b"sealed",), laptop.seed)
    assert park(ground, program, laptop, late).status == 200


def test_what_came_too_late_is_parked_for_the_admins(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    ground.take_out(program, laptop)
    late = laptop.envelope(program.cases, b"seen too late")
    for _ in range(2):
        assert park(ground, program, laptop, late).status == 200
    (entry,) = listed(ground, program).parked
    assert (entry.device, entry.digest) == (laptop.id, late.digest)
    assert (entry.size, entry.time) == (len(to_bytes(late)), ground.caller.now())
    assert ground.caller.pull(program, program.first, program.cases).items == ()
    path = path_of(program, f"parked/{late.digest.hex()}")
    assert ground.caller.signed(program.first, "GET", path).body == to_bytes(late)
    for _ in range(2):
        assert ground.caller.signed(program.first, "DELETE", path).status == 200
    assert ground.caller.signed(program.first, "GET", path).refusal[:2] == (404, "not-found")
    assert listed(ground, program).parked == ()


def test_only_its_own_sound_envelopes_are_parked(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    ground.take_out(program, laptop)
    own = make(laptop.address(program.cases), (b"sealed",), laptop.seed)
    forged = make(laptop.address(program.cases), (b"sealed",), program.first.seed)
    of_another = make(program.first.address(program.cases), (b"x",), program.first.seed)
    assert park(ground, program, laptop, forged).refusal[:2] == (400, "malformed")
    assert park(ground, program, laptop, of_another).refusal[:2] == (403, "forbidden")
    path = path_of(program, f"parked/{bytes(32).hex()}")
    misnamed = ground.caller.signed(laptop, "PUT", path, to_bytes(own))
    assert misnamed.refusal[:2] == (400, "malformed")
    assert park(ground, program, program.first, of_another).refusal[:2] == (403, "forbidden")


def test_a_device_parks_up_to_its_limit(on_sqlite: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.PARKED == 64 * 1024 * 1024
    program = on_sqlite.program()
    laptop, other = on_sqlite.member(program), on_sqlite.member(program)
    on_sqlite.take_out(program, laptop)
    on_sqlite.take_out(program, other)
    envelopes = [laptop.envelope(program.cases, b"x" * 50) for _ in range(3)]
    size = len(to_bytes(envelopes[0]))
    for most, statuses in ((2 * size - 1, [200, 507]), (2 * size, [200, 200, 507])):
        monkeypatch.setattr("sync.server.parking.PARKED", most)
        assert [
            park(on_sqlite, program, laptop, each).status for each in envelopes[: len(statuses)]
        ] == statuses
    monkeypatch.setattr("sync.server.parking.PARKED", 3 * size + 1)
    assert park(on_sqlite, program, laptop, envelopes[2]).status == 200
    assert park(on_sqlite, program, other, other.envelope(program.cases)).status == 200


def test_a_cut_that_would_lose_what_is_here_is_stale(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    sent = laptop.envelopes(program.cases, 3)
    ground.caller.pushed(program, laptop, program.cases, *sent)
    cut = Cut(program.cases, laptop.id, laptop.incarnation, 2)
    for cuts in ((), (cut,)):
        entry = program.revocation(laptop, cuts=cuts)
        assert push_entry(ground, program, entry).refusal[:2] == (409, "stale-cut")
    assert len(ground.caller.heads(program, laptop).heads) == 3
    exact = program.revocation(laptop)
    assert push_entry(ground, program, program.keep(exact)).status == 200
    assert push_entry(ground, program, exact).status == 200


def test_a_cut_may_lie_before_what_was_never_sent(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    ground.caller.pushed(program, laptop, program.cases, *laptop.envelopes(program.cases, 1))
    cut = Cut(program.cases, laptop.id, laptop.incarnation, 5)
    entry = program.keep(program.revocation(laptop, cuts=(cut,)))
    assert push_entry(ground, program, entry).status == 200


def withdrawal(program: Program, vault: bytes, *laptops: Laptop, **more: Any) -> Envelope:
    roster = program.roster
    left = {laptop.id for laptop in laptops}
    inside = tuple(sorted(set(roster.members_of(vault)) - left))
    rotated = Rotated(vault, roster.epochs[vault] + 1)
    cuts = more.pop("cuts", ())
    body = Withdrawal(1, roster.last, tuple(sorted(left)), rotated, cuts, inside)
    return program.entry(body, **more)


def test_leaving_one_vault_leaves_the_other(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program)
    ground.caller.pushed(program, laptop, program.cases, *laptop.envelopes(program.cases, 2))
    early = withdrawal(program, program.cases, laptop)
    assert push_entry(ground, program, early).refusal[:2] == (409, "stale-cut")
    cut = Cut(program.cases, laptop.id, laptop.incarnation, 2)
    entry = program.keep(withdrawal(program, program.cases, laptop, cuts=(cut,)))
    assert push_entry(ground, program, entry).status == 200
    refused = ground.caller.push(
        program, laptop, program.cases, to_bytes(laptop.envelope(program.cases))
    )
    assert refused.refusal[:2] == (403, "forbidden")
    ground.caller.pushed(program, laptop, program.shared, *laptop.envelopes(program.shared, 1))
    # Taken out later, only the vault it is still in is looked at.
    ground.take_out(program, laptop)


def test_a_member_renews_its_own_vaults_key_and_makes_no_other_entry(ground: Ground) -> None:
    program = ground.program()
    laptop = ground.member(program, "member", (program.cases,))
    promoted = program.entry(RoleChange(1, program.roster.last, laptop.id, "admin"), by=laptop)
    sharing = withdrawal(program, program.shared, by=laptop)
    both = [to_bytes(each) for each in (promoted, sharing)]
    for entry in both:
        answer = ground.caller.push(program, laptop, program.roster_log, entry)
        assert answer.refusal[:2] == (403, "forbidden")
    renewed = program.keep(withdrawal(program, program.cases, by=laptop), by=laptop)
    answer = ground.caller.push(program, laptop, program.roster_log, to_bytes(renewed))
    assert answer.status == 200


def test_a_member_brings_what_an_admin_signed_and_no_entry_of_another_member(
    ground: Ground,
) -> None:
    program = ground.program()
    laptop, other = ground.member(program), ground.member(program)
    forged = program.entry(RoleChange(1, program.roster.last, other.id, "admin"), by=other)
    answer = ground.caller.push(program, laptop, program.roster_log, to_bytes(forged))
    assert answer.refusal[:2] == (400, "malformed")
    lost = program.keep(program.entry(RoleChange(1, program.roster.last, laptop.id, "admin")))
    answer = ground.caller.push(program, laptop, program.roster_log, to_bytes(lost))
    assert answer.status == 200


def test_what_admins_accepted_of_a_device_that_left_is_brought_by_one(ground: Ground) -> None:
    program = ground.program()
    laptop, member = ground.member(program), ground.member(program)
    ground.take_out(program, laptop)
    late = [to_bytes(laptop.envelope(program.cases)) for _ in range(2)]
    first = program.first
    refused = ground.caller.push(program, first, program.cases, late[0])
    assert refused.refusal[:2] == (403, "forbidden")
    cut = Cut(program.cases, laptop.id, laptop.incarnation, 1)
    accepted = program.keep(program.entry(Acceptance(1, program.roster.last, (cut,))))
    assert push_entry(ground, program, accepted).status == 200
    assert ground.caller.push(program, member, program.cases, late[0]).status == 403
    assert ground.caller.push(program, first, program.cases, *late).status == 403
    own = to_bytes(first.envelope(program.cases))
    assert ground.caller.pushed(program, first, program.cases, late[0], own).head.sequence == 2
    items = ground.caller.pull(program, member, program.cases).items
    assert [item.envelope for item in items] == [late[0], own]


def test_a_further_vault_has_a_log_as_soon_as_it_is_entered(ground: Ground) -> None:
    program, vault = ground.program(), b"w" * 16
    member = ground.member(program)
    receivers = tuple(sorted((program.first.id, member.id)))
    body = NewVault(1, program.roster.last, VaultName(vault, "restricted"), receivers)
    assert push_entry(ground, program, program.keep(program.entry(body))).status == 200
    heads = {each.log: each.head for each in ground.caller.heads(program, member).heads}
    assert heads[vault].sequence == 0
    ground.caller.pushed(program, member, vault, *member.envelopes(vault, 1))


def test_a_push_that_was_on_its_way_when_its_device_was_taken_out_is_refused(
    ground: Ground,
) -> None:

    program = ground.program()
    laptop = ground.member(program)
    before = program.roster
    body = encode(Push(program.cases, laptop.envelopes(program.cases, 1)))
    path = path_of(program, "push")
    ask = Ask("POST", path, "", {}, body, b"", {"program": program.id.hex()})
    assert ask.signed == Request("POST", path, "", body)
    known = Known(before.members[laptop.id], "member")
    plan = plan_push(ground.service, ask, Asker(laptop.id, before, False, known))
    entry = program.keep(program.revocation(laptop, cuts=()))
    assert push_entry(ground, program, entry).status == 200
    with pytest.raises(RefusedError, match="revoked"):
        plan.act()
    assert decode(body, Push).log == program.cases
    assert ground.caller.pull(program, program.first, program.cases).items == ()
