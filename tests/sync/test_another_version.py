"""A server of another version of the protocol is told from one that does not know the laptop."""

import pytest

from sync.client.commands import Answer
from sync.client.problems import Problem, SyncError
from sync.client.session import refuse
from sync.protocol.encoding import encode
from sync.protocol.messages import Refusal
from sync.protocol.requests import VERSION


@pytest.mark.parametrize(
    ("spoken", "problem"), [(VERSION + 1, "newer"), (VERSION - 1, "refused"), (2**62, "newer")]
)
def test_a_newer_server_asks_for_an_update_and_an_older_one_merely_refuses(
    spoken: int, problem: Problem
) -> None:
    with pytest.raises(SyncError) as told:
        refuse(Answer(400, {}, encode(Refusal("version", 0, spoken))))
    assert (told.value.problem, told.value.detail) == (problem, "version")
