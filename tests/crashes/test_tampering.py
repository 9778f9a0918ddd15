"""Whatever is put back or changed while a workspace lies on a disk is told; of a whole one nothing.

The short form does a few of each sort; ``SATCHEL_LONG=1`` does ``SATCHEL_STATES`` of all sorts
(1,400 when left out). ``SATCHEL_SEED=N`` does the same again.
"""

import os
import secrets
import shutil
from collections import Counter
from pathlib import Path
from random import Random  # noqa: TID251 - a change repeats by its seed

from storage.doctor.checks import examine
from storage.errors import DamagedError
from tests.conftest import Template
from tests.crashes.tampering import CHANGES, changes, live

LONG = os.environ.get("SATCHEL_LONG") == "1"
STATES = int(os.environ.get("SATCHEL_STATES", "1400" if LONG else str(2 * len(CHANGES))))


def test_what_was_changed_on_the_disk_is_told_and_nothing_else_is(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    seed = int(os.environ.get("SATCHEL_SEED", str(secrets.randbelow(2**31))))
    past = live(folder, template, tmp_path / "past")
    for copy in (*past.closed, *past.at_work):
        looked_at = Path(shutil.copytree(copy, tmp_path / "whole" / copy.name))
        assert examine(looked_at, past.key).findings == ()
    told, untold, harmless = Counter[str](), [], Counter[str]()
    states = changes(past, Random(seed), tmp_path / "changed")
    for changed, _ in zip(states, range(STATES), strict=False):
        if is_told(tmp_path / "changed", past.key):
            told[changed.what] += 1
        elif changed.must_be_told:
            untold.append(changed)
        else:
            harmless[changed.what] += 1
    print(f"{STATES} states told: {dict(told)}; without any effect: {dict(harmless)}")
    assert untold == [], f"SATCHEL_SEED={seed}"


def is_told(folder: Path, key: bytes) -> bool:
    try:
        return bool(examine(folder, key).findings)
    except DamagedError:
        return True
