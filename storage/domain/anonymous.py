"""What stays of destroyed cases: by form and period, how much each row counted less without them.

Whole numbers and the codes of forms: no name, no day, no id, nothing that one case could be told
from another by. Counts may be negative: who was new in one quarter is new in a later one without
the services of a case that is gone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from storage.domain.periods import Period

ACT = "keep counts"
"""What the program saves in its own name when cases are destroyed; nobody takes it back."""
NO_RECORD = "no_record"
"""In place of a row: how many people who were served have no record, which is a footnote."""
_SHORTEST, _LONGEST = 1, 40
"""Letters of a form's, a version's or a row's code."""
_MOST = 10**9


@dataclass(frozen=True, slots=True)
class KeptCount:
    """What the rows of one form over one period counted in cases that are destroyed.

    ``cases`` is how many cases it is of; ``values`` are by row, those that are not 0.
    """

    form: str
    version: str
    period: Period
    cases: int
    values: Mapping[str, int]


def written(counts: Iterable[KeptCount]) -> str:
    """Return ``counts`` as text; ``read`` reads it back."""
    return json.dumps(
        [
            [one.form, one.version, one.period.text(), one.cases, dict(sorted(one.values.items()))]
            for one in counts
        ],
        separators=(",", ":"),
    )


def beyond(counts: Iterable[KeptCount], others: Iterable[KeptCount]) -> tuple[KeptCount, ...]:
    """Return what has to be added to ``others`` to make ``counts``."""
    left = {(one.form, one.version, one.period): one for one in others}
    added = [_less(one, left.pop((one.form, one.version, one.period), None)) for one in counts]
    added += [_less(replace(one, cases=0, values={}), one) for one in left.values()]
    return tuple(one for one in added if one.values)


def _less(one: KeptCount, other: KeptCount | None) -> KeptCount:
    if other is None:
        return one
    rows = sorted(one.values.keys() | other.values.keys())
    values = {row: one.values.get(row, 0) - other.values.get(row, 0) for row in rows}
    changed = {row: value for row, value in values.items() if value}
    return replace(one, cases=max(0, one.cases - other.cases), values=changed)


def read(text: str) -> tuple[KeptCount, ...]:
    """Return what ``written`` wrote; ValueError for anything else."""
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("The counts are nested too deeply.") from error
    if not isinstance(found, list):
        raise _not_counts()
    return tuple(_read(one) for one in found)


def _read(one: Any) -> KeptCount:
    match one:
        case [str(form), str(version), str(days), int(cases), dict(values)]:
            pass
        case _:
            raise _not_counts()
    numbers, codes = (cases, *values.values()), (form, version, *values)
    sound = all(type(number) is int and -_MOST <= number <= _MOST for number in numbers)
    if not sound or cases < 0 or not all(_SHORTEST <= len(code) <= _LONGEST for code in codes):
        raise _not_counts()
    return KeptCount(form, version, Period.parse(days), cases, values)


def _not_counts() -> ValueError:
    return ValueError("These are no counts of forms and periods.")
