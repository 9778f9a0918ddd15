"""One workspace for all texts: a copy of the template, made once."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from storage.exchange.exporting import export_files
from storage.exchange.importing import import_files
from storage.workspace import Workspace
from tests.badinputs.held import Held, fill
from tests.conftest import FixedClock, Template
from tests.exchange.files import write_files


def _copy(template: Template, folder: Path) -> Workspace:
    shutil.copytree(template.folder, folder)
    return Workspace(folder, template.key, clock=FixedClock(datetime(2026, 3, 4, 15, tzinfo=UTC)))


@pytest.fixture(scope="session")
def held(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("badinputs")
    with _copy(template, folder / "texts") as workspace:
        yield fill(workspace)


@pytest.fixture(scope="session")
def moved(
    held: Held, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    """Another workspace, with what came of the texts by way of an export."""
    folder = tmp_path_factory.mktemp("moved")
    with _copy(template, folder / "workspace") as workspace:
        exported = held.workspace.read(export_files)
        workspace.write(import_files, write_files(folder / "csv", exported.files))
        yield workspace
