"""What the gate's window shows before anything leaves, and what it is told."""

from dataclasses import dataclass
from datetime import datetime

from storage.domain.ids import RecordId
from storage.usecases.sharing import Basis, Content


@dataclass(frozen=True, slots=True)
class Offer:
    """What would leave: its name in the disclosure log, what is in it, how it may be saved."""

    form: str
    content: Content
    stem: str
    formats: tuple[str, ...]
    bases: tuple[Basis, ...]
    lines: tuple[tuple[str, str], ...]
    names: tuple[str, ...] = ()
    people: frozenset[RecordId] = frozenset()
    records: int = 0
    purpose: str = ""
    recipient: str = ""
    """What is proposed for both; a person may say something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the page itself must say: whose it is, who made it when, for whom, what for."""

    program: str
    author: str
    moment: datetime
    practice: bool
    recipient: str
    purpose: str
