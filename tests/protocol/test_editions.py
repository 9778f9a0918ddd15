"""Every vector of every edition says the same to the product and to the second reader."""

import ast
import os
from collections import Counter
from itertools import chain
from pathlib import Path
from random import Random  # noqa: TID251 - changes repeat by their seed
from time import monotonic

import pytest

from tests.protocol.edition.writing import MAKERS, Vector, read_edition, write_edition
from tests.protocol.first_edition import first_edition
from tests.protocol.mutating import changed, inside
from tests.protocol.reading import Refusal, as_product, as_second
from tests.protocol.reading.first import FIRST
from tests.protocol.reading.second import SECOND

_FROZEN = Path(__file__).parents[1] / "vectors/sync"
_LATER = sorted(folder.name for folder in _FROZEN.iterdir() if folder.name != "1")
_FILES = [path for edition in _LATER for path in sorted((_FROZEN / edition).glob("*.json"))]
_LONG = os.environ.get("SATCHEL_LONG") == "1"
_SECONDS = float(os.environ.get("SATCHEL_SECONDS", "300" if _LONG else "10"))
_SEED = int(os.environ.get("SATCHEL_SEED", "1"))
_LEAST = 300
_FEWEST = 300
"""Changed messages, however slow the machine is."""


@pytest.fixture(scope="module")
def vectors() -> list[Vector]:
    """Those of every edition."""
    return [*first_edition(), *chain.from_iterable(read_edition(_FROZEN / n) for n in _LATER)]


def test_both_readers_read_what_the_vectors_say(vectors: list[Vector]) -> None:
    for vector in vectors:
        name = f"{vector.structure}: {vector.name}"
        assert as_product(vector.structure, vector.given, vector.content) == vector.says, name
        assert as_second(vector.structure, vector.given, vector.content) == vector.says, name


def test_there_are_more_than_three_hundred_vectors(vectors: list[Vector]) -> None:
    refused = sum(isinstance(vector.says, Refusal) for vector in vectors)
    print(f"{len(vectors)} vectors: {len(vectors) - refused} read, {refused} refused")
    assert len(vectors) >= _LEAST
    assert refused >= _LEAST // 2
    assert len(vectors) - refused >= _LEAST // 3


def test_no_vector_is_counted_twice(vectors: list[Vector]) -> None:
    """The same bytes count again only where something else is given with them."""
    seen = Counter((v.structure, v.content, repr(sorted(v.given.items()))) for v in vectors)
    assert [name for name, count in seen.items() if count > 1] == []


def test_every_structure_has_vectors(vectors: list[Vector]) -> None:
    assert {vector.structure for vector in vectors} == set(FIRST) == set(SECOND)
    for edition in _LATER:
        written = {path.stem for path in (_FROZEN / edition).iterdir()}
        known = {make().structure for make in MAKERS}
        assert written == known if edition == "2" else written <= known


def test_what_is_written_today_both_readers_read(tmp_path: Path) -> None:
    write_edition(tmp_path / "new")
    with pytest.raises(FileExistsError):
        write_edition(tmp_path / "new")
    for vector in read_edition(tmp_path / "new"):
        read = as_second(vector.structure, vector.given, vector.content)
        assert read == vector.says, f"{vector.structure}: {vector.name}"


def test_the_second_reader_takes_nothing_from_the_first() -> None:
    folder = Path(__file__).parent
    alone = ("second_reader.py", "second_shares.py", "messagepack.py")
    own = [*(folder / "second").glob("*.py"), *(folder / name for name in alone)]
    assert len(own) > 8
    for path in own:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])]
            module = getattr(node, "module", None) or ""
            if isinstance(node, ast.Import | ast.ImportFrom):
                for name in (module, *(names if isinstance(node, ast.Import) else ())):
                    assert name.split(".")[0] not in {"sync", "storage", "desktop"}, path
                    assert not name.startswith("tests.protocol.reading"), path


def test_both_readers_agree_about_whatever_is_changed(vectors: list[Vector]) -> None:
    """``SATCHEL_SEED=N`` draws again; ``SATCHEL_LONG=1`` goes on for ``SATCHEL_SECONDS``, 300."""
    random, ends = Random(_SEED), monotonic() + _SECONDS
    bundles = {v.name: v for v in vectors if v.structure == "bundle"}
    small = [v for v in vectors if v.structure != "bundle"] + list(bundles.values())[:2]
    tried: Counter[str] = Counter()
    while monotonic() < ends or tried.total() < _FEWEST:
        vector = random.choice(small)
        content = _other(random, vector)
        first = as_product(vector.structure, vector.given, content)
        second = as_second(vector.structure, vector.given, content)
        where = f"{vector.structure}: {vector.name}: {content.hex()[:4_000]}"
        refused = isinstance(first, Refusal)
        assert refused == isinstance(second, Refusal), where
        assert refused or first == second, where
        tried["refused" if refused else "read"] += 1
    print(f"{tried.total()} changed messages: {dict(tried)}")
    assert tried["refused"] > _FEWEST // 2
    assert tried["read"] > 3


def _other(random: Random, vector: Vector) -> bytes:
    """The vector with one thing changed: outside, or inside and then sealed and signed again."""
    if random.random() < 0.75 and not isinstance(vector.says, Refusal):
        found = inside(vector.structure, vector.given, vector.content)
        if found is not None:
            inner, remake = found
            return remake(changed(random, inner))
    return changed(random, vector.content)
