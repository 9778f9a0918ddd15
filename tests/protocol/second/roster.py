"""The roster, entry by entry (section 6): who belongs to what after each."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tests.protocol.second.envelopes import ROSTER, read_envelope
from tests.protocol.second.keys import KEM, check_key, check_signature
from tests.protocol.second.shapes import (
    NewerError,
    exact,
    flag,
    loose,
    many,
    need,
    number,
    octets,
    one_of,
    open_row,
    row,
    text,
)
from tests.protocol.second_reader import Envelope

_DEVICE = row(octets(), octets(), octets())
_ROLE = one_of("admin", "member")
_LIST = many(octets())
_CUTS = many(row(octets(), octets(), number(), number()))
_EPOCH = row(octets(), number())
_REASON = one_of("lost", "stolen", "left", "replaced", "ended", "rotated")
_INVITED = (octets(), _DEVICE, _ROLE, _LIST, octets())
_BODIES = {
    ("genesis", 1): (octets(), many(row(octets(), text)), _DEVICE),
    ("admit", 1): _INVITED,
    ("admit", 2): (*_INVITED, octets(), number()),
    ("role", 1): (octets(), octets(), _ROLE),
    ("revoke", 1): (octets(), _LIST, _REASON, flag, _CUTS, many(_EPOCH), _LIST),
    ("withdraw", 1): (octets(), _LIST, _EPOCH, _CUTS, _LIST),
    ("accept", 1): (octets(), _CUTS),
    ("vault", 1): (octets(), row(octets(), text), _LIST),
    ("grant", 1): (octets(), octets(), _LIST),
    ("expunge", 1): (octets(), many(row(octets(), octets(), octets())), text),
    ("recovery", 1): (octets(), number(), octets(), octets(), _LIST),
}
_NOWHERE = bytes(16)
_MOST = 1_000


@dataclass
class Member:
    """A device in the program."""

    device: list[bytes]
    role: str
    vaults: list[bytes]
    person: bytes
    ends: int

    def said(self) -> list[Any]:
        return [self.role, list(self.vaults), self.person, self.ends]


@dataclass
class Roster:
    """What is true after the entries so far; ``take`` goes on by one or refuses it."""

    program: bytes = b""
    log: bytes = b""
    last: bytes = b""
    entries: int = 0
    vaults: list[list[Any]] = field(default_factory=list)
    members: dict[bytes, Member] = field(default_factory=dict)
    epochs: dict[bytes, int] = field(default_factory=dict)
    gone: dict[bytes, tuple[Member, str, bool, int]] = field(default_factory=dict)
    cuts: dict[tuple[bytes, bytes, int], int] = field(default_factory=dict)
    stale: set[bytes] = field(default_factory=set)
    expunged: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)
    recovery: list[Any] | None = None

    def take(self, content: bytes) -> None:
        """Go on by one entry. What was refused has changed this, which is thrown away then."""
        entry = read_envelope(content)
        kind, form, body = _body(entry)
        need(len(entry.parts) == _parts(kind, body))
        if not self.entries:
            need(kind == "genesis")
            self._begin(entry, body)
        else:
            need(entry.header[2] == self.log and kind != "genesis")
            self._check_author(entry, kind, form, body)
            need(body[0] == self.last)
            self.last, self.entries = sha256(entry.signed).digest(), self.entries + 1
            getattr(self, f"_{kind}")(entry.header[3], *body[1:])  # its rules, below
            need(any(member.role == "admin" for member in self.members.values()))

    def said(self) -> list[Any]:
        """Everything of it, in order."""
        return [
            self.program,
            [[d, *_keys(m.device), *m.said()] for d, m in _s(self.members)],
            self.vaults,
            [[vault, epoch] for vault, epoch in _s(self.epochs)],
            [[d, why, erase, at, *m.said()] for d, (m, why, erase, at) in _s(self.gone)],
            [[*chain, up_to] for chain, up_to in _s(self.cuts)],
            sorted(self.stale),
            [[vault, scope, to] for (vault, scope), to in _s(self.expunged)],
            self.recovery,
            self.last,
        ]

    def standing(self, log: bytes, device: bytes, incarnation: int, counted: int) -> str:
        """Whether an envelope of this chain and number is the program's, late, or a stranger's."""
        if device in self.members and log in self.members[device].vaults:
            return "member"
        if counted <= self.cuts.get((log, device, incarnation), -1):
            return "member"
        left = device in self.gone and log in self.gone[device][0].vaults
        withdrawn = any(chain[:2] == (log, device) for chain in self.cuts)
        return "late" if left or withdrawn else "stranger"

    @property
    def _ids(self) -> set[bytes]:
        return {vault for vault, _name in self.vaults}

    @property
    def _key_name(self) -> bytes:
        return self.recovery[0] if self.recovery else b""

    def _inside(self, vault: bytes) -> set[bytes]:
        return {device for device, member in self.members.items() if vault in member.vaults}

    def _begin(self, entry: Envelope, body: list[Any]) -> None:
        nonce, vaults, device = body
        ids, names = [vault for vault, _ in vaults], {name for _, name in vaults}
        need(len(nonce) == 16 and entry.header[3] == device[0] and entry.header[5] == 1)
        _check_device(device)
        need(bool(ids) and all(len(vault) == 16 for vault in ids))
        need(len({*ids, entry.header[2]}) == len(ids) + 1 and len(names) == len(ids))
        check_signature(device[1], "envelope", entry.signed, entry.signature)
        self.program = sha256(b"satchel/1/program\0" + entry.signed).digest()
        self.log, self.last, self.entries = entry.header[2], sha256(entry.signed).digest(), 1
        self.vaults, self.epochs = vaults, dict.fromkeys(ids, 1)
        self.members[device[0]] = Member(device, "admin", ids, _person(device[0]), 0)

    def _check_author(self, entry: Envelope, kind: str, form: int, body: list[Any]) -> None:
        author = entry.header[3]
        if self.recovery is not None and author == self._key_name:
            need((kind, form) == ("admit", 2) or kind == "role")
            need(body[2] == "admin")
            public = self.recovery[1]
        else:
            need(author in self.members)
            member = self.members[author]
            renews = kind == "withdraw" and not body[1] and body[2][0] in member.vaults
            need(member.role == "admin" or renews)
            public = member.device[1]
        check_signature(public, "envelope", entry.signed, entry.signature)

    def _admit(
        self, author: bytes, device: Any, role: str, vaults: Any, _place: bytes,
        person: bytes | None = None, ends: int = 0,
    ) -> None:  # fmt: skip
        _check_device(device)
        need(device[0] not in {*self.members, *self.gone, self._key_name})
        need(set(vaults) <= self._ids and len(set(vaults)) == len(vaults))
        if person is not None:
            need(len(person) == 16 and 0 <= ends < 2**53)
            need(not (ends and role == "admin"))
            need(author not in self.members or set(vaults) <= set(self.members[author].vaults))
        who = _person(device[0]) if person is None else person
        self.members[device[0]] = Member(device, role, vaults, who, ends)

    def _role(self, _author: bytes, device: bytes, role: str) -> None:
        member = self.members[device]
        need(member.role != role and not (role == "admin" and member.ends))
        member.role = role

    def _revoke(self, author: bytes, devices: Any, reason: str, erase: Any, *keys: Any) -> None:
        cuts, made, receivers = keys
        out = self._members_named(devices)
        need(bool(out) and author not in out)
        lost = {vault for device in out for vault in self.members[device].vaults}
        for device in out:
            self.gone[device] = self.members.pop(device), reason, erase, self.entries
        own = set(self.members[author].vaults)
        self._cut(cuts, out, lost)
        self.stale |= lost - own
        self._rotate(made, lost & own, receivers)

    def _withdraw(self, author: bytes, devices: Any, made: Any, cuts: Any, receivers: Any) -> None:
        out, inside = self._members_named(devices), self._inside(made[0])
        need(author in inside and author not in out and out <= inside)
        for device in out:
            self.members[device].vaults = [v for v in self.members[device].vaults if v != made[0]]
        self._cut(cuts, out, {made[0]})
        self._rotate([made], {made[0]}, receivers)

    def _accept(self, _author: bytes, cuts: Any) -> None:
        devices = {cut[1] for cut in cuts}
        need(bool(cuts) and devices <= {*self.gone, *(chain[1] for chain in self.cuts)})
        need(all(self.cuts.get((*cut[:3],), 0) < cut[3] for cut in cuts))
        self._cut(cuts, devices, self._ids)

    def _vault(self, author: bytes, vault: Any, receivers: Any) -> None:
        need(len(vault[0]) == 16 and vault[0] not in {self.log, _NOWHERE, *self._ids})
        need(re.fullmatch("[a-z][a-z0-9_-]{0,31}", vault[1]) is not None)
        need(vault[1] not in {name for _, name in self.vaults})
        people = self._members_named([each for each in receivers if each != self._key_name])
        need(author in people)
        for device in people:
            self.members[device].vaults = [*self.members[device].vaults, vault[0]]
        self.vaults, self.epochs[vault[0]] = [*self.vaults, vault], 1
        self._check_receivers({vault[0]}, receivers)

    def _grant(self, author: bytes, vault: bytes, receivers: Any) -> None:
        need(len(receivers) == 1 and author in self._inside(vault))
        member = self.members[receivers[0]]
        need(vault not in member.vaults)
        member.vaults = [*member.vaults, vault]

    def _expunge(self, _author: bytes, cases: Any, reason: str) -> None:
        need(1 <= len(cases) <= _MOST and re.fullmatch("[a-z][a-z_]{0,31}", reason) is not None)
        for vault, scope, to in cases:
            need(vault in self._ids and len(scope) == 16 and scope not in self._ids)
            need(to in {_NOWHERE, *self._ids} and to != vault)
            before = self.expunged.get((vault, scope))
            need(before is None or (before != _NOWHERE and to == _NOWHERE))
            self.expunged[vault, scope] = to
            self.expunged.pop((to, scope), None)

    def _recovery(
        self, _author: bytes, threshold: int, kem: bytes, signing: bytes, holders: Any
    ) -> None:
        check_key(signing)
        need(len(kem) == KEM and 1 <= threshold <= len(self._members_named(holders)))
        name = sha256(b"satchel/1/recovery\0" + signing).digest()[:8]
        need(name not in {*self.members, *self.gone})
        self.recovery = [name, signing, sha256(kem).digest(), threshold, holders]

    def _members_named(self, devices: list[bytes]) -> set[bytes]:
        need(len(set(devices)) == len(devices) and set(devices) <= set(self.members))
        return set(devices)

    def _cut(self, cuts: Any, devices: set[bytes], logs: set[bytes]) -> None:
        need(len({tuple(cut[:3]) for cut in cuts}) == len(cuts) <= _MOST)
        for log, device, incarnation, up_to in cuts:
            need(log in logs and device in devices)
            need(0 <= incarnation < 2**32 and 0 <= up_to < 2**48)
            self.cuts[log, device, incarnation] = up_to

    def _rotate(self, made: Any, vaults: set[bytes], receivers: Any) -> None:
        need(sorted(made) == sorted([vault, self.epochs[vault] + 1] for vault in vaults))
        self._check_receivers(vaults, receivers)
        self.epochs.update(dict(made))
        self.stale -= vaults

    def _check_receivers(self, vaults: set[bytes], receivers: Any) -> None:
        expected = {device for vault in vaults for device in self._inside(vault)}
        if self.recovery is not None and vaults:
            expected.add(self._key_name)
        need(receivers == sorted(expected))


def _body(entry: Envelope) -> tuple[str, int, list[Any]]:
    content = entry.parts[0]
    need(entry.header[1] == ROSTER and content is not None)
    assert content is not None
    kind, form = loose(content, open_row(text, number()))
    if (kind, form) not in _BODIES:
        raise NewerError
    return kind, form, exact(content, row(text, number(), *_BODIES[kind, form]))[2:]


def _parts(kind: str, body: list[Any]) -> int:
    handed = {"revoke", "withdraw", "vault", "grant"}
    if kind == "recovery":
        return 2 + len(body[-1])
    return 1 + len(body[-1]) if kind in handed else {"genesis": 2, "admit": 3}.get(kind, 1)


def _check_device(device: list[bytes]) -> None:
    need(len(device[0]) == 8 and len(device[2]) == KEM)
    check_key(device[1])


def _keys(device: list[bytes]) -> list[bytes]:
    return [device[1], sha256(device[2]).digest()]


def _person(device: bytes) -> bytes:
    return sha256(b"satchel/1/person\0" + device).digest()[:16]


def _s(mapping: dict[Any, Any]) -> list[tuple[Any, Any]]:
    return sorted(mapping.items(), key=lambda item: item[0])
