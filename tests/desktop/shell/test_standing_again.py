"""Where one stood comes back as far as it can be read, and keeps nobody out where it cannot.

Another version may have written it.
"""

from pathlib import Path
from typing import Any

import pytest

from desktop.endings import DESK
from storage.usecases.drafts import keep
from storage.workspace import Workspace
from tests.conftest import Template
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import QuickLogDialog


def dialog(name: str, place: Any) -> dict[str, Any]:
    return {"id": name, "target": {}, "place": place, "spot": {}}


def left(folder: Path, template: Template, place: Any) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(keep, DESK, place)


@pytest.mark.parametrize(
    "place",
    [
        7,
        ["spot"],
        {"spot": 7},
        {"spot": ["name"]},
        {"navigation": 7},
        {"navigation": {"page": "of a newer version", "pages": 7}},
        {"dialogs": 7},
        {"dialogs": [7]},
        {"dialogs": [dialog("of a newer version", {})]},
        {"box": 7},
    ],
    ids=repr,
)
def test_no_place_that_cannot_be_read_keeps_anybody_out(
    plain_sessions: Sessions, folder: Path, template: Template, place: Any
) -> None:
    left(folder, template, place)
    plain_sessions.start()
    assert plain_sessions.window.navigator.current_id == "today"


def test_a_dialog_that_cannot_be_put_back_stands_in_no_other_s_way(
    plain_sessions: Sessions, folder: Path, template: Template
) -> None:
    gone, whole = dialog("newtask", {}), dialog("quicklog", {"line": "half a name"})
    left(folder, template, {"dialogs": [gone, whole]})
    plain_sessions.start()
    (shown,) = plain_sessions.window.findChildren(QuickLogDialog)
    assert shown.isVisible()
    assert shown.line.text() == "half a name"


def test_a_dialog_that_could_not_be_put_back_can_be_opened(
    plain_sessions: Sessions, folder: Path, template: Template
) -> None:
    left(folder, template, {"dialogs": [dialog("quicklog", {"of a newer version": 1})]})
    session = plain_sessions.start()
    assert session.context is not None
    assert [type(error) for error in plain_sessions.window.troubles] == [KeyError]
    session.context.open("quicklog")
    opened = plain_sessions.window.dialogs.open("quicklog", {})
    assert opened.isVisible()
    assert plain_sessions.window.dialogs.place() == [dialog("quicklog", {"line": ""})]
