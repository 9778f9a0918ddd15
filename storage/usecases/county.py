"""What a workspace remembers of its county's profile and of the computer's policy."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.profile import CountyProfile, MachinePolicy
from storage.profile.county import county_profile
from storage.profile.precedence import Holding
from storage.usecases.settings import set_settings, settings, unchosen
from storage.usecases.transaction import Transaction


@dataclass(frozen=True, slots=True)
class InForce:
    """Every setting: what holds, what would hold had the person chosen nothing, and whose."""

    values: dict[str, Any]
    unchosen: dict[str, Holding]
    county: str
    """The CAC's name as its profile has it; empty where there is no profile."""


def in_force(connection: Connection) -> InForce:
    """Return what the Settings page shows."""
    profile = county(connection)
    return InForce(settings(connection), unchosen(connection), profile.name if profile else "")


def county(connection: Connection) -> CountyProfile | None:
    """Return the profile in force in this workspace, None where it never saw one."""
    remembered = settings(connection)["county.profile"]
    return county_profile(remembered) if remembered else None


def adopt(
    transaction: Transaction, profile: CountyProfile | None, policy: MachinePolicy | None
) -> str:
    """Remember what is installed on this computer from now on; return why not, or nothing.

    The sentence says why the remembered profile stays in force: the installed one is another
    CAC's, or not newer and yet different. A workspace that once had a profile keeps it where none
    is installed. Practice takes no profile: its people must never meet a server. The policy is
    always this computer's of today.
    """
    connection = transaction.connection
    now = settings(connection)
    set_settings(transaction, {"computer.policy": policy.body() if policy else {}})
    if profile is None or now["program.practice"]:
        return ""
    known = county(connection)
    refusal = _refusal(profile, known, str(now["program.cac"]))
    if not refusal and profile != known:
        set_settings(transaction, {"county.profile": profile.body()})
    return refusal


def _refusal(profile: CountyProfile, known: CountyProfile | None, cac: str) -> str:
    """Return why ``profile`` does not take the place of what the workspace knows."""
    belongs = known.cac if known else cac
    if belongs and profile.cac != belongs:
        return (
            f"This computer is set up for {profile.name}, but this workspace belongs to another"
            " CAC. It keeps its own settings and servers. Ask your program's lead which is right."
        )
    if known is None or profile == known or profile.version > known.version:
        return ""
    return (
        "The county profile on this computer is older than the one this workspace has seen."
        " The newer one stays in force. Install the newest Satchel of your CAC."
    )
