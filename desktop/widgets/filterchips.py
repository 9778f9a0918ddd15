"""Small switches over a list: each lets one sort of rows through; none at all lets every one."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets.buttons import Button
from desktop.widgets.flow import FlowLayout


class FilterChip(Button):
    """One switch: filled while it is on."""

    _role = "muted"


class FilterChips(QWidget):
    """Switches by code; ``changed`` when one is pressed."""

    changed = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[str, str, str]]) -> None:
        """Make a switch for each (code, label, icon) under the spoken ``name``."""
        super().__init__()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._buttons: dict[str, FilterChip] = {}
        row = FlowLayout(self)
        for code, label, icon in choices:
            button = FilterChip(label, icon)
            button.setCheckable(True)
            button.setObjectName(f"only-{code}")
            button.setAccessibleDescription(name)
            button.clicked.connect(self.changed)
            self._buttons[code] = button
            row.addWidget(button)

    def chosen(self) -> tuple[str, ...]:
        """Return the codes whose switches are on, in their order."""
        return tuple(code for code, button in self._buttons.items() if button.isChecked())

    def choose(self, codes: Iterable[str]) -> None:
        """Switch on exactly ``codes``; unknown ones are left out. Tells nobody."""
        wanted = set(codes)
        for code, button in self._buttons.items():
            button.setChecked(code in wanted)
