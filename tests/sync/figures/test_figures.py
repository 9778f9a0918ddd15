"""Figures go from two programs to the server, and the statewide program reads their sums."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import pytest

from storage.domain.ids import RecordId
from storage.domain.periods import Period, year_of
from storage.errors import GateError
from storage.reports.approval import approve, preview
from storage.reports.statewide import Statewide, statewide
from storage.usecases.disclosures import Wanted, detail, order
from storage.usecases.figuresheets import sheets, waiting
from storage.usecases.settings import setting
from storage.usecases.statewide import inbox
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.driving import Transport, drive
from sync.client.figures import fetch_sheets, figures_server, send_sheets
from sync.client.governing.expunging import expunge
from sync.client.membership import membership
from sync.client.problems import SyncError
from sync.server.local import LocalServer, local_server
from tests.conftest import FixedClock
from tests.reports.facts import id_of, outreach, person, put, service, victim_of
from tests.storage.builders import add_case, add_service
from tests.sync.figures.programs import QUARTER, Site, site

SUFFOLK = [
    person("Marisol", born="2012-05-01", family_name="Vega", phone="413-555-0199"),
    person("Dario", born="2006-05-01"),
    service("Marisol", "2021-10-05", times=3, remark="Met at the pier"),
    service("Dario", "2021-10-06", "e10"),
    victim_of("human_trafficking_sex", "Marisol", "2021-10-05"),
    victim_of("child_sexual", "Marisol", "2021-10-05"),
    outreach("2021-11-02", topic="Pier safety"),
]
ESSEX = [
    person("Wren", born="2008-01-01"),
    service("Wren", "2021-12-30", times=5),
    outreach("2021-11-02"),
    outreach("2021-12-02"),
]
CANARIES = (b"Marisol", b"Vega", b"Dario", b"413-555", b"pier", b"Pier", b"Ana Reyes", b"Wren")


@pytest.fixture
def server(tmp_path: Path, clock: FixedClock) -> Iterator[LocalServer]:
    folder = tmp_path / "server"
    folder.mkdir()
    with local_server(folder, clock=clock) as running:
        yield running


@pytest.fixture
def sites(tmp_path: Path, server: LocalServer, clock: FixedClock) -> Iterator[dict[str, Site]]:
    """Suffolk and Essex with their records, and MACA with none."""
    with ExitStack() as stack:
        found = {
            name: stack.enter_context(site(tmp_path / name, server, clock, cac, facts))
            for name, cac, facts in (
                ("suffolk", "suffolk_cac", SUFFOLK),
                ("essex", "essex_cac", ESSEX),
                ("maca", "", []),
            )
        }
        server.add_program(found["suffolk"].code, name="Suffolk")
        server.add_program(found["essex"].code, name="Essex")
        server.add_program(found["maca"].code, name="MACA", statewide=True)
        yield found


def read(site: Site, form: str = "headline", period: Period = QUARTER) -> Statewide:
    drive(fetch_sheets(site.workspace.clock, period), site.way, site.workspace)
    return site.workspace.read(statewide, form, period)


def test_the_statewide_program_reads_the_sums_of_what_two_programs_sent(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    for name in ("suffolk", "essex"):
        for form in ("headline", "pmt"):
            sites[name].approve(form)
        assert sites[name].send().sent == 2
    state = read(sites["maca"])
    assert [sender.name for sender in state.senders] == ["Essex", "Suffolk"]
    assert len(state.missing) == 10
    assert state.expected == 12
    assert "suffolk_cac" not in state.missing
    row = state.row("services")
    assert (row.total, row.by_program) == (9, (5, 4))
    assert state.row("victims").total == 3
    assert state.row("outreach").total == 3
    assert state.row("under_12_percent").shown == "33%"
    assert state.sentence.startswith("3 victims of CSEC received 9 services; 33% were under")
    pmt = sites["maca"].workspace.read(statewide, "pmt", QUARTER)
    assert (pmt.row("Q1").total, pmt.row("5A.o").by_program) == (3, (0, 1))
    assert sites["maca"].workspace.read(setting, "program.statewide")
    assert_no_canary(tmp_path / "server")


def assert_no_canary(folder: Path) -> None:
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"suffolk_cac" in content
    for canary in (*CANARIES, id_of("Marisol"), id_of("Wren")):
        assert canary not in content


def test_a_sheet_goes_as_it_was_approved_and_says_when_it_arrived(
    sites: dict[str, Site], clock: FixedClock
) -> None:
    suffolk = sites["suffolk"]
    sheet = suffolk.approve()
    (disclosure,) = suffolk.workspace.read(order, Wanted(), "at", descending=True)
    logged = suffolk.workspace.read(detail, disclosure)
    assert logged is not None
    assert logged.record.recipient == "Massachusetts Children's Alliance"
    assert (logged.record.content, logged.record.basis) == ("aggregate", "aggregate_report")
    assert sheet.disclosure == disclosure
    clock.pass_time(minutes=1)
    assert suffolk.send().sent == 1
    (kept,) = suffolk.workspace.read(sheets, "headline", QUARTER)
    assert (kept.state, kept.approved_by) == ("sent", "Ana Reyes")
    assert kept.sent_at is not None
    assert kept.sent_at > kept.approved_at
    assert suffolk.send() == type(suffolk.send())()


class Tap:
    """A way that writes down everything that goes over it."""

    def __init__(self, way: Transport) -> None:
        self.way, self.wire = way, b""

    def ask(self, ask: Ask) -> Answer | Unreachable:
        answer = self.way.ask(ask)
        self.wire += ask.path.encode() + ask.query.encode() + ask.body
        self.wire += answer.body if isinstance(answer, Answer) else b""
        return answer


def test_nobody_who_listens_learns_of_anybody(sites: dict[str, Site], clock: FixedClock) -> None:
    suffolk, maca = sites["suffolk"], sites["maca"]
    tap = Tap(suffolk.way)
    suffolk.approve()
    suffolk.approve("pmt")
    drive(send_sheets(clock), tap, suffolk.workspace)
    drive(fetch_sheets(clock, QUARTER), tap, maca.workspace)
    assert tap.wire.count(b"human_trafficking_sex") == 4
    for canary in (*CANARIES, id_of("Marisol"), id_of("Dario")):
        assert canary not in tap.wire


class Cut:
    """A way that loses the answer to what it sent so often."""

    def __init__(self, way: Transport, lost: int) -> None:
        self.way, self.left = way, lost

    def ask(self, ask: Ask) -> Answer | Unreachable:
        answer = self.way.ask(ask)
        if ask.method == "PUT" and self.left:
            self.left -= 1
            return Unreachable("timeout")
        return answer


def test_a_lost_answer_costs_nothing(sites: dict[str, Site], clock: FixedClock) -> None:
    suffolk = sites["suffolk"]
    suffolk.approve()
    suffolk.approve("pmt")
    cut = Cut(suffolk.way, lost=1)
    first = drive(send_sheets(clock), cut, suffolk.workspace)
    assert (first.sent, first.waiting, first.problem) == (0, 2, "unreachable")
    assert [sheet.reason for sheet in suffolk.workspace.read(waiting)] == ["", ""]
    assert drive(send_sheets(clock), cut, suffolk.workspace).sent == 2
    assert len(read(sites["maca"]).senders) == 1


def test_a_later_revision_takes_the_place_of_the_first(sites: dict[str, Site]) -> None:
    suffolk = sites["suffolk"]
    suffolk.approve()
    suffolk.send()
    assert suffolk.workspace.read(preview, "headline", QUARTER).is_known
    suffolk.workspace.write(put, [outreach("2021-11-03")])
    assert suffolk.approve().revision == 2
    assert suffolk.send().sent == 1
    state = read(sites["maca"])
    assert (state.senders[0].revision, state.row("outreach").total) == (2, 2)


def test_what_was_sent_stays_true_when_cases_are_destroyed(sites: dict[str, Site]) -> None:
    """Nobody is told of a change, and a sheet that is approved anew says the same."""
    suffolk, essex = sites["suffolk"], sites["essex"]
    cases = [suffolk.workspace.write(add_case, name) for name in ("Joana", "Luz")]
    for case, youth in cases:
        suffolk.workspace.write(add_service, case, youth, QUARTER.start)
    sheets_of = list(product(("headline", "pmt"), (QUARTER, year_of(QUARTER.start))))
    for form, period in sheets_of:
        suffolk.approve(form, period)
        essex.approve(form, period)
    assert (suffolk.send().sent, essex.send().sent) == (4, 4)
    before = [read(sites["maca"], form, period).rows for form, period in sheets_of]
    gone = tuple((cases_vault(suffolk), case.id) for case, _ in cases)
    for some in (gone[:1], gone[1:]):
        destroy = expunge(suffolk.workspace.clock, some, "retention")
        assert drive(destroy, suffolk.way, suffolk.workspace)
        for form, period in sheets_of:
            assert suffolk.workspace.read(preview, form, period).is_known
    for form, period in sheets_of:
        assert suffolk.approve(form, period).revision == 2
    assert suffolk.send().sent == 4
    assert [read(sites["maca"], form, period).rows for form, period in sheets_of] == before


def cases_vault(site: Site) -> bytes:
    member = site.workspace.read(membership)
    assert member is not None
    return next(vault.id for vault in member.roster.vaults if vault.name == "cases")


def test_another_laptops_newer_revision_is_said_and_the_next_one_follows_it(
    sites: dict[str, Site], tmp_path: Path
) -> None:
    suffolk = sites["suffolk"]
    suffolk.approve()
    suffolk.send()
    # What another laptop of the program has approved and sent since is not known here.
    suffolk.workspace.write(lambda t: t.connection.exec_driver_sql("DELETE FROM figures_sheet"))
    suffolk.workspace.write(put, [outreach("2021-11-03")])
    suffolk.approve()
    assert suffolk.send().refused == 1
    (refused,) = suffolk.workspace.read(sheets, "headline", QUARTER)
    assert (refused.state, refused.reason, refused.newest) == ("refused", "not-next", 1)
    assert suffolk.approve().revision == 2
    assert suffolk.send().sent == 1
    del tmp_path


def test_figures_that_changed_while_they_were_shown_are_not_approved(
    sites: dict[str, Site],
) -> None:
    suffolk = sites["suffolk"]
    shown = suffolk.workspace.read(preview, "headline", QUARTER)
    suffolk.workspace.write(put, [outreach("2021-11-03")])
    with pytest.raises(GateError, match="changed while they were shown"):
        suffolk.workspace.write(approve, shown.draft)
    assert suffolk.workspace.read(waiting) == []
    assert suffolk.workspace.read(order, Wanted(), "at", descending=True) == []


def test_a_program_without_a_cac_is_told_so(sites: dict[str, Site]) -> None:
    maca = sites["maca"].workspace
    with pytest.raises(GateError, match="does not know which CAC"):
        maca.read(preview, "headline", QUARTER)
    # A laptop that joined knows it by the cases that came to it.
    maca.write(add_case)
    assert maca.read(preview, "headline", QUARTER).draft.cac == "berkshire_kids_place"
    case, _ = maca.write(add_case)
    maca.write(_move, case.id)
    with pytest.raises(GateError, match="does not know which CAC"):
        maca.read(preview, "headline", QUARTER)


def _move(transaction: Transaction, case: RecordId) -> None:
    statement = "UPDATE \"case\" SET cac = 'essex_cac' WHERE id = ?"
    transaction.connection.exec_driver_sql(statement, (case,))


def test_only_a_statewide_program_reads(sites: dict[str, Site], clock: FixedClock) -> None:
    suffolk = sites["suffolk"]
    with pytest.raises(SyncError) as refused:
        drive(fetch_sheets(clock, QUARTER), suffolk.way, suffolk.workspace)
    assert (refused.value.problem, refused.value.detail) == ("not-admitted", "forbidden")
    assert not suffolk.workspace.read(setting, "program.statewide")
    assert suffolk.workspace.read(inbox, "headline", QUARTER).asked_at is None


def test_what_waits_for_the_operator_says_so_and_goes_later(
    sites: dict[str, Site], server: LocalServer, clock: FixedClock
) -> None:
    essex = sites["essex"]
    essex.approve()
    device = essex.workspace.device
    server.block_device(essex.code, device)
    blocked = essex.send()
    assert (blocked.problem, blocked.waiting) == ("blocked", 1)
    (sheet,) = essex.workspace.read(waiting)
    assert (sheet.state, sheet.reason) == ("approved", "blocked")
    del clock


def test_without_a_program_a_sheet_waits(workspace: Workspace, clock: FixedClock) -> None:
    assert workspace.read(figures_server) is None
    assert drive(send_sheets(clock), Nowhere(), workspace).waiting == 0


class Nowhere:
    def ask(self, ask: Ask) -> Answer | Unreachable:
        raise AssertionError(ask.path)
