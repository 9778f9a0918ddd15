"""What a log promises, on both databases: order without gaps, nothing twice, nothing by halves."""

import secrets

from sync.protocol import limits
from sync.protocol.chains import first_link, next_link
from sync.protocol.encoding import encode
from sync.protocol.envelope import to_bytes, without
from sync.protocol.messages import Push, Pushed
from sync.protocol.roster import program_id
from sync.server import administration
from tests.server.grounds import Ground
from tests.server.laptops import Laptop, Program


def test_a_program_begins_only_where_the_operator_added_it(ground: Ground) -> None:
    program = Program()
    assert ground.caller.begin(program).refusal == (404, "unknown-program", 0)
    ground.add(program)
    first = ground.caller.begin(program).as_(Pushed)
    assert first.head.sequence == 1
    assert ground.caller.begin(program).as_(Pushed) == first
    assert program_id(program.genesis) == program.id


def test_a_first_entry_of_another_program_is_refused(ground: Ground) -> None:
    program, other = Program(), Program()
    ground.add(program)
    path = f"/v1/programs/{program.id.hex()}/genesis"
    answer = ground.caller.ask("POST", path, to_bytes(other.genesis))
    assert answer.refusal[:2] == (400, "malformed")


def test_sequence_numbers_have_no_gaps_whoever_pushes(ground: Ground) -> None:
    program = ground.program()
    ana, ben = program.first, ground.member(program)
    sequences = []
    for turn in range(12):
        laptop = ana if turn % 3 else ben
        sent = laptop.envelopes(program.cases, 1 + turn % 2)
        pushed = ground.caller.pushed(program, laptop, program.cases, *sent)
        sequences += [each.sequence for each in pushed.accepted]
    assert sequences == list(range(1, len(sequences) + 1))


def test_every_link_proves_all_before_it(ground: Ground) -> None:
    program = ground.program()
    ground.caller.pushed(
        program, program.first, program.cases, *program.first.envelopes(program.cases, 5)
    )
    page = ground.caller.pull(program, program.first, program.cases)
    link = first_link(program.cases)
    for item in page.items:
        link = next_link(link, item.generation, item.sequence, item.digest)
    assert (link, page.head.sequence) == (page.head.link, 5)


