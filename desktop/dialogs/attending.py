"""What looks over one's shoulder in a form: advice at its fields, what a screening suggests."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.usecases.advising import Advice, advice
from storage.usecases.editing import filled
from storage.usecases.screenings import Suggestion, is_trained, suggestion
from storage.usecases.suggesting import Suggested, suggestions

_RESTING_MS = 350
_NOBODY = RecordId(bytes(16))
Say = Callable[[str], None]
"""Shows a sentence above the form; an empty one takes it away."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("record", text)


class Attendant(QObject):
    """Tells, once the fingers rest, what between the fields is worth a second look."""

    def __init__(
        self,
        lanes: Lanes,
        context: DeskContext,
        kind: str,
        record: RecordId,
        form: RecordForm,
        say: Say,
    ) -> None:
        super().__init__(form)
        self.lanes, self.context, self.form, self.say = lanes, context, form, say
        self.record = record
        self._cls = KINDS[kind]
        self._advised: set[str] = set()
        self._known: Mapping[str, Any] = {}
        self._rest = QTimer(self, singleShot=True, interval=_RESTING_MS)
        self._rest.timeout.connect(self.look)
        form.changed.connect(self._attend)

    def attend(self, name: str) -> None:
        """Answer to an edit of the field ``name``."""

    def know(self, values: Mapping[str, Any]) -> None:
        """Take ``values`` of fields that the form does not have, by field."""
        self._known = values

    def look(self) -> None:
        """Ask for advice on what is typed; half-typed values have none."""
        self.lanes.read(
            advice, self._typed(), self.context.today(), context=self, then=self._show, key="advice"
        )

    def _show(self, advised: Sequence[Advice]) -> None:
        """Say each at its field; several at one field under each other."""
        found: dict[str, str] = {}
        for one in advised:
            said = found.get(one.field)
            found[one.field] = f"{said}\n{one.sentence}" if said else one.sentence
        for name in {*self._advised, *found}:
            if self.form.has(name):
                self.form.box(name).advise(found.get(name, ""))
        self._advised = set(found)

    def value(self, name: str) -> Any:
        """Return what is typed in a field; None while it is no value, or not asked."""
        if not self.form.has(name):
            return None
        try:
            return self.form.editor(name).value()
        except ValueError:
            return None

    def _attend(self, name: str) -> None:
        self._rest.start()
        self.attend(name)

    def _typed(self) -> Any:
        names = self._cls.__dataclass_fields__
        values = {n: v for n in names if self.form.has(n) and (v := self.value(n)) is not None}
        unasked = {n: v for n, v in self._known.items() if n in names and not self.form.has(n)}
        known = filled(self._cls, {**unasked, **values})
        return self._cls(**{**known, "id": self.record or _NOBODY})


class ScreeningAttendant(Attendant):
    """Suggests the band of a total and the next day; says when the screener is not known to it."""

    _suggested: Suggestion | None = None

    @override
    def attend(self, name: str) -> None:
        """Suggest anew where the total or what it belongs to changed."""
        if name in ("instrument", "instrument_version", "total", "on"):
            self._suggest()
        if name in ("screener", "on"):
            self._ask_for_training()
        if name in ("band", "total"):
            self._tell_of_judgement()

    def _suggest(self) -> None:
        total, on = self.value("total"), self.value("on")
        before, found = self._suggested, None
        if total is not None:
            version = self.value("instrument_version") or ""
            found = suggestion(self.value("instrument") or "", version, total, on)
        self._suggested = found
        self._offer("band", before.band if before else "", found.band if found else "")
        self._offer("next_on", before.next_on if before else None, found and found.next_on)

    def _offer(self, name: str, before: object, now: object) -> None:
        """Fill a field in, unless somebody chose something else there."""
        here = self.value(name)
        if now != here and (not here or here == before) and (now or before):
            self.form.start_with({name: now})

    def _tell_of_judgement(self) -> None:
        band, found = self.value("band"), self._suggested
        text = ""
        if found is not None and band:
            text = _tr("The band that the total suggests. Its limits are not verified.")
            if band != found.band:
                suggested = self.context.book.label("screening_band", found.band)
                text = _tr(
                    "The total suggests {band}. Where you judge otherwise, choose it as band by "
                    "judgement, with the reason."
                ).format(band=suggested)
        self.form.box("band").advise(text)

    def _ask_for_training(self) -> None:
        screener = self.value("screener")
        if not screener:
            self.say("")
            return
        day = self.value("on") or self.context.today()
        self.lanes.read(
            is_trained, screener, day, context=self, then=self._show_training, key="trained"
        )

    def _show_training(self, trained: bool) -> None:  # noqa: FBT001 - the answer of a query
        text = _tr("No credential on record says that {name} is trained on a screening instrument.")
        self.say("" if trained else text.format(name=self.value("screener") or ""))


_BY_KIND: Mapping[str, type[Attendant]] = MappingProxyType({"screening": ScreeningAttendant})


def attendant_of(kind: str) -> type[Attendant]:
    """Return who attends to the form of ``kind``."""
    return _BY_KIND.get(kind, Attendant)


def after_saving(lanes: Lanes, context: DeskContext, kind: str, record: RecordId) -> None:
    """See to what a record asks for once it is saved: an exploitation suggests victimizations."""
    if kind != "exploitation":
        return

    def offer(found: Suggested | None) -> None:
        if found is not None and found.types:
            context.open("suggest", {"record": record.hex()})

    lanes.read(suggestions, record, context=context, then=offer)
