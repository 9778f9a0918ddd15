"""What a laptop knows of one that was taken out, for the sheet that people keep."""

from storage.domain.kinds.document import Document
from storage.tables.records import fetch
from storage.usecases.documents.listing import where_is
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.governing.incident import incident
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, revoke
from sync.client.round import sync_round
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_case
from tests.sync.documents.test_travelling import Watched
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import device, entered, met


def test_the_sheet_knows_whose_it_was_who_took_it_out_and_what_it_held(three: Three) -> None:
    entered(three.ben)
    entered(three.ana)
    met(three.ben, three.ana, three.cal)
    lost = device(three.ben)
    assert three.ana.workspace.read(incident, lost) is None
    three.ana.run(revoke(three.ana.clock, (lost,), "lost", erase=True))
    met(three.cal)
    for laptop in (three.ana, three.cal):
        found = laptop.workspace.read(incident, lost)
        assert found is not None
        assert (found.name, found.place, found.laptops) == ("Ben Silva", 1, 1)
        assert (found.reason, found.erase) == ("lost", True)
        assert found.changed is not None
        cases, program = sorted(found.held, key=lambda one: one.name)
        assert (cases.name, cases.cases, program.name) == ("cases", 2, "program")
        assert [number > 0 for _, number in cases.taken] == [True]
    seen = [one.workspace.read(incident, lost) for one in (three.ana, three.cal)]
    # The entry has no time of its own: only the record of access of who signed it says when.
    assert [one is not None and one.signed for one in seen] == [
        three.ana.clock.now().replace(microsecond=0),
        None,
    ]
    assert len({one.signer for one in seen if one is not None}) == 1


def test_files_that_it_never_sent_are_named_in_their_cases_and_counted_on_the_sheet(
    three: Three,
) -> None:
    case, _ = three.ben.workspace.write(add_case)
    sent = add_file(three.ben.workspace, case.id, content_of(400), "sent.txt")
    met(three.ben, three.ana)
    lost = device(three.ben)
    kept = [
        add_file(three.ben.workspace, case.id, content_of(500 + place), f"{place}.txt")
        for place in range(2)
    ]

    def no_files(ask: Ask, answer: Answer) -> Answer | Unreachable:
        return Unreachable("no-network") if "/blobs/" in ask.path else answer

    # Their records are sent without their files; that of the next one is handed over.
    three.ben.run(sync_round(three.ben.clock), Watched(three.server, no_files))
    late = add_file(three.ben.workspace, case.id, content_of(600), "late.txt")
    met(three.ana)
    where = [_where(three, one) for one in (sent, *kept)]
    assert [state for state, _ in where] == ["here", "absent", "absent"]
    three.ana.run(revoke(three.ana.clock, (lost,), "lost", erase=True))
    assert three.ben.run(sync_round(three.ben.clock)).problem == "revoked"
    met(three.ana)
    (waiting,) = three.ana.workspace.read(latecomers)
    three.ana.run(accept(three.ana.clock, waiting.cuts))
    met(three.ana)
    assert [_where(three, one) for one in (sent, *kept, late)] == [
        ("here", ""), *[("lost", "Ben Silva")] * 3,
    ]  # fmt: skip
    found = three.ana.workspace.read(incident, lost)
    assert found is not None
    assert found.files == 3


def _where(three: Three, document: Document) -> tuple[str, str]:
    stored = three.ana.workspace.read(fetch, Document, document.id)
    assert stored is not None
    listed = three.ana.workspace.read(where_is, stored.record)
    return listed.state, listed.whose
