"""Plain sentences for what is wrong with a record: the record, the field and one action."""

from storage.domain.checks import Problem
from storage.spec.kinds import fields_of, kind_of

_SENTENCES = {
    "missing": "is needed. Fill it in.",
    "too-long": "is longer than {limit} characters. Shorten it.",
    "unstorable": "has characters that cannot be stored. Type it again.",
    "not-text": "is not text.",
    "not-a-day": "is not a date. Write it like 2026-03-04.",
    "not-a-time": "is not a time. Write it like 14:30.",
    "not-a-number": "is not a whole number.",
    "not-yes-or-no": "is neither yes nor no.",
    "out-of-range": "is outside {limit}. Correct it.",
    "in-future": "lies in the future. Correct the date.",
    "unknown-code": "has the unknown code {limit}. Choose one of the list.",
    "not-an-id": "does not name a record.",
    "not-this-form": "has a value of no form that this version of Satchel knows.",
    "before-start": "is before the start. Correct one of the two dates.",
    "append-only": "cannot be changed once saved. Write an amendment.",
}


def sentence(kind: type[object], problem: Problem) -> str:
    """Return the sentence for ``problem`` of a record of ``kind``."""
    label = fields_of(kind)[problem.field].label
    return f"{label} {_SENTENCES[problem.key].format(limit=problem.limit)}"


def refusal(kind: type[object], problems: list[Problem]) -> str:
    """Return the sentences for all ``problems``, led by the name of the kind."""
    sentences = " ".join(sentence(kind, problem) for problem in problems)
    return f"{kind_of(kind).label}: {sentences}"
