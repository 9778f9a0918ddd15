"""Sessions for the tests of the shell, and a person who walks in one of them."""

import pytest
from pytestqt.qtbot import QtBot

from tests.desktop.desks import Sessions, plain_sessions, sessions
from tests.journeys.walking import Walker
from tests.storage.builders import add_case, add_note

__all__ = ["plain_sessions", "sessions", "walker"]


@pytest.fixture
def walker(sessions: Sessions, qtbot: QtBot) -> Walker:
    walker = Walker(sessions.start(), qtbot)
    case, _ = walker.write(add_case)
    walker.write(add_note, case, "Met at the library.")
    context = sessions.living[-1].context
    assert context is not None
    context.go("case", {"case": case.id.hex()})
    walker.rest()
    return walker
