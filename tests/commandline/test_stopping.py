import os
import signal
from collections.abc import Iterator
from contextlib import suppress

import pytest

from desktop.commandline.speaking import progress
from desktop.commandline.stopping import listen


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    listen()  # forgets what was asked
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_as_it_was")
def test_a_stop_that_a_library_swallowed_is_heard_at_the_next_step() -> None:
    listen()
    step = progress("Importing:")
    step(1, 3)
    with suppress(KeyboardInterrupt):  # what a callback of a C library does
        os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        step(2, 3)
