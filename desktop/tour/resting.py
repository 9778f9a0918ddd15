"""Wait until everything that was asked for is done and painted."""

from desktop.tour.driving import Script, Toured, keyboard_in, window_of


def rest(toured: Toured) -> Script:
    """Wait until no lane has anything to do, what it found is painted, and keys arrive."""
    keyboard_in(window_of(toured))
    yield lambda: toured.session is not None and not toured.session.busy
    yield lambda: toured.session is not None and not toured.session.busy
