"""Collect Python's garbage on the GUI thread only.

Python collects cycles on whichever thread happens to allocate. A window's objects that died in a
cycle would then be deleted by a lane, and Qt ends the process when a timer is stopped from another
thread than its own. On the GUI thread, too, a collection in the midst of Qt's work can delete an
object whose lock Qt holds at that moment, and wait for ever.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_LOOK_MS = 500


class Collection(QObject):
    """Lives on the GUI thread; while it does, nobody else collects."""

    def __init__(self) -> None:
        super().__init__()
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect as many generations as are due, by Python's own measure."""
        for generation in (2, 1, 0):
            threshold = self._thresholds[generation]
            if threshold and gc.get_count()[generation] > threshold:
                gc.collect(generation)
                return

    def end(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
