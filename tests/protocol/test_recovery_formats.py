"""The formats of recovery, frozen: files that were sent and sheets in safes stay readable."""

from collections.abc import Callable
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.errors import NewerProtocolError, ProtocolError
from sync.protocol.program_code import found_by, line_of
from sync.protocol.recoverykey import give, given_file, keys_of, read_given, take_given
from sync.protocol.roster import Device
from sync.protocol.shares import combine, read
from sync.protocol.signing import public_of
from sync.protocol.supervision import (
    Held,
    Request,
    answer_file,
    digest_of,
    open_answer,
    read_answer,
    read_request,
    request_file,
    words_of,
)
from sync.protocol.wrapping import kem_public_of

SECRET = bytes(range(32))
KEYS = bytes(range(64)), bytes(range(32))
REQUEST = Request(
    b"p" * 32, b"w" * 16, b"d" * 8, b"s" * 16, 1_772_636_400_000, kem_public_of(*KEYS), 2,
    (Held(b"a" * 8, b"one"), Held(b"b" * 8, b"two")),
)  # fmt: skip
SHEETS = (
    (
        "window golden academic acid amazing advance capacity owner demand intimate chemical "
        "density deal plot eyebrow lobe fiction sled steady hazard sheriff seafood "
        "piece detailed moment hanger funding emission unfold trend video benefit fishing"
    ),
    (
        "window golden academic always alarm chubby clogs scatter minister thank video "
        "dive endless minister gesture easel guard acne depend shrimp luck decorate "
        "laundry machine spill raspy acrobat grasp secret juice floral miracle medal"
    ),
)
LINE = (
    "E1R7-0W3G-E1R7-0W3G-E1R7-0W3G-E1R7-0W3G-E1R7-0W3G-"
    "E1R7-0W3G-E1R6-RV3C-DHP6-RV3C-DHP6-RV3C-DHP6-S9BZ"
)
Reader = Callable[[bytes], object]


def test_sheets_that_were_printed_make_the_same_secret() -> None:
    assert combine([read(sheet) for sheet in SHEETS]) == SECRET


def test_a_master_makes_the_same_key() -> None:
    keys = keys_of(SECRET)
    assert keys.id.hex() == "a9b510884cbf0f39"
    assert keys.public.hex() == ("aa44cd164b5ae480045b85a9016191334fd4676bc9a9604cf979c3dd1cb6cdb9")
    assert sha256(keys.kem).hexdigest() == (
        "3e6f47b70c30d9ab46bcf36adbb45eec3bb520bae1bed0fe55dccecf782c62dc"
    )


def test_a_line_that_was_printed_names_the_same_program() -> None:
    assert line_of(b"p" * 32, b"l" * 16) == LINE
    assert found_by(LINE) == (b"p" * 32, b"l" * 16)


def test_a_request_has_the_same_bytes_digest_and_words() -> None:
    content = request_file(REQUEST)
    assert read_request(content) == REQUEST
    assert sha256(content).hexdigest() == (
        "56125c132daa8676f001b6f6a6144d2ad8f0bd55c9d4256c5c042f155f744c67"
    )
    assert digest_of(REQUEST).hex() == (
        "4487d02f445560cd7e1a148b4f331cc93292d50670cfbf4f3dc163c5dedd868b"
    )
    assert " ".join(words_of(REQUEST)) == "duty direct armed master figure grit"


def test_an_answer_opens_for_the_request_it_was_made_for() -> None:
    content = answer_file(REQUEST, b"a" * 8, SECRET, SHEETS[0])
    answer, signed, signature = read_answer(content)
    assert open_answer(REQUEST, KEYS, answer, public_of(SECRET), signed, signature) == SHEETS[0]
    with pytest.raises(ProtocolError):
        open_answer(REQUEST, KEYS, answer, public_of(bytes(32)), signed, signature)
    with pytest.raises(ProtocolError):
        open_answer(REQUEST, (bytes(64), KEYS[1]), answer, public_of(SECRET), signed, signature)


def test_a_given_share_opens_for_its_receiver() -> None:
    receiver = Device(b"r" * 8, public_of(SECRET), kem_public_of(*KEYS))
    made = give(b"p" * 32, b"k" * 8, b"h" * 8, receiver, SHEETS[0])
    read_back, _signed, _signature = read_given(given_file(made, SECRET))
    assert read_back == made
    assert take_given(read_back, *KEYS) == SHEETS[0]
    with pytest.raises(ProtocolError):
        take_given(read_back, bytes(64), KEYS[1])


def files() -> list[tuple[Reader, bytes]]:
    receiver = Device(b"r" * 8, public_of(SECRET), kem_public_of(*KEYS))
    share = give(b"p" * 32, b"k" * 8, b"h" * 8, receiver, SHEETS[0])
    return [
        (read_request, request_file(REQUEST)),
        (read_answer, answer_file(REQUEST, b"a" * 8, SECRET, SHEETS[0])),
        (read_given, given_file(share, SECRET)),
    ]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_file_cut_anywhere_or_gone_on_is_refused(number: int) -> None:
    reader, content = files()[number]
    for cut in range(0, len(content), 3):
        with pytest.raises(ProtocolError):
            reader(content[:cut])
    for longer in (content + b"\0", content + content, content + bytes(70_000)):
        with pytest.raises(ProtocolError):
            reader(longer)


def test_files_of_a_newer_version_say_so() -> None:
    for reader, content in files()[:1]:
        end = content.index(b"\n") + 1
        newer = content[: end + 1] + b"\x02" + content[end + 2 :]
        with pytest.raises(NewerProtocolError):
            reader(newer)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2), st.binary(max_size=300))
def test_any_bytes_behind_the_first_line_are_read_or_refused(number: int, tail: bytes) -> None:
    reader, content = files()[number]
    end = content.index(b"\n") + 1
    try:
        reader(content[:end] + tail)
    except ProtocolError:
        return
    raise AssertionError("nothing that short is whole")
