"""The record of access at the gate: on paper, or as a file that proves itself."""

from collections.abc import Mapping
from typing import Any

from desktop.dialogs.share.offered import Offer
from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.usecases.access.exporting import access_json
from storage.usecases.access.paper import access_pdf, choice_words
from storage.usecases.access.reading import Wanted, order
from storage.usecases.casefile import stored_record
from storage.usecases.printing import Printing


def access_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return what of the record of access ``target`` chooses."""
    wanted = wanted_of(target)
    case = stored_record(connection, "case", RecordId(wanted.case)) if wanted.case else None
    youth = case.record.youth if case is not None else None
    count = len(order(connection, wanted, most=-1))
    return Offer(
        form="Record of access",
        content="records",
        stem="record-of-access",
        formats=("pdf", "json"),
        bases=("own_use", "mandate", "release", "practice"),
        lines=(("entries", str(count)), ("choice", choice_words(connection, wanted))),
        people=frozenset({youth}) if youth else frozenset(),
        records=count,
    )


def access_made(
    connection: Any, target: Mapping[str, Any], file_format: str, printing: Printing
) -> bytes:
    """Return the file itself, read and made now."""
    wanted = wanted_of(target)
    if file_format == "pdf":
        return access_pdf(connection, wanted, printing)
    return access_json(
        connection,
        wanted,
        program_name=printing.program,
        author=printing.printed_by,
        made_ms=milliseconds(printing.printed_at),
    ).content


def wanted_of(target: Mapping[str, Any]) -> Wanted:
    """Return the choice that a target names: ids in hexadecimal, times in milliseconds."""
    said = target["accessrecord"]
    return Wanted(
        bytes.fromhex(said.get("person", "")),
        bytes.fromhex(said.get("case", "")),
        str(said.get("act", "")),
        int(said.get("since", 0)),
        int(said.get("until", 0)),
    )
