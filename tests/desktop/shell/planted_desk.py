"""A workspace with one word wherever somebody can write one: walked from the declarations."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import groupby
from pathlib import Path
from shutil import copytree
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.spec.fields import Text, Texts
from storage.spec.kinds import fields_of
from storage.usecases.access.noting import NOBODY, note
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.codelists import codebook
from storage.usecases.documents.intake import add_document, take_in
from storage.usecases.drafts import keep
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import Template
from tests.desktop.shell.whole_desk import WholeDesk
from tests.documents.hostile import page, pdf, stream
from tests.sync.canaries import CANARY
from tests.walk.whole import whole_of, whole_records

FILES = ("txt", "pdf")
_CASE = {"last": {"columns": []}, "named": {CANARY: {"columns": []}}}
SETTINGS: dict[str, Any] = {
    "program.name": CANARY,
    "person.name": CANARY,
    "lists.views": {"caseload": _CASE},
    "bring.mappings": {CANARY: {CANARY: CANARY}},
    "dayend.dismissed": {CANARY: CANARY},
    "supervisors.held": ["2", "1", CANARY],
}
"""The settings that carry words of a person's own."""


def planted(template: Template, folder: Path) -> tuple[WholeDesk, list[str]]:
    """Return a full workspace in ``folder``, and the ids of a text and a PDF in it.

    Every text of every kind is the canary, and so are a person's own words in settings and drafts,
    reasons, and each document's name and body.
    """
    copytree(template.folder, folder)
    with Workspace(folder, template.key) as workspace:
        workspace.rename_author(CANARY)
        records = workspace.write(_plant)
        case = whole_of(records, "case")[0].id
        papers = [_add(workspace, case, ending) for ending in FILES]
        line = {whole_of(records, "case")[0].id.hex(): CANARY}
        workspace.write(set_settings, {**SETTINGS, "narrative.lines": line})
        workspace.write(keep, "a form", {"text": CANARY})
        for act in ("search", "override"):
            workspace.write(note, act, NOBODY, CANARY)
    return WholeDesk(folder, records), [paper.hex() for paper in papers]


def with_canary(record: Any) -> Any:
    """Return ``record`` with the canary in every text that a person writes."""
    written = {n: f for n, f in fields_of(type(record)).items() if not f.inner}
    texts = {n: CANARY[: f.max_length] for n, f in written.items() if isinstance(f, Text)}
    several = {n: frozenset({CANARY}) for n, f in written.items() if isinstance(f, Texts)}
    return replace(record, **texts, **several)


def _plant(transaction: Transaction) -> list[Any]:
    records = [with_canary(record) for record in whole_records(transaction.new_id)]
    batch = batch_id(transaction)
    for _, alike in groupby(sorted(records, key=kind_name), key=kind_name):
        add_all(transaction, list(alike), CANARY, batch=batch, checked=True)
    return records


def kind_name(record: Any) -> str:
    """Return the name of the kind of ``record``."""
    return type(record).__name__


def _add(workspace: Workspace, case: RecordId, ending: str) -> RecordId:
    record = workspace.write(lambda transaction: transaction.new_id())
    taken = workspace.read(take_in, record, BytesIO(_body(ending)), f"{CANARY}.{ending}")
    kind = min(codebook().lists["document_kind"])
    about = Document(
        id=record, case=case, title=CANARY, document_kind=kind, received_on=date(2026, 3, 2)
    )
    workspace.write(add_document, about, taken)
    return record


def _body(ending: str) -> bytes:
    if ending == "txt":
        return f"{CANARY}\n".encode() * 2_000
    said = b"BT /F 24 Tf 72 700 Td (" + CANARY.encode("latin-1") + b") Tj ET"
    return pdf(page(), stream(said), stream(b"", b"/Subtype/Form/BBox[0 0 9 9]"))
