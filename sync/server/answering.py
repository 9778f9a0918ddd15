"""The one way from a request to its answer: count it, believe it, allow it, do it."""

from sync.server.asks import Ask
from sync.server.authentication import authenticated
from sync.server.authorisation import OF_THE_GONE, may
from sync.server.operation import Open, Operation
from sync.server.refusals import RefusedError
from sync.server.service import Service


def answered(service: Service, operation: Operation, ask: Ask) -> bytes:
    """Return the body of the answer to ``ask``; raises RefusedError, and then nothing was kept."""
    service.rates.addresses.count(ask.address, service.now())
    if isinstance(operation, Open):
        return operation.answer(service, ask)
    asker = authenticated(service, ask, operation.standing(service, ask))
    if asker.part == "gone" and operation.action not in OF_THE_GONE:
        raise RefusedError("revoked")
    plan = operation.plan(service, ask, asker)
    if not may(asker, operation.action, plan.target):
        raise RefusedError("revoked" if asker.part == "gone" else "forbidden")
    return plan.act()
