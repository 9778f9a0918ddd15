"""All attacks, in the order of the table in docs/threat-model.md."""

from tests.sync.hostile.attacks.answers import ANSWERS
from tests.sync.hostile.attacks.elsewhere import ELSEWHERE
from tests.sync.hostile.attacks.histories import HISTORIES
from tests.sync.hostile.attacks.numbers import NUMBERS
from tests.sync.hostile.attacks.rosters import ROSTERS

ATTACKS = (*HISTORIES, *NUMBERS, *ANSWERS, *ROSTERS, *ELSEWHERE)
"""Those of ``ELSEWHERE`` have a test of their own; the others are played by ``test_attacks``."""
