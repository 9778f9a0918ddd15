"""What a person reads about sync."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from desktop.wording.sync import SyncState, clock_advice, clock_off, sentence, set_aside, why_waits
from desktop.wording.troubles import trouble
from sync.client.opening import GAP, KEYLESS, NEWER, STRANGER, WITHHELD
from sync.client.problems import RETRIED, Problem

NOW = datetime(2026, 3, 4, 13, 42, tzinfo=UTC)
_LAST = "{} to be sent \u00b7 last complete 8:42 AM"
PROBLEMS: tuple[Problem, ...] = get_args(Problem)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SyncState(), "Kept on this laptop only"),
        (SyncState(connected=True), "Not sent or received yet"),
        (SyncState(connected=True, last=NOW), "Everything is on the server · 8:42 AM"),
        (
            SyncState(connected=True, last=NOW - timedelta(days=2)),
            "Everything is on the server · Mar 2, 2026, 8:42 AM",
        ),
        (SyncState(connected=True, last=NOW, waiting=1), _LAST.format("1 change waits")),
        (SyncState(connected=True, last=NOW, waiting=3), _LAST.format("3 changes wait")),
        (SyncState(connected=True, waiting=1), "1 change waits to be sent"),
        (
            SyncState(connected=True, last=NOW - timedelta(days=2), problem="history-differs"),
            f"{trouble('history-differs').title} \u00b7 last complete Mar 2, 2026, 8:42 AM",
        ),
        (SyncState(connected=True, stage="sending"), "Sending…"),
        (SyncState(connected=True, stage="sending", done=1, total=1), "Sending…"),
        (
            SyncState(connected=True, stage="receiving", done=1240, total=33000),
            "Receiving part 1,240 of 33,000",
        ),
        (
            SyncState(
                connected=True,
                problem="unreachable",
                waiting=3,
                next_try=NOW + timedelta(minutes=2),
            ),
            "3 changes wait for a connection · trying again in 2 minutes",
        ),
        (
            SyncState(connected=True, problem="unreachable", next_try=NOW + timedelta(seconds=15)),
            "No connection · trying again in less than a minute",
        ),
        (
            SyncState(connected=True, problem="not-satchel", next_try=NOW + timedelta(minutes=1)),
            "Somebody else answers on this network (a sign-in page?) · trying again in 1 minute",
        ),
        (
            SyncState(connected=True, problem="clock", next_try=NOW - timedelta(seconds=1)),
            "This laptop's clock is off · trying again now",
        ),
        (
            SyncState(
                connected=True, problem="history-differs", next_try=NOW + timedelta(minutes=15)
            ),
            "The server's history is not the one seen before",
        ),
    ],
)
def test_one_calm_sentence_says_what_sync_has_come_to(state: SyncState, words: str) -> None:
    assert sentence(state, NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (5, ""),
        (-5, ""),
        (7, "this laptop's clock is about 7 minutes behind the server's"),
        (-60, "this laptop's clock is about 1 hour ahead of the server's"),
        (5 * 60 + 2, "this laptop's clock is about 5 hours behind the server's"),
        (-3 * 24 * 60, "this laptop's clock is about 3 days ahead of the server's"),
    ],
)
def test_a_clock_that_is_off_is_told_with_how_far(minutes: int, words: str) -> None:
    state = SyncState(connected=True, last=NOW, ahead_ms=minutes * 60_000)
    assert clock_off(state) == words
    assert sentence(state, NOW).endswith(words)
    assert ("set the date, the time and the time zone" in clock_advice(state)) is bool(words)


def test_where_the_clock_keeps_a_round_from_ending_nothing_is_said_to_go_on() -> None:
    state = SyncState(connected=True, problem="clock", ahead_ms=3_600_000)
    assert clock_advice(state) == "This laptop's clock is about 1 hour behind the server's."


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_has_a_plain_sentence_a_meaning_and_one_thing_to_do(
    problem: Problem,
) -> None:
    why = trouble(problem)
    assert why.title
    assert not why.title.endswith(".")
    assert why.meaning.endswith(".")
    assert why.action
    spoken = f"{why.title} {why.meaning}".lower()
    for jargon in ("error", "http", "tls", "sync_", "protocol", "roster", "envelope", "exception"):
        assert jargon not in spoken


def test_no_two_problems_are_told_alike() -> None:
    assert len({trouble(problem).title for problem in PROBLEMS}) == len(PROBLEMS)


@pytest.mark.parametrize("problem", sorted(RETRIED))
def test_what_passes_by_itself_says_when_it_is_tried_again(problem: Problem) -> None:
    state = SyncState(connected=True, problem=problem, next_try=NOW + timedelta(minutes=5))
    assert sentence(state, NOW).endswith("trying again in 5 minutes")


@pytest.mark.parametrize("problem", ["history-differs", "roster-differs", "blocked"])
def test_where_the_operator_must_help_one_is_told_to_call_with_the_code(problem: Problem) -> None:
    why = trouble(problem)
    assert "nothing is lost" in why.meaning
    assert "Call" in why.meaning
    assert why.remedy == "copy"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (SyncState(), ""),
        (SyncState(connected=True), "It waits for the next round."),
        (
            SyncState(connected=True, next_try=NOW + timedelta(minutes=3)),
            "It waits for the next round at 8:45 AM.",
        ),
        (SyncState(connected=True, stage="sending"), "It is being sent."),
        (
            SyncState(connected=True, problem="unreachable", next_try=NOW + timedelta(minutes=3)),
            "No connection. It is tried again at 8:45 AM.",
        ),
        (
            SyncState(connected=True, problem="blocked", next_try=NOW + timedelta(minutes=3)),
            "This laptop has been blocked on the server.",
        ),
    ],
)
def test_whatever_waits_says_why(state: SyncState, words: str) -> None:
    assert why_waits(state, NOW) == words


def test_what_was_set_aside_is_said_with_its_own_reasons() -> None:
    reasons = {GAP: 2, KEYLESS: 1}
    said = f"2 sealed parts set aside: {GAP} 1 sealed part set aside: {KEYLESS}"
    assert set_aside(reasons) == said
    assert "newer" not in said
    assert set_aside({"its signature is not right": 1}).endswith("its signature is not right.")
    more = {GAP: 4, STRANGER: 3, WITHHELD: 2, NEWER: 1}
    assert set_aside(more).endswith(f"{WITHHELD} Review names the rest.")


def test_a_history_that_differs_is_not_said_to_stop_all_sending() -> None:
    meaning = trouble("history-differs").meaning
    assert "Sending stops" not in meaning
    assert "the rest goes on being sent and received" in meaning


def test_who_issued_a_certificate_is_named_where_it_is_not_trusted_and_nowhere_else() -> None:
    bare = trouble("untrusted")
    named = trouble("untrusted", "Courthouse, Filter 7")
    assert named.meaning.startswith(bare.meaning)
    assert named.meaning.endswith("says that it was issued by: Courthouse, Filter 7.")
    assert all(trouble(one, "x") == trouble(one) for one in PROBLEMS if one != "untrusted")


def test_who_is_to_be_called_about_a_copy_is_told_which_program_it_is() -> None:
    found = trouble("copied")
    assert "read them the program's code" in found.meaning
    assert found.remedy == "copy"
