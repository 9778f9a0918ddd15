"""All attacks, in the order of the table in docs/threat-model.md."""

from tests.sync.hostile.attacks.answers import ANSWERS
from tests.sync.hostile.attacks.histories import HISTORIES
from tests.sync.hostile.attacks.numbers import NUMBERS

ATTACKS = (*HISTORIES, *NUMBERS, *ANSWERS)
