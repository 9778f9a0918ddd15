"""A passphrase is forgotten, and supervisors open the workspace together."""

from datetime import timedelta

import msgspec
import pytest

from storage.crypto import slots
from storage.crypto.passphrases import FLOOR
from storage.domain.ids import RecordId
from storage.errors import LockedError, RejectedError
from storage.usecases import disclosures
from storage.usecases.settings import set_settings
from storage.usecases.sharing import Released
from storage.workspace import Workspace, shared_with
from sync.client.recovery.asking import Asking, ask_supervisors, can_ask
from sync.client.recovery.helping import FORM, answer_plea, read_plea
from sync.client.recovery.openings import note_opening, openings, put_away
from sync.client.recovery.sharing import held_by, renew_supervisors
from sync.client.round import sync_round
from sync.protocol.supervision import read_request, request_file
from tests.conftest import Template
from tests.sync.enrolment.laptops import Laptop
from tests.sync.recovery.conftest import Office

HOW = "by telephone, at the office's number"


def answer(laptop: Laptop, asking: Asking, heard: str | None = None) -> bytes:
    words = " ".join(asking.words) if heard is None else heard
    released: Released = laptop.workspace.write(answer_plea, asking.file, words, HOW)
    (content,) = released.files.values()
    return content


def asked(office: Office) -> Asking:
    return ask_supervisors(office.ben.folder, office.ben.clock)


def test_two_supervisors_open_a_workspace_whose_passphrase_was_forgotten(office: Office) -> None:
    ben = office.ben
    ben.workspace.close()
    assert can_ask(ben.folder)
    asking = ask_supervisors(ben.folder, ben.clock)
    assert (asking.needed, asking.here, len(asking.words)) == (2, 0, 6)
    plea = office.ana.workspace.read(read_plea, asking.file, ben.clock.now())
    assert (plea.name, plea.made, plea.needed) == ("Ben Silva", ben.clock.now(), 2)
    asking.take(answer(office.ana, asking), ben.clock)
    with pytest.raises(RejectedError, match="2 different shares are needed"):
        asking.open(ben.clock)
    asking.take(answer(office.dana, asking), ben.clock)
    key = asking.open(ben.clock)
    assert key == ben.key
    slots.change_passphrase(ben.folder, key, "harbor willow seven candles", FLOOR)
    ben.workspace = Workspace(ben.folder, key, clock=ben.clock)
    ben.workspace.write(note_opening, asking.helpers)
    opening = ben.workspace.read(openings)[0]
    assert set(opening.names) == {"Ana Reyes", "Dana Wells"}
    assert opening.at == ben.clock.now()
    assert ben.workspace.read(held_by) == (3, 2)
    assert ben.run(renew_supervisors()) is True
    ben.workspace.write(put_away)
    assert ben.workspace.read(openings) == []


def test_both_sides_keep_it_in_the_disclosure_log(office: Office) -> None:
    asking, before = asked(office), {one: logged(one) for one in (office.ana, office.ben)}
    answer(office.ana, asking)
    office.ben.workspace.write(note_opening, [office.ana.workspace.device])
    for laptop, form, recipient in (
        (office.ana, FORM, "Ben Silva"),
        (office.ben, "Workspace opened by supervisors", "Ana Reyes"),
    ):
        (new,) = logged(laptop) - before[laptop]
        found = laptop.workspace.read(disclosures.detail, new)
        assert found is not None
        assert (found.record.form, found.record.recipient) == (form, recipient)


def logged(laptop: Laptop) -> set[RecordId]:
    """Return the disclosures of a laptop's log; several may be of one moment."""
    wanted = disclosures.Wanted()
    return set(laptop.workspace.read(disclosures.order, wanted, "at", descending=True))


def test_other_words_than_the_ones_on_the_locked_screen_get_no_answer(office: Office) -> None:
    asking = asked(office)
    right = asking.words
    for wrong in (right[::-1], (*right[:5], "abandon"), right[:5], ()):
        with pytest.raises(RejectedError, match="not the six words"):
            answer(office.ana, asking, " ".join(wrong))
    answer(office.ana, asking, "1. " + " \u2013 ".join(right).upper())
    with pytest.raises(RejectedError, match="Say how you spoke with Ben Silva"):
        office.ana.workspace.write(answer_plea, asking.file, " ".join(right), "  ")


def test_a_request_that_was_changed_on_the_way_shows_other_words(office: Office) -> None:
    asking, others = asked(office), asked(office)
    forged = request_file(msgspec.structs.replace(asking.request, kem=others.request.kem))
    with pytest.raises(RejectedError, match="not the six words"):
        office.ana.workspace.write(answer_plea, forged, " ".join(asking.words), HOW)


def test_answers_to_another_request_and_damaged_ones_are_refused(office: Office) -> None:
    asking, other = asked(office), asked(office)
    with pytest.raises(RejectedError, match="to another request"):
        asking.take(answer(office.ana, other), office.ben.clock)
    good = answer(office.ana, asking)
    for place in range(0, len(good), 7):
        damaged = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        with pytest.raises(RejectedError):
            asking.take(damaged, office.ben.clock)
    for cut in (b"", good[:30], good[:-1], good + b"x", b"x" * 100_000, asking.file):
        with pytest.raises(RejectedError):
            asking.take(cut, office.ben.clock)
    assert asking.here == 0


