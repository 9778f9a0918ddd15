"""What Quick log offers: the shipped activities, replaced or hidden, and the program's own."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.pages.arrange.part import ArrangePart, primary
from desktop.pages.arrange.sources import ActivitySource
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from storage.domain.kinds.arrangement import Activity
from storage.usecases.activitysettings import (
    as_record,
    hide_activity,
    keep_activity,
    move_activity,
)

PLACE = "arrange/activity"
_SECTIONS = (
    Section(
        "", (wide("name"), wide("services"), "mode", "minutes", "owner", "compensation"), columns=4
    ),
)
_FIELDS = ("name", "services", "mode", "minutes", "owner", "compensation")


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class ActivitiesPart(ArrangePart):
    """The table, and a form for the activity chosen or a new one."""

    kinds = ("activity",)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        source = ActivitySource(context)
        super().__init__(lanes, context, source, _tr("Activities"), "arrange-activities")
        self._editing = ""
        self.form = RecordForm(Activity, _SECTIONS, context.book, context.today())
        self.card = Card(_tr("A new activity"))
        self.edit_button = self._button(_tr("Change it"), "pencil", self.edit)
        self.save_button = primary(_tr("Keep this activity"), self.save)
        self.save_button.setObjectName("arrange-activity-keep")
        self.cancel_button = self._button(_tr("Clear"), "x", self.begin)
        self.lay_out([], [self.edit_button])
        for unused in (self.name, self.rename_button):
            unused.hide()
        self._put_form()
        draft = context.draft(PLACE)
        self._show(None)
        if draft is not None:
            self._restore(draft)
        self.form.draft.connect(self._keep_draft)
        self.table.opened.connect(lambda _: self.edit())

    @override
    def refresh(self) -> None:
        """Run the query again, with one's own activities."""
        self.table.show_filter(self._context.settings.person)

    @override
    def place(self) -> dict[str, Any]:
        """Return what is typed too."""
        typed = {"code": self._editing, "form": self.form.snapshot()} if self.form.dirty else {}
        return {**super().place(), "typed": typed}

    @override
    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        super().restore_place(place)
        if place.get("typed"):
            self._restore(place["typed"])

    def begin(self) -> None:
        """Make the form ready for a new activity."""
        self._editing = ""
        self._show(None)
        self._context.drop_draft(PLACE)

    def edit(self) -> None:
        """Bring the current row's activity into the form."""
        if (code := self.table.current()) is not None:
            self._read(code, {})

    def save(self) -> None:
        """Keep what the form says, or say at each field why not."""
        if self.form.check():
            self._lanes.write(
                keep_activity,
                self._editing,
                self.form.values(),
                context=self,
                then=self._kept,
                failed=self._refuse,
            )

    @override
    def rename(self, key: Any, label: str) -> None:
        """Call an activity otherwise."""
        self.act(keep_activity, key, {"name": label})

    @override
    def toggle_hidden(self) -> None:
        """Offer the activity no longer, or again."""
        if (code := self.table.current()) is not None:
            offered = {one.code for one in self._context.activities}
            self.act(hide_activity, code, code in offered)

    @override
    def move_by(self, by: int) -> None:
        """Let the activity change places with its neighbour."""
        if (code := self.table.current()) is not None:
            self.act(move_activity, code, by, self._context.settings.person)

    @override
    def own_name(self, key: Any) -> str:
        """Return nothing: the form has the name."""
        del key
        return ""

    def _read(self, code: str, typed: Mapping[str, Any]) -> None:
        def show(record: Activity | None) -> None:
            self._editing = code if record is not None else ""
            self._show(record)
            if typed:
                self.form.restore(typed)
            else:
                self.form.editor("name").focus_here()

        self._lanes.read(as_record, code, context=self, then=show, key="activity")

    def _restore(self, draft: Mapping[str, Any]) -> None:
        if draft.get("code"):
            self._read(str(draft["code"]), dict(draft["form"]))
        else:
            self.form.restore(dict(draft["form"]))

    def _show(self, record: Activity | None) -> None:
        self.form.set_record(dict.fromkeys(_FIELDS) if record is None else record)
        if self.card.header is not None:
            text = _tr("A new activity") if record is None else _tr("Change an activity")
            self.card.header.heading.setText(text)

    def _keep_draft(self, snapshot: Mapping[str, Any]) -> None:
        if self.form.dirty:
            self._context.keep_draft(PLACE, {"code": self._editing, "form": dict(snapshot)})

    def _kept(self, done: Any) -> None:
        self._say(done)
        self.begin()

    def _put_form(self) -> None:
        row = FlowLayout()
        row.addWidget(self.save_button)
        row.addWidget(self.cancel_button)
        self.card.body.addWidget(self.form)
        self.card.body.addLayout(row)
        self.column.addWidget(self.card)
