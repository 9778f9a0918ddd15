"""The editor of a moment: day and time in one line, in Massachusetts time, with a key for now."""

from datetime import datetime
from typing import Any

from typing_extensions import override

from desktop.forms.editor import Raw
from desktop.forms.lines import LineEditor, LineWithButton
from desktop.widgets.labels import Hint
from desktop.wording.dates import local_moment
from desktop.wording.typedmoments import parse_moment
from storage.domain.clocks import ZONE, Clock, moments_of
from storage.spec.fields import Moment


class MomentEditor(LineEditor):
    """An instant up to now, typed in any of the usual ways; seconds are kept as they came."""

    def __init__(self, field: Moment, clock: Clock) -> None:
        self._clock = clock
        self._kept: datetime | None = None
        line = LineWithButton("clock", self.tr("Now"), self.enter_now)
        super().__init__(field, line)
        line.setPlaceholderText(self.tr("Yesterday 8:30 pm, or now"))
        self._twice = Hint(
            self.tr("This hour came twice that night. EDT is the first one, EST the second."),
            wrap=True,
        )
        self._twice.hide()
        self._column.insertWidget(1, self._twice)
        line.textChanged.connect(self._say_twice)

    def enter_now(self) -> None:
        """Enter the present moment, to the minute, as if it had been typed."""
        self.put(self._clock.now().replace(second=0, microsecond=0))
        self.line.setFocus()

    @override
    def value(self) -> Any:
        text = self.line.text().strip()
        if self._kept is not None and text == local_moment(self._kept):
            return self._kept
        return self.read(text) if text else None

    @override
    def set_value(self, value: Any) -> None:
        self._kept = value
        super().set_value(value)

    @override
    def read(self, text: str) -> datetime:
        return parse_moment(text, self._clock.now())

    @override
    def shown(self, value: Any) -> str:
        return local_moment(value)

    @override
    def set_raw(self, raw: Raw) -> None:
        super().set_raw(raw)
        self._say_twice()

    def _say_twice(self) -> None:
        self._twice.setVisible(self._is_twice())

    def _is_twice(self) -> bool:
        try:
            moment = self.value()
        except ValueError:
            return False
        if moment is None:
            return False
        return len(moments_of(moment.astimezone(ZONE).replace(tzinfo=None, fold=0))) > 1
