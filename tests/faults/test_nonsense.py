"""Whatever answers in the server's place changes nothing, and is explained.

Two laptops come together and sync, step by step. Each step first meets rows of ``ROWS`` at its
endpoint and leaves the workspace as it was; then it is let through. In the suite these are
``AT_ONCE`` of them, which ``SATCHEL_SEED=N`` draws again; with ``SATCHEL_LONG=1`` all.
"""

import os
import secrets
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from random import Random  # noqa: TID251 - a choice repeats by its seed
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Connection

from desktop.wording.sync import SyncState, sentence
from desktop.wording.troubles import what_happened
from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock
from storage.workspace import Beginning, Workspace, create
from sync.client import transport
from sync.client.commands import Ask, Unreachable
from sync.client.driving import drive
from sync.client.enrolment.connect import begin_program
from sync.client.figures import Sending
from sync.client.problems import Problem, SyncError
from sync.client.round import Outcome, sync_round
from sync.client.transport import HttpTransport
from sync.server import service
from sync.server.local import local_server
from tests.conftest import PASSPHRASE, Template
from tests.faults.meddling import Meddler, meddler
from tests.faults.nonsense import NO_TLS, ROWS, Row
from tests.faults.stories import Step, Story, add
from tests.server.certificates import self_signed
from tests.sync.enrolling import begin, newcomer

LONG = os.environ.get("SATCHEL_LONG") == "1"
AT_ONCE, CUTS_S = 16, 2.0
SEED = int(os.environ.get("SATCHEL_SEED", secrets.randbelow(1_000_000)))
CHANCE = Random(SEED)
_PATIENCE_S = (0.08, 4.0)
"""How long a laptop waits here for somebody who says nothing; in earnest it is forty seconds.

Where it gave up before it came to who says nothing, for a busy server took longer, it goes there
once more with more patience.
"""


def test_no_nonsense_at_any_endpoint_changes_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    print(f"SATCHEL_SEED={SEED}")
    # Nobody asks as often as this test does.
    monkeypatch.setattr(service, "DEVICE_RATE", 100_000)
    monkeypatch.setattr(service, "ADDRESS_RATE", 100_000)
    with ExitStack() as opened:
        server = opened.enter_context(local_server(tmp_path / "server"))
        between = opened.enter_context(meddler(server.address))
        first = opened.enter_context(_workspace(tmp_path / "first"))
        second = opened.enter_context(newcomer(tmp_path / "second", "Ben", SystemClock())[0])
        patient = opened.enter_context(HttpTransport(between.address))
        impatient = list[HttpTransport]()
        for seconds in _PATIENCE_S:
            monkeypatch.setattr(transport, "_READ", seconds)
            impatient.append(opened.enter_context(HttpTransport(between.address)))
        story = Story(first, second, server, between.address)
        wrong: list[str] = []
        met: set[str] = set()
        for step in story.steps():
            if step.endpoint:
                met.add(step.endpoint)
                wrong += _met(step, between, patient, impatient)
            if not step.partly:
                story.result = drive(step.script(), patient, step.workspace)
                assert _problem_of(story.result) == step.ends, step.name
        assert wrong == []
        # What the second wrote after it was taken out came to the first's admin, who let it in.
        assert set(first.read(_people)) == {"Dario", "Marisol", "Wren"}
        assert second.read(_people) == first.read(_people)
        assert story.result.parked == 0
    assert len(ROWS) >= 40
    assert len(met) == 25


