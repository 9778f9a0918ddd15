"""Fact sheets: the figures a program sends to the statewide body, and nothing else.

A sheet holds codes of a published form and whole numbers. There is no field for a name, a text or
an id of anybody: a sheet that is of another shape is refused before it is signed, and again by
the server. The signature is by a device of the program; the chain of roster entries from the
program's first one proves that.
"""

import re
from datetime import date

import msgspec

from sync.protocol import limits, signing
from sync.protocol.encoding import decode, decode_canonical, encode
from sync.protocol.errors import NewerProtocolError, ProtocolError

_FORM = 1
_PROGRAM = 32
_DEVICE = 8
_CODE = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Fact(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One figure: the measure's code in its form, its dimensions as codes, its value."""

    measure: str
    dimensions: tuple[str, ...]
    value: int


class FactSheet(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """All figures of one program for one form and one period; a later revision replaces it."""

    form: int
    program: bytes
    cac: str
    report: str
    report_version: str
    first_day: str
    last_day: str
    revision: int
    facts: tuple[Fact, ...]


class _Beginning(msgspec.Struct, array_like=True, frozen=True):
    """How every sheet begins, also one that a newer version made."""

    form: int


class SignedSheet(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """A sheet as it was signed, by which device, when (Unix milliseconds)."""

    sheet: bytes
    device: bytes
    time: int
    signature: bytes


def new_sheet(
    program: bytes,
    cac: str,
    report: tuple[str, str],
    period: tuple[str, str],
    revision: int,
    facts: tuple[Fact, ...],
) -> FactSheet:
    """Return a sheet; ProtocolError when anything in it is not a code, a day or a number."""
    sheet = FactSheet(_FORM, program, cac, *report, *period, revision, facts)
    # Types are not checked as an object is made: a figure that is no whole number ends here.
    if any(type(fact.value) is not int for fact in facts):
        raise ProtocolError("A figure is not a whole number.")
    _check(sheet)
    return sheet


def sign_sheet(sheet: FactSheet, device: bytes, time: int, seed: bytes) -> bytes:
    """Return the bytes to send: the sheet, who signed it when, the signature."""
    content = encode(sheet)
    signature = signing.sign(seed, "fact sheet", encode((content, device, time)))
    return encode(SignedSheet(content, device, time, signature))


def read_signed(content: bytes) -> tuple[FactSheet, SignedSheet]:
    """Return a sheet and its envelope, checked but for the signature."""
    signed = decode_canonical(content, SignedSheet)
    if len(signed.device) != _DEVICE or not 0 <= signed.time < 2**53:
        raise ProtocolError("A fact sheet was signed by no device, or at no moment.")
    if decode(signed.sheet, _Beginning).form != _FORM:
        raise NewerProtocolError("A fact sheet was made with a newer version of Satchel.")
    sheet = decode_canonical(signed.sheet, FactSheet)
    _check(sheet)
    return sheet, signed


def verify_sheet(signed: SignedSheet, public: bytes) -> None:
    """Return when ``public`` signed the sheet; SignatureError otherwise."""
    message = encode((signed.sheet, signed.device, signed.time))
    signing.verify(public, "fact sheet", message, signed.signature)


def _check(sheet: FactSheet) -> None:
    if sheet.form != _FORM or len(sheet.program) != _PROGRAM or not 1 <= sheet.revision < 2**31:
        raise ProtocolError("A fact sheet is of no program or no revision.")
    if not _is_day(sheet.first_day) or not _is_day(sheet.last_day):
        raise ProtocolError("A fact sheet has no period.")
    if sheet.first_day > sheet.last_day:
        raise ProtocolError("A fact sheet's period ends before it begins.")
    _check_facts(sheet)


def _check_facts(sheet: FactSheet) -> None:
    codes = [sheet.cac, sheet.report, sheet.report_version]
    if len(sheet.facts) > limits.FACTS:
        raise ProtocolError("A fact sheet has more figures than the protocol allows.")
    for fact in sheet.facts:
        codes += [fact.measure, *fact.dimensions]
        if not -(2**53) < fact.value < 2**53:
            raise ProtocolError("A figure is too large.")
        if len(fact.dimensions) > limits.DIMENSIONS:
            raise ProtocolError("A figure has more dimensions than the protocol allows.")
    if not all(_CODE.fullmatch(code) for code in codes):
        raise ProtocolError("A fact sheet holds something that is no code.")
    if len({(fact.measure, fact.dimensions) for fact in sheet.facts}) < len(sheet.facts):
        raise ProtocolError("A fact sheet says one figure twice.")


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False
