"""An exported record of access proves itself to a program that shares nothing with Satchel."""

import copy
import json
import random  # noqa: TID251 - the tamperings repeat by their seed
import sys
from collections.abc import Callable
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from installer.rescue import satchel_access_record as verifier
from storage.crypto import signatures
from storage.domain.access import Entry, genesis, link_after
from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.domain.kinds.access import AccessBatch
from storage.tables import access
from storage.usecases.access.batches import sealed
from storage.usecases.access.exporting import access_json
from storage.usecases.access.noting import Subject, note, of_case
from storage.usecases.access.reading import Wanted
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock

ENTRIES = 60
CASE = bytes(range(16))
BEN = b"Ben Silv"
Content = dict[str, Any]


@pytest.fixture
def exported(workspace: Workspace, clock: FixedClock) -> bytes:
    return _exported(workspace, clock, Wanted())


def _exported(workspace: Workspace, clock: FixedClock, wanted: Wanted) -> bytes:
    for number in range(ENTRIES):
        clock.pass_time(minutes=11)
        case = of_case(CASE) if number % 3 else Subject("person", bytes(16))
        workspace.write(note, "open", case, f"why {number}" if number % 2 else "")
    now = milliseconds(clock.now())
    made = workspace.read(
        access_json, wanted, program_name="Kids' Place", author="Ana Reyes", made_ms=now
    )
    return made.content


def test_what_was_exported_holds(exported: bytes) -> None:
    assert verifier.check(exported) == ([], ENTRIES + 1)


Link = tuple[Entry, bytes]


def stretch(incarnation: int, first: int, before: bytes, many: int) -> list[Link]:
    """Return entries of a colleague's laptop, each with its link."""
    found: list[Link] = []
    for number in range(first, first + many):
        entry = Entry(
            device=BEN, incarnation=incarnation, number=number, at=0, act="open", digest=bytes(32)
        )
        before = link_after(before, entry)
        found.append((entry, before))
    return found


def has_come(transaction: Transaction, rows: list[Link]) -> Changes:
    access.add(transaction.connection, rows)
    return Changes()


def findings_of(workspace: Workspace) -> list[verifier.Finding]:
    made = workspace.read(access_json, Wanted(), program_name="", author="", made_ms=0)
    return verifier.check(made.content)[0]


def test_a_laptop_that_was_restored_again_and_again_is_accused_of_nothing(
    workspace: Workspace,
) -> None:
    """Two of its incarnations begin at one number, each behind another entry."""
    first = stretch(1, 1, genesis(BEN), 8)
    second = stretch(20, 4, first[2][1], 5)
    third = stretch(30, 6, second[1][1], 3)
    fourth = stretch(40, 6, first[4][1], 3)
    for rows in (first, second, third, fourth):
        workspace.write(has_come, rows)
    assert workspace.read(access.verify_chains) == 20
    assert findings_of(workspace) == []


def test_where_an_earlier_batch_has_not_come_the_next_one_says_what_it_follows(
    workspace: Workspace,
) -> None:
    first = stretch(1, 1, genesis(BEN), 8)
    second = stretch(20, 4, first[2][1], 5)
    later = second[3:]
    fields = sealed(b"", bytes(32), signatures.new_seed(), second[2][1], later)
    record = AccessBatch(id=RecordId(bytes(16)), shelf=RecordId(bytes(16)), **fields)
    workspace.write(lambda t: save(t, [Add(record)], "seal", batch=None))
    workspace.write(has_come, first + later)
    assert workspace.read(access.verify_chains) == 11
    assert findings_of(workspace) == []


def test_a_choice_of_entries_holds_as_well_and_tells_nothing_of_the_others(
    workspace: Workspace, clock: FixedClock
) -> None:
    content = _exported(workspace, clock, Wanted(case=CASE))
    told = [e for e in json.loads(content)["chains"][0]["entries"] if "line" in e]
    assert verifier.check(content) == ([], ENTRIES + 1)
    assert {entry["line"][9] for entry in told} == {CASE.hex()}
    assert len(told) == ENTRIES * 2 // 3


def test_the_fingerprint_on_the_paper_tells_whose_it_is(exported: bytes) -> None:
    key = json.loads(exported)["laptops"][0]["key"]
    printed = verifier._fingerprint(bytes.fromhex(key))
    assert verifier.check(exported, printed)[0] == []
    assert [f.what for f in verifier.check(exported, "00" * 16)[0]] == [
        "It was signed by another laptop than the one on the paper."
    ]


def _edit(chance: random.Random, entries: list[Content], at: int) -> int:
    entry = entries[at]
    place = chance.choice((4, 5, 6, 7, 8, 9, 10))
    value = entry["line"][place]
    entry["line"][place] = value + 1 if isinstance(value, int) else value + "0"
    return at


def _say_otherwise(_chance: random.Random, entries: list[Content], at: int) -> int:
    entries[at]["said"] = (entries[at]["said"] or "") + "!"
    return at


