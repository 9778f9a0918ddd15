"""How to reach the one who is chosen: numbers large enough to dial from."""

from PySide6.QtCore import QCoreApplication, Qt

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Heading, Label, Muted
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.directory import Reach, reach


def _tr(text: str) -> str:
    return QCoreApplication.translate("directory", text)


class ReachCard(Card):
    """The name, the ways to reach, and how to refer."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._shown: tuple[str, RecordId] | None = None
        self.name = Heading("", level=2, wrap=True)
        self.ways = Label("", wrap=True, selectable=True)
        self.more = Muted("", wrap=True, selectable=True)
        self.several = QuietButton(_tr("Recorded more than once…"))
        self.several.setObjectName("directory-several")
        self.several.clicked.connect(self._open_several)
        self.also = Muted("", wrap=True, selectable=True)
        for part in (self.name, self.also, self.ways, self.more):
            self.body.addWidget(part)
        self.body.addWidget(self.several, alignment=Qt.AlignmentFlag.AlignLeft)
        self._show(None)

    def show_one(self, kind: str, record: RecordId | None) -> None:
        """Show how to reach an agency or a partner; None leaves what is shown."""
        if record is None:
            return
        self._shown = (kind, record)
        self._lanes.read(reach, kind, record, context=self, then=self._show, key="reach")

    def follow(self, changes: Changes) -> None:
        """Read again where ``changes`` touch the one who is shown."""
        if self._shown is not None and (
            changes.touches(*self._shown) or changes.touches("same_person")
        ):
            self.show_one(*self._shown)

    def _show(self, found: Reach | None) -> None:
        self.name.setText(found.name if found else _tr("Choose an agency or a person"))
        self.ways.setText(
            "\n".join(f"{label}: {way}" for label, way in found.ways) if found else ""
        )
        self.more.setText("\n".join(found.more) if found else "")
        also = ", ".join(found.also) if found else ""
        self.also.setText(_tr("Also recorded as {names}").format(names=also))
        self.also.setVisible(bool(also))
        self.several.setVisible(bool(also))
        self.ways.setVisible(bool(self.ways.text()))
        self.more.setVisible(bool(self.more.text()))

    def _open_several(self) -> None:
        if self._shown is not None:
            kind, record = self._shown
            self._context.open("sameperson", {"kind": kind, "record": record.hex()})
