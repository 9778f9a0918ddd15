"""Which of the records of a file are here already, and which may be."""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from storage.domain.ids import RecordId, id_from
from storage.domain.names import words_of
from storage.domain.partial_dates import PartialDate
from storage.exchange.foreign.drafts import Draft
from storage.exchange.foreign.mapping import PARTS
from storage.exchange.foreign.outcome import Likeness
from storage.exchange.identities import stored_rows
from storage.usecases.record_words import in_words
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

_TIME = 1_700_000_000_000
"""Ids made of keys all begin alike: they say nothing of when anything happened."""
_GENERATIONS = 50
_KNOWN = 'SELECT id, number, youth FROM "case" WHERE retired = 0'
_PEOPLE = (
    'SELECT p.id, p.given_name, p.family_name, p.name_used, p.born_on, p."case", c.number '
    'FROM person p LEFT JOIN "case" c ON c.id = p."case" WHERE p.retired = 0'
)


def secret_of(transaction: Transaction) -> bytes:
    """Return what ids are derived with: no one outside this workspace can derive them again."""
    known = str(setting(transaction.connection, "bring.secret"))
    if not known:
        known = secrets.token_hex(32)
        set_settings(transaction, {"bring.secret": known})
    return bytes.fromhex(known)


def give_ids(connection: Connection, secret: bytes, source: str, drafts: Iterable[Draft]) -> None:
    """Give every draft its id: the same row of the same list has the same id for ever.

    A record that was taken back (retired) is not here: its row may be brought again.
    """
    waiting = [draft for draft in drafts if draft.id is None]
    for generation in range(_GENERATIONS):
        by_kind: defaultdict[str, dict[RecordId, Draft]] = defaultdict(dict)
        for draft in waiting:
            by_kind[PARTS[draft.part]][_derived(secret, source, draft, generation)] = draft
        waiting = []
        for kind, wanted in by_kind.items():
            stored = {row[0]: row[1] for row in stored_rows(connection, kind, wanted)}
            for record, draft in wanted.items():
                if stored.get(record):
                    waiting.append(draft)
                else:
                    draft.id, draft.is_here = record, record in stored
        if not waiting:
            return


def find_cases(connection: Connection, drafts: Iterable[Draft]) -> None:
    """Take every case whose number is here already for that case."""
    cases = [draft for draft in drafts if draft.part == "case"]
    if not cases:
        return
    known: defaultdict[str, list[tuple[RecordId, RecordId | None]]] = defaultdict(list)
    for record, number, youth in connection.exec_driver_sql(_KNOWN):
        known[" ".join(number.casefold().split())].append((record, youth))
    for draft in cases:
        number = " ".join(str(draft.values.get("number", "")).casefold().split())
        if number and len(found := known[number]) == 1:
            (draft.id, draft.youth), draft.is_here = found[0], True


def take_same(drafts: Iterable[Draft], same: Mapping[str, str]) -> None:
    """Take the people of whom somebody said so for those on record."""
    for draft in drafts:
        if record := same.get(draft.key):
            draft.id, draft.is_here = RecordId(bytes.fromhex(record)), True


def likenesses(
    connection: Connection, drafts: Iterable[Draft], cases: Mapping[str, Draft]
) -> list[Likeness]:
    """Return who of the new people may be somebody on record: same name, no other birthday.

    ``cases`` has the case of each person by the person's key.
    """
    new = [draft for draft in drafts if PARTS[draft.part] == "person" and not draft.is_here]
    if not new:
        return []
    known = defaultdict(list)
    for row in connection.exec_driver_sql(_PEOPLE):
        for given in {row.given_name, row.name_used} - {""}:
            known[_name(given, row.family_name)].append(row)
    found = []
    for draft in new:
        values = draft.values
        names = {values.get("given_name", ""), values.get("name_used", "")} - {""}
        family = values.get("family_name", "")
        born = values.get("born_on")
        for row in {row.id: row for n in names for row in known.get(_name(n, family), ())}.values():
            if _may_be_born(born, row.born_on):
                case = cases.get(draft.key)
                found.append(
                    Likeness(
                        draft.key,
                        draft.first_row,
                        _told(min(names), family, born),
                        row.id.hex(),
                        _known_words(row),
                        bool(case and case.is_here and case.id == row.case),
                    )
                )
    return found


def _derived(secret: bytes, source: str, draft: Draft, generation: int) -> RecordId:
    said = "\0".join((source, PARTS[draft.part], draft.identity, str(generation)))
    digest = hmac.digest(secret, said.encode("utf-8", "surrogatepass"), "sha256")
    return id_from(_TIME, int.from_bytes(digest[:10], "big") & (2**74 - 1))


def _name(given: str, family: str) -> tuple[str, ...]:
    return tuple(sorted(words_of(f"{given} {family}")))


def _may_be_born(told: PartialDate | None, stored: str | None) -> bool:
    known = PartialDate.parse(stored) if stored else None
    if told is None or known is None or told.year is None or known.year is None:
        return True
    if told.day and known.day:
        return told.earliest() == known.earliest()
    return told.year == known.year


def _told(given: str, family: str, born: PartialDate | None) -> str:
    day = f", born {in_words(born)}" if born is not None and born.year else ""
    return f"{given} {family}".strip() + day


def _known_words(row: object) -> str:
    given = row.name_used or row.given_name  # type: ignore[attr-defined]  # a row of _PEOPLE
    born = PartialDate.parse(row.born_on) if row.born_on else None  # type: ignore[attr-defined]  # the same
    number = f", {row.number}" if row.number else ""  # type: ignore[attr-defined]  # the same
    return _told(given, row.family_name, born) + number  # type: ignore[attr-defined]  # the same
