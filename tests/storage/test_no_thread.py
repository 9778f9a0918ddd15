"""No thread can be started any more: told as that, and what was begun is not half done."""

import pytest

from storage.crypto.passphrases import FLOOR, derive
from storage.threads import NoThreadError
from storage.viewing.session import Viewing
from tests.scarce import Refuse, refuse

__all__ = ["refuse"]


@pytest.mark.parametrize("started", range(4))
def test_a_passphrase_for_which_a_thread_is_missing_is_told_and_tried_later(
    refuse: Refuse, started: int
) -> None:
    refuse(started)
    with pytest.raises(NoThreadError, match="Close other programs"):
        derive("river lantern copper meadow", bytes(16), FLOOR)
    refuse(-1)
    assert len(derive("river lantern copper meadow", bytes(16), FLOOR)) == 32


def test_an_answer_that_nobody_could_time_is_never_taken_for_the_next_one(
    refuse: Refuse,
) -> None:
    viewing = Viewing(60)
    text = "".join(f"Line {number}.\n" for number in range(400)).encode()
    pages = viewing.open("text", len(text), [text]).pages
    assert pages > 1
    first = viewing.text(0)
    refuse(1)  # asked, and then nobody waits for the answer
    with pytest.raises(NoThreadError):
        viewing.text(0)
    refuse(-1)
    assert viewing.process is None
    viewing.open("text", len(text), [text])
    assert viewing.text(0) == first
    assert viewing.text(1) != first
    viewing.close()
