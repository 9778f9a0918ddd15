"""The files of the second edition: written once, read for ever."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.protocol.edition import (
    carrying,
    changing,
    inviting,
    packing,
    recovering,
    rosters,
    serving,
)
from tests.protocol.edition.cases import Case, Cases
from tests.protocol.reading import Refusal, as_product, plain_given

MAKERS: tuple[Callable[[], Cases], ...] = (
    rosters.rosters, rosters.standings, changing.changes, changing.handed, packing.snapshots,
    packing.attestations,
    packing.segments, packing.segment_digests, packing.fronts, packing.manifests,
    carrying.bundles, carrying.couriers, inviting.words, inviting.links, inviting.offers,
    inviting.answers, inviting.reveals, inviting.meetings, inviting.codes, inviting.lines,
    recovering.sheets, recovering.supervisor_shares, recovering.held_shares, recovering.requests,
    recovering.answers, recovering.given_shares, recovering.keys, serving.bodies,
    serving.audit_rows, serving.audit_heads,
)  # fmt: skip
_LARGE = 16 * 1024


class Vector(NamedTuple):
    """One vector: a structure's bytes, what is given, and what they say or how they are refused."""

    structure: str
    name: str
    given: Mapping[str, Any]
    content: bytes
    says: Any


def write_edition(folder: Path) -> None:
    """Write every file into ``folder``; FileExistsError when it is there already."""
    folder.mkdir(parents=True)
    for make in MAKERS:
        made = make()
        text = json.dumps(_file(made), indent=1, ensure_ascii=True)
        (folder / f"{made.structure}.json").write_text(text + "\n", "ascii")


def read_edition(folder: Path) -> Iterator[Vector]:
    """Every vector of an edition."""
    for path in sorted(folder.glob("*.json")):
        file = json.loads(path.read_text("ascii"))
        whole: dict[str, bytes] = {}
        for vector in file["vectors"]:
            content = whole[vector["name"]] = _content(vector, whole)
            given = file["given"] | vector.get("given", {})
            refused = vector.get("refused")
            says = Refusal(refused == "newer") if refused else vector["says"]
            yield Vector(path.stem, vector["name"], given, content, says)


def _file(made: Cases) -> dict[str, Any]:
    given = plain_given(made.given)
    whole: dict[str, bytes] = {}
    vectors = [_vector(made.structure, given, case, whole) for case in made.cases]
    return {"given": given, "vectors": vectors}


def _vector(
    structure: str, given: Mapping[str, Any], case: Case, whole: dict[str, bytes]
) -> dict[str, Any]:
    own = plain_given(case.given)
    said = as_product(structure, {**given, **own}, case.content)
    became = ("newer" if said.newer else "refused") if isinstance(said, Refusal) else "read"
    if became != case.expected or case.name in whole:
        raise ValueError(f"{structure}, {case.name}: {became}")
    vector: dict[str, Any] = {"name": case.name} | ({"given": own} if own else {})
    vector |= _spelled(case.content, whole)
    whole[case.name] = case.content
    return vector | ({"says": said} if became == "read" else {"refused": became})


def _spelled(content: bytes, whole: Mapping[str, bytes]) -> dict[str, Any]:
    """The bytes; of a large file only what differs from one before."""
    spelled = [_differing(content, name, before) for name, before in whole.items()]
    if len(content) < _LARGE or not spelled:
        return {"bytes": content.hex()}
    least = min(spelled, key=lambda each: len(str(each)))
    return least if len(str(least)) < len(content) else {"bytes": content.hex()}


def _differing(content: bytes, name: str, before: bytes) -> dict[str, Any]:
    if len(before) < _LARGE:
        return {"like": name, "length": len(content), "but": [[0, content.hex()]]}
    but: list[list[Any]] = []
    for at in range(0, len(content), 32):
        run = content[at : at + 32]
        if run != before[at : at + 32][: len(run)]:
            but.append([at, run.hex()])
    return {"like": name, "length": len(content), "but": but}


def _content(vector: Mapping[str, Any], whole: Mapping[str, bytes]) -> bytes:
    if "bytes" in vector:
        return bytes.fromhex(vector["bytes"])
    content = bytearray(whole[vector["like"]][: vector["length"]].ljust(vector["length"], b"\0"))
    for at, other in vector["but"]:
        content[at : at + len(other) // 2] = bytes.fromhex(other)
    return bytes(content)