def test_an_answer_cut_short_at_any_byte_is_no_answer(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    with (
        local_server(tmp_path / "server") as server,
        meddler(server.address) as between,
        Workspace(folder, template.key) as workspace,
        HttpTransport(between.address) as way,
    ):
        begin(workspace, way, server)
        workspace.write(add, "Marisol")
        drive(sync_round(workspace.clock), way, workspace)
    answers = set(between.answers)
    assert len(answers) >= 5
    places = [(answer, length) for answer in answers for length in range(len(answer))]
    CHANCE.shuffle(places)
    tried, end = 0, time.monotonic() + CUTS_S
    with _cutting() as (cut, address), HttpTransport(address) as way:
        for answer, length in places:
            tried += 1
            cut.append(answer[:length])
            assert way.ask(Ask("GET", "/v1/status")) == Unreachable("no-network"), length
            if not LONG and time.monotonic() > end:
                break
    print(f"{tried} of {len(places)} places to cut {len(answers)} answers at")


@contextmanager
def _cutting() -> Iterator[tuple[list[bytes], str]]:
    """Answer one connection after the other with what was put on the list last."""
    said: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    with connection:
                        connection.recv(65_536)
                        connection.sendall(said.pop())

        Thread(target=serve, daemon=True).start()
        yield said, f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("said", NO_TLS)
def test_what_is_no_tls_is_not_spoken_to(said: str, folder: Path, template: Template) -> None:
    with (
        _saying(NO_TLS[said]) as port,
        Workspace(folder, template.key) as workspace,
        HttpTransport(f"https://127.0.0.1:{port}") as way,
    ):
        before = workspace.read(_contents)
        with pytest.raises(SyncError) as caught:
            drive(begin_program(workspace.clock, f"https://127.0.0.1:{port}"), way, workspace)
        assert caught.value.problem in {"unreachable", "untrusted"}
        assert workspace.read(_contents) == before


def test_a_certificate_of_somebody_else_is_untrusted(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(self_signed(tmp_path))
    with (
        _saying(b"HTTP/1.1 200 OK\r\n\r\n", context, times=2) as port,
        Workspace(folder, template.key) as workspace,
        HttpTransport(f"https://127.0.0.1:{port}") as way,
        pytest.raises(SyncError) as caught,
    ):
        drive(begin_program(workspace.clock, f"https://127.0.0.1:{port}"), way, workspace)
    assert caught.value.problem == "untrusted"
    assert _explained("untrusted")
    assert caught.value.detail == "satchel test"


@contextmanager
def _saying(content: bytes, context: ssl.SSLContext | None = None, times: int = 1) -> Iterator[int]:
    """Answer some connections with ``content``, over TLS where there is a ``context``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            for _ in range(times):
                connection, _address = listening.accept()
                with connection, suppress(OSError):
                    connection.recv(65_536, socket.MSG_PEEK)
                    speaking = context.wrap_socket(connection, True) if context else connection
                    with speaking:
                        speaking.sendall(content)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


def _workspace(folder: Path) -> Workspace:
    """Return the workspace of a program that may report: it knows which CAC it is."""
    beginning = Beginning(person="Ana", program="Berkshire", cac="berkshire_kids_place")
    return Workspace(folder, create(folder, PASSPHRASE, beginning, cost=FLOOR).key)


def _met(
    step: Step, between: Meddler, patient: HttpTransport, impatient: list[HttpTransport]
) -> Iterator[str]:
    """Let ``step`` meet every row; yield what was not as it must be."""
    before, written = _prepared(step, between, patient)
    for name, row in _rows():
        if row.reaches and step.once:
            continue
        if step.prepare is not None:
            before, written = _prepared(step, between, patient)
        problem = _attempt(step, between, row, impatient if row.silent else [patient])
        if problem not in row.problems:
            yield f"{step.name}, {name}: taken for {problem}"
        elif not _explained(problem):
            yield f"{step.name}, {name}: not explained"
        if step.workspace.read(_written) == written:
            continue
        differing = step.workspace.read(_contents) ^ before
        changed = {one[0] for one in differing if not step.keeps(one)}
        if changed:
            yield f"{step.name}, {name}: changed {sorted(changed)}"


def _prepared(
    step: Step, between: Meddler, patient: HttpTransport
) -> tuple[frozenset[tuple[Any, ...]], int]:
    """Let a step prepare what it does before it asks; return what is there then."""
    if step.prepare is not None:
        step.prepare()
    _attempt(step, between, ROWS["hung up at once"], [patient])
    return step.workspace.read(_contents), step.workspace.read(_written)


def _rows() -> list[tuple[str, Row]]:
    rows = list(ROWS.items())
    return rows if LONG else CHANCE.sample(rows, AT_ONCE)


def _attempt(step: Step, between: Meddler, row: Row, ways: list[HttpTransport]) -> Problem | None:
    for way in ways:
        between.over.clear()
        between.meddling, between.wanted = row.meddling, step.wants
        try:
            problem = _problem_of(drive(step.script(), way, step.workspace))
        except SyncError as error:
            problem = error.problem
        finally:
            between.meddling = None
        if between.over.wait(30 if way is ways[-1] else 2):
            return problem
    raise AssertionError(step.name)


def _problem_of(result: object) -> Problem | None:
    return result.problem if isinstance(result, Outcome | Sending) else None


def _explained(problem: Problem | None) -> bool:
    """Whether a person is told in words: below in the window, and where they asked."""
    if problem is None:
        return False
    state = SyncState(connected=True, waiting=1, problem=problem)
    return len(sentence(state, SystemClock().now())) > 10 and what_happened(
        SyncError(problem)
    ).endswith(".")


def _contents(connection: Connection) -> frozenset[tuple[Any, ...]]:
    """Return every row of every table, with its table's name."""
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table'"
    return frozenset(
        (name, *row)
        for name in connection.exec_driver_sql(tables).scalars().all()
        for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608 - our own
    )


def _written(connection: Connection) -> int:
    """Return how many rows this laptop has written since it was opened."""
    return int(connection.exec_driver_sql("SELECT total_changes()").scalar_one())


def _people(connection: Connection) -> list[str]:
    query = "SELECT given_name FROM person ORDER BY given_name"
    return list(connection.exec_driver_sql(query).scalars())
