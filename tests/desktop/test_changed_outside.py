"""What is saved in another program is not wiped by who was not told of it."""

from pathlib import Path

import pytest

from desktop.lending import Lent
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from storage.usecases.documents.intake import TakenIn
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.desktop.rooms import base
from tests.desktop.test_outside import (
    LINUX,
    document_in,
    open_elsewhere,
    rule,
    sent_out,
    shown_in,
)
from tests.documents.hostile import said

__all__ = ["base", "page_desk"]


def test_what_was_saved_there_a_moment_ago_is_not_wiped_by_who_was_not_told(
    page_desk: PageDesk, shown: Show, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule(page_desk, "leads")
    outside, bar, path = sent_out(page_desk, shown, base, document_in(page_desk))
    page_desk.qtbot.waitUntil(lambda: bool(shown_in(bar, Banner, "outside_line")))
    filled_in, once_more = said(box=b"0 0 500 700"), said(box=b"0 0 500 800")
    path.write_bytes(filled_in)
    shown_in(bar, Banner, "outside_line")[0].acted.emit()
    assert path.read_bytes() == filled_in
    assert "changed there just now" in page_desk.said[-1].text
    page_desk.qtbot.waitUntil(lambda: bool(shown_in(bar, Button, "outside_keep")))

    add = bar._add

    def saved_meanwhile(lent: Lent, taken: TakenIn) -> None:
        path.write_bytes(once_more)
        add(lent, taken)

    with monkeypatch.context() as patched:
        patched.setattr(bar, "_add", saved_meanwhile)
        shown_in(bar, Button, "outside_keep")[0].click()
        page_desk.qtbot.waitUntil(lambda: "changed there again" in page_desk.said[-1].text)
    assert path.read_bytes() == once_more
    shown_in(bar, Button, "outside_keep")[0].click()
    page_desk.qtbot.waitUntil(lambda: not outside.lending.out)
    assert list(base.iterdir()) == []


@LINUX
def test_who_keeps_changes_is_told_which_program_still_has_it_open(
    page_desk: PageDesk, shown: Show, base: Path
) -> None:
    rule(page_desk, "leads")
    outside, bar, path = sent_out(page_desk, shown, base, document_in(page_desk))
    path.write_bytes(said(box=b"0 0 500 700"))
    outside.lending.look()
    page_desk.qtbot.waitUntil(lambda: bool(shown_in(bar, Button, "outside_keep")))
    with open_elsewhere(path):
        shown_in(bar, Button, "outside_keep")[0].click()
        page_desk.qtbot.waitUntil(lambda: not outside.lending.out)
    assert page_desk.said[-1].text.endswith("what is saved there from now on is lost.")
