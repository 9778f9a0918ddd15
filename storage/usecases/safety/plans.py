"""Safety plans of a case: the one in force, its versions, what changed between two of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.errors import RejectedError
from storage.spec.fields import Text
from storage.spec.kinds import fields_of
from storage.tables.records import TABLES, Stored, fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Edit, save
from storage.usecases.transaction import Transaction

_PLANS = TABLES["safety_plan"]

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "watch": ("triggers", "warning_signs", "no_contact"),
    "turn": ("safe_people", "safe_places", "emergency_contacts", "code_word"),
    "by": ("way_home", "online", "basic_needs", "if_missing"),
}
"""The words of a plan, in the order in which one reads them."""

LINES = tuple(name for names in SECTIONS.values() for name in names)
"""The fields that hold what the youth says."""

_COPIED = (*LINES, "person", "made_with", "own_words", "copies_with", "copy_given")
"""What a new version begins with; day, agreement and review are its own."""


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What the Safety tab of a case shows: every version, the newest first."""

    case: Case
    youth: Person | None
    plans: Sequence[Stored[SafetyPlan]]

    @property
    def in_force(self) -> SafetyPlan | None:
        """The version that nothing replaces; the newest where there are several."""
        return self.plans[0].record if self.plans else None


def plan_file(connection: Connection, case: RecordId) -> PlanFile | None:
    """Return the safety plans of a case; None when the case is not here."""
    stored = fetch(connection, Case, case)
    if stored is None:
        return None
    youth = fetch(connection, Person, stored.record.youth) if stored.record.youth else None
    query = select(_PLANS.c.id).where(_PLANS.c.case == case, _PLANS.c.retired == 0)
    ordered = query.order_by(_PLANS.c.made_on.desc(), _PLANS.c.id.desc())
    ids = connection.execute(ordered).scalars().all()
    found = [plan for one in ids if (plan := fetch(connection, SafetyPlan, RecordId(one)))]
    replaced = {plan.record.replaces for plan in found}
    # A version that another replaces is never in force, whatever day was typed into it.
    found.sort(key=lambda plan: plan.record.id in replaced)
    return PlanFile(stored.record, youth.record if youth else None, found)


def begin_version(plan: SafetyPlan | None) -> dict[str, Any]:
    """Return the values a new version begins with: those of ``plan``, which it replaces."""
    if plan is None:
        return {}
    return {"replaces": plan.id, **{name: getattr(plan, name) for name in _COPIED}}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of the plan, by name and label, as it was and as it is; empty text for nothing."""

    name: str
    label: str
    before: str
    after: str


def differences(before: SafetyPlan, after: SafetyPlan) -> list[Difference]:
    """Return what changed in the words of a plan, in the order in which one reads them."""
    return [
        Difference(name, label, getattr(before, name), getattr(after, name))
        for name, label in _labels()
        if getattr(before, name) != getattr(after, name)
    ]


def _labels() -> Iterator[tuple[str, str]]:
    fields = fields_of(SafetyPlan)
    for name in LINES:
        if isinstance(field := fields[name], Text):
            yield name, field.label


def answer_copy(
    transaction: Transaction, plan: RecordId, answer: str
) -> tuple[Dot | None, Changes]:
    """Record whether, and how, the youth may have a copy; nothing is stored when it says so."""
    stored = fetch(transaction.connection, SafetyPlan, plan)
    if stored is None or stored.retired:
        raise RejectedError("Safety plan: it is not on this laptop any more.")
    if stored.record.copy_given == answer:
        return None, Changes()
    after = replace(stored.record, copy_given=answer)
    saved = save(transaction, [Edit(stored, after)], "record copy for the youth")
    return saved.dot, saved
