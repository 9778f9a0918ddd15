"""Shares of a secret: what makes it again, and what typing errors and mixed papers come to."""

from itertools import combinations

import pytest

from sync.protocol.errors import ProtocolError
from sync.protocol.shares import Share, combine, read, split
from tests.protocol.second_shares import recovered

SECRET = bytes(range(32))
SHARES = split(SECRET, 2, 3)


@pytest.mark.parametrize(("threshold", "count"), [(2, 3), (3, 5), (2, 2), (2, 16)])
def test_any_so_many_shares_make_the_secret_again(threshold: int, count: int) -> None:
    shares = split(SECRET, threshold, count)
    for some in list(combinations(shares, threshold))[:20]:
        assert combine([read(share) for share in some]) == SECRET
        assert recovered(some) == SECRET


def test_one_share_alone_is_enough_where_one_was_asked_for() -> None:
    shares = split(SECRET, 1, 3)
    assert all(combine([read(share)]) == SECRET for share in shares)


def test_a_share_says_which_it_is_and_how_many_are_needed() -> None:
    shares = [read(share) for share in SHARES]
    assert [(share.number, share.threshold) for share in shares] == [(1, 2), (2, 2), (3, 2)]
    assert len({share.set for share in shares}) == 1


def test_too_few_shares_and_one_twice_are_refused() -> None:
    with pytest.raises(ProtocolError, match="2 different shares are needed; 1 is here"):
        combine([read(SHARES[0]), read(SHARES[0])])
    with pytest.raises(ProtocolError, match="No share is here"):
        combine([])


def test_shares_more_than_needed_and_one_twice_are_no_hindrance() -> None:
    assert combine([read(share) for share in (*SHARES, SHARES[1])]) == SECRET


def test_shares_of_two_sets_do_not_mix() -> None:
    other = split(SECRET, 2, 3)
    with pytest.raises(ProtocolError, match="not of one set"):
        combine([read(SHARES[0]), read(other[1])])
    # Two sets that bear one number by chance, of which there are 32,768.
    first, second = read(SHARES[0]), read(other[1])
    with pytest.raises(ProtocolError, match=r"not of one set|do not fit together"):
        combine([first, Share(first.set, second.number, 2, second.words)])


def test_every_single_wrong_word_is_noticed_and_an_unknown_one_is_named() -> None:
    words = SHARES[0].split()
    for place, word in enumerate(words):
        wrong = [*words]
        wrong[place] = "academic" if word != "academic" else "acid"
        with pytest.raises(ProtocolError, match="another than on the paper"):
            read(" ".join(wrong))
        wrong[place] = word[:-1] + ("q" if word[-1] != "q" else "x")
        with pytest.raises(ProtocolError, match=f"Word {place + 1}, “{wrong[place]}”"):
            read(" ".join(wrong))


def test_two_words_that_changed_places_are_noticed() -> None:
    words = SHARES[0].split()
    for place in range(len(words) - 1):
        if words[place] == words[place + 1]:
            continue
        swapped = [*words]
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        with pytest.raises(ProtocolError):
            read(" ".join(swapped))


@pytest.mark.parametrize("count", [0, 1, 20, 32, 34, 66])
def test_a_wrong_number_of_words_is_refused(count: int) -> None:
    words = (SHARES[0].split() * 2)[:count]
    with pytest.raises(ProtocolError, match=f"33 words; this one has {count}"):
        read(" ".join(words))


@pytest.mark.parametrize(
    "joint", ["\u00a0", " \u2013 ", "\u2014", "\r\n", "\t", "\u200b", ", ", "·"]
)
def test_what_a_word_processor_puts_between_words_is_no_hindrance(joint: str) -> None:
    assert read(joint.join(SHARES[0].split())).words == SHARES[0]


def test_numbers_capitals_and_soft_hyphens_are_no_hindrance() -> None:
    words = SHARES[0].split()
    listed = "\n".join(f"{place}. {word.title()}" for place, word in enumerate(words, 1))
    assert read(listed).words == SHARES[0]
    assert read(" ".join(word[:2] + "\u00ad" + word[2:] for word in words)).words == SHARES[0]


def test_the_words_of_another_make_of_shares_are_refused() -> None:
    short = (
        "duckling enlarge academic academic agency result length solution fridge kidney coal piece"
        " deal husband erode duke ajar critical decision keyboard"
    )
    with pytest.raises(ProtocolError, match="33 words; this one has 20"):
        read(short)
