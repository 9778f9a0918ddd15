"""Whatever instant a machine stops at, by a kill or a power cut, what was acknowledged is there.

The short form draws some states of one recorded session; ``SATCHEL_LONG=1`` makes
``SATCHEL_STATES`` of them (20,000 when left out), of many sessions, on ``SATCHEL_WORKERS``
processes. ``SATCHEL_SEED=N`` plays one session again.
"""

import os
import secrets
from collections import Counter
from pathlib import Path

from tests.crashes import trace
from tests.crashes.campaign import run
from tests.crashes.disk import Disk
from tests.crashes.preload import needed
from tests.crashes.recording import Recorded, record
from tests.sync.canaries import CANARY

LONG = os.environ.get("SATCHEL_LONG") == "1"
STATES = int(os.environ.get("SATCHEL_STATES", "20000" if LONG else "40"))
WORKERS = int(os.environ.get("SATCHEL_WORKERS", "2" if LONG else "1"))
OF_ONE_SESSION = 600
"""States that are drawn from one session before another is recorded."""


@needed
def test_whatever_a_stop_leaves_opens_with_everything_acknowledged(tmp_path: Path) -> None:
    seed = int(os.environ.get("SATCHEL_SEED", str(secrets.randbelow(2**31))))
    states: Counter[str] = Counter()
    while (left := STATES - states.total()) > 0:
        place = tmp_path / str(seed)
        recorded = record(place, seed)
        if not states:
            assert_the_model_is_the_disk(recorded)
        figures = run(recorded, place / "run", min(left, OF_ONE_SESSION), seed, WORKERS)
        assert figures.wrong == [], f"SATCHEL_SEED={seed}"
        states += figures.states
        print(f"session {seed}: {dict(figures.states)}, in all {states.total()}")
        seed += 1


def assert_the_model_is_the_disk(recorded: Recorded) -> None:
    """Carried out to the end, the calls make what the session left; none wrote a readable word."""
    disk = Disk(recorded.before, recorded.root)
    for call in trace.calls(recorded.calls):
        if call.op != trace.MARK:
            assert CANARY.encode() not in call.data
            disk.carry_out(call)
    left = {
        str(path.relative_to(recorded.root)): path.read_bytes() if path.is_file() else None
        for path in recorded.root.rglob("*")
    }
    assert disk.killed() == left
