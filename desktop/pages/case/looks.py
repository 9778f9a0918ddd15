"""How the youth looks and may be found: written once, ready for the page of any episode."""

from PySide6.QtCore import QCoreApplication, Signal

from desktop.context import DeskContext
from desktop.pages.case.told import told_box
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.labels import Hint, Label
from desktop.wording.dates import short_day
from desktop.wording.labels import field_label
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.missing_episode import Appearance
from storage.spec.kinds import fields_of

_SHOWN = (
    *("height", "weight", "hair", "eyes", "marks", "phones", "handles"),
    *("companions", "places", "needs"),
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("missing", text)


class LooksCard(Card):
    """``edited`` carries the description to correct; ``renewed`` asks for a new one."""

    edited = Signal(object)
    renewed = Signal()

    def __init__(self, context: DeskContext) -> None:
        self._correct = QuietButton(_tr("Correct"), "pencil")
        self._renew = QuietButton(_tr("New description"), "plus")
        super().__init__(_tr("Description"), self._correct, self._renew)
        self._context = context
        self._record: RecordId | None = None
        self._day = Hint("", wrap=True)
        fields = fields_of(Appearance)
        self._values = {name: Label("", wrap=True) for name in _SHOWN}
        self._boxes = {
            name: told_box(field_label(fields[name]), value) for name, value in self._values.items()
        }
        self.body.addWidget(self._day)
        self._columns = Columns([(box, 1) for box in self._boxes.values()], 4, least=150)
        self.body.addWidget(self._columns)
        self._correct.clicked.connect(lambda: self.edited.emit(self._record))
        self._renew.clicked.connect(self.renewed)

    def show_looks(self, looks: Appearance | None) -> None:
        """Show the newest description, or what one is good for."""
        self._record = looks.id if looks is not None else None
        self._correct.setVisible(looks is not None)
        self._day.setText(
            _tr("As of {day}").format(day=short_day(looks.as_of))
            if looks is not None and looks.as_of
            else _tr(
                "None yet. Written on a calm day, it makes the page for the police in seconds."
            )
        )
        for name, label in self._values.items():
            value = getattr(looks, name) if looks is not None else ""
            text = ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)
            label.setText(shown(text, self._context.initials) if name in _NAMES else text)
        self._columns.show_only([box for n, box in self._boxes.items() if self._values[n].text()])


_NAMES = frozenset({"handles", "companions", "places"})
"""What may tell who or where somebody is, to who looks over the shoulder."""
