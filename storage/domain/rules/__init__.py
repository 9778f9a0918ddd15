"""Rules between the fields of one record: what is asked for, never what is forbidden to know.

``rule_problems`` are the few without which a record would mean nothing; a Save refuses them.
``rule_hints`` are the rest: said at the field, and kept as the record was written.
"""

from storage.domain.rules import cases, court, exploitation, missing, people, program, services
from storage.domain.rules.registry import rule_hints, rule_problems

SUBJECTS = (cases, court, exploitation, missing, people, program, services)
"""The modules whose rules are registered."""

__all__ = ["SUBJECTS", "rule_hints", "rule_problems"]
