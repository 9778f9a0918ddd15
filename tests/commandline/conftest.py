"""The program as a function: arguments in; exit code, output and errors out."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.commandline.main import main
from tests.conftest import PASSPHRASE


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one command."""

    code: int
    raw: bytes
    errors: str

    @property
    def output(self) -> str:
        return self.raw.decode()


Satchel = Callable[..., Done]


@pytest.fixture
def satchel(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Satchel]:
    """Run a command; ``typed`` is what stands on standard input."""

    def run(*arguments: str | Path, typed: str = "") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
        sys.stdout.flush()
        output, errors = capfdbinary.readouterr()
        return Done(code, output, errors.decode())

    mask = os.umask(0)
    yield run
    os.umask(mask)


@pytest.fixture
def open_with(folder: Path, tmp_path: Path) -> tuple[str, ...]:
    """The options that open the workspace of a test."""
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n", "utf-8")
    return ("--workspace", str(folder), "--passphrase-file", str(secret))
