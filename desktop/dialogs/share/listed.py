"""A list as it is shown, offered at the gate."""

from collections.abc import Mapping
from typing import Any

from desktop.dialogs.share.offered import Offer
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.exchange.listfile import list_file, list_workbook, people_in
from storage.spec.kinds import kind_of
from storage.usecases.sharing import Basis


def list_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return what would leave: how many rows, and whom they are about."""
    kind, fields, keys = _listed(target)
    described = kind_of(KINDS[kind])
    people = people_in(connection, kind, fields, keys)
    about_people = bool(people) or described.vault == "cases"
    bases: tuple[Basis, ...] = ("own_use", "release", "mandate", "practice")
    return Offer(
        form=f"List: {described.plural}",
        content="records" if about_people else "program_records",
        stem=f"list-{kind.replace('_', '-')}",
        formats=("csv", "xlsx"),
        bases=bases if about_people else ("own_use", "practice"),
        lines=(("rows", str(len(keys))), ("people", str(len(people)))),
        people=people,
        records=len(keys),
    )


def list_made(connection: Any, target: Mapping[str, Any], file_format: str) -> bytes:
    """Return the file itself."""
    if file_format == "xlsx":
        return list_workbook(connection, *_listed(target))
    return list_file(connection, *_listed(target))


def _listed(target: Mapping[str, Any]) -> tuple[str, list[str], list[RecordId]]:
    keys = [RecordId(bytes(key)) for key in target["keys"]]
    return str(target["list"]), [str(name) for name in target["fields"]], keys
