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
    "to-come": "is still to come. Correct the date or the time.",
    "unknown-code": "has the unknown code {limit}. Choose one of the list.",
    "not-an-id": "does not name a record.",
    "not-this-form": "has a value of no form that this version of Satchel knows.",
    "before-start": "is before the start. Correct one of the two dates.",
    "append-only": "cannot be changed once saved. Write an amendment.",
    "itself": "names the record itself. Choose another one.",
    "one-of": "or {limit} is needed. Fill in one of the two.",
    "one-only": "stands beside a vulnerability. Save each as a record of its own.",
    "more-than": "is more than {limit}. Correct one of the two.",
}
_HINTS = {
    "before": "is before {limit}. Check both.",
    "asked": "is empty, and {limit} is filled in. Add it when you know it.",
    "same": "says the same as {limit}.",
    "twice": "names a domain that {limit} names too.",
    "contradicts": "does not fit {limit}. Check both.",
    "watched": "is ticked, and so is texting or voicemail. Check what is safe.",
    "ended": "says yes, and there is a day on which it ended. Check both.",
    "unnamed": "is empty, and so is every other name. Add what is known, a handle at least.",
    "accompanied": "is empty. M.G.L. c.119 s.39K asks that an advocate goes along; say who did.",
    "one-person": "is filled in beside a partner. The hours count for both; keep the right one.",
    "capacity": "PMT question 9 counts what was not met for want of capacity.",
}


def sentence(kind: type[object], problem: Problem) -> str:
    """Return the sentence for ``problem`` of a record of ``kind``."""
    label = fields_of(kind)[problem.field].label
    words = (_SENTENCES.get(problem.key) or _HINTS[problem.key]).format(limit=problem.limit)
    return words if words[0].isupper() else f"{label} {words}"


def refusal(kind: type[object], problems: list[Problem]) -> str:
    """Return the sentences for all ``problems``, led by the name of the kind."""
    sentences = " ".join(sentence(kind, problem) for problem in problems)
    return f"{kind_of(kind).label}: {sentences}"
