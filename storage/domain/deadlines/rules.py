"""A rule: what starts a clock, how long it runs, what ends it, and who says so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from storage.domain.deadlines.conditions import Condition, parse_all
from storage.domain.deadlines.spans import Span, Unit

PERIODS = ("pmt_quarter", "nca_half")
"""Kinds of no record: periods of reports, each of which is owed once."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A condition on the record itself that meets a clock; ``at`` is the field that says when.

    It is empty where no field does: then nobody can say that it was late.
    """

    condition: Condition
    at: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Another record that meets a clock: of ``kind``, alike in ``by``, as ``where`` says.

    It must not be older than the record's ``after``; a record of the same kind must be younger.
    """

    kind: str
    by: tuple[str, ...]
    where: tuple[Condition, ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of ``resources/clocks/rules.csv``, as the program has set it."""

    code: str
    label: str
    why: str
    duty: str
    """Whose duty it is; the coordinator watches those of others."""
    source: str
    verified: bool
    """Whether a public source was read that says so, span included."""
    kind: str
    start: tuple[str, ...]
    """The field of a moment or a day, or those of a day and its time."""
    where: tuple[Condition, ...]
    span: Span
    proofs: tuple[Proof, ...]
    witness: Witness | None
    ends: tuple[Condition, ...]
    """Any of them makes the clock unnecessary."""
    after_closing: bool
    lead: timedelta
    """How long before it is due it stands on Today."""
    keep_days: int | None
    """How long after it was due it stays on Today; None: until it is met."""
    urgency: int
    """1: a child is missing; 2: a child's safety; 3: a duty with a date; 4: the program's own."""
    met_by: str
    note: str
    off: bool = False
    changed: str = ""
    """Empty, or where the program has its own span from."""

    @classmethod
    def parse(cls, row: Mapping[str, str]) -> Self:
        """Read a row of the file; ValueError or KeyError where it makes no sense."""
        span = Span(int(row["amount"]), Unit(row["unit"]))
        start = tuple(row["start"].split("+"))
        return cls(
            code=row["code"],
            label=row["label"],
            why=row["why"],
            duty=row["duty"],
            source=row["source"],
            kind=row["kind"],
            met_by=row["met_by"],
            note=row["note"],
            verified=row["verified"] == "yes",
            start=start,
            where=parse_all(row["where"]),
            span=span,
            proofs=tuple(_proof(part) for part in row["evidence"].split(";") if part),
            witness=_witness(row, start[0]) if row["witness"] else None,
            ends=parse_all(row["ends"]),
            after_closing=row["after_closing"] == "yes",
            lead=timedelta(hours=int(row["lead_hours"])),
            keep_days=int(row["keep_days"]) if row["keep_days"] else None,
            urgency=int(row["urgency"]),
        )

    @property
    def field(self) -> str:
        """The field of the record where evidence is written first; empty where there is none."""
        return self.proofs[0].condition.field if self.proofs else ""

    def fields(self) -> frozenset[str]:
        """Return every field of its kind that the rule reads."""
        conditions = (*self.where, *self.ends, *(proof.condition for proof in self.proofs))
        found = {*self.start, *(c.field for c in conditions), *(p.at for p in self.proofs if p.at)}
        if self.witness:
            found |= {*self.witness.by, self.witness.after}
        return frozenset(found)


def arranged(rule: Rule, *, off: bool, amount: int | None, remark: str) -> Rule:
    """Return ``rule`` as a program set it; with a span of its own it is the program's, not law's.

    Such a span is verified by nobody but the program.
    """
    if amount is None or amount == rule.span.amount:
        return replace(rule, off=off)
    changed = remark.strip() or "Set by the program"
    span = Span(amount, rule.span.unit)
    return replace(rule, off=off, span=span, verified=False, changed=changed)


def _proof(text: str) -> Proof:
    """Read ``condition`` or ``condition@field``; nothing behind the sign means no field."""
    condition, named, at = text.strip().partition("@")
    parsed = Condition.parse(condition)
    return Proof(parsed, at if named else parsed.field)


def _witness(row: Mapping[str, str], start: str) -> Witness:
    by = tuple(row["witness_by"].split("+"))
    after = row["witness_after"] or start
    return Witness(row["witness"], by, parse_all(row["witness_where"]), after)
