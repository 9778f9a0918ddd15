"""Show one window, say when it was painted, end: the program's door, or a bare one of Qt."""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override


class _Painted(QObject):
    """Waits for the first paint of a window, then lets the application end."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)
        return False

    def _tell(self) -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        QApplication.exit(0)


def bare() -> int:
    """Show a label, a line and a button."""
    application = QApplication([])
    window, watch = QWidget(), _Painted()
    layout = QVBoxLayout(window)
    for widget in (QLabel("Passphrase"), QLineEdit(), QPushButton("Unlock")):
        layout.addWidget(widget)
    window.installEventFilter(watch)
    window.show()
    return application.exec()


def door(folder: Path) -> int:
    """Show what the program shows first."""
    from desktop.app import Options, Satchel, make_application  # noqa: PLC0415 - not for the bare one
    from desktop.system import this_system  # noqa: PLC0415 - the same
    from storage.domain.clocks import SystemClock  # noqa: PLC0415 - the same

    application = make_application()
    satchel, watch = Satchel(Options(workspace=folder), this_system(), SystemClock()), _Painted()
    satchel.start()
    if satchel.door is None:
        return 2
    satchel.door.installEventFilter(watch)
    code = application.exec()
    satchel.end()
    return code


if __name__ == "__main__":
    sys.exit(bare() if sys.argv[1] == "bare" else door(Path(sys.argv[2])))
