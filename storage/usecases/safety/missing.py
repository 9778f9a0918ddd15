"""What is done about a missing youth: an episode, who was told when, what was seen, the return."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from storage.domain.changeset import Dot
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode, Sighting
from storage.domain.kinds.person import Person
from storage.errors import RejectedError
from storage.spec.kinds import fields_of
from storage.tables.records import Stored, fetch
from storage.usecases.caseload import CLOSED
from storage.usecases.changes import Changes
from storage.usecases.checking import all_problems
from storage.usecases.editing import Kept, filled
from storage.usecases.records import Add, Change, Edit, save
from storage.usecases.safety.absences import open_episodes
from storage.usecases.syncing.reviewing import reviews_of
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence

MISSING = "missing"
"""The status of a case whose youth is missing."""

Stamp = Literal["identified_at", "dcf_at", "police_at", "ncmec_at", "team_at"]
STAMPS: tuple[Stamp, ...] = ("identified_at", "police_at", "ncmec_at", "team_at", "dcf_at")
"""When it was found out and who was told when: 110 CMR 7.115, 42 USC 671(a)(35)."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The episode that is open now, in which case; or what keeps it from being stored."""

    episode: RecordId
    case: RecordId
    already: bool
    """It was open before: nothing was stored."""
    problems: Mapping[str, str]
    dot: Dot | None = None


def begin(
    transaction: Transaction, youth: RecordId, case: RecordId, values: Mapping[str, Any]
) -> tuple[Begun, Changes]:
    """Open an episode of ``youth`` in ``case`` and set the case to missing, in one Save.

    An episode that is open already is returned and stays as it is. Where the youth lived is taken
    from the person on record: every placement of which versions stand, and no living situation
    while several do, for the person to choose.
    """
    if already := open_episodes(transaction.connection, youth):
        episode = already[0].record
        return Begun(episode.id, episode.case or case, already=True, problems={}), Changes()
    person = fetch(transaction.connection, Person, youth)
    stored = fetch(transaction.connection, Case, case)
    if person is None or stored is None:
        raise RejectedError("Missing: this youth has no case on this laptop. Choose another.")
    known = {
        "case": case,
        "person": youth,
        **_lived(transaction, person.record),
        "status_before": "" if stored.record.status == MISSING else stored.record.status,
    }
    episode = MissingEpisode(id=transaction.new_id(), **filled(MissingEpisode, {**known, **values}))
    problems = _problems(transaction, episode)
    if problems:
        return Begun(episode.id, case, already=False, problems=problems), Changes()
    changes: list[Change] = [Add(episode)]
    if stored.record.status not in (MISSING, CLOSED):
        changes.append(Edit(stored, replace(stored.record, status=MISSING)))
    saved = save(transaction, changes, "open missing episode")
    return Begun(episode.id, case, already=False, problems={}, dot=saved.dot), saved


def _lived(transaction: Transaction, youth: Person) -> dict[str, str]:
    """Return where the youth lives, as an episode begins with it."""
    said: dict[str, list[str]] = {}
    for review in reviews_of(transaction.connection, [youth.id]):
        for place, name in enumerate(review.fields):
            said[name] = [side.words[place] for side in review.sides]
    placement = " or ".join(words or "not recorded" for words in said.get("placement", ()))
    most = fields_of(MissingEpisode)["placement"].max_length  # type: ignore[attr-defined]  # a text
    return {
        "placement": (placement or youth.placement) if len(placement) <= most else "",
        "living_situation": "" if "living_situation" in said else youth.living_situation,
    }


def tell(
    transaction: Transaction, episode: RecordId, stamp: Stamp, at: datetime
) -> tuple[Dot | None, Changes]:
    """Record that somebody was told at ``at``; a stamp that is there already stays."""
    stored = _fetched(transaction, episode)
    if getattr(stored.record, stamp) is not None:
        return None, Changes()
    told: dict[str, Any] = {stamp: at}
    after = replace(stored.record, **told)
    saved = save(transaction, [Edit(stored, after)], f"record {_TOLD[stamp]}")
    return saved.dot, saved


def log_sighting(
    transaction: Transaction, episode: RecordId, values: Mapping[str, Any]
) -> tuple[Kept, Changes]:
    """Add what was seen, heard or tried to the log of an episode."""
    stored = _fetched(transaction, episode)
    links = {"case": stored.record.case, "episode": episode}
    sighting = Sighting(id=transaction.new_id(), **filled(Sighting, {**values, **links}))
    problems = _problems(transaction, sighting)
    if problems:
        return Kept(sighting.id, problems), Changes()
    saved = save(transaction, [Add(sighting)], "log sighting or search")
    return Kept(sighting.id, {}, saved.dot), saved


def pass_on(
    transaction: Transaction, sighting: RecordId, at: datetime
) -> tuple[Dot | None, Changes]:
    """Record that the police were told of a sighting at ``at``; a moment that is there stays."""
    stored = fetch(transaction.connection, Sighting, sighting)
    if stored is None or stored.retired:
        raise RejectedError("Sighting or search: it is not on this laptop any more.")
    if stored.record.police_told_at is not None:
        return None, Changes()
    after = replace(stored.record, police_told_at=at)
    saved = save(transaction, [Edit(stored, after)], "pass sighting to the police")
    return saved.dot, saved


def end(
    transaction: Transaction, before: Stored[MissingEpisode], values: Mapping[str, Any], status: str
) -> tuple[Kept, Changes]:
    """Record the return, and put the case from missing to ``status``, in one Save.

    The case keeps its status where another episode of its youth is still open, or somebody has
    changed it already.
    """
    episode = replace(before.record, **values)
    problems = _problems(transaction, episode)
    if episode.returned_at is None:
        problems["returned_at"] = "Returned is needed."
    if problems:
        return Kept(episode.id, problems), Changes()
    changes: list[Change] = [Edit(before, episode)]
    stored = fetch(transaction.connection, Case, episode.case) if episode.case else None
    person = episode.person
    others = open_episodes(transaction.connection, person) if person else []
    still_missing = any(other.record.id != episode.id for other in others)
    if stored is not None and stored.record.status == MISSING and status and not still_missing:
        changes.append(Edit(stored, replace(stored.record, status=status)))
    saved = save(transaction, changes, "record return")
    return Kept(episode.id, {}, saved.dot), saved


def _fetched(transaction: Transaction, episode: RecordId) -> Stored[MissingEpisode]:
    stored = fetch(transaction.connection, MissingEpisode, episode)
    if stored is None or stored.retired:
        raise RejectedError("Missing episode: it is not on this laptop any more.")
    return stored


def _problems(transaction: Transaction, record: Any) -> dict[str, str]:
    return {p.field: sentence(type(record), p) for p in all_problems(transaction, record)}


_TOLD: Mapping[Stamp, str] = {
    "identified_at": "found missing",
    "dcf_at": "DCF told",
    "police_at": "police told",
    "ncmec_at": "NCMEC told",
    "team_at": "MDT alerted",
}
