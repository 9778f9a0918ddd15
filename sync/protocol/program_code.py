"""A program's code: its id in letters and digits that a person can read out and type.

The first 160 bits of the program's id as 32 symbols of Crockford's base 32, then four check
symbols (the first 20 bits of the SHA-256 of the 32), in groups of four. It is no secret.

The *line* that stands on the paper of a recovery share is longer: the whole id and the log of the
roster, 48 bytes, and the first two bytes of a SHA-256 over them, as 80 symbols.
"""

from hashlib import sha256

from sync.protocol.crockford import content_of, grouped, symbols_of, typed_symbols
from sync.protocol.errors import ProtocolError

PREFIX_LENGTH = 20
_SYMBOLS = 36
_PROGRAM, _LINE, _LINE_SYMBOLS = 32, 48, 80


def code_of(program: bytes) -> str:
    """Return the code of the program with this id (32 bytes)."""
    symbols = symbols_of(program[:PREFIX_LENGTH])
    return grouped(symbols + _check(symbols))


def prefix_of(code: str) -> bytes:
    """Return the 20 bytes that ``code`` carries, however it is spaced, dashed or cased.

    Raises ProtocolError when it was mistyped.
    """
    wrong = ProtocolError("This is not a program's code; compare it letter by letter.")
    try:
        typed = typed_symbols(code, _SYMBOLS)
    except ProtocolError as error:
        raise wrong from error
    symbols, check = typed[: _SYMBOLS - 4], typed[_SYMBOLS - 4 :]
    if _check(symbols) != check:
        raise wrong
    return content_of(symbols)


def line_of(program: bytes, log: bytes) -> str:
    """Return the line by which a new laptop finds the program with this id and roster's log."""
    return grouped(symbols_of(program + log + _line_check(program + log)))


def found_by(line: str) -> tuple[bytes, bytes]:
    """Return the program's id and its roster's log, however the line is spaced, dashed or cased.

    Raises ProtocolError when it was mistyped.
    """
    wrong = ProtocolError("The program's line has a typing error; compare it group by group.")
    try:
        content = content_of(typed_symbols(line, _LINE_SYMBOLS))
    except ProtocolError as error:
        raise wrong from error
    if _line_check(content[:_LINE]) != content[_LINE:]:
        raise wrong
    return content[:_PROGRAM], content[_PROGRAM:_LINE]


def _check(symbols: str) -> str:
    return symbols_of(sha256(symbols.encode()).digest()[:5])[:4]


def _line_check(content: bytes) -> bytes:
    return sha256(b"satchel/1/line\0" + content).digest()[:2]
