"""What an envelope of changes holds is given to its readers whole, or refused."""

import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest

from sync.protocol import limits
from sync.protocol.changes import Piece, open_changes, seal_changes
from sync.protocol.encoding import encode
from sync.protocol.envelope import Address, Envelope, make, place_of, without
from sync.protocol.errors import NewerProtocolError, ProtocolError, SealError
from sync.protocol.sealing import open_sealed, seal
from tests.protocol.builders import (
    ANA,
    BEN,
    CASE_KEYS,
    CASES,
    CASES_KEY,
    CHANGESETS,
    FIRST_CASE,
    PIECES,
    ROSTER_LOG,
    SECOND_CASE,
    SHARED,
    changes,
    changeset,
    fixed,
    genesis,
    held,
)

ADDRESS = ANA.address(CASES)
HEADER = [0, 1, 5, "Ana", "intake", None, encode([]), [bytes(32)]]
NAMES = ("incarnation", "counter", "stamp", "author", "act", "batch", "seen", "digests")
KEY = CASE_KEYS[FIRST_CASE]


def header(**values: Any) -> list[Any]:
    return [values.get(name, HEADER[at]) for at, name in enumerate(NAMES)]


def crafted(manifest: Any, *contents: tuple[bytes, Any]) -> Envelope:
    """An envelope whose author put these very things under the seals."""
    parts = [seal(CASES_KEY, place_of(ADDRESS, 0), encode(manifest))]
    for number, (key, content) in enumerate(contents, start=1):
        raw = content if isinstance(content, bytes) else encode(content)
        parts.append(seal(key, place_of(ADDRESS, number), raw))
    return make(ADDRESS, parts, ANA.seed)


def opened(envelope: Envelope) -> Any:
    return open_changes(envelope, CASES_KEY, held)


def test_an_envelope_gives_back_what_was_put_in() -> None:
    result = opened(changes())
    assert result.changesets == CHANGESETS
    assert result.pieces == {scope: tuple(pieces) for scope, pieces in PIECES.items()}
    assert result.keys == {SECOND_CASE: CASE_KEYS[SECOND_CASE]}


def test_a_new_key_opens_its_case_for_who_has_only_the_vault_s() -> None:
    result = open_changes(changes(new_keys=list(CASE_KEYS)), CASES_KEY, lambda _: [])
    assert result.keys == CASE_KEYS
    assert set(result.pieces) == set(PIECES)


def test_after_a_rotation_content_opens_with_the_case_s_and_the_epoch_s_key_together() -> None:
    """Whoever left knows every case key of before, but not the new epoch's."""
    address, new = ANA.address(CASES, epoch=2), fixed("cases key 2", 32)
    sealed = seal_changes(address, ANA.seed, new, CHANGESETS, PIECES, CASE_KEYS, [SECOND_CASE])
    found = open_changes(sealed, new, held)
    assert found.pieces == {scope: tuple(pieces) for scope, pieces in PIECES.items()}
    for part in (1, 2, 3):
        for key in (*CASE_KEYS.values(), CASES_KEY):
            with pytest.raises(SealError):
                open_sealed(key, sealed.header.place(part), sealed.parts[part] or b"")


def test_an_envelope_of_a_later_epoch_is_not_sealed_as_one_of_the_first() -> None:
    crossed = crafted([2, [CONTENT], [header()]], (KEY, GOOD))
    with pytest.raises(ProtocolError, match="epoch"):
        opened(crossed)


def test_what_was_taken_out_of_an_envelope_is_told() -> None:
    left = open_changes(without(changes(), [1, 2, 3]), CASES_KEY, held)
    assert left.left_out == {FIRST_CASE, SECOND_CASE}
    assert not left.pieces
    assert left.changesets == CHANGESETS


def test_without_its_key_a_case_is_missing_and_all_else_is_there() -> None:
    result = open_changes(changes(), CASES_KEY, lambda _: [])
    assert set(result.pieces) == {SECOND_CASE}
    assert result.locked == {FIRST_CASE}
    assert result.changesets == CHANGESETS


