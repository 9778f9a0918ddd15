"""Cases as the Human Trafficking Case Data Standard names their fields, without identifying facts.

What becomes of each field of the standard is data: ``resources/exchange/htcds.csv``.
"""

import csv
import io
import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.partial_dates import PartialDate, age_on
from storage.exchange.cells import guarded
from storage.usecases.codelists import book_of, rows_of
from storage.usecases.syncing.expunging import held_back

NOT_SENT = {"left_out", "not_kept"}
ID = "RandomId"
_INSTEAD = {"prs_Birthdate": "prs_AgeBand", "cas_ReferringOrganisation": "org_Type"}
"""Fields of the standard that something coarser stands in for."""
_BANDS = ((8, "0-8"), (17, "9-17"), (20, "18-20"), (23, "21-23"), (200, "24 and over"))
_CASES = (
    "SELECT c.id, c.status, c.closure_reason, c.opened_on, p.id AS youth, p.born_on, "
    "p.gender_identity, p.sex, p.deceased "
    'FROM "case" c LEFT JOIN person p ON p.id = c.youth AND p.retired = 0 WHERE c.retired = 0'
)


@dataclass(frozen=True, slots=True, repr=False)
class Mapped:
    """The export: its rows under the standard's names, and whose cases they are."""

    rows: list[list[str]]
    people: frozenset[RecordId]


@dataclass(slots=True)
class _Told:
    """What the records of one case tell, as codes."""

    row: Any
    codes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    first: str = ""
    """The day of the first referral, as stored."""
    is_referred_out: bool = False


def standard_rows(connection: Connection) -> Mapped:
    """Return every case as a row of the standard; ids are random and the order says nothing.

    Without those that a legal hold keeps on this laptop alone: everywhere else they are destroyed.
    """
    fields = [row for row in rows_of("exchange/htcds.csv") if row["rule"] not in NOT_SENT]
    names = [_INSTEAD.get(row["field"], row["field"]) for row in fields]
    rules = [_RULES[row["rule"]] for row in fields]
    told = _told(connection)
    closures = book_of(connection).lists["closure_reason"]
    labels = {code: entry.label for code, entry in closures.items()}
    rows = [
        [secrets.token_hex(8), *(rule(each, labels) for rule in rules)] for each in told.values()
    ]
    people = frozenset(RecordId(each.row.youth) for each in told.values() if each.row.youth)
    return Mapped([[ID, *names], *sorted(rows)], people)


def standard_csv(mapped: Mapped) -> bytes:
    """Return the rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in mapped.rows)
    return text.getvalue().encode("utf-8-sig")


def _told(connection: Connection) -> dict[bytes, _Told]:
    left_out = held_back(connection)
    cases = connection.exec_driver_sql(_CASES)
    told = {row.id: _Told(row) for row in cases if row.id not in left_out}
    for each, row in _of_cases(connection, told, "exploitation"):
        each.codes["types"].update(json.loads(row.types))
        each.codes["platforms"].update(map(str.casefold, json.loads(row.platforms)))
        each.codes["recruiter"].update({row.recruiter} - {""})
    for each, row in _of_cases(connection, told, "indicator"):
        each.codes["vulnerabilities"].update({row.vulnerability} - {""})
    for each, row in _of_cases(connection, told, "referral"):
        each.codes["vulnerabilities"].update(json.loads(row.vulnerabilities))
        received = row.received_on or ""
        if received and (not each.first or received < each.first):
            each.first, each.codes["source"] = received, {row.source}
    for each, _ in _of_cases(connection, told, "referral_out"):
        each.is_referred_out = True
    return told


_COLUMNS = {
    "exploitation": "types, platforms, recruiter",
    "indicator": "vulnerability",
    "referral": "received_on, source, vulnerabilities",
    "referral_out": "status",
}


def _of_cases(
    connection: Connection, told: Mapping[bytes, _Told], kind: str
) -> Iterator[tuple[_Told, Any]]:
    """Yield the records of ``kind`` with what is told of their case."""
    query = f'SELECT "case" AS home, {_COLUMNS[kind]} FROM {kind} WHERE retired = 0'  # noqa: S608 - our own names
    for row in connection.exec_driver_sql(query):
        if row.home in told:
            yield told[row.home], row


@cache
def _values() -> Mapping[tuple[str, str], str]:
    return {
        (row["rule"], row["code"]): row["value"] for row in rows_of("exchange/htcds_values.csv")
    }


def _each(rule: str, codes: Iterable[str], otherwise: str = "") -> str:
    """Return the standard's values for codes, as it joins several."""
    found = {_values().get((rule, code), otherwise) for code in codes}
    return ";".join(sorted(found - {""}))


def _age_band(told: _Told, _labels: Mapping[str, str]) -> str:
    born, opened = told.row.born_on, told.row.opened_on
    if not born or not opened:
        return ""
    age = age_on(PartialDate.parse(born), date.fromisoformat(opened))
    return "" if age is None else next(band for last, band in _BANDS if age <= last)


def _status(told: _Told, _labels: Mapping[str, str]) -> str:
    if told.row.status == "closed" and told.row.closure_reason == "transferred":
        return "ClosedReferred"
    return _each("status", [told.row.status])


_RULES: Mapping[str, Callable[[_Told, Mapping[str, str]], str]] = {
    "age_band": _age_band,
    "gender": lambda told, _: _each(
        "gender", [told.row.gender_identity or told.row.sex or ""], "Unknown"
    ),
    "deceased": lambda told, _: "TRUE" if told.row.deceased else "FALSE",
    "recruitment": lambda told, _: _each("recruitment", told.codes["recruiter"]),
    "labour": lambda told, _: _each("labour", told.codes["types"]),
    "sex": lambda told, _: _each("sex", told.codes["types"]),
    "platforms": lambda told, _: _each("platforms", told.codes["platforms"], "Other"),
    "vulnerabilities": lambda told, _: _each("vulnerabilities", told.codes["vulnerabilities"]),
    "status": _status,
    "organisation": lambda told, _: _each("organisation", told.codes["source"]),
    "referral_year": lambda told, _: told.first[:4],
    "referred_out": lambda told, _: "AdditionalServicesRequired" if told.is_referred_out else "",
    "closure": lambda told, labels: labels.get(told.row.closure_reason, ""),
}
