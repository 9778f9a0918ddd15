"""Attacks that a test of their own shows, beside what they are about."""

from tests.sync.hostile.attacks.attack import Attack, Verdict


def _row(name: str, threat: str, does: str, shown: str, verdict: Verdict = "blocked") -> Attack:
    return Attack(name, threat, does, verdict, ("said in words",), shown=shown)


_ENROLMENT, _SERVER = "sync/enrolment/test_hostile_meeting.py", "server/test_couriers.py"
_SNAPSHOTS = "sync/snapshots/test_lies.py"
_STICKS = "sync/bundles/test_refusals.py"

ELSEWHERE = (
    _row(
        "answer an invitation itself", "S2", "makes an answer up with its own keys",
        f"{_ENROLMENT}::test_an_answer_that_the_server_made_up_burns_the_invitation",
    ),
    _row(
        "exchange an answer", "S2", "gives the answer to another invitation",
        f"{_ENROLMENT}::test_the_answer_to_another_invitation_is_none_to_this",
    ),
    _row(
        "exchange an answer later", "S2", "exchanges an answer that was compared",
        f"{_ENROLMENT}::test_an_answer_exchanged_later_changes_nothing", "harmless",
    ),
    _row(
        "sit between two who know the words", "S2", "owns the twelve words and both answers",
        f"{_ENROLMENT}::test_whoever_knows_the_words_and_owns_the_server_cannot_make_the_six_words_meet",
    ),
    _row(
        "break a commitment", "S2", "reveals another nonce than was promised",
        f"{_ENROLMENT}::test_a_reveal_that_breaks_the_commitment_ends_it",
    ),
    _row(
        "make an offer up", "S20", "offers an invitation that nobody made",
        f"{_ENROLMENT}::test_an_offer_that_the_server_made_up_is_no_invitation",
    ),
    _row(
        "an invitation for another server", "S20", "leads the newcomer to a server of its own",
        f"{_ENROLMENT}::test_the_same_words_on_another_server_are_refused",
    ),
    _row(
        "keep an offer too long", "S20", "shows an invitation after its time",
        f"{_ENROLMENT}::test_an_offer_that_the_server_keeps_too_long_has_expired",
    ),
    _row(
        "an old invitation", "S20", "lets one be used a second time",
        "sync/enrolment/test_refusals.py::test_an_invitation_is_used_once",
    ),
    _row(
        "keys of small order", "S2", "answers with keys to which anybody can unwrap",
        f"{_ENROLMENT}::test_keys_that_nothing_can_be_wrapped_to_are_refused",
    ),
    _row(
        "exchange a file", "S8", "gives other chunks of a document",
        "sync/documents/test_substituted.py::test_a_server_that_gives_something_else_is_not_believed",
    ),
    _row(
        "a false snapshot", "S8", "helps a member whose snapshot lies",
        f"{_SNAPSHOTS}::test_a_false_snapshot_is_refused_by_who_should_attest_it", "detected",
    ),
    _row(
        "a snapshot that leaves out", "S5", "shows a snapshot without what had come before",
        f"{_SNAPSHOTS}::test_a_snapshot_that_leaves_out_what_had_come_is_refused", "detected",
    ),
    _row(
        "a snapshot to a newcomer", "S8", "has a newcomer begin with a false snapshot",
        f"{_SNAPSHOTS}::test_a_newcomer_finds_a_false_one_out_and_receives_the_log", "detected",
    ),
    _row(
        "exchange a snapshot's parts", "S8", "withholds or swaps blobs of a snapshot",
        f"{_SNAPSHOTS}::test_a_server_that_withholds_or_swaps_gives_the_log_instead",
    ),
    _row(
        "use a courier for more", "S14", "has a courier's key do something else",
        f"{_SERVER}::test_a_courier_does_nothing_else",
    ),
    _row(
        "a courier for another device", "S14", "carries envelopes of another device",
        f"{_SERVER}::test_a_courier_pushes_no_envelope_of_another",
    ),
    _row(
        "erase by a courier", "S10", "orders a locked laptop erased without a true entry",
        "sync/courier/test_carrying.py::test_no_erase_is_believed_whose_signatures_do_not_verify",
    ),
    _row(
        "a roster without end", "S11", "never ends the roster's pages to a locked laptop",
        "sync/courier/test_endless_roster.py::test_a_roster_that_never_ends_is_given_up",
    ),
    _row(
        "a roster that outruns its reader", "S11", "has an admin sign entry after entry meanwhile",
        "sync/hostile/test_endless_roster.py::test_a_roster_that_grows_as_it_is_read_is_taken_as_far_as_it_was_said_at_first",
    ),
    _row(
        "a roster in dribbles", "S11", "gives a long roster one entry at a time",
        "sync/hostile/test_endless_roster.py::test_a_roster_that_dribbles_is_given_up_and_what_came_is_kept",
    ),
    _row(
        "another record of deeds", "S18", "cuts its signed record off, or writes it anew",
        "sync/hostile/test_rewritten_audit.py::test_a_record_that_is_not_the_one_seen_before_is_told_until_it_is_settled",
        "detected",
    ),
    _row(
        "no record of deeds", "S18", "answers all but the asking for its record",
        "sync/hostile/test_rewritten_audit.py::test_a_record_that_is_kept_back_for_days_is_told_until_it_is_shown",
        "detected",
    ),
    _row(
        "a false word to who left", "S10", "says that a laptop was taken out",
        "sync/governing/test_handing_over.py::test_nobody_is_taken_out_by_a_server_s_word_alone",
    ),
    _row(
        "park for another", "S15", "leaves an envelope in another's name",
        "server/test_leaving.py::test_only_its_own_sound_envelopes_are_parked",
    ),
    _row(
        "a bundle of another program", "S8", "puts another program's bundle on the stick",
        f"{_STICKS}::test_a_bundle_of_another_program_is_refused",
    ),
    _row(
        "a roster on a stick", "S3", "puts entries on a stick that no admin signed",
        f"{_STICKS}::test_a_roster_that_differs_is_refused",
    ),
    _row(
        "envelopes on a stick", "S3", "puts envelopes on a stick that nobody signed",
        f"{_STICKS}::test_envelopes_that_prove_nothing_are_left_out",
    ),
    _row(
        "bombs that unpack", "S11", "helps a member whose parts unpack to gigabytes",
        "protocol/test_sealing.py::test_what_its_author_filled_wrongly_is_refused_in_little_memory",
    ),
    _row(
        "more changes than anybody writes", "S11",
        "helps a member whose envelope holds a hundred thousand changes",
        "sync/hostile/test_envelopes.py::test_more_changes_than_anybody_writes_are_put_aside_unread",
    ),
    _row(
        "many small bombs", "S11", "helps a member whose envelope holds thousands of them",
        "protocol/test_changes.py::test_many_small_bombs_are_refused_before_they_fill_the_memory",
    ),
    _row(
        "content of any kind", "S11", "helps a member whose changes are of no form",
        "sync/hostile/test_envelopes.py::test_whatever_a_part_holds_the_round_ends_and_the_rest_is_taken_in",
    ),
    _row(
        "two histories", "S6", "shows two people two histories, one Save crosses",
        "sync/enrolment/test_hostile_history.py::test_two_histories_are_found_out_by_the_first_save_that_crosses",
        "detected",
    ),
    _row(
        "two histories, and nothing crosses", "S6", "keeps two groups apart for ever",
        "sync/hostile/test_standing_still.py::test_the_words_of_somebody_who_is_shown_less_differ",
        "detected",
    ),
    _row(
        "stand still", "S4", "shows nothing of anybody for days",
        "sync/hostile/test_standing_still.py::test_two_days_without_hearing_are_told_and_a_word_of_others_ends_it",
        "detected",
    ),
)  # fmt: skip
