"""A state of the case in a pill that one can press to choose another."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import IconButton, QuietButton
from desktop.widgets.chip import Chip, ChipKind
from desktop.widgets.popup import PopupPanel


class StateChip(QWidget):
    """What a code field says now; ``chosen`` carries the code that was picked instead."""

    chosen = Signal(str)

    def __init__(self, field: str, name: str) -> None:
        """Make the pill of ``field``, spoken as ``name``."""
        super().__init__()
        self._name = name
        self._choices: Sequence[tuple[str, str]] = ()
        self._code = ""
        self.chip = Chip()
        self._button = IconButton("chevron-down", name, role="muted")
        self._button.setObjectName(f"choose-{field}")
        self._button.clicked.connect(self._open)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(1))
        row.addWidget(self.chip)
        row.addWidget(self._button)

    def show_state(
        self, code: str, words: str, kind: ChipKind, choices: Sequence[tuple[str, str]]
    ) -> None:
        """Show a state, and remember what may be chosen instead."""
        self._code, self._choices = code, choices
        self.chip.set(words, kind)
        self._button.set_name(f"{self._name}: {words}")
        self.adjustSize()

    def _open(self) -> None:
        panel = PopupPanel(self, self._name)
        panel.body.setSpacing(0)
        for code, label in self._choices:
            button = QuietButton(label, "check" if code == self._code else "")
            button.setObjectName(f"state-{code}")
            button.clicked.connect(panel.close)
            button.clicked.connect(lambda _=False, code=code: self._choose(code))
            panel.body.addWidget(button)
            if code == self._code:
                button.setFocus()
        panel.open_under(self._button)

    def _choose(self, code: str) -> None:
        if code != self._code:
            self.chosen.emit(code)
