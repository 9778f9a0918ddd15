"""What is said of standards and law in docs/asvs.csv and docs/law.csv is there to be seen."""

import ast
import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[1]
_VERDICTS = {"met", "part", "duty", "n/a"}
_APPLICABLE = 198
"""Requirements of OWASP ASVS 5.0.0 at levels 1 and 2 outside its chapters on web front ends,
OAuth and WebRTC: those three have one line each."""


def rows(name: str) -> list[Mapping[str, str]]:
    with (_ROOT / "docs" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _named_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("name", ["asvs.csv", "law.csv"])
def test_every_verdict_names_evidence_that_is_there(name: str) -> None:
    missing = []
    for row in rows(name):
        assert row["verdict"] in _VERDICTS, row
        assert row["evidence"] or (row["verdict"] == "n/a" and row["remark"]), row
        for one in row["evidence"].split():
            path, _, test = one.partition("::")
            known = _named_in(_ROOT / path) if test else {""}
            if not (_ROOT / path).is_file() or test not in known:
                missing.append((row["requirement"], one))
    assert missing == []


@pytest.mark.parametrize("name", ["asvs.csv", "law.csv"])
def test_what_is_not_wholly_met_says_why(name: str) -> None:
    unsaid = [row for row in rows(name) if row["verdict"] in {"part", "duty"}]
    assert [row["requirement"] for row in unsaid if not row["remark"]] == []


def test_every_requirement_that_applies_stands_once() -> None:
    listed = [row["requirement"] for row in rows("asvs.csv")]
    assert len(listed) == len(set(listed))
    assert len([one for one in listed if one.count(".") == 2]) == _APPLICABLE
    assert {one for one in listed if "." not in one} == {"V3", "V10", "V17"}
