"""Needs and referrals out as a list: where each stands, and how long the youth has waited."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication
from typing_extensions import override

from desktop.context import DeskContext
from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.pages.case.sources import EntrySource
from desktop.widgets.chip import ChipKind
from desktop.wording.numbers import counted
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds.need import Need, UnmetNeed
from storage.domain.kinds.referral_out import ReferralOut
from storage.usecases.caseentries import entries
from storage.usecases.closing import ENDED_REFERRALS


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class CareSource(EntrySource):
    """The entries of care with their status and their wait."""

    def __init__(self, context: DeskContext, kinds: Sequence[str]) -> None:
        super().__init__(context, kinds)
        day, what, text = self.columns[:3]
        self.columns = (
            day,
            Column(what.label, 128, "icon", show=what.show),
            text,
            Column(_tr("Status"), 150, "chip", show=_chip),
            Column(_tr("Wait"), 88),
        )

    @override
    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return day, what it is, its words, its status and its wait."""
        today, book = self._context.today(), self._context.book
        found = entries(connection, self._kinds, keys)
        return {
            record: (
                cells[0],
                cells[1],
                _text(found[record].record, book),
                _status(found[record].record, book),
                wait_words(found[record].record, today),
            )
            for record, cells in super().rows(connection, keys).items()
        }


def wait_words(record: Any, today: date) -> str:
    """Return how long it took or takes until something is offered; nothing where nobody waits."""
    days: int | None = None
    match record:
        case ReferralOut(referred_on=date() as first, offered_on=date() as offered):
            days = max((offered - first).days, 0)
        case ReferralOut(referred_on=date() as first) if record.status in ENDED_REFERRALS:
            until = record.status_on
            days = (until - first).days if until else None
        case ReferralOut(referred_on=date() as first):
            days = (today - first).days
        case UnmetNeed():
            days = record.wait_days
        case _:
            pass
    return "" if days is None else counted(days, _tr("day"), _tr("days"))


def _text(record: Any, book: CodeBook) -> str:
    need = book.label("need_category", record.need)
    parts: tuple[str, ...] = ()
    match record:
        case ReferralOut():
            barriers = sorted(book.label("barrier", code) for code in record.barriers)
            parts = (record.provider or record.program, ", ".join(barriers))
        case Need():
            severity = book.label("need_severity", record.severity) if record.severity else ""
            parts = (severity, " ".join(record.plan.split()))
        case UnmetNeed():
            parts = (book.label("unmet_reason", record.reason), " ".join(record.remark.split()))
        case _:
            pass
    return " \u00b7 ".join(filter(None, (need, *parts)))


def _status(record: Any, book: CodeBook) -> tuple[str, ChipKind]:
    if isinstance(record, ReferralOut):
        words = book.label("referral_out_status", record.status)
        return words, "neutral" if record.status in ENDED_REFERRALS else "info"
    if record.met_on is not None:
        return _tr("Met"), "ok"
    return _tr("Open"), "neutral"


def _chip(value: tuple[str, ChipKind]) -> ChipCell:
    return ChipCell(*value)