def test_a_case_can_be_left_out_of_an_envelope() -> None:
    whole = changes(new_keys=list(CASE_KEYS))
    for part, _ in enumerate(whole.parts[1:], start=1):
        left = open_changes(without(whole, [part]), CASES_KEY, held)
        assert left.changesets == CHANGESETS
        assert len(left.keys) + len(left.pieces) == len(whole.parts) - 2
        assert not left.locked


@pytest.mark.parametrize("envelope", [genesis(), without(changes(), [0])])
def test_without_a_manifest_nothing_is_opened(envelope: Envelope) -> None:
    with pytest.raises(ProtocolError, match="manifest"):
        opened(envelope)


@pytest.mark.parametrize(
    "values",
    [
        {"log": SHARED},
        {"log": ROSTER_LOG},
        {"device": BEN.id},
        {"incarnation": 1},
        {"number": 2, "previous": fixed("another", 32)},
        {"epoch": 2},
        {"kind": 2},
    ],
    ids=str,
)
def test_a_part_opens_in_its_envelope_only(values: dict[str, Any]) -> None:
    """Every field of the header but the parts binds every part."""
    whole = changes()
    moved = make(moved_to(ADDRESS, **values), [p or b"" for p in whole.parts], ANA.seed)
    for number, part in enumerate(whole.parts):
        assert whole.header.place(number) != moved.header.place(number)
        assert part == moved.parts[number]
    with pytest.raises(ProtocolError):
        opened(moved)


def moved_to(address: Address, **values: Any) -> Address:
    fields = {name: getattr(address, name) for name in address.__struct_fields__}
    return Address(**(fields | values))


def test_a_part_opens_at_its_own_number_only() -> None:
    whole = changes(new_keys=list(CASE_KEYS))
    parts = [part or b"" for part in whole.parts]
    for first in range(len(parts)):
        for second in range(first):
            swapped = list(parts)
            swapped[first], swapped[second] = parts[second], parts[first]
            assert not _opens_whole(make(ADDRESS, swapped, ANA.seed))


def _opens_whole(envelope: Envelope) -> bool:
    """Tell whether every part opens; one in the place of another case's waits for its key."""
    try:
        return not opened(envelope).locked
    except SealError:
        return False


def test_another_vault_s_key_opens_nothing() -> None:
    with pytest.raises(SealError):
        open_changes(changes(), fixed("another vault's key", 32), held)


def test_under_another_key_of_the_case_it_waits_and_under_one_of_two_it_opens() -> None:
    other = fixed("another case's key", 32)
    alone = open_changes(changes(), CASES_KEY, lambda _: [other])
    assert alone.locked == {FIRST_CASE}
    both = open_changes(changes(), CASES_KEY, lambda scope: [other, *held(scope)])
    assert set(both.pieces) == set(PIECES)
    assert not both.locked


CONTENT = ["content", FIRST_CASE]
GOOD = [1, [[0, 0, b"piece"]]]


