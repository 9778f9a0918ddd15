"""The dialog of a new case: its forms, one Save, and whoever may be known already beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.intake.further import Further
from desktop.dialogs.intake.known import KnownPeople
from desktop.dialogs.intake.sheets import Sheets
from desktop.theme import px
from desktop.theme.current import text_size
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.wording.dates import partial_text
from desktop.wording.errors import plain
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.person import display_name
from storage.usecases.alike import Alike, alike
from storage.usecases.newcase import Begun, NewCase, begin_case, known_youth, proposed_number

_PLACE = "intake"
_REST_MS = 250
_LARGE_TEXT = 150


class IntakeDialog(Dialog):
    """Youth, referral, case, first findings and first tasks; every letter is kept as a draft."""

    dialog_id = "intake"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, QCoreApplication.translate("intake", "New case"))
        self._lanes, self._context = lanes, context
        self._youth: RecordId | None = None
        self._banner = Banner("", "info")
        self._same = Banner("", "ok", self.tr("Not the same youth"))
        self.sheets = Sheets(lanes, context, self)
        self.further = Further()
        self.sheets.add(self.further)
        self.known = KnownPeople(context)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._arrange()
        self._connect()
        # A hidden button of a banner comes first: Qt would begin at the primary button instead.
        self.sheets.focus("person", "given_name")
        self._begin(target)

    @property
    def _dirty(self) -> bool:
        return self.sheets.dirty or self.further.dirty or self._youth is not None

    def place(self) -> dict[str, Any]:
        """Return everything typed, and the youth who is known already."""
        youth = self._youth.hex() if self._youth else ""
        return {
            "forms": self.sheets.snapshot(),
            "further": self.further.snapshot(),
            "youth": youth,
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show everything typed again."""
        self.sheets.restore(place.get("forms", {}))
        self.further.restore(place.get("further", {}))
        self._take_youth(place.get("youth", ""))
        self._look_for_alike()

    def save(self) -> None:
        """Store all of it in one Save, or say at each field why not."""
        left_out = "person" if self._youth else ""
        if not self.sheets.check(left_out):
            return
        values = self.sheets.values(left_out)
        case = values["case"]
        learned = NewCase(
            case={**case, "exploitation_now": case["exploitation_at_open"]},
            referral={**values["referral"], "priority": case["priority"]},
            person=values.get("person", {}),
            victimization=values.get("victimization", {}),
            screening=values.get("screening", {}),
            tasks=self.further.tasks(case["opened_on"], case.get("coordinator", "")),
            others=self.further.names(),
            youth=self._youth,
        )
        self._lanes.write(
            begin_case, learned, context=self, then=self._begun, failed=self._show_failure
        )

    def _arrange(self) -> None:
        for banner in (self._banner, self._same):
            banner.hide()
            self.body.addWidget(banner)
        large = text_size() >= _LARGE_TEXT
        direction = QBoxLayout.Direction.TopToBottom if large else QBoxLayout.Direction.LeftToRight
        both = QBoxLayout(direction)
        both.setSpacing(px(18))
        both.addWidget(self.sheets, 3)
        both.addWidget(self.known, 1)
        if large:
            self.known.give_way()
        self.body.addLayout(both, 1)
        self.add_button(self.tr("Cancel"))
        self.add_button(self.tr("Begin the case"), self.save, primary=True)
        over = self.parentWidget()
        room = over.window().size() if over is not None else self.size()
        self.resize(min(px(980), room.width() - 40), min(px(760), room.height() - 40))

    def _connect(self) -> None:
        self.sheets.changed.connect(self._changed)
        self.sheets.draft.connect(self._keep_draft)
        self.further.changed.connect(self._keep_draft)
        self._rest.timeout.connect(self._look_for_alike)
        self.known.chosen.connect(self._choose)
        self.known.visited.connect(self._visit)
        self._same.acted.connect(self._unchoose)
        self._banner.acted.connect(self._start_over)
        self.finished.connect(self._on_finished)
        self._context.settings_changed.connect(self._rename)

    def _begin(self, target: Mapping[str, Any]) -> None:
        self.sheets.begin()
        self.further.begin()
        draft = self._context.draft(_PLACE)
        if draft:
            self.restore_place(draft)
            self._banner.say(
                self.tr("What you typed before is back. It is not saved yet."),
                self.tr("Start over"),
            )
        elif target.get("youth"):
            self._take_youth(target["youth"])
        self._propose_number()

    def _changed(self, kind: str, name: str) -> None:
        if kind == "case" and name == "cac":
            self._propose_number()
        if kind == "referral" and name in {"report_filed", "received_on"}:
            self._propose_report_day()
        if kind == "person":
            self._rest.start()

    def _propose_number(self) -> None:
        cac = self.sheets.value("case", "cac")
        if cac:
            self._lanes.read(
                proposed_number,
                cac,
                self._context.today(),
                context=self,
                then=lambda number: self.sheets.propose("case", "number", number),
                key="number",
            )

    def _propose_report_day(self) -> None:
        """A report is most often filed on the day of the referral; its clocks need that day."""
        filed = self.sheets.value("referral", "report_filed")
        day = self.sheets.value("referral", "received_on") if filed else None
        self.sheets.propose("referral", "report_filed_on", day)

    def _look_for_alike(self) -> None:
        given = self.sheets.typed("person", "given_name") or self.sheets.typed(
            "person", "name_used"
        )
        family = self.sheets.typed("person", "family_name")
        born = self.sheets.value("person", "born_on")
        typed = f"{given} {family} {partial_text(born)}"

        def then(found: Sequence[Alike]) -> None:
            self.known.show_found(found)
            # Whoever is alike was looked up by name; a name that nobody has is not kept for years.
            self._context.looks.searched(typed if found else "")

        self._lanes.read(alike, given, family, born, context=self, then=then, key="alike")

    def _choose(self, one: Alike) -> None:
        self._take_youth(one.person.hex())
        self._keep_draft()

    def _take_youth(self, person: str) -> None:
        self._youth = RecordId(bytes.fromhex(person)) if person else None
        self.sheets.set_shown("person", shown=self._youth is None)
        self.known.setVisible(self._youth is None)
        self._same.hide()
        if self._youth is not None:
            self._lanes.read(
                known_youth, self._youth, context=self, then=self._show_youth, key="youth"
            )

    def _show_youth(self, person: Any) -> None:
        if person is None:
            self._take_youth("")
            return
        name = shown(display_name(person), self._context.initials)
        self._same.set_text(self.tr("A new case for {name}, who is on record.").format(name=name))
        self._same.show()

    def _rename(self, _settings: object) -> None:
        """Name whoever is on record anew; what was typed here stays as it is."""
        self.known.rename()
        if self._youth is not None:
            self._take_youth(self._youth.hex())

    def _unchoose(self) -> None:
        self._take_youth("")
        self.sheets.focus("person", "given_name")

    def _visit(self, case: RecordId) -> None:
        self.reject()
        self._context.go("case", {"case": case.hex()})

    def _keep_draft(self) -> None:
        if self._dirty:
            self._context.keep_draft(_PLACE, self.place())

    def _start_over(self) -> None:
        self._context.drop_draft(_PLACE)
        self._banner.hide()
        self._take_youth("")
        self.sheets.begin()
        self.further.begin()
        self._look_for_alike()
        self._propose_number()

    def _begun(self, begun: Begun) -> None:
        if begun.problems:
            left = self.sheets.show_problems(begun.problems)
            if left:
                self._banner.say(" ".join(left))
            return
        self._context.drop_draft(_PLACE)
        self.accept()
        self._context.say(self.tr("Case {number} begun").format(number=begun.number), begun.dot)
        self._context.go("case", {"case": begun.case.hex()})

    def _show_failure(self, error: BaseException) -> None:
        self._banner.say(plain(error))

    def _on_finished(self, result: int) -> None:
        if not result and self._dirty:
            self._keep_draft()
            self._context.say(self.tr("Not saved; what you typed is kept as a draft"))
