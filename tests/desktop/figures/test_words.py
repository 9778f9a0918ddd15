"""Whatever becomes of a sheet is said in one sentence, with at most one thing to do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop.wording.figures import passage, reading_trouble
from storage.domain.ids import RecordId
from storage.domain.periods import Period
from storage.usecases.figuresheets import Sheet
from sync.client.problems import Problem

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
APPROVED = Sheet(
    id=RecordId(b"s" * 16),
    form="pmt",
    version="2016",
    period=Period.parse("2025-10-01..2025-12-31"),
    cac="suffolk_cac",
    revision=2,
    facts=(),
    approved_by="Ana Reyes",
    approved_at=NOW - timedelta(days=1),
    disclosure=RecordId(b"d" * 16),
    state="approved",
    reason="",
    newest=0,
    sent_at=None,
)
SENT = replace(APPROVED, state="sent", sent_at=NOW)


def said(sheet: Sheet, *, is_same: bool = True, connected: bool = True) -> tuple[str, str, str]:
    found = passage(sheet, NOW, is_same=is_same, connected=connected, at_work=False)
    return found.text, found.act, found.tone


def test_the_way_of_a_sheet_in_sentences() -> None:
    approved = "Approved Mar 3, 2026, 10:00 AM · revision 2"
    assert said(APPROVED) == (f"{approved} · waiting for a connection", "send", "info")
    assert said(APPROVED, connected=False)[1:] == ("program", "info")
    again = said(replace(APPROVED, sent_at=NOW))
    assert again == (
        f"{approved} · sent before, but MACA's server may have lost it: it goes once more",
        "send",
        "info",
    )
    under_way = passage(APPROVED, NOW, is_same=True, connected=True, at_work=True)
    assert (under_way.text, under_way.action) == (f"{approved} · sending…", "")
    assert said(SENT) == ("Sent to MACA 10:00 AM · revision 2", "", "ok")
    assert said(SENT, is_same=False)[1:] == ("look", "warn")


@pytest.mark.parametrize(
    ("reason", "words", "act"),
    [
        ("not-signed", "does not know your program yet", "program"),
        ("unknown-program", "does not know your program yet", "program"),
        ("blocked", "has blocked this laptop", "send"),
        ("another-server", "is not MACA's", "send"),
        ("no-figures", "takes no figures", "send"),
        ("forbidden", "the server refused it", "send"),
    ],
)
def test_what_keeps_a_sheet_back_names_one_thing_to_do(reason: str, words: str, act: str) -> None:
    text, does, tone = said(replace(APPROVED, reason=reason))
    assert words in text
    assert (does, tone) == (act, "warn")


def test_a_refusal_says_why_and_offers_to_look_again() -> None:
    taken = replace(APPROVED, state="refused", reason="not-next", newest=4)
    assert "has sent revision 4 since" in said(taken)[0]
    assert "send them as revision 5" in said(taken)[0]
    unread = replace(APPROVED, state="refused", reason="malformed")
    assert "Install the newest Satchel" in said(unread)[0]
    assert said(taken)[1] == said(unread)[1] == "look"


@pytest.mark.parametrize(
    ("problem", "detail", "words"),
    [
        ("not-admitted", "forbidden", "mark your program as statewide"),
        ("not-admitted", "no-program", "does not belong to a program"),
        ("refused", "no-figures", "takes no figures"),
        ("unreachable", "", "No connection"),
        ("unknown-program", "unknown-program", "does not know your program"),
    ],
)
def test_why_the_state_cannot_be_read(problem: Problem, detail: str, words: str) -> None:
    assert words in reading_trouble(problem, detail)
