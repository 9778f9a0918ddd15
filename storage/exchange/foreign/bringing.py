"""Bring a table in: every row that may be stored, none that is here, one batch; or only try it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING
from functools import partial
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.errors import RejectedError, SatchelError
from storage.exchange.foreign.drafts import Draft, Drafts
from storage.exchange.foreign.kept import keep_outcome, remember
from storage.exchange.foreign.mapping import (
    PARTS,
    Columns,
    field_at,
    needed,
    part_label,
)
from storage.exchange.foreign.matching import (
    find_cases,
    give_ids,
    likenesses,
    secret_of,
    take_same,
)
from storage.exchange.foreign.outcome import Outcome
from storage.exchange.foreign.reconciling import Reconciliation
from storage.exchange.foreign.suggesting import unanswered
from storage.exchange.foreign.tables import Body
from storage.exchange.reading import reason_of
from storage.spec.fields import Reference, References
from storage.spec.kinds import fields_of
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.changes import Changes
from storage.usecases.checking import all_problems
from storage.usecases.syncing.expunging import closed
from storage.usecases.transaction import Transaction

ACT = "import"
Progress = Callable[[int, int], object]
"""Called with rows or steps done and how many there are; may raise CancelledError."""

_STEP = 500
_YOUTH_FIELDS = {"youth", "person", "recipient", "people"}


class TriedError(SatchelError):
    """The end of a rehearsal: everything was tried, and the transaction must not be kept."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__("This was a rehearsal: nothing was kept.")


def rehearse_table(
    transaction: Transaction,
    body: Body,
    columns: Columns,
    name: str,
    same: Mapping[str, str],
    progress: Progress = lambda _done, _total: None,
) -> None:
    """Do everything ``bring_table`` does, then raise TriedError so that nothing of it is kept."""
    raise TriedError(bring_table(transaction, body, columns, name, same, progress)[0])


def bring_table(
    transaction: Transaction,
    body: Body,
    columns: Columns,
    name: str,
    same: Mapping[str, str],
    progress: Progress = lambda _done, _total: None,
) -> tuple[Outcome, Changes]:
    """Store every row of ``body`` that may be stored; return the reconciliation sheet.

    A row is stored whole or rejected whole. What is here already is left as it is. ``same`` names,
    by the key of a Likeness, the record (hexadecimal id) that somebody of the file is. Raises
    RejectedError when the mapping leaves something open.
    """
    _check(body, columns)
    total = 2 * len(body.rows)
    drafts = Drafts(transaction, body, columns)
    for place in range(len(body.rows)):
        if place % _STEP == 0:
            progress(place, total)
        drafts.read(place)
    connection, everything = transaction.connection, list(drafts.by_key.values())
    find_cases(connection, everything)
    take_same(everything, same)
    give_ids(connection, secret_of(transaction), columns.source, everything)
    alike = likenesses(connection, everything, _cases(drafts))
    _make_records(transaction, drafts, lambda: progress(len(body.rows), total))
    batch = batch_id(transaction)
    share = len(body.rows) / max(len(everything), 1)
    ids = _add(
        transaction,
        drafts,
        batch,
        lambda done: progress(min(len(body.rows) + int(done * share), total), total),
    )
    progress(total, total)
    sheet = Reconciliation(connection, body, columns, drafts, name)
    outcome = sheet.outcome(ids, batch, alike)
    keep_outcome(transaction, outcome)
    remember(transaction, body, columns)
    return outcome, Changes({kind: frozenset(some) for kind, some in ids.items()}, ACT)


def _check(body: Body, columns: Columns) -> None:
    if not columns.parts():
        raise RejectedError("No column is brought yet. Say for one column at least what it is.")
    if missing := needed(columns):
        label = f"{part_label(missing[0].partition('.')[0])}: {field_at(missing[0]).label}"
        raise RejectedError(f"{label} is needed. Choose its column, or one value for every row.")
    if asked := unanswered(body, columns):
        raise RejectedError(
            f'"{asked[0]}" has dates that could be read in two ways. Say which comes first, '
            "the month or the day."
        )
    if not columns.source.strip():
        raise RejectedError("Say what list this is. Its name tells when a row comes a second time.")


def _cases(drafts: Drafts) -> dict[str, Draft]:
    return {
        draft.key: row["case"]
        for row in drafts.of_row.values()
        if "case" in row
        for draft in row.values()
    }


