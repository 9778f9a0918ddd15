"""What a workspace should hold, in plain Python: the model that the state machine compares with.

It knows nothing of dots, rows or journals. Every register and every member of a set has a count of
how often it was written; who looks at a record remembers the counts, and is refused when they have
moved.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from storage.domain.ids import RecordId
from storage.spec.fields import SETS, register_of
from storage.spec.kinds import fields_of

RETIRED = ("~retired",)
Place = tuple[Any, ...]
"""A register, or a set and one member of it."""


class Refused(Exception):  # noqa: N818 - an outcome, not a fault
    """Something moved since it was on screen."""


@dataclass(slots=True)
class Kept:
    """One record, whether it is retired, and how often each place of it was written."""

    record: Any
    retired: bool = False
    counts: Counter[Place] = field(default_factory=Counter)
    saves: int = 1

    def copy(self) -> "Kept":
        return Kept(self.record, self.retired, Counter(self.counts), self.saves)


@dataclass(frozen=True, slots=True)
class Done:
    """One operation: what it was, the record before and after, and the counts it left."""

    verb: str
    id: RecordId
    before: Any
    after: Any
    written: dict[Place, int]
    saves: int


def edit(now: Kept, screen: Kept, after: Any) -> Done | None:
    """Change ``now`` as the edit of ``screen`` to ``after`` does."""
    fields = fields_of(type(after))
    changed = [n for n in fields if getattr(screen.record, n) != getattr(after, n)]
    if not changed:
        return None
    if now.retired:
        raise Refused
    values: dict[str, Any] = {}
    written: set[Place] = set()
    for name in changed:
        was, wanted, present = (getattr(r, name) for r in (screen.record, after, now.record))
        if isinstance(fields[name], SETS):
            put_in = wanted - was - present
            taken = {
                m for m in (was - wanted) & present if now.counts[name, m] == screen.counts[name, m]
            }
            if put_in or taken:
                values[name] = (present | put_in) - taken
                written.update((name, member) for member in put_in | taken)
        else:
            register = (register_of(name, fields[name]),)
            if now.counts[register] != screen.counts[register]:
                raise Refused
            values[name] = wanted
            written.add(register)
    return _write(now, "edit", replace(now.record, **values), now.retired, written)


def hide(now: Kept, screen: Kept, *, retired: bool) -> Done | None:
    """Retire or restore ``now`` from ``screen``."""
    if now.retired is retired:
        return None
    if retired and now.counts != screen.counts:
        raise Refused
    return _write(now, "retire" if retired else "restore", now.record, retired, {RETIRED})


def undo(now: Kept, done: Done) -> Done | None:
    """Take ``done`` back, if nothing it wrote was written again."""
    if done.verb in {"add", "restore"}:
        if now.saves != done.saves:
            raise Refused
        return hide(now, now, retired=True)
    if any(now.counts[place] != count for place, count in done.written.items()):
        raise Refused
    if done.verb == "retire":
        return hide(now, now, retired=False)
    values = {}
    for name, described in fields_of(type(done.after)).items():
        before, after = getattr(done.before, name), getattr(done.after, name)
        if before != after:
            present = getattr(now.record, name)
            is_set = isinstance(described, SETS)
            values[name] = (present - (after - before)) | (before - after) if is_set else before
    return edit(now, now.copy(), replace(now.record, **values))


def _write(now: Kept, verb: str, record: Any, retired: bool, written: set[Place]) -> Done | None:  # noqa: FBT001 - the new state
    if not written:
        return None
    before = now.record
    now.counts.update(written)
    now.saves += 1
    now.record, now.retired = record, retired
    counts = {place: now.counts[place] for place in written}
    return Done(verb, record.id, before, record, counts, now.saves)
