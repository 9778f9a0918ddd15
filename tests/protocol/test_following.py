"""What each kind of roster entry may say, and what it must not, whoever signed it."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sync.protocol import roster as rosters
from sync.protocol.entries import (
    NOWHERE,
    Acceptance,
    Cut,
    Entry,
    Expunging,
    Grant,
    Moved,
    NewVault,
    PersonAdmission,
    RecoveryKey,
    Revocation,
    RoleChange,
    Rotated,
    VaultName,
    Withdrawal,
    parts_of,
)
from sync.protocol.envelope import Envelope, Kind
from sync.protocol.errors import ProtocolError
from sync.protocol.membership import Roster, recovery_id
from tests.protocol.builders import (
    ANA,
    BEN,
    CASES,
    EVE,
    FIRST_CASE,
    ROSTER_LOG,
    SHARED,
    SHARED_KEY,
    Laptop,
    Program,
    admission_body,
    fixed,
)

CAL, DEE = Laptop("Cal"), Laptop("Dee")
SECRET = Laptop("Recovery")
RESTRICTED = fixed("restricted", 16)
PERSON = fixed("a person", 16)
BOTH = (CASES, SHARED)
Make = Callable[[Roster], Entry]


class Grown(Program):
    """A program that any entry can be put into, by whoever signs."""

    def signed(self, body: Entry, by: Laptop = ANA, author: bytes = b"") -> Envelope:
        """An entry with this body at its author's next place."""
        device = author or by.id
        own = [entry for entry in self.entries if entry.header.device == device]
        place = by.address(ROSTER_LOG, Kind.ROSTER)
        if own:
            place = by.address(ROSTER_LOG, Kind.ROSTER, len(own) + 1, own[-1].digest)
        place = msgspec.structs.replace(place, device=device)
        parts = tuple(fixed(f"part {n}", 16) for n in range(1, parts_of(body)))
        return rosters.make_entry(place, by.seed, body, parts)

    def put(self, make: Make, by: Laptop = ANA, author: bytes = b"") -> Roster:
        """The roster after such an entry."""
        entry = self.signed(make(self.roster), by, author)
        rosters.extend(self.roster, entry)
        self.entries.append(entry)
        return self.roster


def admit(laptop: Laptop, **values: Any) -> Make:
    def make(known: Roster) -> Entry:
        body = PersonAdmission(
            2, known.last, laptop.device, "member", BOTH, fixed("place", 16), PERSON, 0
        )
        return msgspec.structs.replace(body, **values)

    return make


def program() -> Grown:
    """Ana began it, Cal is an admin, Ben and Dee are members; Ana and Ben share a vault."""
    made = Grown()
    made.put(admit(BEN))
    made.put(admit(CAL, role="admin"))
    made.put(admit(DEE))
    made.put(vault())
    return made


def vault(**values: Any) -> Make:
    receivers = tuple(sorted((ANA.id, BEN.id)))

    def make(known: Roster) -> Entry:
        body = NewVault(1, known.last, VaultName(RESTRICTED, "restricted"), receivers)
        return msgspec.structs.replace(body, **values)

    return make


def revocation(**values: Any) -> Make:
    """Ana takes Ben out."""
    cuts = (Cut(CASES, BEN.id, 0, 7),)
    rotated = tuple(Rotated(id_, 2) for id_ in sorted((*BOTH, RESTRICTED)))
    receivers = tuple(sorted((ANA.id, CAL.id, DEE.id)))

    def make(known: Roster) -> Entry:
        body = Revocation(1, known.last, (BEN.id,), "lost", True, cuts, rotated, receivers)
        return msgspec.structs.replace(body, **values)

    return make


def withdrawal(**values: Any) -> Make:
    """Ana takes Ben out of the vault they share."""

    def make(known: Roster) -> Entry:
        cuts = (Cut(RESTRICTED, BEN.id, 0, 3),)
        body = Withdrawal(1, known.last, (BEN.id,), Rotated(RESTRICTED, 2), cuts, (ANA.id,))
        return msgspec.structs.replace(body, **values)

    return make


def recovery(**values: Any) -> Make:
    holders = (ANA.id, BEN.id, CAL.id)

    def make(known: Roster) -> Entry:
        body = RecoveryKey(1, known.last, 2, SECRET.device.kem, SECRET.device.signing, holders)
        return msgspec.structs.replace(body, **values)

    return make


def role(device: bytes, wanted: Any) -> Make:
    return lambda known: RoleChange(1, known.last, device, wanted)


def grant(device: bytes, *more: bytes) -> Make:
    return lambda known: Grant(1, known.last, RESTRICTED, (device, *more))


def accept(*cuts: Cut) -> Make:
    return lambda known: Acceptance(1, known.last, cuts)


def expunge(*cases: Moved, reason: str = "court_order") -> Make:
    return lambda known: Expunging(1, known.last, cases, reason)


def test_a_revocation_takes_the_device_out_and_makes_its_keys_anew() -> None:
    after = program().put(revocation())
    assert BEN.id not in after.members
    assert (after.gone[BEN.id].reason, after.gone[BEN.id].erase) == ("lost", True)
    assert after.epochs == {CASES: 2, SHARED: 2, RESTRICTED: 2}
    assert after.author(BEN.id) == BEN.device


