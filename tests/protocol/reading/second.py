"""Every structure as the second reader reads it."""

from hashlib import sha256
from typing import Any

from tests.protocol import second_reader
from tests.protocol.reading.given import Given, Read, before, by_epoch, every, h, held, kem
from tests.protocol.second import bundles, doors, envelopes, keys, recovering, serving, snapshots
from tests.protocol.second import roster as rosters
from tests.protocol.second.shapes import exact, need, number, octets, row


def _envelope(given: Given, content: bytes) -> Any:
    read = envelopes.read_envelope(content, h(given["public"]))
    places = [read.place(n) for n in range(len(read.parts))]
    return [read.header, sha256(read.signed).digest(), read.parts, places]


def _changes(given: Given, content: bytes) -> Any:
    read = envelopes.read_envelope(content, h(given["public"]))
    return envelopes.read_changes(read, h(given["vault_key"]), held(given))


def _roster(given: Given, content: bytes) -> Any:
    known = rosters.Roster()
    for entry in [*before(given), content]:
        known.take(entry)
    return known.said()


def _standing(given: Given, content: bytes) -> Any:
    known = rosters.Roster()
    for entry in before(given):
        known.take(entry)
    return known.standing(*exact(content, row(octets(), octets(), number(), number())))


def _key_ring(given: Given, content: bytes) -> Any:
    info = b"".join((b"admit\0", *every(given, "program", "device")))
    return envelopes.read_ring(info, *kem(given), content)


def _handed(given: Given, content: bytes) -> Any:
    info = b"".join((b"hand\0", *every(given, "program", "device", "after")))
    return envelopes.read_ring(info, *kem(given), content)


def _snapshot(given: Given, content: bytes) -> Any:
    read = envelopes.read_envelope(content, h(given["public"]))
    return snapshots.read_snapshot(read, h(given["vault_key"]))


def _attestation(given: Given, content: bytes) -> Any:
    read = envelopes.read_envelope(content, h(given["public"]))
    return snapshots.read_attestation(read, h(given["vault_key"]))


def _segment(given: Given, content: bytes) -> Any:
    return snapshots.read_segment(h(given["log"]), content, by_epoch(given), held(given))


def _front(given: Given, content: bytes) -> Any:
    return snapshots.read_front(h(given["log"]), content, by_epoch(given))


def _segment_digest(_given: Given, content: bytes) -> Any:
    return snapshots.digest_of_segment(content)


def _manifest(_given: Given, content: bytes) -> Any:
    return snapshots.read_manifest(content)


def _bundle(given: Given, content: bytes) -> Any:
    return bundles.read_bundle(content, *kem(given), h(given["public"]))


def _courier(given: Given, content: bytes) -> Any:
    return serving.read_courier(content.decode(), *every(given, "public", "program", "server"))


def _link(_given: Given, content: bytes) -> Any:
    return doors.read_link(content.decode())


def _meeting(given: Given, content: bytes) -> Any:
    return doors.read_meeting(given["step"], content)


def _words(_given: Given, content: bytes) -> Any:
    return doors.read_words(content.decode())


def _reveal(given: Given, content: bytes) -> Any:
    return doors.read_reveal(h(given["secret"]), h(given["commitment"]), content)


def _message(step: str) -> Read:
    return lambda given, content: doors.read_message(step, h(given["secret"]), content)


def _sealed_share(given: Given, content: bytes) -> Any:
    bound = b"".join(every(given, "program", "workspace", "device", "salt"))
    return recovering.read_sealed_share(bound, *kem(given), content)


def _held_share(given: Given, content: bytes) -> Any:
    bound = b"".join(every(given, "program", "device", "after"))
    return recovering.read_held_share(bound, *kem(given), content)


def _unlocking(given: Given, content: bytes) -> Any:
    request, public = every(given, "request", "public")
    return recovering.read_answer(content, request, public, *kem(given))


def _given_share(given: Given, content: bytes) -> Any:
    return recovering.read_given(content, h(given["public"]), *kem(given))


def _audit_head(given: Given, content: bytes) -> Any:
    return serving.read_audit_head(content, *every(given, "public", "server", "prefix"))


def _audit_rows(given: Given, content: bytes) -> Any:
    return serving.audit_digest(h(given["prefix"]), content)


def _body(given: Given, content: bytes) -> Any:
    return serving.read_body(given["body"], content)


def _sheet(given: Given, content: bytes) -> Any:
    return serving.read_sheet(content, h(given["public"]))


def _part(given: Given, content: bytes) -> Any:
    need(len(content) >= 84)
    return second_reader.open_part(h(given["key"]), h(given["place"]), content)


SECOND: dict[str, Read] = {
    "envelope": _envelope,
    "part": _part,
    "changes": _changes,
    "roster": _roster,
    "standing": _standing,
    "key-ring": _key_ring,
    "handed-keys": _handed,
    "snapshot": _snapshot,
    "attestation": _attestation,
    "segment": _segment,
    "segment-digest": _segment_digest,
    "front": _front,
    "blob-manifest": _manifest,
    "bundle": _bundle,
    "courier": _courier,
    "invitation-link": _link,
    "invitation-words": _words,
    "offer": _message("offer"),
    "answer": _message("answer"),
    "reveal": _reveal,
    "meeting-file": _meeting,
    "program-code": lambda _given, content: doors.read_code(content.decode()),
    "program-line": lambda _given, content: doors.read_line(content.decode()),
    "share": lambda _given, content: recovering.read_share(content.decode()),
    "supervisor-share": _sealed_share,
    "held-share": _held_share,
    "unlock-request": lambda _given, content: recovering.read_request(content),
    "unlock-answer": _unlocking,
    "given-share": _given_share,
    "recovery-key": lambda _given, content: recovering.key_of(content),
    "audit-head": _audit_head,
    "audit-rows": _audit_rows,
    "body": _body,
    "fact-sheet": _sheet,
    "signing-key": lambda _given, content: keys.check_key(content),
}
