"""What is said of two records of one kind that may be one."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication


@dataclass(frozen=True, slots=True)
class PairWords:
    """What the two buttons say, and what is said once one of them was pressed."""

    same: str
    different: str
    told_same: str
    told_different: str
    meaning: str = ""
    """What the first button does, where that is not what it does for everything else."""


def pair_words(kind: str) -> PairWords:
    """Return the words for two records of ``kind``; for people and partners where none is known."""
    return {"agency": _of_agencies, "case": _of_cases}.get(kind, _of_people)()


def _of_people() -> PairWords:
    return PairWords(
        same=_tr("Same person, show this one"),
        different=_tr("Different people"),
        told_same=_tr("Recorded as one person"),
        told_different=_tr("Recorded as two people"),
    )


def _of_agencies() -> PairWords:
    return PairWords(
        same=_tr("Same agency, show this one"),
        different=_tr("Different agencies"),
        told_same=_tr("Recorded as one agency"),
        told_different=_tr("Recorded as two agencies"),
    )


def _of_cases() -> PairWords:
    return PairWords(
        same=_tr("Opened twice, keep this one"),
        different=_tr("Two separate cases"),
        told_same=_tr(
            "Linked as one case opened twice; close the other one when nothing is left in it"
        ),
        told_different=_tr("Linked as two separate cases"),
        meaning=_tr("The two are linked only: both stay in the caseload until you close one."),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("duplicates", text)
