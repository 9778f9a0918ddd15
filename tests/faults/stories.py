"""Two laptops' whole way together, cut into steps of one endpoint each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from storage.domain.clocks import SystemClock
from storage.domain.kinds.person import Person
from storage.domain.periods import Period
from storage.reports.approval import approve, preview
from storage.usecases.records import Add, save
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.commands import Script
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.inviting import await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
from sync.client.figures import fetch_sheets, send_sheets
from sync.client.governing.expunging import expunge
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept as let_in
from sync.client.governing.leaving import revoke
from sync.client.governing.upkeep import upkeep
from sync.client.problems import Problem
from sync.client.round import sync_round
from sync.client.snapshots.schedule import Schedule
from sync.server.local import LocalServer
from tests.faults.papers import save_paper
from tests.storage.builders import add_case

_PLACE, _PROGRAM = "/v1/rendezvous/[0-9a-f]{32}", "/v1/programs/[0-9a-f]{64}"
_BLOB = f"{_PROGRAM}/vaults/[0-9a-f]{{32}}/blobs/[0-9a-f]{{64}}"
_FIGURES = "/v1/figures/programs/[0-9a-f]{64}"
_QUARTER = Period.parse("2025-10-01..2025-12-31")
_OF_SHEETS = ("figures_sheet",), ("setting", "figures.server")
_OF_PROGRAM = f"{_PROGRAM}/rendezvous/[0-9a-f]{{32}}"


@dataclass(frozen=True, slots=True)
class Step:
    """What a laptop does next, and the one endpoint of it that is meddled with.

    ``once`` says that the server, once it has heard the request, would not be asked again;
    ``partly`` that the next step asks the same and more, so that this one is not gone through.
    """

    name: str
    endpoint: str
    workspace: Workspace
    script: Callable[[], Script[Any]]
    once: bool = False
    partly: bool = False
    ends: Problem | None = None
    """What a round that is let through comes to."""
    notes: tuple[tuple[str, ...], ...] = ()
    """The tables, or first columns of their rows, in which the step writes down what keeps it."""
    prepare: Callable[[], object] | None = None
    """What has to be there each time anew: a round finds in the log what the server has taken."""

    def keeps(self, row: tuple[Any, ...]) -> bool:
        """Tell whether a row, with its table's name first, may be another one afterwards."""
        return any(row[: len(note)] == note for note in self.notes)

    def wants(self, method: str, path: str) -> bool:
        return re.fullmatch(self.endpoint, f"{method} {path}") is not None


