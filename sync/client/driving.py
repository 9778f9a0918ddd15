"""Drive a script to its end on one thread: the command line, the self-test and the tests do."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from storage.usecases.changes import Changes
from storage.workspace import Workspace
from sync.client.commands import Answer, Ask, Command, Do, Look, Script, Tell, Tend, Unreachable

T = TypeVar("T")


class Transport(Protocol):
    """A way to a server."""

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Send one request and return what came of it; never raises."""


def drive(
    script: Script[T],
    transport: Transport,
    workspace: Workspace,
    tell: Callable[[Tell], object] = lambda _: None,
) -> T:
    """Carry out every command of ``script`` and return its outcome.

    What goes wrong in the workspace is raised inside the script, at the command that caused it.
    """
    step: Callable[[], Command] = lambda: next(script)  # noqa: E731 - the first step
    while True:
        try:
            command = step()
        except StopIteration as ended:
            outcome: T = ended.value
            return outcome
        step = _next_step(script, command, transport, workspace, tell)


def _next_step(
    script: Script[T],
    command: Command,
    transport: Transport,
    workspace: Workspace,
    tell: Callable[[Tell], object],
) -> Callable[[], Command]:
    try:
        result = carry_out(command, transport, workspace, tell)
    except Exception as error:  # noqa: BLE001 - the script decides what an error means
        failure = error
        return lambda: script.throw(failure)
    return lambda: script.send(result)


def carry_out(
    command: Command,
    transport: Transport,
    workspace: Workspace,
    tell: Callable[[Tell], object] = lambda _: None,
) -> Any:
    """Carry out one command and return its result."""
    match command:
        case Ask():
            return transport.ask(command)
        case Look(query, args):
            return workspace.read(query, *args)
        case Do(act, args):
            return result_of(workspace.write(act, *args))
        case Tend(work, args):
            return work(workspace, *args)
        case Tell():
            tell(command)
            return None


def result_of(done: tuple[T, Changes]) -> T:
    """Return what an act of a script found, without what the views are told."""
    return done[0]