def _make_records(transaction: Transaction, drafts: Drafts, step: Callable[[], object]) -> None:
    """Make the records of all drafts, and reject the rows of those that may not be stored."""
    ties: dict[str, dict[str, Any]] = {}
    _reject_gone(transaction.connection, drafts)
    rows = (row for place, row in drafts.of_row.items() if place not in drafts.rejected)
    for row in rows:
        for draft in row.values():
            ties.setdefault(draft.key, {}).update(
                (name, value)
                for name, value in _ties(draft, row)
                if name not in ties.get(draft.key, {})
            )
    for number, draft in enumerate(drafts.by_key.values()):
        if number % _STEP == 0:
            step()
        if draft.is_here or all(place in drafts.rejected for place in draft.rows):
            continue
        cls = KINDS[PARTS[draft.part]]
        if not draft.values or not _can_be_made(draft):
            _reject_unknown(drafts, draft)
            continue
        needs = {
            name: draft.values.get(name, "")
            for name, f in fields_of(cls).items()
            if f.required and cls.__dataclass_fields__[name].default is MISSING
        }
        draft.record = cls(id=draft.id, **{**needs, **draft.values, **ties.get(draft.key, {})})
        for problem in all_problems(transaction, draft.record):
            drafts.reject_draft(draft, problem.field, reason_of(cls, problem))
    _spread(drafts)


def _can_be_made(draft: Draft) -> bool:
    """Tell whether a case is more than a number that is looked up."""
    return draft.part != "case" or set(draft.values) > {"number"}


def _reject_unknown(drafts: Drafts, draft: Draft) -> None:
    draft.is_bad = True
    label = part_label(draft.part)
    for place in draft.rows:
        drafts.reject(place, "", label, "is not on this laptop. Bring it first, or correct it.")


def _reject_gone(connection: Connection, drafts: Drafts) -> None:
    """Reject the rows of cases that were destroyed, or that others have: they stay gone."""
    gone = {one.scope: one for one in closed(connection)}
    for draft in drafts.by_key.values():
        if draft.part == "case" and draft.id in gone and not draft.is_here:
            draft.is_bad = True
            others = "is kept to some people of the program"
            became = others if gone[draft.id].moved_to else "was destroyed"
            reason = f"{became} and does not come in again."
            for place in draft.rows:
                drafts.reject(place, "", part_label(draft.part), reason)


def _spread(drafts: Drafts) -> None:
    """Reject every other row that needs a record which cannot be: a row is stored whole."""
    for place, row in drafts.of_row.items():
        bad = next((draft for draft in row.values() if draft.is_bad), None)
        if bad is not None and place not in drafts.rejected:
            drafts.reject(place, "", part_label(bad.part), "cannot be stored; see its first row.")


def _ties(draft: Draft, row: Mapping[str, Draft]) -> Iterator[tuple[str, Any]]:
    """Yield the references that the other parts of the row give to ``draft``."""
    kind = PARTS[draft.part]
    for name, described in fields_of(KINDS[kind]).items():
        if not isinstance(described, Reference | References) or described.kind == kind:
            continue
        target = _target(name, described.kind, row)
        if target is not None:
            yield name, frozenset({target}) if isinstance(described, References) else target


def _target(name: str, kind: str, row: Mapping[str, Draft]) -> RecordId | None:
    if kind == "person":
        if name not in _YOUTH_FIELDS:
            return None
        if "youth" in row:
            return row["youth"].id
        return row["case"].youth if "case" in row else None
    if name in {kind, "episode"} and kind in row:
        return row[kind].id
    return None


def _add(
    transaction: Transaction, drafts: Drafts, batch: bytes, progress: Callable[[int], object]
) -> dict[str, list[RecordId]]:
    by_kind: dict[str, list[Any]] = {}
    for draft in drafts.good():
        if not draft.is_here:
            by_kind.setdefault(PARTS[draft.part], []).append(draft.record)
    ids: dict[str, list[RecordId]] = {}
    done = 0
    for kind in KINDS:
        records = by_kind.get(kind, [])
        if records:
            stored = partial(_report, progress, done)
            stored(0)
            add_all(transaction, records, ACT, batch=batch, progress=stored, checked=True)
            ids[kind] = [record.id for record in records]
            done += len(records)
    return ids


def _report(progress: Callable[[int], object], before: int, done: int) -> None:
    progress(before + done)
