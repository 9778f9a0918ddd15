"""A server that lies about who belongs to the program: nobody is let in, no key is taken."""

from storage.usecases.syncing.roster import entries, held_vaults, members
from sync.client.enrolment.connect import device_of
from sync.client.enrolment.inviting import admit
from sync.client.enrolment.joining import (
    await_admission,
    decline,
    joining_state,
)
from sync.client.membership import Identity, load_roster
from sync.client.round import sync_round
from sync.protocol.encoding import encode
from sync.protocol.envelope import Address, Kind, make, parse, to_bytes, without
from sync.protocol.keyring import VaultKeys, wrap_keyring
from sync.protocol.messages import Page, Status
from sync.protocol.program_code import code_of
from sync.protocol.roster import Admission, Genesis, make_admission, make_genesis, program_id
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.lying import (
    Change,
    KeepsDigests,
    SaysInstead,
    ShowsRoster,
    Swallows,
    admission_by,
    chained,
    genesis_of,
    identity_of,
    named,
    roster_log,
    stranger,
)
from tests.sync.enrolment.test_coming_together import join
from tests.sync.enrolment.test_refusals import holds_no_keys, refused


def confirmed(admin: Laptop, laptop: Laptop) -> bytes:
    """Bring ``laptop`` as far as waiting for its admission, which has been made."""
    invitation = admin.invite()
    laptop.accept(invitation)
    admin.answer(invitation)
    laptop.six_words()
    laptop.confirm()
    admin.run(admit(admin.clock, invitation.id))
    return roster_log(admin)