def test_a_damaged_request_is_refused(office: Office) -> None:
    asking = asked(office)
    words = " ".join(asking.words)
    for place in range(0, len(asking.file), 41):
        damaged = bytearray(asking.file)
        damaged[place] ^= 1
        with pytest.raises(RejectedError):
            office.ana.workspace.write(answer_plea, bytes(damaged), words, HOW)


def test_one_supervisor_twice_is_one(office: Office) -> None:
    asking = asked(office)
    for _ in range(2):
        asking.take(answer(office.ana, asking), office.ben.clock)
    assert asking.here == 1
    with pytest.raises(RejectedError, match="2 different shares"):
        asking.open(office.ben.clock)


def test_a_member_who_is_no_lead_cannot_help(office: Office) -> None:
    asking = ask_supervisors(office.ana.folder, office.ana.clock)
    with pytest.raises(RejectedError, match="You hold no share"):
        office.ben.workspace.read(read_plea, asking.file, office.ben.clock.now())
    with pytest.raises(RejectedError, match="of this laptop itself"):
        office.ana.workspace.read(read_plea, asking.file, office.ana.clock.now())


def test_requests_and_answers_live_72_hours(office: Office) -> None:
    clock, asking = office.clock, asked(office)
    given = answer(office.ana, asking)
    clock.pass_time(hours=72)
    asking.take(given, clock)
    clock.pass_time(minutes=1)
    with pytest.raises(RejectedError, match=r"more than 72 hours old\. Ask Ben Silva"):
        answer(office.dana, asking)
    with pytest.raises(RejectedError, match="72 hours old"):
        asking.take(given, clock)
    early = clock.now() - timedelta(days=7)
    with pytest.raises(RejectedError, match="clocks"):
        office.ana.workspace.read(read_plea, asking.file, early)


def test_a_request_of_another_program_is_refused(office: Office) -> None:
    asking = asked(office)
    request = msgspec.structs.replace(read_request(asking.file), program=bytes(32))
    with pytest.raises(RejectedError, match="of another program"):
        office.ana.workspace.read(read_plea, request_file(request), office.ana.clock.now())
    stranger = msgspec.structs.replace(read_request(asking.file), device=bytes(8))
    with pytest.raises(RejectedError, match="does not belong to the program"):
        office.ana.workspace.read(read_plea, request_file(stranger), office.ana.clock.now())


def test_a_share_that_was_made_for_another_generation_opens_nothing(office: Office) -> None:
    asking = asked(office)
    request = msgspec.structs.replace(read_request(asking.file), salt=bytes(16))
    with pytest.raises(RejectedError, match="not made for you"):
        office.ana.workspace.read(read_plea, request_file(request), office.ana.clock.now())


def test_the_key_is_shared_anew_when_the_supervisors_change(office: Office) -> None:
    ben = office.ben
    ben.run(renew_supervisors())
    assert ben.workspace.read(held_by) == (3, 2)
    assert ben.run(renew_supervisors()) is False
    before = shared_with(ben.folder)
    asking = asked(office)
    for laptop in (office.ana, office.dana):
        asking.take(answer(laptop, asking), ben.clock)
    ben.workspace.write(set_settings, {"supervisors.held": []})
    assert ben.run(renew_supervisors()) is True
    after = shared_with(ben.folder)
    assert before is not None
    assert after is not None
    assert before[1].salt != after[1].salt
    with pytest.raises(LockedError, match="were replaced"):
        asking.open(ben.clock)


def test_a_key_is_shared_with_nobody_where_too_few_could_help(own_office: Office) -> None:
    office, ben = own_office, own_office.ben
    ben.workspace.write(set_settings, {"supervisors.needed": 3})
    ben.run(sync_round(ben.clock))
    found = shared_with(ben.folder)
    assert found is not None
    assert found[1].threshold == 3
    # Of the three leads each has two others: three of them are not to be had.
    office.ana.workspace.write(set_settings, {"supervisors.needed": 3})
    office.ana.run(sync_round(office.ana.clock))
    assert shared_with(office.ana.folder) is None
    assert not can_ask(office.ana.folder)
    assert office.ana.workspace.read(held_by) == (0, 3)
    with pytest.raises(RejectedError, match="Use the recovery code"):
        ask_supervisors(office.ana.folder, office.ana.clock)


def test_one_supervisor_alone_opens_where_the_policy_says_so(own_office: Office) -> None:
    office, ben = own_office, own_office.ben
    ben.workspace.write(set_settings, {"supervisors.needed": 1})
    ben.run(sync_round(ben.clock))
    asking = asked(office)
    assert asking.needed == 1
    asking.take(answer(office.cleo, asking), ben.clock)
    assert asking.open(ben.clock) == ben.key


def test_a_workspace_of_no_program_has_nobody_to_ask(template: Template) -> None:
    assert not can_ask(template.folder)


def test_no_share_is_on_the_disk_in_the_clear(office: Office) -> None:
    asking = asked(office)
    given = answer(office.ana, asking)
    asking.take(given, office.ben.clock)
    (share,) = asking._shares.values()
    words = share.words.split()
    for laptop in office.all:
        for path in laptop.folder.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert " ".join(words[:3]).encode() not in content
    assert " ".join(words[:3]).encode() not in given + asking.file