@dataclass
class Story:
    """The steps, in order; each step goes on from what the one before has come to."""

    first: Workspace
    second: Workspace
    server: LocalServer
    address: str
    result: Any = None
    """What the last step came to."""

    def steps(self) -> Iterator[Step]:
        yield from self._beginning()
        yield from self._meeting()
        yield from self._syncing()
        yield from self._moving_files()
        yield from self._destroying()
        yield from self._reporting()
        yield from self._leaving()

    def _beginning(self) -> Iterator[Step]:
        clock, one = self.first.clock, self.first
        yield Step("begin", "GET /v1/status", one, lambda: begin_program(clock, self.address))
        self.server.add_program(self.result, "Berkshire", statewide=True)
        yield Step("register", f"POST {_PROGRAM}/genesis", one, lambda: register(clock))

    def _meeting(self) -> Iterator[Step]:
        clock, one, two = SystemClock(), self.first, self.second
        offer = f"PUT {_OF_PROGRAM}/offer"
        yield Step("invite", offer, one, lambda: invite(clock, "Ben Silva"))
        invitation = self.result

        def accepting() -> Script[Any]:
            return accept(clock, self.address, invitation.words, "Ben Silva")

        def hearing() -> Script[Any]:
            return await_answer(clock, invitation.id)

        yield Step("find the offer", f"GET {_PLACE}/offer", two, accepting, partly=True)
        yield Step("answer it", f"PUT {_PLACE}/answer", two, accepting)
        yield Step("hear the answer", f"GET {_PLACE}/answer", one, hearing, partly=True)
        yield Step("reveal", f"PUT {_OF_PROGRAM}/reveal", one, hearing)
        compared = self.result.words
        yield Step("hear the reveal", f"GET {_PLACE}/reveal", two, lambda: await_reveal(clock))
        assert self.result == compared
        yield Step("compare", "", two, lambda: confirm(clock))
        admitting = f"POST {_PROGRAM}/push"
        yield Step("admit", admitting, one, lambda: admit(clock, invitation.id), once=True)
        admission = f"GET {_PROGRAM}/pull"
        yield Step("be admitted", admission, two, lambda: await_admission(clock))

    def _syncing(self) -> Iterator[Step]:
        clock, one, two = self.first.clock, self.first, self.second
        yield Step("catch up", "", one, lambda: sync_round(clock))
        one.write(add, "Marisol")
        yield Step("heads", f"GET {_PROGRAM}/heads", one, lambda: sync_round(clock))
        yield Step(
            "push",
            f"POST {_PROGRAM}/push",
            one,
            lambda: sync_round(clock),
            prepare=lambda: one.write(add, "Dario"),
        )
        early = Schedule(least=1)
        asked, beginning = (
            f"GET {_PROGRAM}/snapshots",
            lambda: sync_round(two.clock, schedule=early),
        )
        yield Step("ask for a snapshot", asked, two, beginning, partly=True)
        yield Step("pull", f"GET {_PROGRAM}/pull", two, lambda: sync_round(two.clock))

    def _moving_files(self) -> Iterator[Step]:
        one, two = self.first, self.second
        save_paper(one, "A paper")

        def sending() -> Script[Any]:
            return sync_round(one.clock)

        def fetching() -> Script[Any]:
            return sync_round(two.clock)

        yield Step("send a file's list", f"PUT {_BLOB}", one, sending, partly=True)
        yield Step("send a file", rf"PUT {_BLOB}/\d+", one, sending, once=True)
        yield Step("fetch a file's list", f"GET {_BLOB}", two, fetching, partly=True)
        yield Step("fetch a file", rf"GET {_BLOB}/\d+", two, fetching)

    def _destroying(self) -> Iterator[Step]:
        one = self.first
        case, _youth = one.write(add_case, "Ona")
        save_paper(one, "A paper of the case", case.id)
        vault = one.write(lambda transaction: transaction.vault("cases").id)

        def sending() -> Script[Any]:
            return sync_round(one.clock)

        def destroying() -> Script[Any]:
            return _stopped(expunge(one.clock, ((vault, case.id),), "court_order"), "DELETE")

        def clearing() -> Script[Any]:
            return upkeep(one.clock)

        yield Step("send a case", "", one, sending)
        yield Step("destroy it", "", one, destroying)
        yield Step("have its file deleted", f"DELETE {_BLOB}", one, sending)
        yield Step("have its parts left out", f"POST {_PROGRAM}/expunge", one, clearing, once=True)

    def _reporting(self) -> Iterator[Step]:
        one = self.first

        def reading() -> Script[Any]:
            return fetch_sheets(one.clock, _QUARTER)

        yield Step("say whose roster it is", f"PUT {_FIGURES}/roster", one, reading, partly=True)
        yield Step("read the sheets", f"GET {_FIGURES}/sheets", one, reading)
        shown = one.read(preview, "headline", _QUARTER)
        one.write(approve, shown.draft)
        sending, sheets = (lambda: send_sheets(one.clock)), f"PUT {_FIGURES}/sheets"
        yield Step("send a sheet", sheets, one, sending, once=True, notes=_OF_SHEETS)

    def _leaving(self) -> Iterator[Step]:
        one, two = self.first, self.second
        parked, left = f"{_PROGRAM}/parked", (two.device,)

        def revoking() -> Script[Any]:
            return revoke(one.clock, left, "left")

        def leaving() -> Script[Any]:
            return sync_round(two.clock)

        def collecting() -> Script[Any]:
            return sync_round(one.clock)

        yield Step("take somebody out", f"POST {_PROGRAM}/push", one, revoking, once=True)
        two.write(add, "Wren")
        one_parked = f"{parked}/[0-9a-f]{{64}}"
        yield Step("hand over", f"PUT {one_parked}", two, leaving, ends="revoked")
        yield Step("list what was left", f"GET {parked}", one, collecting, partly=True)
        yield Step("fetch what was left", f"GET {one_parked}", one, collecting)
        # What an admin let in goes on by the log: it is taken from where it was left.
        (late,) = one.read(latecomers)
        yield Step("let it in", "", one, lambda: let_in(one.clock, late.cuts))
        one.write(set_settings, {"sync.collected": 0})
        taking = f"DELETE {one_parked}"
        yield Step("take away what was left", taking, one, collecting, once=True)


def _stopped(script: Script[Any], method: str) -> Script[None]:
    """Go on with ``script`` until it would ask by ``method``, as a laptop that is switched off."""
    command = next(script, None)
    while command is not None and getattr(command, "method", "") != method:
        try:
            command = script.send((yield command))
        except StopIteration:
            raise AssertionError(method) from None
    script.close()


def add(transaction: Transaction, name: str) -> Person:
    """Save a person of this name."""
    person = Person(id=transaction.new_id(), role="sibling", given_name=name)
    save(transaction, [Add(person)], "add")
    return person
