"""The head of a case: who, how it stands, how to reach the youth safely, what comes next."""

from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip, case_status_kind
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Muted
from desktop.wording.dates import clock_time, near_day, short_day
from desktop.wording.names import shown
from storage.domain.partial_dates import age_on
from storage.domain.person import Person, display_name
from storage.usecases.casefile import CaseFile


class SafeContact(Banner):
    """How to reach the youth without harm: calm, and set apart from everything else."""

    def __init__(self) -> None:
        super().__init__("", "info")
        self.setObjectName("safe-contact")


class CaseHeader(Card):
    """Name, chips, facts in one line, what comes next, and the safe-contact strip."""

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self.name = Heading("", level=1, wrap=True)
        self._status = Chip()
        self._exploitation = Chip()
        self._facts = Muted("", wrap=True)
        self._safe = SafeContact()
        self._next = Muted("", wrap=True)
        chips = FlowLayout()
        for chip in (self._status, self._exploitation):
            chips.addWidget(chip)
        self.buttons = FlowLayout()
        self.body.setContentsMargins(px(18), px(12), px(18), px(12))
        self.body.setSpacing(px(6))
        self.body.addWidget(self.name)
        self.body.addLayout(chips)
        for line in (self._facts, self._next, self._safe):
            self.body.addWidget(line)
        self.body.addLayout(self.buttons)

    def show_case(self, found: CaseFile) -> None:
        """Show the head of ``found``."""
        case, book = found.case.record, self._context.book
        youth = found.youth.record if found.youth else None
        name = display_name(youth) if youth else self.tr("No youth named")
        self.name.setText(shown(name, self._context.initials))
        self._status.set(book.label("case_status", case.status), case_status_kind(case.status))
        self._exploitation.setVisible(bool(case.exploitation_now))
        if case.exploitation_now:
            self._exploitation.set(book.label("exploitation_status", case.exploitation_now))
        self._facts.setText(" \u00b7 ".join(filter(None, self._fact_words(found, youth))))
        self._safe.set_text(self._safe_words(youth) if youth else "")
        self._safe.setVisible(youth is not None)
        self._next.setText(self._next_words(found))

    def _fact_words(self, found: CaseFile, youth: Person | None) -> list[str]:
        case, today = found.case.record, self._context.today()
        age = age_on(youth.born_on, today) if youth else None
        opened = short_day(case.opened_on) if case.opened_on else ""
        return [
            case.number,
            youth.pronouns if youth else "",
            self.tr("{age} years").format(age=age) if age is not None else "",
            self._context.book.label("county", case.county) if case.county else "",
            case.coordinator,
            self.tr("opened {day}").format(day=opened) if opened else "",
        ]

    def _safe_words(self, youth: Person) -> str:
        yes, no = self.tr("yes"), self.tr("no")
        parts = [
            self.tr("Safe contact: {phone}").format(
                phone=youth.phone or self.tr("no phone recorded")
            ),
            self.tr("voicemail {answer}").format(answer=yes if youth.voicemail_ok else no),
            self.tr("text {answer}").format(answer=yes if youth.text_ok else no),
        ]
        line = f"{', '.join(parts)}."
        place = self.tr("Placement: {place}.").format(place=youth.placement)
        return " ".join(filter(None, (line, youth.safe_contact, place if youth.placement else "")))

    def _next_words(self, found: CaseFile) -> str:
        today = self._context.today()
        parts = []
        if event := found.next_court:
            day = near_day(event.on, today) if event.on else ""
            at = clock_time(event.at) if event.at else ""
            parts.append(
                self.tr("Next court: {when}").format(
                    when=" ".join(filter(None, (day, at, event.court)))
                )
            )
        if found.case.record.next_review_on:
            parts.append(
                self.tr("Review: {day}").format(
                    day=near_day(found.case.record.next_review_on, today)
                )
            )
        if found.last_contact:
            parts.append(
                self.tr("Last contact: {day}").format(day=near_day(found.last_contact, today))
            )
        return " \u00b7 ".join(parts)
