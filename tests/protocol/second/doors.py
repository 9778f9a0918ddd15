"""What people read out, type, scan and carry: invitations, codes, lines, files of a meeting."""

import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from importlib.resources import files
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, unquote

from tests.protocol.second.keys import KEM, check_key
from tests.protocol.second.shapes import (
    NewerError,
    exact,
    many,
    need,
    number,
    octets,
    of_form,
    one_of,
    row,
    text,
)
from tests.protocol.second_reader import derive, open_part

_WORDS = (files("mnemonic") / "wordlist" / "english.txt").read_text("utf-8").split()
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LINK = re.compile(r"satchel:join\?a=([\w.~%-]+)&k=([\w-]{43})&s=([\w-]{22})", re.ASCII)
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"(https?)://({_LABEL}(?:\.{_LABEL})*|\[[0-9a-f:]+\])(?::(0|[1-9][0-9]*))?(?:/[A-Za-z0-9_-]+)*"
)
_STEPS = ("offer", "answer", "reveal", "admission")
_SHAPES = {
    "offer": row(number(), octets(32), octets(16), text, number(0, 2**53), octets(32), octets()),
    "answer": row(number(), row(octets(8), octets(), octets(KEM)), text, octets(32)),
    "reveal": row(number(), octets(32)),
}


def words_in(spoken: str) -> list[str]:
    """The words of a text: without marks and format characters, in small letters."""
    plain = unicodedata.normalize("NFKD", spoken.replace("\u200b", " "))
    kept = [c for c in plain if unicodedata.category(c) not in {"Cf", "Mn"}]
    return "".join(c if c.isalpha() else " " for c in kept).lower().split()


def read_words(spoken: str) -> bytes:
    """The secret in twelve words (BIP 39)."""
    words = words_in(spoken)
    need(len(words) == 12)
    value = 0
    for word in words:
        value = value << 11 | _WORDS.index(word)
    secret = (value >> 4).to_bytes(16, "big")
    need(sha256(secret).digest()[0] >> 4 == value & 15)
    return secret


def read_message(step: str, secret: bytes, sealed: bytes) -> Any:
    """An offer, answer or reveal, opened with the secret of the words."""
    content = open_part(derive(secret, "rendezvous/key", 32), step.encode(), sealed)
    of_form(content, 1)
    message = exact(content, _SHAPES[step])
    if step == "offer":
        check_key(message[6])
    if step == "answer":
        check_key(message[1][1])
    return message


def read_reveal(secret: bytes, commitment: bytes, sealed: bytes) -> Any:
    """A reveal that keeps to the offer."""
    message = read_message("reveal", secret, sealed)
    need(sha256(b"satchel/1/commitment\0" + message[1]).digest() == commitment)
    return message


def six_words(digest: bytes) -> list[str]:
    """The first 66 bits of a digest."""
    number_ = int.from_bytes(digest, "big")
    return [_WORDS[number_ >> 256 - 11 * place & 2047] for place in range(1, 7)]


def read_link(link: str) -> list[Any]:
    """Address, server's key and secret of an invitation as a link, in its one spelling."""
    found = _LINK.fullmatch(link)
    need(found is not None and len(link) <= 1_000)
    assert found is not None
    address = unquote(found[1], errors="strict")
    key, secret = (urlsafe_b64decode(f"{part}=") for part in (found[2], f"{found[3]}="))
    _check_address(address)
    check_key(key)
    spelled = [urlsafe_b64encode(part).rstrip(b"=").decode() for part in (key, secret)]
    again = f"satchel:join?a={quote(address, safe='')}&k={spelled[0]}&s={spelled[1]}"
    need(again == link)
    return [address, key, secret]


def _check_address(address: str) -> None:
    found = _ADDRESS.fullmatch(address)
    need(found is not None and len(address) <= 200)
    assert found is not None
    scheme, host, port = found.groups()
    need(port is None or 0 < int(port) <= 65_535)
    need(len(host) <= 253 and not any(label.startswith("xn--") for label in host.split(".")))
    by_number = host.startswith("[") or host.rpartition(".")[2].isdecimal()
    number_ = ip_address(host.strip("[]")) if by_number else None
    need(number_ is None or str(number_) == host.strip("[]"))
    need(scheme == "https" or (number_ is not None and number_.is_loopback))


def read_meeting(step: str, content: bytes) -> list[Any]:
    """The file of one step of a meeting without a network."""
    shape = row(text, number(), text, octets(), text, octets(), many(octets()))
    magic, form, said, place, address, server, sealed = exact(content, shape)
    need(magic == "satchel meeting")
    if form != 1:
        raise NewerError
    need(one_of(*_STEPS)(said) == step)
    need(len(sealed) == 1 or (step == "admission" and bool(sealed)))
    return [said, place, address, server, sealed]


def read_code(typed: str) -> bytes:
    """The 160 bits that a program's code carries."""
    symbols = _typed(typed, 36)
    digest = sha256(symbols[:32].encode()).digest()
    need(_symbols_of(digest[:5])[:4] == symbols[32:])
    return _bytes_of(symbols[:32])


def read_line(typed: str) -> list[bytes]:
    """The program's id and its roster's log, from the line on a paper."""
    content = _bytes_of(_typed(typed, 80))
    need(sha256(b"satchel/1/line\0" + content[:48]).digest()[:2] == content[48:])
    return [content[:32], content[32:48]]


def _typed(typed: str, length: int) -> str:
    symbols = "".join(c for c in typed if c.isalnum()).upper()
    symbols = symbols.translate(str.maketrans("OILU", "011V"))
    need(len(symbols) == length and set(symbols) <= set(_SYMBOLS))
    return symbols


def _bytes_of(symbols: str) -> bytes:
    value = 0
    for symbol in symbols:
        value = value << 5 | _SYMBOLS.index(symbol)
    return value.to_bytes(len(symbols) * 5 // 8, "big")


def _symbols_of(content: bytes) -> str:
    bits = f"{int.from_bytes(content, 'big'):0{8 * len(content)}b}"
    return "".join(_SYMBOLS[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))
