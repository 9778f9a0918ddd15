"""The file of clocks says only what the records can tell."""

from itertools import chain

import pytest

from storage.domain.deadlines.conditions import Condition
from storage.domain.deadlines.rules import PERIODS, Rule
from storage.domain.kinds import KINDS
from storage.spec.fields import Code, Codes, Day, Moment, TimeOfDay
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.codelists import codebook, rows_of
from storage.usecases.deadlines.open import HORIZON
from storage.usecases.deadlines.rulebook import shipped

RULES = list(shipped().values())
OF_RECORDS = [rule for rule in RULES if rule.kind not in PERIODS]


def test_every_code_stands_once() -> None:
    codes = [row["code"] for row in rows_of("clocks/rules.csv")]
    assert len(codes) == len(set(codes)) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_what_why_who_and_where_it_is_from(rule: Rule) -> None:
    for words in (rule.label, rule.why, rule.duty, rule.source, rule.met_by):
        assert words.strip()
    assert rule.urgency in (1, 2, 3, 4)
    assert rule.lead.days <= HORIZON
    assert len(rule.code) <= 40


@pytest.mark.parametrize("rule", OF_RECORDS, ids=lambda rule: rule.code)
def test_a_rule_reads_fields_and_codes_that_there_are(rule: Rule) -> None:
    own = fields_of(KINDS[rule.kind])
    assert rule.fields() - {"case"} <= own.keys()
    assert isinstance(own[rule.start[0]], Day | Moment)
    assert all(isinstance(own[name], TimeOfDay) for name in rule.start[1:])
    conditions = chain(rule.where, rule.ends, (proof.condition for proof in rule.proofs))
    for condition in conditions:
        _check(rule.kind, condition)
    if rule.witness:
        other = KINDS[rule.witness.kind]
        assert isinstance(fields_of(other)[kind_of(other).dated_by], Day | Moment)
        assert set(rule.witness.by) <= fields_of(other).keys()
        for condition in rule.witness.where:
            _check(rule.witness.kind, condition)


@pytest.mark.parametrize("rule", OF_RECORDS, ids=lambda rule: rule.code)
def test_every_clock_can_be_stopped(rule: Rule) -> None:
    by_itself = set(rule.start) | {condition.field for condition in rule.where}
    assert rule.proofs or rule.witness or by_itself & {"next_review_on", "status", "mou_until"}


def _check(kind: str, condition: Condition) -> None:
    field = fields_of(KINDS[kind])[condition.field]
    if condition.codes:
        assert isinstance(field, Code | Codes)
        assert condition.codes <= codebook().lists[field.list_name].keys()
