"""A workspace with one whole record of every kind, and what each dialog is about in it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.shell.places import DIALOGS
from desktop.theme import Tokens
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.desks import Sessions
from tests.walk.whole import whole_of, whole_records

NAME = ("Zebrafinch", "Larkspur")
"""The given and the family name of every person in it, which are nobody's."""


class WholeDesk:
    """A folder to copy for each test, and the ids of the whole records in it."""

    def __init__(self, folder: Path, records: list[Any]) -> None:
        self.folder = folder
        self._records = records

    def id_of(self, kind: str) -> str:
        """Return the id of the whole record of ``kind``, in hexadecimal."""
        return str(whole_of(self._records, kind)[0].id.hex())

    def targets(self) -> dict[str, Mapping[str, Any]]:
        """Return what each dialog shows, a dialog that is not named something of everything."""
        case, person = self.id_of("case"), self.id_of("person")
        about = {"kind": "case", "record": case}
        plan = {"plan": self.id_of("safety_plan")}
        named: dict[str, Mapping[str, Any]] = {
            "quicklog": {"people": [person]},
            "share": about,
            "print": about,
            "history": about,
            "record": {"kind": "person", "record": person},
            "addfile": {"case": case},
            "sameperson": {"record": person},
            "misfiled": {"record": self.id_of("note")},
            "access": {"record": case},
            "destroy": {"record": case},
            "closecase": {"record": case},
            "reopencase": {"record": case},
            "suggest": {"record": self.id_of("exploitation")},
            "missing": {"case": case},
            "returned": {"episode": self.id_of("missing_episode")},
            "safetycard": plan,
            "plainplan": plan,
            "attendance": {"training": self.id_of("training")},
            "handover": {"from": "Ana Reyes"},
            "copypanel": {"case": case},
            "figures": {"report": "pmt", "period": "2025-10-01..2025-12-31"},
            "lifthold": {"record": self.id_of("legal_hold")},
            "purge": {"records": [case]},
        }
        anything = {
            **about,
            "case": case,
            "person": person,
            "document": self.id_of("document"),
            "note": self.id_of("note"),
            "records": [case],
        }
        return {dialog: named.get(dialog, anything) for dialog in DIALOGS}


@pytest.fixture(scope="session")
def whole(template: Template, tmp_path_factory: pytest.TempPathFactory) -> WholeDesk:
    """Every whole record, saved once, about people of one name."""
    folder = copytree(template.folder, tmp_path_factory.mktemp("whole") / "workspace")
    clock = FixedClock(_NOW)
    with Workspace(folder, template.key, clock=clock) as workspace:
        records = workspace.write(_save_all)
    return WholeDesk(folder, records)


@pytest.fixture
def desk(
    whole: WholeDesk,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    tmp_path: Path,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Sessions]:
    """Sessions over a copy of it."""
    folder = copytree(whole.folder, tmp_path / "workspace")
    sessions = Sessions(folder, template.key, clock, qtbot)
    yield sessions
    sessions.end()


def _save_all(transaction: Transaction) -> list[Any]:
    records = whole_records(transaction.new_id)
    for record in records:
        save(transaction, [Add(_named(record))], "walk")
    return records


def _named(record: Any) -> Any:
    if not isinstance(record, Person):
        return record
    given, family = NAME
    return replace(
        record, given_name=given, family_name=family, name_used=given, aliases=frozenset({family})
    )


_NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