def test_the_least_envelope_opens() -> None:
    assert opened(crafted([1, [CONTENT], [header()]], (KEY, GOOD))).pieces == {
        FIRST_CASE: (Piece(0, 0, b"piece"),)
    }


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        None,
        [],
        [1],
        [1, [], []],
        [1, [CONTENT], []],
        [1, [], [header()]],
        [1, [CONTENT, CONTENT], [header()]],
        [1, [CONTENT, ["key", SECOND_CASE]], [header()]],
        [1, [["wrong", FIRST_CASE]], [header()]],
        [1, [["content", FIRST_CASE[:15]]], [header()]],
        [1, [["content", b""]], [header()]],
        [1, [["content", "text"]], [header()]],
        [1, [CONTENT], [header(), header()]],
        [1, [CONTENT], [header(counter=2), header(counter=1)]],
        [1, [CONTENT], [header(incarnation=1), header(incarnation=0)]],
        [1, [CONTENT], [header(counter=n) for n in range(limits.CHANGESETS + 1)]],
        [1, [CONTENT], [header(counter=-1)]],
        [1, [CONTENT], [header(counter=2**32)]],
        [1, [CONTENT], [header(incarnation=-1)]],
        [1, [CONTENT], [header(incarnation=2**32)]],
        [1, [CONTENT], [header(stamp=-1)]],
        [1, [CONTENT], [header(stamp=2**63)]],
        [1, [CONTENT], [header(stamp=5.0)]],
        [1, [CONTENT], [header(author=None)]],
        [1, [CONTENT], [header(author=b"Ana")]],
        [1, [CONTENT], [header(digests=[bytes(31)])]],
        [1, [CONTENT], [header(digests=[b""])]],
        [1, [CONTENT], [header(seen=b"")]],
        [1, [CONTENT], [header(seen=b"\xc0")]],
        [1, [CONTENT], [header(seen=encode([[CASES, 1, 1]]))]],
        [1, [CONTENT], [header(seen=encode([[CASES, 1, 2**63, bytes(32)]]))]],
        [1, [CONTENT], [header(seen=encode([[CASES, -1, 1, bytes(32)]]))]],
        [1, [CONTENT], [header(seen=b"\x91" * 1000)]],
        [1, [CONTENT], [header()[:-1]]],
    ],
    ids=lambda manifest: repr(manifest)[:90],
)
def test_a_manifest_that_cannot_be_is_refused_though_a_member_made_it(manifest: Any) -> None:
    with pytest.raises(ProtocolError):
        opened(crafted(manifest, (KEY, GOOD)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        None,
        [1],
        [1, None],
        [1, [[0, 0]]],
        [1, [[0, 0, "text"]]],
        [1, [[-1, 0, b""]]],
        [1, [[1, 0, b""]]],
        [1, [[0, -1, b""]]],
        [1, [[0, 1, b""]]],
        [1, [[2**63, 0, b""]]],
        [1, [[0, 2**64 - 1, b""]]],
        [1, [[0, 0, b"one"], [0, 0, b"two"]]],
    ],
    ids=repr,
)
def test_content_that_no_changeset_lists_is_refused(content: Any) -> None:
    with pytest.raises(ProtocolError):
        opened(crafted([1, [CONTENT], [header()]], (KEY, content)))


def test_one_part_of_a_changeset_is_in_one_case_only() -> None:
    slots = [CONTENT, ["content", SECOND_CASE]]
    contents = [(KEY, GOOD), (CASE_KEYS[SECOND_CASE], GOOD)]
    with pytest.raises(ProtocolError, match="twice"):
        opened(crafted([1, slots, [header()]], *contents))


@pytest.mark.parametrize(("role", "key"), [("content", KEY), ("key", CASES_KEY)])
def test_a_case_is_named_once(role: str, key: bytes) -> None:
    contents = [(KEY, [1, []]), (KEY, [1, []])] if role == "content" else [(key, KEY), (key, KEY)]
    slots = [[role, FIRST_CASE]] * 2
    with pytest.raises(ProtocolError, match="names a case twice"):
        opened(crafted([1, slots, [header()]], *contents))


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_a_case_key_has_32_bytes(key: bytes) -> None:
    with pytest.raises(ProtocolError, match="length"):
        opened(crafted([1, [["key", FIRST_CASE]], [header()]], (CASES_KEY, key)))


def test_what_a_newer_version_appends_is_ignored_and_a_newer_form_waits() -> None:
    piece = [0, 0, b"piece", "new"]
    more = crafted(
        [1, [[*CONTENT, 7]], [[*header(), "new"]], {"new": 1}], (KEY, [1, [piece], "new"])
    )
    assert opened(more).pieces == {FIRST_CASE: (Piece(0, 0, b"piece"),)}
    for manifest, content in (([3], GOOD), ([1, [CONTENT], [header()]], [2, "of another shape"])):
        with pytest.raises(NewerProtocolError):
            opened(crafted(manifest, (KEY, content)))


@pytest.mark.parametrize("changesets", [(), [changeset(n) for n in range(limits.CHANGESETS + 1)]])
def test_too_few_or_too_many_changesets_are_not_sealed(changesets: Sequence[Any]) -> None:
    with pytest.raises(ProtocolError, match="500"):
        changes(changesets=changesets)


