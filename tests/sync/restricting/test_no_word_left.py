"""After a case was destroyed no table of any laptop has a word of it."""

from collections.abc import Iterator
from contextlib import suppress

import zstandard
from sqlalchemy import Connection

from storage.domain.kinds.case import Case
from storage.usecases.access.noting import note, of_case
from storage.usecases.dayend.setting_aside import reasons_of, set_aside
from storage.usecases.drafts import keep
from storage.usecases.narratives import write_line
from storage.usecases.settings import set_settings
from tests.storage.builders import SOME_DAY, add_note
from tests.sync.enrolment.laptops import Laptop
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import met
from tests.sync.restricting.test_expunging import destroyed, opened_case

WORDS = (b"zanzibar", b"marisol", b"vega")
_MOST = 1 << 24


def written_in(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Every text and blob of every table, and what it unpacks to; of every shadow table too."""
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    for table in tables.scalars().all():
        if table == "text_index":  # its rows are in the tables behind it
            continue
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own names
            for value in row:
                if isinstance(value, str | bytes):
                    content = value.encode() if isinstance(value, str) else value
                    yield table, content
                    for packed in (content, content[1:]):
                        with suppress(zstandard.ZstdError):
                            plain = zstandard.ZstdDecompressor().decompress(packed, _MOST)
                            yield table, plain


def tables_with(connection: Connection, words: tuple[bytes, ...]) -> set[str]:
    return {
        table
        for table, content in written_in(connection)
        if any(word in content.lower() for word in words)
    }


def keep_typed(laptop: Laptop, case: Case) -> None:
    """Type what is kept without being saved: in forms that name the case, and in another."""
    here = laptop.workspace
    here.write(keep, "quicklog", {"case": case.id.hex(), "remark": "Zanzibar"})
    here.write(keep, f"case:{case.id.hex()}", "Zanzibar")
    here.write(keep, "elsewhere", "about something else")
    here.write(write_line, case.id, "Zanzibar")
    here.write(set_aside, SOME_DAY, f"contact/{case.id.hex()}", "Zanzibar is her school")
    here.write(set_aside, SOME_DAY, f"contact/{bytes(16).hex()}", "Rang twice")
    here.write(set_settings, {"checkup.last": {"at": "", "findings": ["Document Zanzibar"]}})
    here.write(note, "override", of_case(case.id), "Zanzibar is her school")


def draft_places(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql("SELECT place FROM draft").scalars())


def test_no_table_has_a_word_of_a_case_that_was_destroyed(three: Three) -> None:
    case = opened_case(three.ben)
    text = "zanzibar " * 400
    three.ben.workspace.write(add_note, case, text)
    met(three.ben, three.ana, three.cal)
    keep_typed(three.cal, case)
    words = (*WORDS, case.number.lower().encode(), case.youth or b"")
    for laptop in (three.ana, three.ben, three.cal):
        found = laptop.workspace.read(tables_with, words)
        assert {"note", "person", "journal_part", "name_key", "text_index_data"} <= found
    three.cal.workspace.write(add_note, case, text)
    assert destroyed(three.ana, case.id)
    met(three.ben, three.cal, three.ana)
    for laptop in (three.ana, three.ben, three.cal):
        assert not laptop.workspace.read(tables_with, words)
    assert three.cal.workspace.read(draft_places) == ["elsewhere"]
    assert list(three.cal.workspace.read(reasons_of, SOME_DAY).values()) == ["Rang twice"]