def test_the_roster_of_another_program_is_refused(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    log = confirmed(begun, ben)
    eve = stranger()
    vaults = genesis_of(begun.workspace.read(entries)).vaults
    body = Genesis(1, bytes(16), vaults, device_of(eve))
    other = to_bytes(make_genesis(log, 1, eve.signing, body, "Eve", bytes(32)))

    def another(_shown: list[bytes]) -> list[bytes]:
        return [other, admission_by(eve, identity_of(ben), [other])]

    ben.wire = ShowsRoster(server, log, another)
    assert refused(ben, await_admission(ben.clock)) == "roster-differs"
    assert ben.workspace.read(holds_no_keys)
    ben.wire = server
    assert ben.is_admitted()


def test_a_member_that_the_server_injects_is_refused_by_the_one_who_joins(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    log = confirmed(begun, ben)
    eve = stranger()

    def signed_by_a_stranger(shown: list[bytes]) -> list[bytes]:
        return [*shown, admission_by(eve, eve, shown)]

    def signed_by_a_member(shown: list[bytes]) -> list[bytes]:
        return [*shown, admission_by(identity_of(ben), eve, shown)]

    def signed_in_an_admins_name(shown: list[bytes]) -> list[bytes]:
        ana = named(begun.workspace.device, eve)
        return [*shown, admission_by(ana, eve, shown)]

    for injected in (signed_by_a_stranger, signed_by_a_member, signed_in_an_admins_name):
        ben.wire = ShowsRoster(server, log, injected)
        assert refused(ben, await_admission(ben.clock)) == "roster-differs"
        assert ben.workspace.read(holds_no_keys)
    ben.wire = server
    assert ben.is_admitted()


def test_a_member_that_the_server_injects_is_refused_by_an_admin_who_admits(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    eve = stranger()
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    known = begun.workspace.read(entries)
    page = chained(roster_log(begun), 1, [*known, admission_by(eve, eve, known)])
    rest = Page(page.items[1:], page.head)
    begun.wire = SaysInstead(server, "/pull", encode(rest))
    assert refused(begun, admit(begun.clock, invitation.id)) == "roster-differs"
    assert begun.workspace.read(entries) == known
    begun.wire = server
    begun.run(admit(begun.clock, invitation.id))
    assert len(begun.workspace.read(entries)) == 2


def test_a_roster_reordered_cut_or_with_gaps_is_refused(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop, server: Server
) -> None:
    join(begun, new_laptop("cal"), "Cal Ortiz")
    log = confirmed(begun, ben)
    lies: list[Change] = [
        lambda shown: [shown[0], shown[2], shown[1]],
        lambda shown: [shown[1], shown[0], shown[2]],
        lambda shown: [shown[0], shown[2]],
        lambda shown: shown[1:],
        lambda shown: [shown[0], shown[1], shown[1], shown[2]],
        lambda shown: [shown[0], *shown],
    ]
    for lie in lies:
        ben.wire = ShowsRoster(server, log, lie)
        assert refused(ben, await_admission(ben.clock)) == "roster-differs"
        assert ben.workspace.read(holds_no_keys)
    ben.wire = ShowsRoster(server, log, lambda shown: shown[:2])
    assert not ben.is_admitted()
    ben.wire = server
    assert ben.is_admitted()


def test_an_admission_without_its_keys_is_refused_and_asked_for_again(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    log = confirmed(begun, ben)

    def left_out(shown: list[bytes]) -> list[bytes]:
        return [*shown[:-1], to_bytes(without(parse(shown[-1]), [2]))]

    ben.wire = ShowsRoster(server, log, left_out)
    assert refused(ben, await_admission(ben.clock)) == "roster-differs"
    assert ben.workspace.read(holds_no_keys)
    ben.wire = server
    assert ben.is_admitted()


def test_every_byte_of_a_roster_counts(begun: Laptop, ben: Laptop, server: Server) -> None:
    log = confirmed(begun, ben)
    true: list[bytes] = begun.workspace.read(entries)
    size = len(true[-1])
    for place in range(7, size, size // 23):

        def flipped(shown: list[bytes], place: int = place) -> list[bytes]:
            last = bytearray(shown[-1])
            last[place] ^= 1
            return [*shown[:-1], bytes(last)]

        ben.wire = KeepsDigests(server, log, flipped)
        assert refused(ben, await_admission(ben.clock)) in {
            "roster-differs",
            "history-differs",
            "newer",  # where the byte is a form's or a kind's
        }
        assert ben.workspace.read(holds_no_keys)
    ben.wire = server
    assert ben.is_admitted()


def test_an_entry_of_a_newer_version_asks_for_an_update(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    log, ana = confirmed(begun, ben), identity_of(begun)

    def newer(shown: list[bytes]) -> list[bytes]:
        last = parse(shown[-1])
        number = last.header.number + 1
        address = Address(Kind.ROSTER, log, ana.device, 1, number, last.digest, 0)
        body = encode(("split", 1, last.digest))
        return [*shown, to_bytes(make(address, (body,), ana.signing))]

    ben.wire = ShowsRoster(server, log, newer)
    assert refused(ben, await_admission(ben.clock)) == "newer"
    ben.wire = server
    assert ben.is_admitted()


def test_an_answer_of_no_shape_is_refused(begun: Laptop, ben: Laptop, server: Server) -> None:
    confirmed(begun, ben)
    for body in (b"", b"\xc1", encode(("x",)), encode(Status(b"", b"", 0, 0, ()))):
        ben.wire = SaysInstead(server, "/pull", body)
        assert refused(ben, await_admission(ben.clock)) == "roster-differs"
    assert ben.workspace.read(holds_no_keys)


def test_a_server_that_takes_an_admission_and_never_shows_it_is_found_out(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    begun.wire = Swallows(server)
    assert refused(begun, admit(begun.clock, invitation.id)) == "history-differs"
    begun.wire = server
    begun.run(admit(begun.clock, invitation.id))
    ben.six_words()
    ben.confirm()
    assert ben.is_admitted()


def test_an_admins_own_entry_with_other_keys_for_this_laptop_is_refused(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    """What an admin's laptop signs when somebody has changed its program."""
    log = confirmed(begun, ben)
    ana, own = identity_of(begun), identity_of(ben)
    program = program_id(parse(begun.workspace.read(entries)[0]))
    keys = (VaultKeys(bytes(16), ((1, bytes(32)),), bytes(32)),)
    vaults = begun.workspace.read(held_vaults)
    true = tuple(VaultKeys(vault.id, vault.epochs, vault.outside) for vault in vaults)
    other_signer = Identity(own.device, 1, stranger().signing, own.x25519, own.mlkem768)

    def entry(admitted: Identity, wrapped: bytes) -> Change:
        return lambda shown: [shown[0], admission_by(ana, admitted, shown[:1], wrapped)]

    for lie in (
        entry(named(own.device, stranger()), b"none"),
        entry(other_signer, wrap_keyring(program, device_of(own), true)),
        entry(own, b"none"),
        entry(own, wrap_keyring(program, device_of(stranger()), keys)),
        entry(own, wrap_keyring(bytes(32), device_of(own), keys)),
        entry(own, wrap_keyring(program, device_of(own), keys)),
        entry(own, wrap_keyring(program, device_of(own), ())),
    ):
        ben.wire = ShowsRoster(server, log, lie)
        assert refused(ben, await_admission(ben.clock)) == "roster-differs"
        assert ben.workspace.read(holds_no_keys)
    ben.wire = server
    assert ben.is_admitted()


def test_a_blocked_laptop_is_told_so(begun: Laptop, ben: Laptop, server: Server) -> None:
    confirmed(begun, ben)
    known = begun.workspace.read(load_roster)
    assert known is not None
    server.block_device(code_of(known.program), ben.workspace.device)
    assert refused(ben, await_admission(ben.clock)) == "blocked"


def test_a_name_that_an_admins_changed_laptop_sealed_is_shown_as_plain_words(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    log = confirmed(begun, ben)
    shown = begun.workspace.read(entries)[:1]
    ana, vaults = identity_of(begun), begun.workspace.read(held_vaults)
    keys = tuple(VaultKeys(vault.id, vault.epochs, vault.outside) for vault in vaults)
    first, device = parse(shown[0]), device_of(identity_of(ben))
    body = Admission(1, first.digest, device, "member", tuple(v.id for v in vaults), bytes(16))
    entry = make_admission(
        Address(Kind.ROSTER, log, ana.device, 1, 2, first.digest, 1),
        ana.signing,
        body,
        "Ben\u202e gnissecorp\x00\n" + "x" * 500,
        next(key for vault in vaults if vault.name == "program" for _, key in vault.epochs),
        wrap_keyring(program_id(first), device, keys),
    )
    ben.wire = ShowsRoster(server, log, lambda true: [true[0], to_bytes(entry)])
    assert ben.is_admitted()
    name = ben.workspace.read(members)[1].name
    assert name.startswith("Ben gnissecorp xxx")
    assert len(name) <= 120
    assert name.isprintable()


def test_a_round_with_a_server_that_answers_in_no_shape_says_so(
    begun: Laptop, server: Server
) -> None:
    for body in (b"", b"\xc1", encode(("x",))):
        outcome = begun.run(sync_round(begun.clock), SaysInstead(server, "/heads", body))
        assert outcome.problem == "refused"


def test_whoever_declines_forgets_the_roster_that_was_shown(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    log = confirmed(begun, ben)
    ben.wire = ShowsRoster(server, log, lambda shown: shown[:1])
    assert not ben.is_admitted()
    assert ben.workspace.read(entries)
    ben.run(decline(ben.clock))
    assert ben.workspace.read(entries) == []
    assert ben.workspace.read(members) == []
    assert ben.workspace.read(joining_state) == "none"
