"""Whole records of every kind, saved once and read by every step of the walk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from storage.exchange.exporting import export_files
from storage.exchange.importing import import_files
from storage.practice.seeded import SeededIds
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.conftest import light, plain_text_only, pytest_runtest_protocol, shown
from tests.exchange.files import write_files
from tests.storage.laptops import joined, tell
from tests.walk.whole import whole_records

__all__ = ["light", "plain_text_only", "pytest_runtest_protocol", "shown"]

NOW = FixedClock(datetime(2026, 3, 4, 15, 0, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Walked:
    """A workspace that holds ``records``."""

    workspace: Workspace
    records: list[Any]


@pytest.fixture
def ids() -> SeededIds:
    return SeededIds("walk")


@pytest.fixture(scope="module")
def walked(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """Every whole record, saved as a person saves."""
    folder = copytree(template.folder, tmp_path_factory.mktemp("walk") / "workspace")
    with Workspace(folder, template.key, clock=NOW) as workspace:
        yield Walked(workspace, workspace.write(_save_all))


@pytest.fixture(scope="module")
def synced(walked: Walked, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A second laptop that received everything."""
    folder = tmp_path_factory.mktemp("second") / "workspace"
    with joined(walked.workspace, folder, "Ben Cole", NOW) as second:
        tell(walked.workspace, second)
        yield second


@pytest.fixture(scope="module")
def imported(
    walked: Walked, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """An empty workspace that took in the export."""
    place: Path = tmp_path_factory.mktemp("import")
    folder = copytree(template.folder, place / "workspace")
    with Workspace(folder, template.key, clock=NOW) as workspace:
        exported = walked.workspace.read(export_files)
        workspace.write(import_files, write_files(place / "csv", exported.files))
        yield workspace


def _save_all(transaction: Transaction) -> list[Any]:
    records = whole_records(transaction.new_id)
    for record in records:
        save(transaction, [Add(record)], "walk")
    return records
