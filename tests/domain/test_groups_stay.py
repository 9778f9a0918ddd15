"""A group that was released gains and loses no field (decision 33)."""

from collections import defaultdict

from storage.domain.kinds import KINDS
from storage.spec.fields import SETS, register_of
from storage.spec.kinds import fields_of

RELEASED = {
    ("referral", "received"): ("received_on", "received_at"),
    ("victimization", "presented"): ("presented_from", "presented_to"),
    ("court_event", "hearing"): ("on", "at", "court", "session", "judge"),
    ("missing_episode", "identified"): ("identified_at",),
    ("missing_episode", "last_seen"): ("last_seen_at", "last_seen_where", "last_seen_by"),
    ("missing_episode", "police"): ("police_at", "police", "police_number"),
    ("missing_episode", "ncmec"): ("ncmec_at", "ncmec_number"),
    ("missing_episode", "return"): ("returned_at", "returned_how", "returned_where"),
    ("custody_period", "period"): ("from_on", "until_on"),
    ("placement_period", "period"): ("from_on", "until_on"),
    ("document", "file"): ("file_name", "media", "size", "digest", "blob", "key", "chunks"),
    ("task", "due"): ("due_on", "due_at"),
}


def test_what_is_new_stands_alone_or_makes_a_group_of_its_own() -> None:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, cls in KINDS.items():
        for name, field in fields_of(cls).items():
            if not isinstance(field, SETS):
                found[kind, register_of(name, field)].append(name)
    assert {place: tuple(found[place]) for place in RELEASED} == RELEASED
    grouped = {place for place, names in found.items() if names != [place[1]]}
    assert grouped == RELEASED.keys(), "a new group: write it down here"
