"""Whoever watches the server is told numbers that are right for all workers, and no ids."""

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from sync.server.fleeting import open_fleeting
from sync.server.rates import Rate
from sync.server.refusals import RefusedError
from sync.server.watching import watching
from tests.ports import free_port
from tests.server.grounds import Ground, standing
from tests.server.laptops import Laptop, Program
from tests.server.processes import Operator


def numbers(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.fixture
def watcher(ground: Ground) -> Iterator[TestClient]:
    service = ground.service
    application = watching(service.database, service.fleeting, service.store)
    with TestClient(application, base_url="http://127.0.0.1") as client:
        yield client


def test_counts_sizes_and_latencies_are_told_without_an_id(
    ground: Ground, watcher: TestClient
) -> None:
    program = ground.program()
    before = numbers(watcher.get("/metrics").text)
    ground.caller.pushed(
        program, program.first, program.cases, *program.first.envelopes(program.cases, 3)
    )
    path = f"/v1/programs/{program.id.hex()}/heads"
    assert ground.caller.signed(Laptop(), "GET", path).status == 401
    ground.service.share()
    told = watcher.get("/metrics").text
    after = numbers(told)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown("satchel_envelopes") == 3
    assert grown('satchel_requests_total{action="push",status="200"}') == 1
    assert grown('satchel_requests_total{action="heads",status="401"}') == 1
    assert grown('satchel_refusals_total{reason="not-signed"}') == 1
    assert grown('satchel_request_seconds_bucket{action="push",le="+Inf"}') == 1
    assert grown('satchel_request_seconds_count{action="push"}') == 1
    assert grown("satchel_kept_bytes") > 0
    for each in (program.id, program.first.id, program.cases):
        assert each.hex()[:8] not in told
    families = [line for line in told.splitlines() if line.startswith("# TYPE")]
    assert len(families) == len(set(families))


def test_it_is_ready_only_with_its_database_and_its_blobs(
    on_sqlite: Ground, tmp_path: Path
) -> None:
    service = on_sqlite.service
    application = watching(service.database, service.fleeting, service.store)
    with TestClient(application, base_url="http://127.0.0.1") as client:
        assert client.get("/healthz").text == "alive\n"
        assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")
        folder = tmp_path / "satchel-server.db.blobs"
        shutil.rmtree(folder)
        folder.write_bytes(b"no folder")
        answer = client.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "not ready: blobs\n")
        service.database.write(lambda c: c.exec_driver_sql("DELETE FROM schema_version"))
        service.database.write(lambda c: c.exec_driver_sql("INSERT INTO schema_version VALUES (0)"))
        assert client.get("/readyz").text == "not ready: database, blobs\n"
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics", headers={"host": "evil.example"}).status_code == 400
        assert client.post("/metrics").status_code == 405


def test_two_workers_count_together_and_only_this_computer_is_told(tmp_path: Path) -> None:
    operator = Operator(tmp_path, f"sqlite:///{tmp_path / 'x.db'}")
    assert operator.run("migrate").returncode == 0
    port = free_port()
    options = ("--workers", "2", "--admin-port", str(port))
    with operator.serving(*options) as serving, serving.calling() as caller:
        program = Program()
        assert operator.run("add-program", program.code, "--name", "x").returncode == 0
        caller.begin(program)
        for _ in range(12):
            caller.pushed(
                program, program.first, program.cases, *program.first.envelopes(program.cases, 1)
            )
        with httpx2.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60
        ) as client:
            assert client.get("/readyz").text == "ready\n"
            wanted, end = (
                'satchel_requests_total{action="push",status="200"}',
                time.monotonic() + 20,
            )
            while numbers(client.get("/metrics").text).get(wanted) != 12:
                assert time.monotonic() < end
                time.sleep(0.1)
        assert caller.ask("GET", "/metrics").status == 404


def test_what_one_worker_counted_another_does_not_grant_again(address: str) -> None:
    with (
        contextlib.closing(open_fleeting(address)) as fleeting,
        contextlib.closing(open_fleeting(address)) as others,
    ):
        one, another = Rate(40, address[-8:]), Rate(40, address[-8:])
        for _ in range(30):
            one.count(b"key", 0)
        one.share(fleeting)
        for _ in range(5):
            another.count(b"key", 0)
        another.share(others)
        for _ in range(5):
            another.count(b"key", 0)
        with pytest.raises(RefusedError, match="too-many"):
            another.count(b"key", 0)
        one.share(fleeting)
        for _ in range(5):
            one.count(b"key", 0)
        with pytest.raises(RefusedError, match="too-many"):
            one.count(b"key", 0)
        # A new minute begins from nothing, for all.
        for rate, shared in ((one, fleeting), (another, others)):
            for _ in range(20):
                rate.count(b"key", 60_000)
            rate.share(shared)
        with pytest.raises(RefusedError):
            another.count(b"key", 60_000)


def test_failures_are_counted_by_all_workers_together(ground: Ground) -> None:
    settings = replace(ground.settings, workers=2)
    with standing(settings, ground.clock) as one, standing(settings, ground.clock) as another:
        program = one.program()
        one.from_elsewhere()
        another.wire.peer = one.wire.peer
        path = f"/v1/programs/{program.id.hex()}/heads"
        reasons = []
        for turn in range(7):
            worker = (one, another)[turn % 2]
            reasons.append(worker.caller.signed(Laptop(), "GET", path).refusal[1])
            for each in (one, another):
                each.service.share()
        assert reasons == ["not-signed"] * 5 + ["too-many"] * 2
