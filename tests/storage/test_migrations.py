"""The committed schema, the migrations and the declarations are one and the same."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrations
from storage.crypto import database
from storage.crypto.keytree import derive_workspace_keys
from storage.errors import NewerVersionError
from storage.migrations.schema import PATH, schema_of
from storage.tables import (
    access,
    acknowledged,
    attachments,
    figures,
    journal,
    local,
    search_index,
    snapshots,
    syncing,
)
from storage.tables.records import METADATA
from storage.usecases import searching
from storage.usecases.history import history
from storage.workspace import Workspace
from tests.conftest import Template


def test_the_committed_schema_is_what_the_migrations_make(workspace: Workspace) -> None:
    assert workspace.read(schema_of) == PATH.read_text("utf-8")


def test_the_migrations_make_what_the_declarations_say(
    workspace: Workspace, tmp_path: Path
) -> None:
    described = {
        access.ENTRIES,
        acknowledged.ACKNOWLEDGED,
        attachments.BLOBS,
        figures.SHEETS,
        journal.JOURNAL,
        local.DRAFTS,
        search_index.NAME_KEYS,
        snapshots.SNAPSHOTS,
        syncing.SYNC_LOGS,
    }
    assert described <= set(METADATA.tables.values())
    engine = database.open_engine(tmp_path / "declared.db", bytes(range(32)), "migration")
    with engine.begin() as connection:
        METADATA.create_all(connection)
        search_index.create(connection)
        declared = schema_of(connection)
    engine.dispose()
    assert _words(declared) == _words(workspace.read(schema_of))


def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    folder: Path, template: Template
) -> None:
    with Workspace(folder, template.key) as workspace:
        workspace.write(
            lambda t: t.connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'")
        )
    before = (folder / database.NAME).read_bytes()
    with pytest.raises(NewerVersionError, match="newer Satchel"):
        Workspace(folder, template.key)
    assert (folder / database.NAME).read_bytes() == before


ZOO = Path(__file__).parents[1] / "zoo"
STEPS = Path(migrations.__file__).parent / "versions"
KEYS = {
    "0001": "83aa758cc960998d98ecb16e2d3bea0aa9faebd604bde8c72609ccb36b235ec5",
    "0002": "c81800a676d7aec9b5f54dd1809c46d05b3db08936f18d376076694463d204b9",
    "0004": "8a90d88553b02d0293c616e9e19c172949167108dd41c9db49f81089d2117300",
}
"""Workspaces of former versions, of synthetic people, kept for ever; their keys are public."""


@pytest.mark.parametrize("version", sorted(KEYS))
def test_a_workspace_of_a_former_version_is_copied_then_opens_with_everything(
    tmp_path: Path, version: str
) -> None:
    folder, key = tmp_path / version, bytes.fromhex(KEYS[version])
    shutil.copytree(ZOO / version, folder)
    with Workspace(folder, key) as workspace:
        assert workspace.read(schema_of) == PATH.read_text("utf-8")
        names = workspace.read(searching.search, "vega")
        assert [hit.title for hit in names] == ["Mari Vega"]
        assert [step.act for step in workspace.read(history, "person", names[0].record)] == [
            "correct name",
            "intake",
        ]
        assert workspace.read(journal.verify_chain) == 4
    copy = folder / f"{database.NAME}.before-{migrations.HEAD}"
    assert _version(copy, derive_workspace_keys(key).database) == version


@pytest.mark.parametrize("times", [1, 9])
def test_steps_that_could_not_be_listed_are_looked_for_once_more_and_then_told_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    folder, key = tmp_path / "0001", bytes.fromhex(KEYS["0001"])
    shutil.copytree(ZOO / "0001", folder)
    scandir, refused = os.scandir, list[str]()

    def scarce(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path) == STEPS and len(refused) < times:
            refused.append(path)
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return scandir(path)

    monkeypatch.setattr("os.scandir", scarce)
    if times == 1:
        with Workspace(folder, key) as workspace:
            assert workspace.read(schema_of) == PATH.read_text("utf-8")
    else:
        with pytest.raises(ImportError, match="a step of the database is missing"):
            Workspace(folder, key)
        assert _version(folder / database.NAME, derive_workspace_keys(key).database) == "0001"
    assert refused


def _version(path: Path, key: bytes) -> str | None:
    engine = database.open_engine(path, key, "reader")
    with engine.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    engine.dispose()
    return version


def _words(schema: str) -> list[str]:
    return sorted(" ".join(statement.split()) for statement in schema.split(";\n"))