def test_what_was_written_before_the_cut_is_the_program_s_and_the_rest_is_late() -> None:
    after = program().put(revocation())
    chain = CASES, BEN.id, 0
    assert [after.standing(chain, number) for number in (1, 7, 8)] == ["member", "member", "late"]
    assert after.standing((CASES, BEN.id, 1), 1) == "late"
    assert after.standing((CASES, EVE.id, 0), 1) == "stranger"
    assert after.standing((CASES, CAL.id, 0), 999) == "member"
    assert after.standing((RESTRICTED, CAL.id, 0), 1) == "stranger"


def test_an_admin_may_let_in_what_came_late() -> None:
    made = program()
    made.put(revocation())
    after = made.put(accept(Cut(CASES, BEN.id, 0, 9), Cut(CASES, BEN.id, 1, 1)))
    assert after.standing((CASES, BEN.id, 0), 9) == "member"
    assert after.standing((CASES, BEN.id, 0), 10) == "late"
    assert after.standing((CASES, BEN.id, 1), 1) == "member"


def test_who_left_one_vault_is_a_member_of_the_others() -> None:
    after = program().put(withdrawal())
    assert after.members[BEN.id].vaults == BOTH
    assert after.standing((RESTRICTED, BEN.id, 0), 3) == "member"
    assert after.standing((RESTRICTED, BEN.id, 0), 4) == "late"
    assert after.epochs[RESTRICTED] == 2


def test_a_vault_that_its_admin_does_not_know_waits_for_one_who_does() -> None:
    made = program()
    two = tuple(Rotated(id_, 2) for id_ in sorted(BOTH))
    after = made.put(
        revocation(rotated=two, receivers=tuple(sorted((ANA.id, CAL.id, DEE.id)))), by=CAL
    )
    assert after.stale == {RESTRICTED}
    renewed = made.put(withdrawal(devices=(), cuts=(), receivers=(ANA.id,)))
    assert renewed.stale == frozenset()
    assert renewed.epochs[RESTRICTED] == 2


def test_a_member_may_make_the_key_of_their_own_vault_anew_and_no_more() -> None:
    made = program()
    both = tuple(sorted((ANA.id, BEN.id)))
    after = made.put(withdrawal(devices=(), cuts=(), receivers=both), by=BEN)
    assert after.epochs[RESTRICTED] == 2
    refused(made, withdrawal(rotated=Rotated(RESTRICTED, 3)), by=BEN)


def test_a_case_may_move_back_and_forth_and_is_destroyed_once() -> None:
    made = program()
    case = FIRST_CASE
    assert made.put(expunge(Moved(CASES, case, RESTRICTED))).expunged == {(CASES, case): RESTRICTED}
    back = made.put(expunge(Moved(RESTRICTED, case, CASES)))
    assert back.expunged == {(RESTRICTED, case): CASES}
    after = made.put(expunge(Moved(CASES, case, NOWHERE)))
    assert after.expunged[CASES, case] == NOWHERE
    refused(made, expunge(Moved(CASES, case, NOWHERE)))
    refused(made, expunge(Moved(CASES, case, RESTRICTED)))


def test_the_recovery_key_makes_admins_and_nothing_else() -> None:
    made = program()
    made.put(recovery())
    own = recovery_id(SECRET.device.signing)
    assert made.put(role(DEE.id, "admin"), by=SECRET, author=own).members[DEE.id].role == "admin"
    admitted = made.put(admit(EVE, role="admin"), by=SECRET, author=own)
    assert admitted.members[EVE.id].role == "admin"
    for make in (admit(Laptop("Fay")), role(CAL.id, "member"), grant(CAL.id), recovery()):
        refused(made, make, by=SECRET, author=own)


def test_with_a_recovery_key_every_new_key_is_handed_to_it_too() -> None:
    made = program()
    made.put(recovery())
    refused(made, revocation())
    receivers = tuple(sorted((ANA.id, CAL.id, DEE.id, recovery_id(SECRET.device.signing))))
    assert BEN.id in made.put(revocation(receivers=receivers)).gone


