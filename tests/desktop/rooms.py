"""A folder for documents opened outside that is a test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.system.outside import base_folder, random_name, sweep, wipe_own


@pytest.fixture
def base() -> Iterator[Path]:
    """A folder of this test's own beside the one that is used."""
    folder = base_folder().with_name(f"satchel-test-{random_name('')}")
    yield folder
    wipe_own()
    sweep(folder)
    if folder.exists():
        folder.rmdir()