def test_what_was_pushed_before_is_answered_with_its_place(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    sent = laptop.envelopes(program.cases, 3)
    first = ground.caller.pushed(program, laptop, program.cases, *sent)
    again = ground.caller.pushed(program, laptop, program.cases, *sent)
    more = ground.caller.pushed(
        program, laptop, program.cases, sent[2], sent[2], *laptop.envelopes(program.cases, 1)
    )
    assert again == first
    assert [each.sequence for each in more.accepted] == [3, 3, 4]


def test_a_gap_is_refused_with_the_number_expected_and_nothing_is_kept(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    sent = laptop.envelopes(program.cases, 4)
    ground.caller.pushed(program, laptop, program.cases, sent[0])
    answer = ground.caller.push(program, laptop, program.cases, sent[1], sent[3])
    assert answer.refusal == (409, "not-next", 3)
    page = ground.caller.pull(program, laptop, program.cases)
    assert len(page.items) == 1


def test_a_second_envelope_with_the_same_number_is_refused(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    twin = Laptop(laptop.id, laptop.seed)
    ground.caller.pushed(program, laptop, program.cases, *laptop.envelopes(program.cases, 1))
    other = to_bytes(twin.envelope(program.cases, b"something else"))
    answer = ground.caller.push(program, laptop, program.cases, other)
    assert answer.refusal == (409, "not-next", 2)


def test_a_restored_laptop_begins_a_new_incarnation(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    ground.caller.pushed(program, laptop, program.cases, *laptop.envelopes(program.cases, 2))
    restored = Laptop(laptop.id, laptop.seed, incarnation=2)
    pushed = ground.caller.pushed(
        program, restored, program.cases, *restored.envelopes(program.cases, 2)
    )
    assert [each.sequence for each in pushed.accepted] == [3, 4]


def test_an_envelope_may_come_with_parts_left_out(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    whole = laptop.envelope(program.cases, b"manifest", b"expunged")
    left = to_bytes(without(whole, [1]))
    ground.caller.pushed(program, laptop, program.cases, left)
    page = ground.caller.pull(program, laptop, program.cases, end="&whole=1")
    assert page.items[0].envelope == left


def test_pages_hold_at_most_five_hundred_and_go_on(ground: Ground) -> None:
    program = ground.program()
    laptop, reader = program.first, ground.member(program)
    sent = laptop.envelopes(program.cases, limits.ENVELOPES + 1)
    ground.caller.pushed(program, laptop, program.cases, *sent[: limits.ENVELOPES])
    ground.caller.pushed(program, laptop, program.cases, sent[-1])
    first = ground.caller.pull(program, reader, program.cases)
    rest = ground.caller.pull(program, reader, program.cases, first.items[-1].sequence)
    got = [item.envelope for item in first.items + rest.items]
    assert (len(first.items), len(rest.items)) == (limits.ENVELOPES, 1)
    assert got == list(sent)
    assert first.head == rest.head


def test_a_page_of_large_envelopes_fits_into_one_body(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    laptop, reader = program.first, on_sqlite.member(program)
    large = secrets.token_bytes(limits.ENVELOPE - 400)
    for _ in range(2):
        sent = to_bytes(laptop.envelope(program.cases, large))
        on_sqlite.caller.pushed(program, laptop, program.cases, sent)
    path = f"/v1/programs/{program.id.hex()}/pull?after=0&log={program.cases.hex()}"
    answer = on_sqlite.caller.signed(reader, "GET", path)
    page = on_sqlite.caller.pull(program, reader, program.cases)
    assert len(answer.body) <= limits.BODY
    assert (len(page.items), page.head.sequence) == (1, 2)
    own = on_sqlite.caller.pull(program, laptop, program.cases)
    assert len(own.items) == 2


def test_a_roster_entry_that_comes_too_late_is_told_so(ground: Ground) -> None:
    program = ground.program()
    second = ground.member(program, "admin")
    early, late = Laptop(), Laptop()
    stale = program.admission(late, by=second)
    ground.caller.admit(program, early)
    answer = ground.caller.push(program, second, program.roster_log, to_bytes(stale))
    assert answer.refusal == (409, "stale-roster", 0)
    fresh = second.keep(program.admission(late, by=second))
    pushed = ground.caller.pushed(program, second, program.roster_log, to_bytes(fresh))
    assert pushed.head.sequence == 4
    assert ground.caller.heads(program, late).heads[0].head.sequence == 4


def test_a_roster_is_read_from_the_database_by_a_server_that_never_saw_it(ground: Ground) -> None:
    program = ground.program()
    member = ground.member(program)
    ground.service.rosters._known.clear()
    assert ground.caller.heads(program, member).heads[0].head.sequence == 2


def test_after_a_restore_links_go_on_in_a_new_generation(ground: Ground) -> None:
    program = ground.program()
    laptop = program.first
    sent = laptop.envelopes(program.cases, 2)
    before = ground.caller.pushed(program, laptop, program.cases, sent[0]).head
    generation = administration.new_generation(ground.service.database)
    assert ground.caller.status().generation == generation > before.generation
    heads = ground.caller.heads(program, laptop).heads
    assert {each.head.generation for each in heads} == {generation}
    after = ground.caller.pushed(program, laptop, program.cases, sent[1]).head
    page = ground.caller.pull(program, laptop, program.cases)
    assert [item.generation for item in page.items] == [before.generation, generation]
    assert after.link == next_link(before.link, generation, 2, page.items[1].digest)


def test_one_vault_of_two_programs_is_two_logs(ground: Ground) -> None:
    one = ground.program()
    other = Program(roster_log=one.roster_log, cases=one.cases, shared=one.shared)
    ground.add(other)
    ground.caller.begin(other).as_(Pushed)
    ground.caller.pushed(one, one.first, one.cases, *one.first.envelopes(one.cases, 2))
    heads = {each.log: each.head.sequence for each in ground.caller.heads(other, other.first).heads}
    assert heads == {one.roster_log: 1, one.cases: 0, one.shared: 0}


def test_five_hundred_envelopes_are_taken_and_one_more_is_not(on_sqlite: Ground) -> None:
    program = on_sqlite.program()
    laptop = program.first
    sent = laptop.envelopes(program.cases, limits.ENVELOPES + 1)
    path = f"/v1/programs/{program.id.hex()}/push"
    for count, status in ((limits.ENVELOPES + 1, 413), (limits.ENVELOPES, 200)):
        body = encode(Push(program.cases, sent[:count]))
        assert on_sqlite.caller.signed(laptop, "POST", path, body).status == status
    assert on_sqlite.caller.push(program, laptop, program.cases).refusal[:2] == (400, "malformed")
