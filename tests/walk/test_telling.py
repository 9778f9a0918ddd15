"""Every kind and every field is found, shown, printed, carried elsewhere and read in history."""

import pypdfium2
import pytest
from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS, OPEN_KINDS
from storage.exchange.exporting import export_files
from storage.spec.fields import Field, Text, Texts
from storage.spec.kinds import fields_of, kind_of, open_fields_of
from storage.tables.records import fetch
from storage.usecases.caseentries import EntryFilter, entries, entry_order
from storage.usecases.casefile import amendments
from storage.usecases.casekinds import TIMELINE
from storage.usecases.casepaper import SUBJECTS, Including
from storage.usecases.listing.reading import ordered
from storage.usecases.listing.wanted import Wanted
from storage.usecases.printing import Printing, record_pdf
from storage.usecases.record_words import words_of_value
from storage.usecases.recorddetail import detail
from storage.usecases.recordhistory import told
from storage.usecases.searching import search
from storage.workspace import Workspace
from tests.walk.conftest import NOW, Walked
from tests.walk.whole import filled, told_of, whole_of, without_inner

ALL = Including(restricted=True, accounts=True)
PRINTING = Printing(
    program="Kids' Place", printed_by="Ana Reyes", printed_at=NOW.now(), practice=False
)
OF_A_CASE = sorted(kind for kind, cls in KINDS.items() if kind_of(cls).scoped_by == "case")
ON_THE_TIMELINE = [kind for kind in OF_A_CASE if kind != "person"]
"""People stand on a list of their own: they have no day."""

every_kind = pytest.mark.parametrize("kind", OPEN_KINDS)


def words(connection: Connection, field: Field, value: object) -> str:
    return " ".join(words_of_value(connection, field, value).split())


def text_of(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    pages = [page.get_textpage().get_text_range() for page in document]
    return " ".join("\n".join(pages).split())


@every_kind
def test_the_records_of_the_walk_fill_every_field(walked: Walked, kind: str) -> None:
    found = {name for record in whole_of(walked.records, kind) for name in filled(record)}
    assert found == set(fields_of(KINDS[kind]))


@every_kind
def test_it_is_found_by_its_names_and_its_texts_and_in_its_list(walked: Walked, kind: str) -> None:
    lost = []
    for record in whole_of(walked.records, kind):
        for name, field in fields_of(KINDS[kind]).items():
            value = getattr(record, name)
            if field.search and value and isinstance(field, Text | Texts):
                said = max(value) if isinstance(value, frozenset) else value
                hits = walked.workspace.read(search, said)
                if record.id not in {found.record for found in hits}:
                    lost.append(name)
        assert record.id in walked.workspace.read(ordered, kind, Wanted(), ())
    assert lost == []


@pytest.mark.parametrize("kind", ON_THE_TIMELINE)
def test_it_stands_on_the_timeline_of_its_case(walked: Walked, kind: str) -> None:
    workspace = walked.workspace
    for record in whole_of(walked.records, kind):
        shown = workspace.read(entry_order, EntryFilter(case=record.case, kinds=TIMELINE))
        found = workspace.read(entries, TIMELINE, shown)
        if kind == "service":
            under = {one.id for one in found[record.contact].services}
        elif kind == "note":
            assert record.amends in shown
            under = {one.id for one in workspace.read(amendments, record.amends)}
        else:
            under = set(shown)
            assert found[record.id].said or kind_of(KINDS[kind]).restricted
        assert record.id in under


@every_kind
def test_it_prints_every_field_in_words(walked: Walked, kind: str) -> None:
    workspace = walked.workspace
    for record in whole_of(walked.records, kind):
        shown = text_of(workspace.read(record_pdf, kind, record.id, PRINTING, ALL))
        assert unsaid(workspace, record, shown) == []


def test_the_paper_of_a_case_says_every_field_of_all_that_belongs_to_it(walked: Walked) -> None:
    (case,) = whole_of(walked.records, "case")
    shown = text_of(walked.workspace.read(record_pdf, "case", case.id, PRINTING, ALL))
    for kinds in SUBJECTS.values():
        for kind in kinds:
            for record in whole_of(walked.records, kind):
                assert (kind, unsaid(walked.workspace, record, shown)) == (kind, [])


@every_kind
def test_it_comes_back_from_an_export_as_it_was(
    walked: Walked, imported: Workspace, kind: str
) -> None:
    for record in whole_of(walked.records, kind):
        assert read(imported, kind, record.id) == without_inner(record)


@every_kind
def test_another_laptop_receives_it_as_it_is(walked: Walked, synced: Workspace, kind: str) -> None:
    for record in whole_of(walked.records, kind):
        assert read(synced, kind, record.id) == record


@every_kind
def test_its_history_says_every_field_in_words(walked: Walked, kind: str) -> None:
    for record in whole_of(walked.records, kind):
        (first,) = walked.workspace.read(told, kind, record.id)
        said = {line.label: " ".join(line.after.split()) for line in first.lines}
        expected = {
            fields_of(KINDS[kind])[name].label: walked.workspace.read(
                words, fields_of(KINDS[kind])[name], value
            )
            for name, value in told_of(record).items()
        }
        assert said == expected


@every_kind
def test_nobody_is_told_what_is_for_the_program_alone(walked: Walked, kind: str) -> None:
    workspace = walked.workspace
    inner = set(fields_of(KINDS[kind])) - set(open_fields_of(KINDS[kind]))
    assert bool(inner) is (kind == "document")
    for record in whole_of(walked.records, kind) if inner else ():
        labels = {fields_of(KINDS[kind])[name].label for name in inner}
        values = {str(getattr(record, name)) for name in inner - {"chunks"}}
        shown = text_of(workspace.read(record_pdf, kind, record.id, PRINTING, ALL))
        (first,) = workspace.read(told, kind, record.id)
        exported = workspace.read(export_files).files[f"{kind}.csv"].decode()
        beside = workspace.read(detail, kind, record.id)
        assert beside is not None
        panel = str((beside.fields, beside.texts, beside.also))
        for said in (shown, exported, str(first), panel):
            assert not [word for word in labels | values if word in said]
        assert not [value for value in values if workspace.read(search, value)]


def read(workspace: Workspace, kind: str, record: RecordId) -> object:
    stored = workspace.read(fetch, KINDS[kind], record)
    return stored.record if stored is not None else None


def unsaid(workspace: Workspace, record: object, shown: str) -> list[str]:
    """Return the fields of ``record`` whose words are not in ``shown``; its case is the header."""
    return [
        name
        for name, value in told_of(record).items()
        if name != "case"
        and workspace.read(words, fields_of(type(record))[name], value) not in shown
    ]
