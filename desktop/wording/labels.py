"""Labels of kinds and fields in the language of the screen."""

from typing import Any

from PySide6.QtCore import QCoreApplication

from storage.spec.fields import Field
from storage.spec.kinds import kind_of

REPORTS = {
    "VOCA": "Counted in the VOCA quarterly report (PMT)",
    "NCA": "Counted in the NCA statistical report",
    "MACA": "Counted in the MACA headline figures",
}
"""What the chips beside a field's label mean."""


def field_label(field: Field) -> str:
    """Return the label of ``field``."""
    return QCoreApplication.translate("fields", field.label)


def field_hint(field: Field) -> str:
    """Return the hint of ``field``, or nothing."""
    return QCoreApplication.translate("fields", field.hint) if field.hint else ""


def report_meaning(report: str) -> str:
    """Return what the chip of ``report`` means."""
    return QCoreApplication.translate("reports", REPORTS.get(report, report))


def kind_label(cls: type[Any]) -> str:
    """Return what one record of ``cls`` is called."""
    return QCoreApplication.translate("kinds", kind_of(cls).label)


def kind_plural(cls: type[Any]) -> str:
    """Return what several records of ``cls`` are called."""
    return QCoreApplication.translate("kinds", kind_of(cls).plural)