def _forget(_chance: random.Random, entries: list[Content], at: int) -> int:
    entries[at]["salt"] = entries[at]["said"] = None
    return at


def _hide(_chance: random.Random, entries: list[Content], at: int) -> int:
    line = json.dumps(entries[at]["line"], ensure_ascii=False, separators=(",", ":")).encode()
    entries[at] = {"digest": sha256(line).hexdigest(), "link": entries[at]["link"]}
    return at


def _delete(_chance: random.Random, entries: list[Content], at: int) -> int:
    del entries[at]
    return at


def _insert(chance: random.Random, entries: list[Content], at: int) -> int:
    entries.insert(at, copy.deepcopy(chance.choice(entries)))
    return at


def _swap(chance: random.Random, entries: list[Content], at: int) -> int:
    other = chance.choice([n for n in range(len(entries)) if n != at])
    entries[at], entries[other] = entries[other], entries[at]
    return min(at, other)


def _cut(_chance: random.Random, entries: list[Content], at: int) -> int:
    del entries[at:]
    return at


def _link(_chance: random.Random, entries: list[Content], at: int) -> int:
    flipped = int(entries[at]["link"][0], 16) ^ 1
    entries[at]["link"] = f"{flipped:x}{entries[at]['link'][1:]}"
    return at


TAMPERINGS: list[Callable[[random.Random, list[Content], int], int]] = [
    _edit, _say_otherwise, _forget, _hide, _delete, _insert, _swap, _cut, _link,
]  # fmt: skip


def _linked_anew(content: Content) -> None:
    """Compute numbers, digests and links again, as somebody with time would."""
    chain = content["chains"][0]
    before = bytes.fromhex(chain["before"])
    for place, entry in enumerate(chain["entries"]):
        if "line" in entry:
            entry["line"][3] = chain["first"] + place
            if entry["said"] is not None:
                said = bytes.fromhex(entry["salt"]) + entry["said"].encode()
                digest = sha256(f"{verifier.FORM} said\0".encode() + said).hexdigest()
                entry["line"][11] = digest
            line = json.dumps(entry["line"], ensure_ascii=False, separators=(",", ":")).encode()
            link = sha256(before + sha256(line).digest())
        else:
            link = sha256(before + bytes.fromhex(entry["digest"]))
        entry["link"] = link.hexdigest()
        before = link.digest()


def test_a_thousand_tamperings_are_all_found_where_they_are(exported: bytes) -> None:
    chance = random.Random(20_260_304)
    missed = []
    for turn in range(1_000):
        content = json.loads(exported)
        entries = content["chains"][0]["entries"]
        tamper = TAMPERINGS[turn % len(TAMPERINGS)]
        at = tamper(chance, entries, chance.randrange(1, len(entries)))
        if anew := chance.random() < 0.5:
            _linked_anew(content)
        first = _first_difference(exported, entries)
        places = [finding.number for finding in verifier.check(json.dumps(content))[0]]
        if first is not None and first not in places:
            missed.append((tamper.__name__, at, anew, places[:3]))
    assert missed == []


def _first_difference(exported: bytes, entries: list[Content]) -> int | None:
    """Return the number of the first entry that is not as it was; None where all are."""
    chain = json.loads(exported)["chains"][0]
    both = zip_longest(chain["entries"], entries)
    return next((chain["first"] + n for n, (was, now) in enumerate(both) if was != now), None)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("name",), "Elsewhere"),
        (("by",), "Nobody"),
        (("made",), 1),
        (("program",), "00"),
        (("signature",), "00" * 64),
        (("index", "about", "by"), "Nobody"),
        (("laptops", 0, "key"), "00" * 32),
        (("chains", 0, "first"), 2),
        (("chains", 0, "before"), "00" * 32),
        (("chains", 0, "device"), "00" * 8),
    ],
)
def test_whatever_stands_around_the_entries_is_found_too(
    exported: bytes, path: tuple[str | int, ...], value: object
) -> None:
    content = json.loads(exported)
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert verifier.check(json.dumps(content))[0]


@pytest.mark.parametrize("spoiled", [b"", b"[]", b'{"form": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_record_of_access_is_refused_in_words(
    tmp_path: Path, spoiled: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(spoiled)
    assert verifier.main([str(file)]) == 2
    assert "It cannot be read" in capsys.readouterr().err


def test_the_command_says_what_it_found(
    tmp_path: Path, exported: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(exported)
    assert verifier.main([str(file)]) == 0
    content = json.loads(exported)
    del content["chains"][0]["entries"][5]
    file.write_text(json.dumps(content))
    assert verifier.main([str(file)]) == 1
    said = capsys.readouterr().out
    assert "entry 6: This entry was changed or taken out." in said
    assert "This is NOT what was exported." in said
    assert not [
        name for name in sys.modules if name.startswith("storage") and name in vars(verifier)
    ]
