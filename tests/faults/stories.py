"""Two laptops' whole way together, cut into steps of one endpoint each."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from storage.domain.clocks import SystemClock
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.commands import Script
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.inviting import await_answer, invite
from sync.client.enrolment.joining import accept, await_reveal, confirm
from sync.client.round import sync_round
from sync.server.local import LocalServer

_PLACE, _PROGRAM = "/v1/rendezvous/[0-9a-f]{32}", "/v1/programs/[0-9a-f]{64}"
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

    def _beginning(self) -> Iterator[Step]:
        clock, one = self.first.clock, self.first
        yield Step("begin", "GET /v1/status", one, lambda: begin_program(clock, self.address))
        self.server.add_program(self.result, "Berkshire")
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
        one.write(add, "Dario")
        yield Step("push", f"POST {_PROGRAM}/push", one, lambda: sync_round(clock))
        yield Step("pull", f"GET {_PROGRAM}/pull", two, lambda: sync_round(two.clock))


def add(transaction: Transaction, name: str) -> Person:
    """Save a person of this name."""
    person = Person(id=transaction.new_id(), role="sibling", given_name=name)
    save(transaction, [Add(person)], "add")
    return person
