"""Suffolk's laptop at a desk, a real server, and MACA's laptop without a window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.conftest import FixedClock, Template
from tests.desktop.at_desk import at_desk, over
from tests.reports.facts import outreach, person, put, service
from tests.sync.enrolling import begin
from tests.sync.figures.programs import Site, site

__all__ = ["at_desk", "over"]


@pytest.fixture
def server(tmp_path: Path, clock: FixedClock) -> Iterator[LocalServer]:
    folder = tmp_path / "server"
    folder.mkdir()
    with local_server(folder, clock=clock) as running:
        yield running


@pytest.fixture
def folder(folder: Path, template: Template, clock: FixedClock) -> Path:
    """The workspace of the desk, made Suffolk's, with a little to count."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(set_settings, {"program.cac": "suffolk_cac"})
        workspace.write(
            put,
            [
                person("Marisol", born="2012-05-01"),
                service("Marisol", "2021-10-05", times=3),
                outreach("2021-11-02"),
            ],
        )
    return folder


@pytest.fixture
def suffolk(
    folder: Path, template: Template, server: LocalServer, clock: FixedClock
) -> Iterator[Site]:
    """Suffolk as a program on the server; the same workspace that the desk opens."""
    with (
        Workspace(folder, template.key, clock=clock) as workspace,
        HttpTransport(server.address) as way,
    ):
        yield Site(workspace, way, begin(workspace, way, server))


@pytest.fixture
def essex(tmp_path: Path, server: LocalServer, clock: FixedClock) -> Iterator[Site]:
    facts = [person("Wren"), service("Wren", "2021-12-30", times=5)]
    with site(tmp_path / "essex", server, clock, "essex_cac", facts) as made:
        server.add_program(made.code, name="Essex")
        yield made
