"""The vectors of the first edition, each as one message with what is given."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.protocol.edition.writing import Vector
from tests.protocol.reading import Refusal, as_product

FOLDER = Path(__file__).parents[1] / "vectors/sync/1"


def first_edition() -> Iterator[Vector]:
    """What was frozen to be read, then what was frozen to be refused."""
    for structure, name, given, content in _read():
        yield _vector(structure, name, given, content)
    refused = _file("refused")
    public = {"public": refused["public"]}
    for each in refused["envelopes"]:
        says = Refusal(each["refused"] == "newer")
        yield Vector("envelope", each["name"], public, bytes.fromhex(each["bytes"]), says)
    where = {name: refused[name] for name in ("key", "place")}
    for structure, group, key, given in (
        ("part", "parts", "sealed", where),
        ("signing-key", "keys", "public", {}),
        ("fact-sheet", "sheets", "signed", public),
    ):
        for each in refused[group]:
            says = Refusal(newer=each["name"] == "another form")
            yield Vector(structure, each["name"], given, bytes.fromhex(each[key]), says)


def _read() -> Iterator[tuple[str, str, dict[str, Any], str]]:
    for part in _file("sealed")["parts"]:
        yield "part", part["name"], part, part["sealed"]
    envelopes = _file("envelopes")
    keys = {
        "vault_key": envelopes["vault_key"],
        "case_keys": [[scope, [key]] for scope, key in envelopes["case_keys"]],
    }
    for each in envelopes["envelopes"]:
        yield "envelope", each["name"], each, each["bytes"]
        if each["header"]["kind"] == 1:
            yield "changes", each["name"], each | keys, each["bytes"]
    entries = _file("roster")["entries"]
    for at, entry in enumerate(entries):
        yield "roster", f"entry {at}", {"entries": entries, "after": at}, entry
    ring = _file("keyring")
    yield "key-ring", "an admission's", ring, ring["wrapped"]
    invitation = _file("invitation")
    for step in ("offer", "answer", "reveal"):
        yield step, step, invitation, invitation[f"sealed_{step}"]
    sheet = _file("factsheet")
    yield "fact-sheet", "a sheet", sheet, sheet["signed"]


def _vector(structure: str, name: str, given: dict[str, Any], content: str) -> Vector:
    """What it says is frozen in its file, and compared in tests/protocol/test_vectors.py."""
    said = as_product(structure, given, bytes.fromhex(content))
    if isinstance(said, Refusal):
        raise ValueError(f"{structure}, {name}: refused")  # noqa: TRY004 - a vector, not a type
    return Vector(structure, name, given, bytes.fromhex(content), said)


def _file(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("ascii"))
