"""One named attack of a server that has the true one's key, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tests.sync.hostile.attacks.scene import Scene
from tests.sync.simulation.wire import Lie

Verdict = Literal["blocked", "detected", "harmless"]
"""``blocked``: nothing of it is believed; ``detected``: it works for a time, and is said;
``harmless``: it has no effect, or none that the next honest answer does not mend."""

When = Literal["at once", "later"]
"""``at once``: by the first round with the server that lies; ``later``: nothing by that one, and by
the first round in which an honest answer shows the rest."""

After = Literal["healed", "parted", "aside", "without Cal"]
"""``parted``: the laptop says that the history differs until people clear it up; ``aside``: what
was spoilt stays set aside with its reason."""


@dataclass(frozen=True, slots=True)
class Attack:
    """A row of the table in docs/threat-model.md.

    ``told`` is what the person is told, and ``when``: a problem's word, "set aside", or "nothing",
    which stands with "harmless" alone; ``why`` says then why nothing needs to be. ``after`` is how
    it stands once the server is honest again.
    """

    name: str
    threat: str
    does: str
    verdict: Verdict
    told: tuple[str, ...] = ("nothing",)
    lie: Callable[[Scene], Lie] | None = None
    play: Callable[[Scene], None] | None = None
    """What else happens before Ben syncs."""
    when: When = "at once"
    after: After = "healed"
    why: str = ""
    shown: str = ""
    """The test that shows it, where it is none of this table's."""
