"""Somebody on the way lets less through at once than a laptop sends."""

from desktop.wording.troubles import what_happened
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.driving import Transport
from sync.client.problems import SyncError
from sync.client.round import seal_all, sync_round
from tests.storage.builders import add_case, add_note
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import met


class Narrow:
    """A proxy that lets no larger request through than ``most`` bytes."""

    def __init__(self, way: Transport, most: int) -> None:
        self._way, self._most = way, most
        self.refused = 0

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Pass a request on, or say that it is too large."""
        if len(ask.body) > self._most:
            self.refused += 1
            return Unreachable("too-large")
        return self._way.ask(ask)


def test_what_is_too_large_together_is_sent_in_smaller_parts(three: Three) -> None:
    case, _ = three.ben.workspace.write(add_case)
    met(three.ben)
    for number in range(8):
        three.ben.workspace.write(add_note, case, f"note {number}")
        three.ben.run(seal_all())
    narrow = Narrow(three.ben.wire, 4_000)
    done = three.ben.run(sync_round(three.ben.clock), narrow)
    assert narrow.refused
    assert (done.problem, done.waiting) == (None, 0)
    assert done.sent >= 8


def test_what_is_too_large_alone_waits_and_is_explained_while_others_is_received(
    three: Three,
) -> None:
    case, _ = three.ana.workspace.write(add_case)
    three.ben.workspace.write(add_case, "Dario", "Reyes")
    met(three.ana)
    narrow = Narrow(three.ben.wire, 1_000)
    done = three.ben.run(sync_round(three.ben.clock), narrow)
    assert (done.problem, done.waiting) == ("too-large", 1)
    assert done.received
    query = 'SELECT 1 FROM "case" WHERE id = ?'
    assert three.ben.workspace.read(lambda c: c.exec_driver_sql(query, (case.id,)).all())
    words = what_happened(SyncError("too-large"))
    assert "Nothing is lost" in words
    assert "4 megabytes" in words
    (_, again) = met(three.ben)
    assert (again.problem, again.waiting) == (None, 0)
