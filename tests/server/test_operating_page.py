"""The operator's page names every option, event and reason there is."""

import os
import re
from typing import get_args

import pytest

from installer.surroundings import ROOT
from sync.protocol.messages import Reason
from sync.server.commandline.main import main
from sync.server.commandline.verbs import __all__ as verbs
from sync.server.events import Event

PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
UNSEEN = {"forbidden", "too-large", "wrong-type", "not-found"}
"""Reasons that say nothing to an operator."""


def test_every_option_of_serve_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    mask = os.umask(0o077)
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    os.umask(mask)
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert {option for option in options if f"`{option}" not in PAGE} == set()


def test_every_command_event_and_reason_is_explained() -> None:
    commands = {verb.replace("_", "-") for verb in verbs if verb.islower()}
    wanted = commands | set(get_args(Event)) | set(get_args(Reason)) - UNSEEN
    assert {word for word in wanted if word not in PAGE} == set()
