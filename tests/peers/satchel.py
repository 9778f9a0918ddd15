"""Satchel's side: the real client over the real server.

``python -m tests.peers.satchel fill|fill-singly STAND RECORDS``, ``… serve STAND PORT``,
``… run STAND PORT``. STAND holds the server, the laptop that wrote the records and a new one that
has joined and pulled nothing yet.
"""

import json
import shutil
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.crypto.passphrases import FLOOR
from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Service
from storage.tables.records import fetch
from storage.usecases.bulk import add_all
from storage.usecases.records import Add, Edit, save
from storage.usecases.syncing.conflicts import conflicts_of
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.round import Outcome, sync_round
from sync.client.transport import HttpTransport
from sync.server.local import local_server
from tests.conftest import PASSPHRASE
from tests.peers import records
from tests.ports import free_port
from tests.sync.enrolling import begin, join, newcomer

_IN_A_TRANSACTION = 500
_BETWEEN = 30
"""Edits between two rounds without a connection: one each quarter of an hour of a day's."""
_SERVICES = 'SELECT id FROM "service" ORDER BY id'


def fill(stand: Path, source: Path, *, singly: bool) -> None:
    """Enter the records on one laptop, send them, and let a new laptop join."""
    shutil.rmtree(stand, ignore_errors=True)
    stand.mkdir(parents=True)
    beginning = Beginning(person="First", program="Side by side")
    key = create(stand / "first", PASSPHRASE, beginning, cost=FLOOR).key
    with (
        local_server(stand / "server") as server,
        HttpTransport(server.address) as way,
        HttpTransport(server.address) as way_of_new,
        Workspace(stand / "first", key) as first,
    ):
        for kind in records.COUNTS:
            found = records.read(source, kind)
            if singly:
                for start in range(0, len(found), _IN_A_TRANSACTION):
                    first.write(_add_singly, found[start : start + _IN_A_TRANSACTION])
            else:
                first.write(add_all, found, "import", batch=kind.encode().ljust(16), checked=True)
        begin(first, way, server)
        _insist(drive(sync_round(first.clock, at_work=False), way, first))
        new, key_of_new = newcomer(stand / "second", "Second", SystemClock())
        with new:
            join((first, way), (new, way_of_new), server.address, "Second")
    keys = {"first": key.hex(), "second": key_of_new.hex()}
    (stand / "keys.json").write_text(json.dumps(keys))


def run(stand: Path, port: int) -> None:
    """Pull everything, ask with nothing to do, push the edits, then meet in a conflict."""
    keys = {n: bytes.fromhex(k) for n, k in json.loads((stand / "keys.json").read_text()).items()}
    with (
        HttpTransport(f"http://127.0.0.1:{port}") as way,
        Workspace(stand / "second", keys["second"]) as second,
    ):
        _phase("pull", lambda: _round(second, way, at_work=False))
        services = [RecordId(found) for found in second.read(_ids)]
        _round(second, way)
        _phase("poll", lambda: _round(second, way))
        saved = _edit_all(second, services, "Edited without a connection", tried=True)
        _phase("push", lambda: _round(second, way), save_ms=saved)
        saved = _edit_all(second, services, "Edited once more", tried=False)
        _phase("push, sealed at once", lambda: _round(second, way), save_ms=saved)
        with Workspace(stand / "first", keys["first"]) as first:
            _round(first, way)
            _conflict(first, second, way, services[1])


def _conflict(first: Workspace, second: Workspace, way: HttpTransport, service: RecordId) -> None:
    first.write(_edit, service, "Written by the first")
    second.write(_edit, service, "Written by the second")
    for laptop in (first, second, first):
        _round(laptop, way)
    kept = [
        {version.values["remark"] for each in laptop.read(conflicts_of, service)
         for version in each.versions}
        for laptop in (first, second)
    ]  # fmt: skip
    both = {"Written by the first", "Written by the second"}
    _tell("conflict", 0, survived=all(values == both for values in kept))


def _edit_all(workspace: Workspace, services: list[RecordId], text: str, *, tried: bool) -> float:
    """Edit without a connection; return the milliseconds of an edit.

    Where rounds are ``tried`` meanwhile, as the desktop does, they seal what was saved, and count.
    """
    step = len(services) // records.EDITS
    started = time.perf_counter()
    with HttpTransport(f"http://127.0.0.1:{free_port()}") as nobody:
        for number, service in enumerate(services[::step][: records.EDITS], start=1):
            workspace.write(_edit, service, f"{text} {number}")
            if tried and number % _BETWEEN == 0:
                drive(sync_round(workspace.clock), nobody, workspace)
    return (time.perf_counter() - started) * 1000 / records.EDITS


def _edit(transaction: Transaction, service: RecordId, text: str) -> object:
    stored = fetch(transaction.connection, Service, service)
    assert stored is not None
    return save(transaction, [Edit(stored, replace(stored.record, remark=text))], "edit")


def _add_singly(transaction: Transaction, found: list[Any]) -> None:
    for record in found:
        save(transaction, [Add(record)], "add")


def _ids(connection: Connection) -> list[bytes]:
    return list(connection.exec_driver_sql(_SERVICES).scalars())


def _round(workspace: Workspace, way: HttpTransport, *, at_work: bool = True) -> None:
    _insist(drive(sync_round(workspace.clock, at_work=at_work), way, workspace))


def _insist(outcome: Outcome) -> None:
    if outcome.problem is not None or outcome.waiting or outcome.parked:
        raise RuntimeError(f"a round did not end well: {outcome}")


def _phase(name: str, work: Callable[[], object], **more: object) -> None:
    started, before = time.perf_counter(), time.process_time()
    work()
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    _tell(name, seconds, cpu=cpu, **more)


def _tell(name: str, seconds: float, **more: object) -> None:
    print(json.dumps({"phase": name, "seconds": seconds, **more}), flush=True)
    sys.stdin.readline()


def main(arguments: list[str]) -> None:
    """Do one step."""
    match arguments:
        case ["fill" | "fill-singly" as how, stand, source]:
            fill(Path(stand), Path(source), singly=how == "fill-singly")
        case ["serve", stand, port]:
            with local_server(Path(stand) / "server", port=int(port)):
                signal.pause()
        case ["run", stand, port]:
            run(Path(stand), int(port))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