def test_many_small_bombs_are_refused_before_they_fill_the_memory() -> None:
    scopes = sorted(fixed(f"scope {number}", 16) for number in range(6))
    size = limits.OPENED - 100
    slots = [["content", scope] for scope in scopes]
    digests = [bytes(32)] * len(scopes)
    contents = [(KEY, [1, [[0, n, bytes(size)]]]) for n, _ in enumerate(scopes)]
    bomb = crafted([1, slots, [header(digests=digests)]], *contents)
    assert sum(len(part or b"") for part in bomb.parts) < 50_000
    with pytest.raises(ProtocolError, match="opens to more"):
        open_changes(bomb, CASES_KEY, lambda _: [KEY])


def part(*operations: bytes) -> bytes:
    """The bytes of a part of a changeset in the first case."""
    count = len(operations).to_bytes(4, "big")
    return (
        b"\x94"
        + b"".join(map(encode, (1, CASES, FIRST_CASE)))
        + b"\xdd"
        + count
        + b"".join(operations)
    )


def edit(**replaced: int) -> bytes:
    """An operation that replaces so many versions of each of these fields."""
    return encode([0, 1, "note", FIRST_CASE, {}, {n: [bytes(20)] * m for n, m in replaced.items()}])


def holding(*parts: bytes) -> Envelope:
    """An envelope of one changeset with these parts, all of them in the first case."""
    pieces = [[0, position, content] for position, content in enumerate(parts)]
    listed = [header(digests=[bytes(32)] * len(parts))]
    return crafted([1, [CONTENT], listed], (KEY, [1, pieces]))


def test_as_many_changes_as_an_envelope_may_hold_are_read_and_one_more_is_refused() -> None:
    some = [edit()] * (limits.OPERATIONS // 2)
    assert len(opened(holding(part(*some), part(*some))).pieces[FIRST_CASE]) == 2
    with pytest.raises(ProtocolError, match="more changes than"):
        opened(holding(part(*some), part(*some, edit())))


def test_as_many_versions_as_an_envelope_may_replace_are_read_and_one_more_is_refused() -> None:
    half = limits.REPLACED // 2  # less one: the two fields are counted with their versions
    assert opened(holding(part(edit(text=half - 1)), part(edit(text=half - 1))))
    for one in (edit(text=half), edit(text=half - 2, on=1)):
        with pytest.raises(ProtocolError, match="replaces more versions"):
            opened(holding(part(one), part(edit(text=half - 1, on=0))))


@pytest.mark.parametrize(
    "manifest",
    [
        [header(digests=[bytes(32)] * (limits.LISTED + 1))],
        [header(counter=n, digests=[bytes(32)] * (limits.LISTED // 2)) for n in range(3)],
    ],
)
def test_more_parts_than_an_envelope_may_list_are_refused(manifest: Any) -> None:
    with pytest.raises(ProtocolError, match="lists more parts"):
        opened(crafted([1, [CONTENT], manifest], (KEY, GOOD)))
    assert opened(crafted([1, [], [header(digests=[bytes(32)] * limits.LISTED)]]))


def test_too_many_changes_are_refused_before_anything_is_made_of_them() -> None:
    bomb = holding(part(*[edit()] * (12 * 1024 * 1024 // len(edit()))))
    tracemalloc.start()
    with pytest.raises(ProtocolError, match="more changes than"):
        opened(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80 * 1024 * 1024


@pytest.mark.parametrize(
    "content",
    [b"", b"piece", encode([2, "of a newer form"]), encode([1, CASES, FIRST_CASE]), encode({})],
    ids=repr,
)
def test_what_is_no_part_is_for_its_reader_to_refuse(content: bytes) -> None:
    assert opened(holding(content)).pieces[FIRST_CASE][0].content == content


def test_nothing_is_sealed_that_a_reader_would_refuse() -> None:
    scopes = [fixed(f"scope {number}", 16) for number in range(3)]
    pieces = {scope: (Piece(0, n, bytes(limits.OPENED - 100)),) for n, scope in enumerate(scopes)}
    with pytest.raises(ProtocolError, match="more than"):
        seal_changes(ADDRESS, ANA.seed, CASES_KEY, CHANGESETS, pieces, dict.fromkeys(scopes, KEY))
