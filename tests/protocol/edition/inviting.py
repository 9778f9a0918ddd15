"""Invitations as words, links and messages; files of a meeting; codes and lines."""

from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import quote

from sync.protocol import invitation, program_code, sealing
from tests.protocol.builders import BEN, EVE, ROSTER_LOG, fixed
from tests.protocol.edition.cases import TIME, Case, Cases, flipped, refusals
from tests.protocol.messagepack import pack, unpack

_SECRET, _NONCE = fixed("invitation", 16), fixed("nonce", 32)
_PROGRAM, _KEY = fixed("a program", 32), EVE.device.signing
_WEAK = (1).to_bytes(32, "little")
_ADDRESS = "https://satchel.example.org:8443/cac"


def words() -> Cases:
    """Twelve words."""
    good = invitation.words_of(_SECRET)
    parts = good.split()
    read = [
        Case("twelve words", good.encode()),
        Case("numbered, in capitals, on lines", "\n".join(
            f"{n}. {word.upper()}" for n, word in enumerate(parts, 1)).encode()),
        Case("joined by dashes", "-".join(parts).encode()),
        Case("a soft hyphen and a zero-width space", "\u200b".join(
            [f"{parts[0][:2]}\u00ad{parts[0][2:]}", *parts[1:]]).encode()),
    ]  # fmt: skip
    wrong = {
        "eleven words": " ".join(parts[:-1]),
        "thirteen words": " ".join([*parts, parts[0]]),
        "a word that is in no list": " ".join([*parts[:-1], "satchel"]),
        "two words in each other's place": " ".join([parts[1], parts[0], *parts[2:]]),
        "another last word": " ".join([*parts[:-1], "abandon"]),
        "nothing": "",
    }
    spelled = {name: text.encode() for name, text in wrong.items()}
    return Cases("invitation-words", {}, [*read, *refusals(spelled)])


