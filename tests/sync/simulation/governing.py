"""What admins do in the simulation: who comes, who goes, who may read what."""

import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from storage.domain.clocks import milliseconds
from storage.errors import RejectedError, SatchelError
from storage.usecases.retention.holds import is_held
from sync.client.driving import drive
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.inviting import await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
from sync.client.enrolment.offering import Invitee
from sync.client.governing.collecting import leave_out as leave_out_everywhere
from sync.client.governing.expunging import expunge, move_case
from sync.client.governing.late import Late, latecomers
from sync.client.governing.leaving import accept as accept_late
from sync.client.governing.leaving import end_coverages, renew_stale, revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.upkeep import upkeep
from sync.client.governing.vaults import grant
from sync.client.membership import load_roster
from sync.client.problems import SyncError
from sync.protocol.entries import Reason, Role
from sync.protocol.membership import Roster
from tests.sync.enrolment.stages import another_device
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import rows
from tests.sync.simulation.wire import CALM

if TYPE_CHECKING:
    from tests.sync.simulation.world import World

Governing = Callable[["World", Laptop], None]
_FEWEST = 3
"""Laptops of which one may be taken out."""
_CUT_OFF = 60
_CASES = 'SELECT k.vault, k.scope FROM case_key k JOIN "case" c ON c.id = k.scope ORDER BY k.scope'


def random_governing(world: "World", laptop: Laptop) -> None:
    """Let ``laptop`` do one act of an admin; the roster refuses it where it is none.

    After the server was restored, who knows most of the roster syncs first, as docs/operating.md
    has it: of two entries at one place only one can stay.
    """
    if world.is_restored:
        world.sync_calmly(max(world.laptops, key=lambda one: roster_of(one).entries))
    acts, weights = zip(*GOVERNING.items(), strict=True)
    world.chance.choices(acts, weights)[0](world, laptop)


def roster_of(laptop: Laptop) -> Roster:
    """Return the roster as a laptop knows it."""
    found = laptop.workspace.read(load_roster)
    assert found is not None
    return found


def stands_in(roster: Roster, scope: bytes, vault: bytes) -> bytes:
    """Return where a case stands by now that was saved in ``vault``; empty where nowhere."""
    while (vault, scope) in roster.expunged:
        vault = roster.expunged[vault, scope]
    return vault


def _another_role(world: "World", laptop: Laptop) -> None:
    other = world.chance.choice(world.laptops)
    role: Role = "admin" if world.chance.randrange(2) else "member"
    _tried(world, laptop, change_role(laptop.clock, other.device, role))


def _revoke(world: "World", laptop: Laptop) -> None:
    """Take somebody out, who may have saved what was not sent."""
    others = [one for one in world.laptops if one is not laptop]
    if len(world.laptops) < _FEWEST:
        return
    out = world.chance.choice(others)
    out.act(world.chance)
    world.note(out)
    reason: Reason = "lost" if world.chance.randrange(2) else "replaced"
    erase = bool(world.chance.randrange(2))
    script = revoke(laptop.clock, (out.device,), reason, erase=erase)
    _forget_copy(world)
    _tried(world, laptop, script)


def _withdraw(world: "World", laptop: Laptop) -> None:
    other = world.chance.choice(world.laptops)
    _tried(world, laptop, withdraw(laptop.clock, (other.device,), world.restricted))


def _grant(world: "World", laptop: Laptop) -> None:
    """Let somebody into the restricted vault, as long as no case has moved there.

    Who comes later has nothing of what such a case was before: docs/sync-protocol.md says so.
    """
    world.sync_calmly(laptop)  # it may not have heard of one
    if world.restricted in roster_of(laptop).expunged.values():
        return
    other = world.chance.choice(world.laptops)
    _tried(world, laptop, grant(laptop.clock, other.device, world.restricted))


def _expunge(world: "World", laptop: Laptop) -> None:
    """Destroy a case everywhere."""
    found = _some_case(world, laptop)
    if found is None:
        return
    try:
        _tried(world, laptop, expunge(laptop.clock, (found,), "retention"))
        world.happened["expunged"] += 1
    except RejectedError:
        assert laptop.workspace.read(is_held, found[1]), laptop.folder.name


def _move(world: "World", laptop: Laptop) -> None:
    """Keep a case to the people of the restricted vault."""
    found = _some_case(world, laptop)
    if found is not None and found[0] != world.restricted:
        _tried(world, laptop, move_case(laptop.clock, found[1], found[0], world.restricted))
        world.happened["moved"] += 1


def _some_case(world: "World", laptop: Laptop) -> tuple[bytes, bytes] | None:
    """Return the vault and the scope of some case that ``laptop`` has."""
    cases = laptop.workspace.read(rows, _CASES)
    return tuple(world.chance.choice(cases)) if cases else None


def _rotate(world: "World", laptop: Laptop) -> None:
    """Make the keys anew of vaults that somebody left."""
    _tried(world, laptop, renew_stale(laptop.clock))


