"""Advice on outreach and training: what has not happened yet is not counted yet."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.usecases.advising.saying import Advice, Adviser


def _not_yet(_connection: Connection, record: Any, today: date) -> Iterator[Advice]:
    if record.on is not None and record.on > today and record.attendees:
        words = "This is still to come, and people are counted already. Check the date."
        yield Advice("on", words)


ADVISERS: dict[str, tuple[Adviser, ...]] = {"outreach": (_not_yet,), "training": (_not_yet,)}
