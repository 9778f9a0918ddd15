"""Tells an unforeseen error at the door; behind it the window does."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.faults import Fault, Faults


class DoorFaults(QObject):
    """Lives as long as the door, and speaks while that is on the screen; one error at a time."""

    def __init__(self, faults: Faults, door: QWidget) -> None:
        super().__init__(door)
        self._door = door
        self._told = False
        faults.found.connect(self._tell)

    def _tell(self, fault: Fault) -> None:
        if self._told or not self._door.isVisible():
            return
        from desktop.shell.faultdialog import FaultDialog  # noqa: PLC0415 - no door needs it

        self._told = True
        dialog = FaultDialog(self._door, fault)
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self._told = False
