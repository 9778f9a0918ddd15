"""A process that shows a document, after the document has taken it over: it says what it likes."""

import io
import subprocess
from dataclasses import dataclass, field
from typing import cast

from storage.viewing.messages import Answer, send
from storage.viewing.session import Viewing


@dataclass
class _Process:
    """What is left of the process: two pipes."""

    stdout: io.BytesIO
    stdin: io.BytesIO = field(default_factory=io.BytesIO)

    def kill(self) -> None:
        """End."""

    def wait(self) -> None:
        """Have ended."""


def said(*answers: Answer) -> bytes:
    """Return ``answers`` as they stand in the pipe."""
    pipe = io.BytesIO()
    for answer in answers:
        send(pipe, answer)
    return pipe.getvalue()


def viewing(answers: bytes, pages: int = 3) -> Viewing:
    """Return what shows a document of so many pages, by a process that gives these answers."""
    shown = Viewing()
    shown._child = cast("subprocess.Popen[bytes]", _Process(io.BytesIO(answers)))
    shown._pages = pages
    return shown
