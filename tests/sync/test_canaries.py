"""Nothing that anybody typed is readable on the server, in its logs or on the wire."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.domain.clocks import SystemClock
from storage.domain.kinds import KINDS
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.settings import set_settings
from storage.usecases.syncing.roster import entries
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.conftest import Template
from tests.sync.canaries import CANARY, forms_of, found_in, record_of
from tests.sync.enrolling import begin, join, newcomer


class _Tapped:
    """A way to the server on which everything is overheard."""

    def __init__(self, address: str) -> None:
        self._way = HttpTransport(address)
        self.heard: list[tuple[str, bytes]] = []

    def ask(self, ask: Ask) -> Answer | Unreachable:
        answer = self._way.ask(ask)
        asked = f"{ask.method} {ask.path}?{ask.query} {ask.headers}".encode()
        self.heard += [("asked", asked), ("body", ask.body), ("answer", repr(answer).encode())]
        if isinstance(answer, Answer):
            self.heard += [("answer", answer.body), ("answer", repr(answer.headers).encode())]
        return answer

    def close(self) -> None:
        self._way.close()


@pytest.fixture
def spoken(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield
    said = capfd.readouterr()
    everything = (said.out + said.err + caplog.text).encode()
    assert list(found_in([("log", everything)])) == []


@pytest.mark.usefixtures("spoken")
def test_no_canary_leaves_a_workspace_readably(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    place = tmp_path / "server"
    place.mkdir()
    with ExitStack() as opened:
        server = opened.enter_context(local_server(place))
        ways = [_Tapped(server.address) for _ in range(2)]
        for way in ways:
            opened.callback(way.close)
        first = opened.enter_context(Workspace(folder, template.key))
        first.rename_author(CANARY)
        first.write(set_settings, {"program.name": CANARY})
        for kind in KINDS:
            first.write(_plant, kind)
        begin(first, ways[0], server)
        second, _ = newcomer(tmp_path / "second", CANARY, SystemClock())
        opened.enter_context(second)
        join((first, ways[0]), (second, ways[1]), server.address, CANARY)
        for workspace, way in ((first, ways[0]), (second, ways[1])):
            outcome = drive(sync_round(workspace.clock), way, workspace)
            assert (outcome.problem, outcome.waiting) == (None, 0)
        for kind in KINDS:
            assert second.read(_planted, kind) >= 1, kind
        heard = [each for way in ways for each in way.heard]
        files = [(path.name, path.read_bytes()) for path in place.rglob("*") if path.is_file()]
        proof = [("roster", body) for body in first.read(entries)]
    assert len(files) > 1
    assert list(found_in([*heard, *files, *proof])) == []


@pytest.mark.parametrize("form", forms_of(CANARY))
def test_the_search_for_canaries_finds_each_form(form: str) -> None:
    content = b"before " + forms_of(CANARY)[form] + b" behind"
    assert any(found.endswith(form) for found in found_in([("file", content)]))


def _plant(transaction: Transaction, kind: str) -> None:
    record = record_of(kind, transaction.new_id())
    add_all(transaction, [record], CANARY, batch=batch_id(transaction), checked=True)


def _planted(connection: Connection, kind: str) -> int:
    query = f'SELECT count(*) FROM "{kind}"'  # noqa: S608 - our own names
    return int(connection.exec_driver_sql(query).scalar_one())
