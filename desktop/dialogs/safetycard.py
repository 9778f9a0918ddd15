"""A card for the youth: is paper safe, which lines, in which language; then the gate."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import CheckBox, ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Hint
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from desktop.wording.labels import field_label
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.spec.kinds import fields_of
from storage.usecases.casefile import stored_record
from storage.usecases.safety.card import LANGUAGES, PAPER, UNCHECKED, USUAL
from storage.usecases.safety.plans import LINES, answer_copy

_LONGEST = 90


class SafetyCardDialog(Dialog):
    """Asks first whether paper is safe; the youth chooses the lines of ``target["plan"]``."""

    dialog_id = "safetycard"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Card for the youth"))
        self._lanes, self._context = lanes, context
        self._plan = RecordId(bytes.fromhex(target["plan"]))
        self._wanted: Mapping[str, Any] = {}
        self._loaded = False
        self._given = ""
        self.notice = Banner("", "warn")
        self.copy = ChoiceBox(self.tr("How may the youth have a copy?"))
        self.copy.setObjectName("card_copy")
        self.language = ChoiceBox(self.tr("Headings in"))
        self.language.setObjectName("card_language")
        self.lines: dict[str, CheckBox] = {}
        self._unchecked = Hint(
            self.tr("No native speaker has checked these headings yet. Read them together."),
            wrap=True,
        )
        self._fill_choices()
        self._lay_out()
        self.copy.currentIndexChanged.connect(self._say_what_follows)
        self.language.currentIndexChanged.connect(self._say_what_follows)
        self._say_what_follows()
        lanes.read(stored_record, "safety_plan", self._plan, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return what is chosen."""
        return {
            "copy": self.copy.currentData(),
            "language": self.language.currentData(),
            "lines": self._chosen() if self._loaded else list(self._wanted.get("lines", USUAL)),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Choose the same again, once the plan is here."""
        self._wanted = place
        if self._loaded:
            self._restore()

    def go_on(self) -> None:
        """Record the answer; where paper is safe, go on to the gate."""
        answer = str(self.copy.currentData())
        if not answer:
            self.notice.say(
                self.tr("Paper can endanger. Ask the youth first, then choose the answer.")
            )
            self.copy.setFocus()
            return
        if answer == PAPER and not self._chosen():
            self.notice.say(self.tr("Choose at least one line with the youth."))
            return
        if self._context.read_only and answer == self._given:
            self._answered(None)  # It was recorded before: there is nothing to save.
            return
        self._lanes.write(
            answer_copy, self._plan, answer, context=self, then=self._answered, failed=self._failed
        )

    def _answered(self, dot: Any) -> None:
        self.accept()
        if self.copy.currentData() != PAPER:
            self._context.say(self.tr("Recorded. No card is made."), dot)
            return
        chosen = {"lines": self._chosen(), "language": self.language.currentData()}
        self._context.open("share", {"card": self._plan.hex(), **chosen})

    def _show(self, stored: Any) -> None:
        if stored is None:
            self.notice.say(self.tr("This plan is not on this laptop any more."))
            return
        plan: SafetyPlan = stored.record
        fields = fields_of(SafetyPlan)
        for name in LINES:
            if text := getattr(plan, name).strip():
                words = shown(" ".join(text.split()), self._context.initials)
                short = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}\u2026"
                line = self.lines[name] = CheckBox(f"{field_label(fields[name])}: {short}")
                line.setObjectName(f"card_line_{name}")
                line.setChecked(name in USUAL)
                self._list.addWidget(line)
        self._given = plan.copy_given
        self.copy.setCurrentIndex(max(0, self.copy.findData(plan.copy_given)))
        self._loaded = True
        self._restore()

    def _restore(self) -> None:
        for box, key in ((self.copy, "copy"), (self.language, "language")):
            if key in self._wanted:
                box.setCurrentIndex(max(0, box.findData(self._wanted[key])))
        if "lines" in self._wanted:
            for name, line in self.lines.items():
                line.setChecked(name in self._wanted["lines"])

    def _chosen(self) -> list[str]:
        return [name for name, line in self.lines.items() if line.isChecked()]

    def _say_what_follows(self, _index: int = 0) -> None:
        is_paper = self.copy.currentData() == PAPER
        self._what.setVisible(is_paper)
        self.button.setText(self.tr("Make the card") if is_paper else self.tr("Record the answer"))
        self._unchecked.setVisible(self.language.currentData() in UNCHECKED)
        self.notice.hide()

    def _failed(self, error: BaseException) -> None:
        self.notice.say(plain(error))

    def _fill_choices(self) -> None:
        self.copy.addItem(self.tr("Not asked yet"), "")
        for code, label in self._context.book.choices("copy_given", self._context.today()):
            self.copy.addItem(label, code)
        names = {
            "en": self.tr("English"),
            "es": self.tr("Spanish"),
            "pt": self.tr("Portuguese"),
            "ht": self.tr("Haitian Creole"),
        }
        for code in LANGUAGES:
            self.language.addItem(names[code], code)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(10))
        asked = self.tr("A copy on paper can be found by somebody. Ask, and record the answer.")
        column.addWidget(Hint(asked, wrap=True))
        column.addWidget(labelled(self.tr("&How may the youth have a copy?"), self.copy))
        self._what = QWidget()
        self._list = QVBoxLayout(self._what)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(px(8))
        self._list.addWidget(labelled(self.tr("H&eadings in"), self.language))
        self._list.addWidget(self._unchecked)
        self._list.addWidget(Heading(self.tr("Lines the youth chooses"), level=3))
        column.addWidget(self._what)
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inner), 1)
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.button = self.add_button(self.tr("Make the card"), self.go_on, primary=True)
        self.take_room(560, 560)
