"""Two records that may be one, side by side: what differs, and three ways to decide."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.pages.review.pairwords import pair_words
from desktop.theme import px
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.columns import Columns
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Label, Muted
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person
from storage.spec.fields import Text, Texts
from storage.spec.kinds import fields_of
from storage.usecases.duplicates import Suggestion
from storage.usecases.samepeople import Facts, Half, Side

_LEAST = 270
"""Room for the longest of the buttons: a word that is cut off cannot be decided by."""
_NAMES = frozenset(
    name
    for name, field in fields_of(Person).items()
    if isinstance(field, Text | Texts) and field.search == "name"
)
_OF_A_PERSON = frozenset({"person", "case"})
"""The kinds of which a record has the name of somebody in it, which initials mode shortens."""
OpenCase = Callable[[RecordId], object]
"""Called with a case that somebody wants to look at before deciding."""
Decide = Callable[[RecordId, RecordId, bool], None]
"""Called with the record that is kept, the other one, and whether they are one person."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("duplicates", text)


class HalfCard(QFrame):
    """One record of a pair on a surface of its own."""


class PairView(QWidget):
    """One suggested pair."""

    def __init__(
        self,
        pair: Suggestion,
        side: Side,
        decide: Decide,
        open_case: OpenCase,
        *,
        initials: bool,
    ) -> None:
        super().__init__()
        self._open_case = open_case
        self.pair, self._initials = pair, initials
        self._says = pair_words(pair.kind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        names = " · ".join(self._name(half) for half in (side.kept, side.other))
        column.addWidget(Heading(names, level=3, wrap=True))
        column.addWidget(Muted(pair.why, wrap=True))
        if self._says.meaning:
            column.addWidget(Muted(self._says.meaning, wrap=True))
        cards = [
            self._card(side.kept, side.other, [(f, f.kept, f.other) for f in side.facts], decide),
            self._card(side.other, side.kept, [(f, f.other, f.kept) for f in side.facts], decide),
        ]
        column.addWidget(Columns([(card, 1) for card in cards], 2, _LEAST))
        same = [fact.label for fact in side.facts if fact.kept == fact.other]
        if same:
            words = _tr("Both say the same: {fields}.").format(fields=", ".join(same))
            column.addWidget(Muted(words, wrap=True))
        column.addLayout(self._foot(names, decide))

    def _card(
        self, half: Half, other: Half, facts: Sequence[tuple[Facts, str, str]], decide: Decide
    ) -> QFrame:
        card = HalfCard()
        column = QVBoxLayout(card)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.setSpacing(px(4))
        column.addWidget(Heading(self._title(half), level=3, wrap=True))
        for fact, here, there in facts:
            if here and there and here != there:
                hidden = self._initials and self.pair.kind == "person" and fact.name in _NAMES
                column.addWidget(Muted(fact.label))
                column.addWidget(Label(shown(here, hidden), wrap=True))
        alone = [fact.label for fact, here, there in facts if here and not there]
        if alone:
            words = _tr("Recorded here only: {fields}.").format(fields=", ".join(alone))
            column.addWidget(Muted(words, wrap=True))
        column.addStretch(1)
        column.addSpacing(px(4))
        keep = Button(self._says.same, "check")
        keep.setObjectName(f"same-{half.record.id.hex()}-{other.record.id.hex()}")
        keep.setAccessibleDescription(self._title(half))
        keep.clicked.connect(lambda: decide(half.record.id, other.record.id, True))
        column.addWidget(keep)
        if self.pair.kind == "case":
            look = QuietButton(_tr("Open the case"), "folder-open")
            look.setObjectName(f"open-{half.record.id.hex()}")
            look.setAccessibleDescription(self._title(half))
            look.clicked.connect(lambda: self._open_case(half.record.id))
            column.addWidget(look, alignment=Qt.AlignmentFlag.AlignHCenter)
        return card

    def _foot(self, names: str, decide: Decide) -> FlowLayout:
        row = FlowLayout()
        apart = QuietButton(self._says.different, "users")
        apart.setObjectName(f"different-{self.pair.one.hex()}-{self.pair.other.hex()}")
        apart.setAccessibleDescription(names)
        apart.clicked.connect(lambda: decide(self.pair.one, self.pair.other, False))
        row.addWidget(apart)
        return row

    def _name(self, half: Half) -> str:
        return shown(half.name, self._initials and self.pair.kind in _OF_A_PERSON)

    def _title(self, half: Half) -> str:
        return " · ".join(filter(None, (half.number, self._name(half))))
