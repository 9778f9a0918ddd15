"""Whether a record may be stored, and the refusal in plain sentences when it may not."""

from typing import Any

from storage.domain.checks import Problem, problems_of
from storage.domain.rules import rule_problems
from storage.errors import RejectedError
from storage.usecases.codelists import book_of
from storage.usecases.transaction import Transaction
from storage.usecases.wording import refusal


def check(transaction: Transaction, record: Any) -> None:
    """Raise RejectedError with plain sentences when ``record`` may not be stored."""
    problems = all_problems(transaction, record)
    if problems:
        raise RejectedError(refusal(type(record), problems))


def all_problems(transaction: Transaction, record: Any) -> list[Problem]:
    """Return what is wrong with ``record``, of its fields and between them."""
    codes = book_of(transaction.connection)
    return problems_of(record, today=transaction.today(), codes=codes) + rule_problems(record)
