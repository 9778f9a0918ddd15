"""Links and files of an invitation: one spelling each, and nothing that only looks like one."""

from urllib.parse import quote

import pytest

from storage.errors import RejectedError
from sync.client.enrolment.joining import accept
from sync.client.enrolment.links import FILE_NAME, file_of, link_of, read_file, read_invitation
from sync.client.enrolment.names import secret_in
from sync.client.problems import SyncError
from sync.protocol import signing
from sync.protocol.invitation import words_of
from tests.sync.enrolment.laptops import ADDRESS, Laptop, letters

_SECRET = bytes(range(16))
_WORDS = words_of(_SECRET)
_KEY = signing.public_of(bytes(32))
_LINK = link_of(ADDRESS, _KEY, _WORDS)


def _with(address: str) -> str:
    return _LINK.replace(quote(ADDRESS, safe=""), quote(address, safe=""))


def test_a_link_tells_words_server_and_key() -> None:
    found = read_invitation(f"  {_LINK}\n")
    assert (found.words, found.address, found.pinned) == (_WORDS, ADDRESS, (_KEY,))
    assert read_file(file_of(_LINK)) == found
    assert FILE_NAME == "invitation.satchel"
    assert len(_LINK) < 200


def test_words_are_words_however_they_were_pasted() -> None:
    for text in (
        _WORDS,
        _WORDS.upper(),
        _WORDS.replace(" ", "\u00a0"),
        _WORDS.replace(" ", " \u2013 "),
        "\u201c" + _WORDS.replace(" ", "\n") + "\u201d",
        "".join(f"{n}. {word}\t" for n, word in enumerate(_WORDS.split(), start=1)),
    ):
        found = read_invitation(text)
        assert (secret_in(found.words), found.address, found.pinned) == (_SECRET, "", ())


_WRONG = {
    "cut": _LINK[:-1],
    "text behind": f"{_LINK}x",
    "a further part": f"{_LINK}&x=1",
    "two links": f"{_LINK}\n{_LINK}",
    "10 KB": f"{_LINK}{'A' * 10_000}",
    "a part twice": _LINK.replace("&k=", f"&k={_LINK[-22:]}&k="),
    "parts exchanged": "satchel:join?s={2}&k={1}&a={0}".format(
        *(part.split("=")[1] for part in _LINK.split("?")[1].split("&"))
    ),
    "another verb": _LINK.replace("join", "open"),
    "slashes": _LINK.replace("satchel:", "satchel://"),
    "capitals": _LINK.replace("satchel", "SATCHEL"),
    "a filling": f"{_LINK}==",
    "another spelling of the key": f"{_LINK[:-26]}{chr(ord(_LINK[-26]) + 1)}{_LINK[-25:]}",
    "a key for which anybody signs": _LINK.replace(_LINK.split("k=")[1][:43], f"AQ{'A' * 41}"),
    "a fragment": f"{_LINK}#x",
    "a space": _LINK.replace("&k", " &k"),
    "http": _with("http://records.example"),
    "a file": _with("file:///etc/passwd"),
    "a script": _with("javascript:alert(1)"),
    "a user": _with("https://records.example@evil.example"),
    "a password": _with("https://a:b@records.example"),
    "letters that look alike": _with("https://xn--rcords-cva.example"),
    "letters of another script": _with("https://r\u0435cords.example"),
    "port 0": _with("https://records.example:0"),
    "port 65536": _with("https://records.example:65536"),
    "a zone": _with("https://[fe80::1%25eth0]"),
    "localhost by its name": _with("http://localhost"),
    "a query": _with("https://records.example?x=1"),
    "a line break": _with("https://records.example\r\nhost: evil"),
    "no host": _with("https://"),
    "a slash behind": _with(f"{ADDRESS}/"),
    "capitals in the host": _with("https://Records.example"),
}


@pytest.mark.parametrize("text", _WRONG.values(), ids=_WRONG)
def test_what_only_looks_like_a_link_is_refused_in_words(text: str) -> None:
    with pytest.raises(RejectedError):
        read_invitation(text)
    with pytest.raises(RejectedError):
        read_file(file_of(text))


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"PK\x03\x04", _WORDS.encode(), bytes(100_000), file_of(_LINK) * 30],
)
def test_a_file_that_is_no_invitation_is_refused(content: bytes) -> None:
    with pytest.raises(RejectedError):
        read_file(content)


def test_a_slip_in_any_letter_of_the_words_is_noticed_or_leads_nowhere() -> None:
    found = {secret_in(typed) for typed in letters(_WORDS)}
    assert _SECRET not in found


def test_a_link_leads_to_its_server_alone(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    key = begun.wire.public  # type: ignore[attr-defined]  # the server of the tests
    found = read_invitation(link_of(ADDRESS, key, invitation.words))
    other = read_invitation(link_of(ADDRESS, _KEY, invitation.words))
    with pytest.raises(SyncError, match="another-server"):
        ben.run(accept(ben.clock, other.address, other.words, "Ben", other.pinned))
    ben.run(accept(ben.clock, found.address, found.words, "Ben", found.pinned))
    assert begun.answer(invitation).words == ben.six_words()
