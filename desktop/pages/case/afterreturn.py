"""What a return asks for: the screening, the interview, a new plan, a report."""

from PySide6.QtCore import QCoreApplication, Signal

from desktop.context import DeskContext
from desktop.pages.case.rowlist import Row, RowList
from desktop.widgets.card import Card
from desktop.widgets.labels import Muted
from desktop.wording.dates import local_moment, short_day
from storage.usecases.safety.absences import Absence

SCREEN, INTERVIEW, PLAN, REPORT = "screen", "interview", "plan", "report"


def _tr(text: str) -> str:
    return QCoreApplication.translate("missing", text)


class AfterReturn(Card):
    """``asked`` carries which of the four somebody wants to see to."""

    asked = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__(_tr("After the return"))
        self._context = context
        self._when = Muted("", wrap=True)
        self.rows = RowList(_tr("What the return asks for"))
        self.rows.opened.connect(self.asked)
        self.body.addWidget(self._when)
        self.body.addWidget(self.rows)

    def show_return(self, absence: Absence | None) -> None:
        """Show what is done and what waits after the newest return; nothing where none is."""
        self.setVisible(absence is not None)
        if absence is None:
            return
        episode = absence.episode.record
        if episode.returned_at is not None:
            self._when.setText(
                _tr("Returned {when}").format(when=local_moment(episode.returned_at))
            )
        report = short_day(episode.report_filed_on) if episode.report_filed_on else ""
        self.rows.show_rows(
            [
                self._screening(absence),
                _row(
                    INTERVIEW,
                    _tr("Return interview"),
                    short_day(episode.interview_on) if episode.interview_on else "",
                    _tr("Record it"),
                ),
                _row(
                    PLAN,
                    _tr("New safety plan"),
                    short_day(absence.plan_made_on) if absence.plan_made_on else "",
                    _tr("New version"),
                ),
                _row(REPORT, _tr("51A, where one is called for"), report, _tr("Record it")),
            ]
        )

    def _screening(self, absence: Absence) -> Row:
        name, screening = _tr("Screening after the return"), absence.screening
        if screening is not None and screening.on is not None:
            band = self._context.book.label("screening_band", screening.band)
            done = short_day(screening.on)
            return _row(SCREEN, name, f"{done}, {band}" if screening.band else done, "")
        reason = absence.episode.record.screening_not_done
        if reason:
            return Row(SCREEN, name, reason, _tr("Not done"), act=_tr("Screen now"), icon="plus")
        return _row(SCREEN, name, "", _tr("Screen now"))


def _row(key: str, name: str, done: str, act: str) -> Row:
    if done:
        return Row(key, name, done, _tr("Done"), "ok")
    waits = key != REPORT
    chip = _tr("Waits") if waits else ""
    return Row(key, name, "", chip, "info" if waits else "neutral", act=act, icon="plus")
