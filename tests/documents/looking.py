"""Looking into a process that lets no other of its user look: the administrator alone may."""

import os
import sys

import pytest

looks_into = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="/proc tells it, and only the administrator",
)
