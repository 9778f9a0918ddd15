"""The table of attacks as it stands in docs/threat-model.md.

After a change write it anew: ``.venv/bin/python -m tests.sync.hostile.attacks.page``
"""

from collections.abc import Iterable
from pathlib import Path

from tests.sync.hostile.attacks.attack import Attack
from tests.sync.hostile.attacks.table import ATTACKS

PAGE = Path(__file__).parents[4] / "docs" / "threat-model.md"
BEGIN, END = "<!-- attacks -->", "<!-- end of attacks -->"
_HEAD = ("| attack | threat | what the server does | verdict | what the person is told | when |",)
_RULE = "|---|---|---|---|---|---|"


def table(attacks: Iterable[Attack] = ATTACKS) -> str:
    """Return the lines of the table, between its two marks."""
    lines = [BEGIN, *_HEAD, _RULE, *map(_line, attacks), END]
    return "\n".join(lines)


def written(page: str) -> str:
    """Return the table as ``page`` has it."""
    return page[page.index(BEGIN) : page.index(END) + len(END)]


def _line(attack: Attack) -> str:
    told = f"`{attack.shown}`" if attack.shown else ", or ".join(attack.told)
    told = f"{told}: {attack.why}" if attack.why else told
    when = "" if attack.shown or attack.why else attack.when
    cells = (attack.name, attack.threat, attack.does, attack.verdict, told, when)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    before = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(before.replace(written(before), table()), encoding="utf-8")
