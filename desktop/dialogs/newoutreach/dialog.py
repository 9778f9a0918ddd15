"""Add an outreach activity or a training in fifteen seconds: a title, a kind, how many, Enter."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.wording.errors import plain
from desktop.wording.labels import kind_label
from storage.domain.kinds import KINDS
from storage.usecases.editing import Kept, keep_record

PLACE = "newoutreach"
_SECTIONS: Mapping[str, tuple[Section, ...]] = {
    "outreach": (
        Section("", (wide("title"), "outreach_kind", "on", "attendees", "minutes")),
        Section("", (wide("audience"), "town", "funding")),
    ),
    "training": (
        Section("", (wide("title"), "direction", "on", "attendees", "minutes")),
        Section("", (wide("audience"), "topic", "csec")),
    ),
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("newoutreach", text)


class NewOutreachDialog(Dialog):
    """``target["kind"]`` is the one to begin with, ``target["on"]`` the day."""

    dialog_id = "newoutreach"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Add outreach or training"))
        self._lanes, self._context = lanes, context
        self._saving = False
        self.kind = ChoiceBox(_tr("What it was"))
        self.kind.setObjectName("newoutreach-kind")
        self.forms = {
            kind: RecordForm(KINDS[kind], sections, context.book, context.today())
            for kind, sections in _SECTIONS.items()
        }
        self.banner = Banner("", "info")
        self.banner.hide()
        self._arrange()
        self._begin(target)
        self.kind.currentIndexChanged.connect(self._show_form)
        for form in self.forms.values():
            form.draft.connect(lambda _snapshot: self._keep_draft())
        self._show_form()

    @property
    def form(self) -> RecordForm:
        """The form that is shown."""
        return self.forms[str(self.kind.currentData())]

    def place(self) -> dict[str, Any]:
        """Return what it is and everything typed."""
        forms = {kind: form.snapshot() for kind, form in self.forms.items() if form.dirty}
        return {"kind": self.kind.currentData(), "forms": forms}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        self.kind.setCurrentIndex(max(self.kind.findData(place.get("kind")), 0))
        for kind, snapshot in dict(place.get("forms", {})).items():
            if kind in self.forms:
                self.forms[kind].restore(dict(snapshot))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not isinstance(
            self.focusWidget(), QPushButton
        ):
            self.save()
        else:
            super().keyPressEvent(event)

    @override
    def reject(self) -> None:
        """Close without saving; what was typed is here again the next time."""
        self._keep_draft()
        super().reject()

    def save(self) -> None:
        """Keep what is typed, or say at each field why not."""
        if self._saving or not self.form.check():
            return
        self._saving = True
        values = {
            "coordinator": self._context.settings.person,
            "cac": self._context.cac,
            "funding": "maca_csec_voca",
            **self.form.values(),
        }
        self._lanes.write(
            keep_record,
            str(self.kind.currentData()),
            None,
            values,
            context=self,
            then=self._kept,
            failed=self._refuse,
        )

    def _kept(self, kept: Kept) -> None:
        self._saving = False
        if kept.problems:
            if elsewhere := self.form.tell(kept.problems):
                self.banner.say(elsewhere)
            return
        self._context.drop_draft(PLACE)
        self._context.say(
            _tr("{kind} added").format(kind=kind_label(KINDS[str(self.kind.currentData())])),
            kept.dot,
        )
        self.accept()

    def _begin(self, target: Mapping[str, Any]) -> None:
        today = self._context.today()
        blank = {
            "outreach": {"on": today, "funding": "maca_csec_voca"},
            "training": {"on": today, "direction": "given", "csec": False},
        }
        for kind, form in self.forms.items():
            names = [cell.name for section in _SECTIONS[kind] for cell in section.cells]
            form.set_record(dict.fromkeys(names) | blank[kind])
        draft = self._context.draft(PLACE)
        if draft is not None and not target:
            self.restore_place(draft)
        elif target.get("kind"):
            self.kind.setCurrentIndex(max(self.kind.findData(target["kind"]), 0))
        if target.get("on"):
            for form in self.forms.values():
                form.editor("on").set_raw(str(target["on"]))

    def _show_form(self) -> None:
        for kind, form in self.forms.items():
            form.setVisible(kind == self.kind.currentData())
        self.form.editor("title").focus_here()

    def _keep_draft(self) -> None:
        if any(form.dirty for form in self.forms.values()):
            self._context.keep_draft(PLACE, self.place())

    def _refuse(self, error: BaseException) -> None:
        self._saving = False
        self.banner.say(plain(error))

    def _arrange(self) -> None:
        self.kind.addItem(_tr("Outreach activity"), "outreach")
        self.kind.addItem(_tr("Training"), "training")
        self.body.addWidget(self.banner)
        self.body.addWidget(labelled(_tr("&What it was"), self.kind))
        for form in self.forms.values():
            self.body.addWidget(form)
        self.body.addStretch(1)
        self.add_button(_tr("Cancel"))
        self.add_button(_tr("Add"), self.save, primary=True)
        self.take_room(620, 520)