def links() -> Cases:
    """Invitations as links, as a QR code holds them."""

    def link(address: str = _ADDRESS, key: bytes = _KEY, secret: bytes = _SECRET) -> bytes:
        where = quote(address, safe="")
        return f"satchel:join?a={where}&k={_text(key)}&s={_text(secret)}".encode()

    good = link()
    addresses = {
        "a port": "https://satchel.example.org:65535",
        "this computer": "http://127.0.0.1:8000",
        "this computer, the newer way": "http://[::1]:8000",
        "a number": "https://192.0.2.7",
        "a path": "https://example.org/a/b-c_d",
    }
    read = [
        Case("a link", good),
        *(Case(name, link(address)) for name, address in addresses.items()),
    ]
    wrong_addresses = {
        "another computer without TLS": "http://satchel.example.org",
        "a name before the host": "https://ana@example.org",
        "something behind a question mark": "https://example.org/?a=1",
        "something behind a number mark": "https://example.org/#a",
        "a slash at its end": "https://example.org/",
        "capital letters": "https://Example.org",
        "letters that look like others": "https://xn--exmple-cua.org",
        "a host that is no ASCII": "https://exämple.org",
        "port 0": "https://example.org:0",
        "port 65536": "https://example.org:65536",
        "a way back in its path": "https://example.org/../a",
        "another scheme": "ftp://example.org",
        "no host": "https://",
        "201 letters": "https://example.org/" + "a" * 181,
    }
    text = good.decode()
    key_first = f"satchel:join?k={_text(_KEY)}&a=https%3A%2F%2Fa.org&s={_text(_SECRET)}"
    wrong = {name: link(address) for name, address in wrong_addresses.items()} | {
        "a weak server key": link(key=_WEAK),
        "a server key of 31 bytes": link(key=_KEY[:31]),
        "a secret of 15 bytes": link(secret=_SECRET[:15]),
        "another order": key_first.encode(),
        "a further field": good + b"&x=1",
        "small letters in the address's digits": text.replace("%3A", "%3a").encode(),
        "an address that is no text": text.replace("https", "%FF").encode(),
        "an address that is not encoded": text.replace("%3A", ":").encode(),
        "filling": good + b"=",
        "bits that say nothing": good[:-1] + _next(text[-1]).encode(),
        "capital letters before": text.replace("satchel:join", "SATCHEL:JOIN").encode(),
        "another word before": text.replace("join", "open").encode(),
        "cut short": good[:-1],
        "two links": good + b"\n" + good,
    }
    return Cases("invitation-link", {}, [*read, *refusals(wrong)])


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _next(letter: str) -> str:
    """The letter that differs in its last bit, which carries nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return letters[letters.index(letter) ^ 1]


def _sealed(step: str, *said: Any, place: str = "", secret: bytes = _SECRET) -> bytes:
    key = sealing.derive(secret, "rendezvous/key")
    return sealing.seal(key, (place or step).encode(), pack(list(said)))


_COMMITMENT = invitation.commitment_to(_NONCE)
_OFFER = [1, _PROGRAM, ROSTER_LOG, "Suffolk CAC", TIME, _COMMITMENT, _KEY]
_DEVICE = [BEN.id, BEN.device.signing, BEN.device.kem]


def offers() -> Cases:
    """Offers."""

    def offer(at: int, to: Any) -> bytes:
        return _sealed("offer", *_OFFER[:at], to, *_OFFER[at + 1 :])

    good = _sealed("offer", *_OFFER)
    wrong = {
        "a program of 31 bytes": offer(1, _PROGRAM[:31]),
        "a log of 15 bytes": offer(2, ROSTER_LOG[:15]),
        "a name in bytes": offer(3, b"Suffolk"),
        "an end before time began": offer(4, -1),
        "an end beyond 2 to the 53": offer(4, 2**53),
        "a commitment of 31 bytes": offer(5, _COMMITMENT[:31]),
        "a weak server key": offer(6, _WEAK),
        "a further field": _sealed("offer", *_OFFER, 0),
        "a field less": _sealed("offer", *_OFFER[:-1]),
        "an answer's place": _sealed("offer", *_OFFER, place="answer"),
        "other words": _sealed("offer", *_OFFER, secret=_SECRET[::-1]),
        "a bit of its tag": flipped(good, -1),
    }
    read = [Case("an offer", good), Case("another form", offer(0, 2), "newer")]
    return Cases("offer", {"secret": _SECRET}, [*read, *refusals(wrong)])


def answers() -> Cases:
    """Answers."""
    good = _sealed("answer", 1, _DEVICE, "Ben Ortiz", _NONCE)
    devices = {
        "a device's id of 7 bytes": [BEN.id[:7], *_DEVICE[1:]],
        "a device's weak key": [BEN.id, _WEAK, BEN.device.kem],
        "a device's short KEM key": [*_DEVICE[:2], BEN.device.kem[1:]],
        "a device's further field": [*_DEVICE, 0],
    }
    wrong = {name: _sealed("answer", 1, each, "Ben", _NONCE) for name, each in devices.items()} | {
        "a nonce of 31 bytes": _sealed("answer", 1, _DEVICE, "Ben", _NONCE[1:]),
        "a further field": _sealed("answer", 1, _DEVICE, "Ben", _NONCE, 0),
        "an offer's place": _sealed("answer", 1, _DEVICE, "Ben", _NONCE, place="offer"),
    }
    read = [
        Case("an answer", good),
        Case("another form", _sealed("answer", 2, _DEVICE, "Ben", _NONCE), "newer"),
    ]
    return Cases("answer", {"secret": _SECRET}, [*read, *refusals(wrong)])


def reveals() -> Cases:
    """Reveals, behind an offer that committed to one."""
    wrong = {
        "another nonce": _sealed("reveal", 1, _NONCE[::-1]),
        "a further field": _sealed("reveal", 1, _NONCE, 0),
        "an answer's place": _sealed("reveal", 1, _NONCE, place="answer"),
    }
    read = [
        Case("a reveal", _sealed("reveal", 1, _NONCE)),
        Case("another form", _sealed("reveal", 2, _NONCE), "newer"),
    ]
    given = {"secret": _SECRET, "commitment": _COMMITMENT}
    short = Case("a nonce of 31 bytes that was committed to", _sealed("reveal", 1, _NONCE[1:]),
                 "refused", {"commitment": invitation.commitment_to(_NONCE[1:])})  # fmt: skip
    return Cases("reveal", given, [*read, short, *refusals(wrong)])


def meetings() -> Cases:
    """Files of a meeting without a network."""

    def file(step: str = "offer", *sealed: Any, at: int = 7, to: Any = None) -> bytes:
        place, address = fixed("meeting place", 16), _ADDRESS
        said = ["satchel meeting", 1, step, place, address, _KEY, list(sealed or [b"sealed"])]
        return pack([to if n == at else value for n, value in enumerate(said)])

    good = file()
    read = [
        Case("the offer", good),
        *(Case(f"the {step}", file(step), given={"step": step})
          for step in ("answer", "reveal", "admission")),
        Case("an admission of three entries", file("admission", b"1", b"2", b"3"),
             given={"step": "admission"}),
        Case("another form", file(at=1, to=2), "newer"),
    ]  # fmt: skip
    wrong = {
        "another file": file(at=0, to="satchel reading"),
        "another step": file("answer"),
        "a step that is none": file("note"),
        "two sealed offers": file("offer", b"1", b"2"),
        "nothing sealed": file(at=6, to=[]),
        "an address in bytes": file(at=4, to=b"https://example.org"),
        "a further field": pack([*unpack(good), 0]),
        "a list with a long head": b"\xdc\0\7" + good[1:],
        "cut short": good[:-1],
        "a byte too many": good + b"\0",
    }
    empty = Case("an admission of no entries", file("admission", at=6, to=[]), "refused",
                 {"step": "admission"})  # fmt: skip
    return Cases("meeting-file", {"step": "offer"}, [*read, empty, *refusals(wrong)])


def codes() -> Cases:
    """A program's code."""
    good = program_code.code_of(_PROGRAM)
    return Cases("program-code", {}, _typed(good))


def lines() -> Cases:
    """The line by which a new laptop finds the program again."""
    return Cases("program-line", {}, _typed(program_code.line_of(_PROGRAM, ROSTER_LOG)))


def _typed(good: str) -> list[Case]:
    misread = good.replace("0", "o").replace("1", "l").replace("V", "u")
    read = {
        "as it is printed": good,
        "in small letters with spaces": good.lower().replace("-", " "),
        "with letters that look like digits": misread,
    }
    plain = good.replace("-", "")
    other = "B" if plain[3] == "A" else "A"
    wrong = {
        "a symbol wrong": plain[:3] + other + plain[4:],
        "a symbol of the check wrong": plain[:-1] + ("B" if plain[-1] == "A" else "A"),
        "a symbol less": plain[:-1],
        "a symbol more": plain + "0",
        "a letter of another script": plain[:3] + "Ж" + plain[4:],
        "nothing": "",
    }
    spelled = {name: text.encode() for name, text in wrong.items()}
    return [*(Case(name, text.encode()) for name, text in read.items()), *refusals(spelled)]
