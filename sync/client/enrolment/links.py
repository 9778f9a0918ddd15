"""An invitation as text: twelve words, or a link that also tells the server and its key.

``satchel:join?a=ADDRESS&k=KEY&s=SECRET``: the address percent-encoded, the server's public key and
the secret of the words in base64url without filling. It stands in a QR code, or in a file, and
has one spelling. Whoever reads it can answer the invitation in the person's place, as whoever
overhears the words can; the six words that both screens show tell.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from urllib.parse import quote, unquote

from storage.errors import RejectedError
from storage.profile import server_address
from sync.client.enrolment.names import secret_in
from sync.protocol.errors import ProtocolError
from sync.protocol.invitation import SECRET_LENGTH, words_of
from sync.protocol.signing import KEY_LENGTH, check_public

FILE_NAME = "invitation.satchel"
LONGEST = 1_000
"""Letters of a link; a file holds it in one line behind another."""
_FIRST_LINE = "Satchel invitation. Open Satchel, choose “Join your program”, and give it this file."
_LINK = re.compile(r"satchel:join\?a=([\w.~%-]{1,700})&k=([\w-]{43})&s=([\w-]{22})", re.ASCII)
_LOOKS_LIKE_ONE = re.compile(r"\s*satchel:", re.IGNORECASE)


class Invited(NamedTuple):
    """What an invitation tells: the words, and where it was a link the server and its key."""

    words: str
    address: str = ""
    server_key: bytes = b""

    @property
    def pinned(self) -> tuple[bytes, ...]:
        """The keys that the server must have one of; none where only words were given."""
        return (self.server_key,) if self.server_key else ()


def link_of(address: str, server_key: bytes, words: str) -> str:
    """Return the link for the invitation in ``words``."""
    secret = secret_in(words)
    if secret is None:
        raise ValueError("these are not the words of an invitation")
    where = quote(server_address(address), safe="")
    return f"satchel:join?a={where}&k={_text(server_key)}&s={_text(secret)}"


def file_of(link: str) -> bytes:
    """Return the file that holds ``link``."""
    return f"{_FIRST_LINE}\n{link}\n".encode()


def read_invitation(text: str) -> Invited:
    """Return what the words, the link or the content of a file in ``text`` tell.

    RejectedError says in words what is wrong with a link; text that is none is taken for words.
    """
    line = _link_line(text)
    return Invited(text) if line is None else _read_link(line)


def read_file(content: bytes) -> Invited:
    """Return what the file of an invitation tells; RejectedError when it is none."""
    try:
        text = content[: 4 * LONGEST + 1].decode()
    except UnicodeDecodeError as error:
        raise RejectedError(_NO_FILE) from error
    line = _link_line(text) if len(content) <= 4 * LONGEST else None
    if line is None:
        raise RejectedError(_NO_FILE)
    return _read_link(line)


def _link_line(text: str) -> str | None:
    """Return the line of ``text`` that is to be a link."""
    lines = [line.strip() for line in text.splitlines() if _LOOKS_LIKE_ONE.match(line)]
    if len(lines) > 1:
        raise RejectedError("There is more than one invitation here. Give one.")
    return lines[0] if lines else None


def _read_link(link: str) -> Invited:
    found = _LINK.fullmatch(link) if len(link) <= LONGEST else None
    if found is None:
        raise RejectedError(_NO_LINK)
    encoded, key_text, secret_text = found.groups()
    # Bytes that are no text become letters that no address has.
    address = server_address(unquote(encoded, errors="replace"))
    key, secret = _bytes(key_text, KEY_LENGTH), _bytes(secret_text, SECRET_LENGTH)
    try:
        check_public(key)
    except ProtocolError as error:
        raise RejectedError(_NO_LINK) from error
    invited = Invited(words_of(secret), address, key)
    if link_of(address, key, invited.words) != link:
        raise RejectedError(_NO_LINK)
    return invited


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _bytes(text: str, length: int) -> bytes:
    content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(content) != length or _text(content) != text:
        raise RejectedError(_NO_LINK)
    return content


_NO_LINK = (
    "This is not the link of an invitation, or not all of it. Copy it once more, or type the "
    "twelve words."
)
_NO_FILE = "This file is no invitation. Choose invitation.satchel, or type the twelve words."
