"""A setting that nobody declared, or of another type, is left out: nothing keeps Satchel shut."""

from collections.abc import Mapping

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from desktop.settings import Settings
from storage.usecases.settings import DEFAULTS, settings, sorts_of
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import Template
from tests.desktop.desks import Sessions

_WRONG: tuple[object, ...] = (None, True, 7, 1.5, "words", b"bytes", [7], {"settings": 7})


def _store(transaction: Transaction, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        kept = value if isinstance(value, bytes) else msgspec.msgpack.encode(value)
        transaction.connection.exec_driver_sql(
            "INSERT INTO setting VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET value = ?",
            (name, kept, kept),
        )


@pytest.mark.parametrize("wrong", _WRONG, ids=lambda wrong: type(wrong).__name__)
def test_what_has_another_type_or_cannot_be_read_is_as_if_never_said(
    workspace: Workspace, wrong: object
) -> None:
    stored = {name: wrong for name in DEFAULTS if type(wrong) not in sorts_of(name)}
    workspace.write(_store, {**stored, "window.title": "Zebrafinch", "": wrong})
    found = workspace.read(settings)
    assert {name: found[name] for name in stored} == {name: DEFAULTS[name] for name in stored}
    assert set(found) == set(DEFAULTS)


def test_rules_whose_inside_is_nonsense_hold_nothing(workspace: Workspace) -> None:
    before = workspace.read(settings)
    rules = {"settings": 7, "locked": [{}, 7]}
    workspace.write(_store, {"county.profile": rules, "computer.policy": {"locked": 7}})
    after = workspace.read(settings)
    assert Settings.of(after) == Settings.of(before)
    assert after["documents.outside"] == "nobody"


def test_the_window_opens_over_nonsense_in_every_setting(
    plain_sessions: Sessions, template: Template, qtbot: QtBot
) -> None:
    with Workspace(plain_sessions._open.args[0], template.key) as workspace:
        nonsense: dict[str, object] = {
            name: 7 for name, one in DEFAULTS.items() if not isinstance(one, int)
        }
        nonsense |= {"recent": [7, None], "look.text_percent": 9_000, "lock.idle_minutes": 9_000}
        workspace.write(_store, nonsense)
    context = plain_sessions.start().context
    assert context is not None
    assert context.settings == Settings(text_size=200, lock_after_minutes=15)
    qtbot.waitUntil(lambda: not plain_sessions.living[-1].busy)
