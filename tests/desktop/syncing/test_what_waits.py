"""One card names everything that waits, and why; each record says where it is."""

from typing import Any

from pytestqt.qtbot import QtBot

from desktop.pages.program.needscard import NeedsCard
from desktop.pages.program.page import ProgramPage
from desktop.shell.session import Session
from desktop.widgets.labels import Label
from storage.domain.periods import Period
from storage.usecases.figuresheets import Draft, body_of, keep
from storage.usecases.syncing.needs import Needs
from storage.usecases.syncing.openreviews import Open
from storage.usecases.transaction import Transaction
from sync.client.opening import GAP, STRANGER
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, Served, save, settle, sync
from tests.storage.builders import add_case


def program_page(lena: Sessions, qtbot: QtBot) -> ProgramPage:
    lena.window.do("program")
    settle(lena.living[-1], qtbot)
    page = lena.window.navigator.currentWidget()
    assert isinstance(page, ProgramPage)
    return page


def what_waits(lena: Sessions, qtbot: QtBot) -> str:
    page = program_page(lena, qtbot)
    qtbot.waitUntil(page.waits.isVisible, timeout=20_000)
    return " ".join(label.text() for label in page.waits.findChildren(Label))


def approve(transaction: Transaction) -> Any:
    draft = Draft(
        form="pmt",
        version="2016",
        period=Period.parse("2025-10-01..2025-12-31"),
        cac="berkshire_cac",
        facts=(("users", (), 3),),
    )
    body = body_of(draft.facts)
    return None, keep(transaction, draft, 1, body, transaction.new_id())


def test_what_was_saved_without_a_network_is_named_with_the_reason(
    lena: Sessions,
    ana: Ana,  # noqa: ARG001 - her program
    served: Served,
    qtbot: QtBot,
) -> None:
    session = without_network(lena, served, qtbot)
    case, _ = save(session, qtbot, add_case)
    sync(session, qtbot)
    words = what_waits(lena, qtbot)
    assert "1 Save on this laptop only. No connection." in words
    assert case.number in words


def test_initials_reach_what_waits_as_soon_as_the_key_is_pressed(
    lena: Sessions,
    ana: Ana,  # noqa: ARG001 - her program
    served: Served,
    qtbot: QtBot,
) -> None:
    session = without_network(lena, served, qtbot)
    save(session, qtbot, add_case)
    sync(session, qtbot)
    page = program_page(lena, qtbot)
    qtbot.waitUntil(lambda: "Marisol" in named(page), timeout=20_000)
    assert session.context is not None
    session.context.toggle_initials()
    assert "Marisol" not in named(page)


def without_network(lena: Sessions, served: Served, qtbot: QtBot) -> Session:
    """Let her work where the server is not reached any more."""
    session = lena.start()
    settle(session, qtbot)
    served.stop()
    return session


def named(page: ProgramPage) -> str:
    shown = (label for label in page.waits.findChildren(Label) if label.isVisible())
    return " ".join(label.text() for label in shown)


def test_what_nothing_keeps_back_waits_for_a_round_of_which_the_time_is_told(
    lena: Sessions,
    ana: Ana,  # noqa: ARG001 - her program
    qtbot: QtBot,
) -> None:
    session = lena.start()
    sync(session, qtbot)
    save(session, qtbot, add_case)
    assert "It waits for the next round at " in what_waits(lena, qtbot)


def test_approved_figures_that_were_not_sent_are_named(
    lena: Sessions,
    ana: Ana,  # noqa: ARG001 - her program
    served: Served,
    qtbot: QtBot,
) -> None:
    session = without_network(lena, served, qtbot)
    save(session, qtbot, approve)
    qtbot.waitUntil(lambda: not session.syncing.figures.state.at_work, timeout=20_000)
    words = what_waits(lena, qtbot)
    assert "Figures for MACA, Oct 1 to Dec 31, 2025" in words
    assert "waiting for a connection" in words


def test_very_many_changes_at_once_are_named_among_what_needs_you(qtbot: QtBot) -> None:
    card = NeedsCard()
    qtbot.addWidget(card)
    card.show_needs(Needs(Open(0, 0, 0, 0, 1), (), (), ()), [], leads=False, initials=False)
    words = " ".join(label.text() for label in card.findChildren(Label))
    assert "1 run of very many changes came" in words
    assert not card.isHidden()


def test_the_page_names_the_reason_why_something_was_set_aside(
    lena: Sessions,
    ana: Ana,  # noqa: ARG001 - her program
    qtbot: QtBot,
) -> None:
    session = lena.start()
    settle(session, qtbot)
    save(session, qtbot, _park)
    page = program_page(lena, qtbot)
    qtbot.waitUntil(lambda: "set aside" in page.detail.text(), timeout=20_000)
    said = f"2 sealed parts set aside: {STRANGER} 1 sealed part set aside: {GAP}"
    assert page.detail.text().endswith(said)
    assert "newer Satchel" not in page.detail.text()


def _park(transaction: Transaction) -> None:
    """Set three envelopes aside."""
    for number, why in enumerate((STRANGER, GAP, STRANGER)):
        transaction.connection.exec_driver_sql(
            "INSERT INTO envelope_in (log, sequence, body, state, reason) "
            "VALUES (x'01', ?, x'00', 'parked', ?)",
            (number + 1, why),
        )