def _end_coverages(world: "World", laptop: Laptop) -> None:
    _forget_copy(world)
    _tried(world, laptop, end_coverages(laptop.clock))


def _invite(world: "World", laptop: Laptop) -> None:
    """Let one more laptop join, now and then for a fortnight only, or as somebody's second."""
    member = roster_of(laptop).members.get(laptop.device)
    if not world.newcomers or member is None or member.role != "admin":
        return
    folder, key = world.newcomers.pop()
    copy = world.folder / "newcomer"
    shutil.copytree(folder, copy)
    guest = world.laptop(copy, key, another_device)
    laptop.kill(reopened=False)
    laptop.wire.faults = guest.wire.faults = CALM
    laptop.wire.lie = None  # with one the six words differ, and two people see it
    ends = milliseconds(world.clock.now()) + 14 * 86_400_000 if world.chance.randrange(3) else 0
    invitee = Invitee("Dee", ends=ends)
    if world.apart is not None and world.apart.randrange(2):
        whose = world.apart.choice(list(roster_of(laptop).members.values()))
        invitee = Invitee("Dee", whose.role, whose.person, whose.ends)
    try:
        _meet(laptop, guest, world.address, invitee)
    except (SyncError, SatchelError):
        guest.close()
        return
    world.laptops.append(guest)
    world.happened["joined"] += 1
    world.happened["second laptop"] += bool(invitee.person)


def _meet(host: Laptop, guest: Laptop, address: str, who: Invitee) -> None:
    inviting, joining = host.workspace, guest.workspace
    asked = invite(host.clock, who.name, who.role, person=who.person, ends=who.ends)
    invitation = drive(asked, host.wire, inviting)
    drive(accept(guest.clock, address, invitation.words, "Dee"), guest.wire, joining)
    compared = drive(await_answer(host.clock, invitation.id), host.wire, inviting)
    words = drive(await_reveal(guest.clock), guest.wire, joining)
    assert compared is not None
    assert compared.words == words
    drive(confirm(guest.clock), guest.wire, joining)
    drive(admit(host.clock, invitation.id), host.wire, inviting)
    assert drive(await_admission(guest.clock), guest.wire, joining)


GOVERNING: dict[Governing, int] = {
    _another_role: 4,
    _revoke: 2,
    _withdraw: 2,
    _grant: 3,
    _rotate: 1,
    _end_coverages: 1,
    _expunge: 1,
    _move: 1,
    _invite: 2,
}
"""Every act of an admin and how often it is tried; a further one is a further line."""


def end_of(world: "World", laptop: Laptop) -> None:
    """Let an admin take a laptop out whose coverage has ended: the server refuses it already."""
    _forget_copy(world)
    for admin in world.admins():
        script = revoke(admin.clock, (laptop.device,), "ended", erase=True)
        if admin.attempt(script) is not None:
            return


def keep_up(world: "World") -> bool:
    """Let every laptop do what the desktop has it do after a round; tell whether any did."""
    entries = [roster_of(laptop).entries for laptop in world.laptops]
    done = [laptop.attempt(upkeep(laptop.clock)) for laptop in world.laptops]
    if entries != [roster_of(laptop).entries for laptop in world.laptops]:
        _forget_copy(world)
    return any(done)


def accept_what_stands(world: "World") -> bool:
    """Have an admin take in what stands in a log behind the cut of who left; tell whether any.

    It came while the server had lost that they left, or on a stick, and some took it in before
    they heard.
    """
    held = taken_early(world.laptops)
    for admin in world.admins():
        late = admin.workspace.read(latecomers)
        stands = any(at > 0 for one in late for _, at in one.places)
        if stands or any(one.device in held for one in late):
            world.happened["accepted"] += let_in(admin)
            return True
    return False


def taken_early(laptops: Sequence[Laptop]) -> set[bytes]:
    """Return of whom some laptop took in what lies behind the cut."""
    found = [late for laptop in laptops for late in laptop.workspace.read(latecomers)]
    return {late.device for late in found if late.taken}


def let_in(laptop: Laptop) -> int:
    """Let an admin take in all that came late; return of how many devices."""
    found: list[Late] = laptop.workspace.read(latecomers)
    cuts = tuple(cut for late in found for cut in late.cuts)
    if cuts:
        laptop.attempt(accept_late(laptop.clock, cuts))
    return len(found)


def leave_out(laptop: Laptop) -> None:
    """Let an admin decide that what came late is not the program's."""
    for late in laptop.workspace.read(latecomers):
        laptop.attempt(leave_out_everywhere(laptop.clock, late))


def _forget_copy(world: "World") -> None:
    """Keep no copy of the server from before somebody left: nobody could send theirs again."""
    world.is_leaving = True
    world.site.forget()


def _tried(world: "World", laptop: Laptop, script: object) -> None:
    """Carry a script out, or a part of it: it is cut off as often as it comes to its end."""
    commands = world.chance.randrange(1, _CUT_OFF) if world.chance.randrange(2) else 10_000
    laptop.attempt(script, commands)  # type: ignore[arg-type]  # of any outcome
