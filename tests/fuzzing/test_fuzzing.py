"""Whatever bytes a file, an envelope, a slot or an invitation has, its parser reads or refuses."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer.surroundings import clean
from tests.fuzzing.target import REFUSALS
from tests.fuzzing.targets import targets

_SECONDS = "12"
_LEAST = 120
_FEWEST = 200
"""Inputs, however slow the machine is."""


def test_what_every_parser_begins_with_is_read_or_refused() -> None:
    tried = targets()
    assert len(tried) >= _LEAST
    for target in tried:
        for seed in (*target.seeds, b"", b"\0", b"\xff" * 64):
            target.read(seed)
    assert all(refusal.__doc__ for refusal in REFUSALS)


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="the fuzzer has no wheel for this system"
)
def test_no_input_that_a_fuzzer_leads_to_breaks_a_parser(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzzing", "--once", "--seconds", _SECONDS],
        cwd=tmp_path,
        env={**clean(os.environ), "PYTHONPATH": str(root)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # what a fuzzer does to its process group stays there
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3_000:] + done.stderr[-1_000:]
    runs = next(line for line in done.stderr.splitlines() if "executed_units" in line)
    assert int(runs.split()[-1]) >= _FEWEST
