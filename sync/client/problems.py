"""What can keep a laptop from syncing, each with what follows from it."""

from typing import Literal

Problem = Literal[
    "unreachable",
    "untrusted",
    "not-satchel",
    "another-server",
    "clock",
    "busy",
    "not-admitted",
    "unknown-program",
    "blocked",
    "revoked",
    "full",
    "too-large",
    "refused",
    "history-differs",
    "false-snapshot",
    "audit-differs",
    "audit-silent",
    "roster-differs",
    "newer",
    "copied",
    "parted",
    "expired",
    "taken",
    "not-an-invitation",
]
"""``unreachable``: no network, or no server; ``untrusted``: the certificate is of somebody else;
``not-satchel``: somebody else answers (a sign-in page of the court's network);
``another-server``: the answer is not signed by the server this workspace knows;
``history-differs``: the server's log is not the one it showed before;
``false-snapshot``: a member's laptop has summed history up otherwise than this one has it;
``audit-differs``: the server's record of what was asked of it is not the one seen before;
``audit-silent``: it has not shown that record for days, though it answers everything else;
``roster-differs``: the list of members is not one that its admins signed;
``newer``: an entry in it was made by a newer version than this one, or the server is of one;
``revoked``: an admin has taken this laptop out of the program, and the signed roster says so;
``full``: the operator gives the program no more room;
``too-large``: a proxy or a filter on the way lets less through at once than was sent;
``copied``: the server says that another copy of this workspace has sent under the same name;
``parted``: one has, as what it signed proves, and what was saved here was named anew."""

RETRIED: frozenset[Problem] = frozenset(
    ("unreachable", "not-satchel", "clock", "busy", "unknown-program")
)
"""What passes by itself, once the operator has added the program; all else needs a person here."""


BESIDE: frozenset[Problem] = frozenset(("false-snapshot", "audit-differs", "audit-silent"))
"""What is told though everything was sent and received: nothing else waits for it."""


class SyncError(Exception):
    """A script could not go on; ``problem`` says why.

    ``detail`` is the server's own code; with "untrusted" it is who issued the certificate.
    """

    def __init__(self, problem: Problem, detail: str = "") -> None:
        self.problem: Problem = problem
        self.detail = detail
        super().__init__(problem)
