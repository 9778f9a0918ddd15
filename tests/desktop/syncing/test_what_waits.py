"""One card names everything that waits, and why; each record says where it is."""

from pytestqt.qtbot import QtBot

from desktop.pages.program.page import ProgramPage
from desktop.widgets.labels import Label
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, Served, save, settle, sync
from tests.storage.builders import add_case


def test_what_was_saved_without_a_network_is_named_with_the_reason(
    lena: Sessions,
    ana: Ana,  # noqa: ARG001 - her program
    served: Served,
    qtbot: QtBot,
) -> None:
    session = lena.start()
    settle(session, qtbot)
    served.stop()
    case, _ = save(session, qtbot, add_case)
    sync(session, qtbot)
    lena.window.do("program")
    settle(session, qtbot)
    page = lena.window.navigator.currentWidget()
    assert isinstance(page, ProgramPage)
    qtbot.waitUntil(page.waits.isVisible, timeout=20_000)
    words = " ".join(label.text() for label in page.waits.findChildren(Label))
    assert "1 Save on this laptop only. No connection." in words
    assert case.number in words