REFUSED: dict[str, Make] = {
    "an admission without a person": admit(EVE, person=b""),
    "an admission until before time began": admit(EVE, ends=-1),
    "an admin for a while": admit(EVE, role="admin", ends=5),
    "an admission to no vault of the program": admit(EVE, vaults=(fixed("none", 16),)),
    "an admission to a vault twice": admit(EVE, vaults=(CASES, CASES)),
    "an admission under the id of the roster's admin": admit(EVE, device=ANA.device),
    "the role somebody has": role(DEE.id, "member"),
    "a role for nobody": role(EVE.id, "admin"),
    "a revocation of nobody": revocation(devices=()),
    "a revocation of a stranger": revocation(devices=(EVE.id,)),
    "a revocation of somebody twice": revocation(devices=(DEE.id, DEE.id)),
    "a revocation of oneself": revocation(devices=(ANA.id,)),
    "an epoch left out": revocation(rotated=()),
    "an epoch skipped": revocation(rotated=(Rotated(CASES, 4), Rotated(SHARED, 3))),
    "an epoch that was": revocation(rotated=(Rotated(CASES, 2), Rotated(SHARED, 2))),
    "a key for who left": revocation(receivers=tuple(sorted((ANA.id, BEN.id, CAL.id)))),
    "no key for who stays": revocation(receivers=(ANA.id,)),
    "keys in another order": revocation(receivers=(CAL.id, ANA.id)),
    "a cut of another's chain": revocation(cuts=(Cut(CASES, DEE.id, 0, 1),)),
    "a cut in no log": revocation(cuts=(Cut(fixed("none", 16), CAL.id, 0, 1),)),
    "a chain cut twice": revocation(cuts=(Cut(CASES, BEN.id, 0, 1), Cut(CASES, BEN.id, 0, 2))),
    "a second vault of that name": vault(vault=VaultName(fixed("other", 16), "restricted")),
    "a vault of a known id": vault(vault=VaultName(CASES, "more")),
    "a vault under the roster's log": vault(vault=VaultName(ROSTER_LOG, "more")),
    "a vault nowhere": vault(vault=VaultName(NOWHERE, "more")),
    "a vault with a name to read": vault(vault=VaultName(fixed("v", 16), "Marisol V.")),
    "a vault for a stranger": vault(
        vault=VaultName(fixed("v", 16), "more"), receivers=tuple(sorted((ANA.id, EVE.id)))
    ),
    "a vault without its maker": vault(
        vault=VaultName(fixed("v", 16), "more"), receivers=(CAL.id,)
    ),
    "a grant to two": grant(CAL.id, DEE.id),
    "a grant to a stranger": grant(EVE.id),
    "a grant to who has it": grant(ANA.id),
    "a withdrawal of who is not in": withdrawal(devices=(DEE.id,), cuts=()),
    "a withdrawal of oneself": withdrawal(devices=(ANA.id,), cuts=()),
    "a destruction of nothing": expunge(),
    "a destruction in no vault": expunge(Moved(fixed("none", 16), FIRST_CASE, NOWHERE)),
    "a destruction of a vault": expunge(Moved(CASES, SHARED, NOWHERE)),
    "a case of no id": expunge(Moved(CASES, b"short", NOWHERE)),
    "a move to where it is": expunge(Moved(CASES, FIRST_CASE, CASES)),
    "a move to no vault": expunge(Moved(CASES, FIRST_CASE, fixed("none", 16))),
    "a reason to read": expunge(Moved(CASES, FIRST_CASE, NOWHERE), reason="She asked for it."),
    "a recovery key of nobody": recovery(receivers=(), threshold=0),
    "more shares asked than there are": recovery(threshold=4),
    "no share asked": recovery(threshold=0),
    "a share for a stranger": recovery(receivers=(ANA.id, EVE.id)),
    "a recovery key that nothing is wrapped to": recovery(kem=b"short"),
    "a recovery key anybody can sign with": recovery(signing=bytes(32)),
}


REFUSED_LATER: dict[str, Make] = {
    "an admission of somebody who left": admit(BEN),
    "a cut at an impossible number": accept(Cut(CASES, BEN.id, 0, 2**48)),
    "a cut before the first": accept(Cut(CASES, BEN.id, 0, -1)),
    "an acceptance of nothing": accept(),
    "an acceptance of a member's": accept(Cut(CASES, DEE.id, 0, 1)),
    "an acceptance taken back": accept(Cut(CASES, BEN.id, 0, 6)),
}
"""Once Ben has left."""


def refused(made: Grown, make: Make, by: Laptop = ANA, author: bytes = b"") -> None:
    with pytest.raises(ProtocolError):
        rosters.extend(made.roster, made.signed(make(made.roster), by, author))


@pytest.mark.parametrize("name", [*REFUSED, *REFUSED_LATER])
def test_what_no_admin_may_say_is_refused_though_one_signed_it(name: str) -> None:
    made = program()
    if name in REFUSED_LATER:
        made.put(revocation())
    refused(made, REFUSED.get(name) or REFUSED_LATER[name])


@pytest.mark.parametrize(
    "make", [admit(EVE), role(CAL.id, "member"), revocation(), vault(), recovery(), expunge()]
)
def test_a_member_s_entry_is_refused(make: Make) -> None:
    made = program()
    refused(made, make, by=DEE)
    refused(made, make, by=EVE)


def test_the_last_admin_cannot_be_made_a_member() -> None:
    made = program()
    made.put(role(CAL.id, "member"))
    refused(made, role(ANA.id, "member"))


def test_an_admission_of_the_first_form_goes_on_to_be_read() -> None:
    made = Grown()
    entry = rosters.make_admission(
        ANA.address(ROSTER_LOG, Kind.ROSTER, 2, made.entries[-1].digest),
        ANA.seed,
        admission_body(made.roster.last, BEN),
        "Ben",
        SHARED_KEY,
        b"wrapped",
    )
    member = rosters.extend(made.roster, entry).members[BEN.id]
    assert (member.ends, len(member.person)) == (0, 16)
