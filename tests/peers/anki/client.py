"""Anki's side: ``client.py fill|run FOLDER PORT RECORDS``, with the interpreter that has anki.

A record is a note of two fields, its id and itself as JSON. Everything is synced note by note, as
Anki does from day to day; the whole-file download of a new device is timed beside it. This file
imports nothing of Satchel.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_EDITS = 1_000
_BOTH = ("Written by the first", "Written by the second")
_collections: Any = import_module("anki.collection")
_sync: Any = import_module("anki.sync_pb2")


def _fill(folder: Path, port: int, source: Path) -> None:
    """Upload an empty collection, copy it for a second device, then sync note by note."""
    first = _opened(folder / "first.anki2")
    kind = first.models.new("Record")
    for name in ("id", "record"):
        first.models.add_field(kind, first.models.new_field(name))
    template = first.models.new_template("Card")
    template["qfmt"] = "{{id}}"
    first.models.add_template(kind, template)
    first.models.add(kind)
    who = _login(first, port)
    _whole(first, who, upload=True)
    second = _opened(folder / "second.anki2")
    _whole(second, who, upload=False)
    second.close()
    kind, requests = first.models.by_name("Record"), []
    for line in source.read_text().splitlines():
        note = first.new_note(kind)
        note["id"], note["record"] = json.loads(line)["id"], line
        requests.append(_collections.AddNoteRequest(note=note, deck_id=1))
    first.add_notes(requests)
    _phase("fill", lambda: _round(first, who))
    first.close()


def _run(folder: Path, port: int) -> None:
    second = _opened(folder / "second.anki2")
    who = _login(second, port)
    _phase("pull", lambda: _round(second, who))
    _round(second, who)
    _phase("poll", lambda: _round(second, who))
    services = second.db.list("SELECT id FROM notes WHERE flds LIKE '%\"service\"%' ORDER BY id")
    step = len(services) // _EDITS
    notes = [second.get_note(number) for number in services[::step][:_EDITS]]
    for number, note in enumerate(notes):
        _remark(note, f"Edited without a connection {number}")
    second.update_notes(notes)
    _phase("push", lambda: _round(second, who))
    _conflict(folder, second, who, services[1])
    third = _opened(folder / "third.anki2")
    _phase("pull as one file", lambda: _whole(third, who, upload=False))
    third.close()
    second.close()


def _conflict(folder: Path, second: Any, who: Any, number: int) -> None:
    first = _opened(folder / "first.anki2")
    _round(first, who)
    for device, text in zip((first, second), _BOTH, strict=True):
        note = device.get_note(number)
        _remark(note, text)
        device.update_note(note)
        time.sleep(1.1)  # notes know the second in which they were edited
    for device in (first, second, first):
        _round(device, who)
    shown = {json.loads(each.get_note(number)["record"])["remark"] for each in (first, second)}
    first.close()
    _tell("conflict", 0, survived=shown == set(_BOTH))


def _remark(note: Any, text: str) -> None:
    note["record"] = json.dumps(json.loads(note["record"]) | {"remark": text})


def _opened(path: Path) -> Any:
    return _collections.Collection(str(path))


def _login(collection: Any, port: int) -> Any:
    return collection.sync_login("side", "side", f"http://127.0.0.1:{port}/")


def _round(collection: Any, who: Any) -> None:
    answer = collection.sync_collection(who, sync_media=False)
    kinds = _sync.SyncCollectionResponse
    if answer.required not in {kinds.NO_CHANGES, kinds.NORMAL_SYNC}:
        raise RuntimeError(f"anki asked for a full sync: {answer}")


def _whole(collection: Any, who: Any, *, upload: bool) -> None:
    collection.close_for_full_sync()
    collection.full_upload_or_download(auth=who, server_usn=None, upload=upload)
    collection.reopen(after_full_sync=True)


def _phase(name: str, work: Callable[[], object]) -> None:
    started, before = time.perf_counter(), time.process_time()
    work()
    _tell(name, time.perf_counter() - started, cpu=time.process_time() - before)


def _tell(name: str, seconds: float, **more: object) -> None:
    print(json.dumps({"phase": name, "seconds": seconds, **more}), flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    step, folder, port, source = sys.argv[1:]
    if step == "fill":
        _fill(Path(folder), int(port), Path(source))
    else:
        _run(Path(folder), int(port))
