"""The head of a case: who, how it stands, how to reach the youth safely, what comes next."""

from collections.abc import Sequence

from desktop.background import Lanes
from desktop.conflicts.chip import VersionsChip
from desktop.conflicts.words import also_words, values_in
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip, case_status_kind
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Muted
from desktop.wording.dates import clock_time, near_day, short_day
from desktop.wording.names import shown
from storage.domain.kinds.person import Person, display_name
from storage.domain.partial_dates import age_on
from storage.usecases.casefile import CaseFile
from storage.usecases.syncing.reviewing import Review


class SafeContact(Banner):
    """How to reach the youth without harm: calm, and set apart from everything else."""

    def __init__(self) -> None:
        super().__init__("", "info")
        self.setObjectName("safe-contact")


class CaseHeader(Card):
    """Name, chips, facts in one line, what comes next, and the safe-contact strip."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._reviews: tuple[Review, ...] = ()
        self._versions: VersionsChip | None = None
        self.name = Heading("", level=1, wrap=True)
        self._status = Chip()
        self._exploitation = Chip()
        self._facts = Muted("", wrap=True)
        self._safe = SafeContact()
        self._next = Muted("", wrap=True)
        self._chips = chips = FlowLayout()
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

    def show_case(self, found: CaseFile, reviews: Sequence[Review]) -> None:
        """Show the head of ``found``; ``reviews`` are the conflicts of what it shows."""
        self._show_reviews(tuple(reviews))
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

    def _show_reviews(self, reviews: tuple[Review, ...]) -> None:
        if reviews == self._reviews:
            return
        self._reviews = reviews
        if self._versions is not None:
            self._versions.hide()
            self._chips.removeWidget(self._versions)
            self._versions.deleteLater()
            self._versions = None
        if reviews:
            self._versions = VersionsChip(self._lanes, self._context, reviews, named=True)
            self._chips.addWidget(self._versions)

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
        parts = [
            self.tr("Safe contact: {phone}").format(
                phone=self._either(youth, "phone", youth.phone) or self.tr("no phone recorded")
            ),
            self.tr("voicemail {answer}").format(
                answer=self._careful(youth, "voicemail_ok", youth.voicemail_ok)
            ),
            self.tr("text {answer}").format(answer=self._careful(youth, "text_ok", youth.text_ok)),
        ]
        line = f"{', '.join(parts)}."
        placement = self._either(youth, "placement", youth.placement)
        place = self.tr("Placement: {place}.").format(place=placement) if placement else ""
        safe_contact = self._either(youth, "safe_contact", youth.safe_contact)
        return " ".join(filter(None, (line, safe_contact, place)))

    def _careful(self, youth: Person, name: str, answer: bool) -> str:  # noqa: FBT001 - a value
        """Return the answer to act on: no, where one of two versions says no."""
        if self._said(youth, name):
            return self.tr("no (two versions)")
        return self.tr("yes") if answer else self.tr("no")

    def _either(self, youth: Person, name: str, value: str) -> str:
        """Return every version of a field, for none of them is to be left out."""
        said = self._said(youth, name)
        return self.tr("{versions} (two versions)").format(
            versions=self.tr(" or ").join(said)
        ) if said else value  # fmt: skip

    def _said(self, youth: Person, name: str) -> list[str]:
        of_youth = [review for review in self._reviews if review.record == youth.id]
        return values_in(of_youth, name, initials=self._context.initials)

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
            parts += [
                " ".join(also_words(review, initials=self._context.initials).splitlines())
                for review in self._reviews
                if review.record == event.id and "on" in review.fields
            ]
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
