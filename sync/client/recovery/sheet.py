"""The sheet of paper with one share of the recovery key."""

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.usecases.record_words import in_words
from storage.usecases.settings import setting
from storage.usecases.typesetting import typeset
from sync.protocol.shares import Share

_ADVICE = (
    "Keep this sheet in a safe or with papers such as a passport, away from the laptops and away"
    " from the other sheets. Whoever brings {needed} sheets together can let a laptop into the"
    " program and read everything in it. One sheet alone opens nothing.\n\n"
    "It is asked for once a year, when the shares are tried, and on the day when no lead's laptop"
    " is left. Nobody from the server, the state or Satchel ever asks for it."
)
_LAST = (
    "The program's line is no secret. It is typed on a new laptop, with the server's address, so"
    " that it finds the program again: letters and digits only, O is 0, I and L are 1."
)


def sheet_of(connection: Connection, clock: Clock, share: Share, line: str, server: str) -> bytes:
    """Return the sheet as PDF, made in memory; ``line`` is the program's, in groups."""
    return typeset(
        "share",
        {
            "title": "A share of the recovery key",
            "program": setting(connection, "program.name"),
            "share": f"Number {share.number}; {share.threshold} are needed; set {share.set}",
            "server": server,
            "advice": _ADVICE.format(needed=share.threshold),
            "share_words": share.words.split(),
            "line": line.split("-"),
            "last": _LAST,
            "labels": {
                "share": "Share",
                "server": "Server",
                "words": "The 33 words",
                "line": "The program's line",
            },
            "practice": bool(setting(connection, "program.practice")),
            "printed_by": setting(connection, "person.name"),
            "printed_at": in_words(clock.now()),
        },
    )
