"""Recovery: shares on paper and on the way, requests and answers, the recovery key."""

from typing import Any

from sync.protocol import recoverykey, shares, signing, supervision
from sync.protocol.wrapping import wrap_to
from tests.protocol.builders import ANA, BEN, EVE, fixed
from tests.protocol.edition.cases import TIME, Case, Cases, flipped, refusals
from tests.protocol.messagepack import pack

_PROGRAM, _WORKSPACE, _SALT = fixed("a program", 32), fixed("workspace", 16), fixed("salt", 16)
_SECRET = fixed("master", 32)
_AFTER, _NAME = fixed("an entry before", 32), fixed("recovery name", 8)
_WORDS = " ".join(["window", "golden", *["academic"] * 31])
"""Stands for a share where only the wrap around it counts."""
_SHEET = (
    "window golden academic acid amazing advance capacity owner demand intimate chemical "
    "density deal plot eyebrow lobe fiction sled steady hazard sheriff seafood "
    "piece detailed moment hanger funding emission unfold trend video benefit fishing"
)
_KEYS = {"mlkem768": BEN.mlkem, "x25519": BEN.x25519}


def sheets() -> Cases:
    """Shares as they are printed and typed."""
    words = _SHEET.split()
    sets = {
        "one of one": shares.split(_SECRET, 1, 1)[0],
        "two of three": shares.split(_SECRET, 2, 3)[1],
        "three of five": shares.split(_SECRET, 3, 5)[4],
        "sixteen of sixteen": shares.split(_SECRET, 16, 16)[15],
    }
    numbered = "\n".join(f"{n:2}. {word.upper()}" for n, word in enumerate(words, 1))
    read = [
        Case("a share that was printed", _SHEET.encode()),
        Case("numbered, in capitals, on lines", numbered.encode()),
        *(Case(name, share.encode()) for name, share in sets.items()),
    ]
    wrong = {
        "a word less": words[:-1],
        "a word more": [*words, words[0]],
        "a word that is in no list": [*words[:-1], "satchel"],
        "another word": [*words[:9], "academic", *words[10:]],
        "two words in each other's place": [*words[:9], words[10], words[9], *words[11:]],
        "three other words": ["academic"] * 3 + words[3:],
        "a share that is not extendable": _checked(2, extendable=0),
        "another iteration exponent": _checked(2, exponent=1),
        "a second group": _checked(2, groups=1),
        "a group of two": _checked(2, group=1, groups=1),
        "filling that is not zero": _checked(2, filling=1),
    }
    spelled = {name: " ".join(each).encode() for name, each in wrong.items()}
    return Cases("share", {}, [*read, *refusals(spelled)])


def _checked(threshold: int, **fields: int) -> list[str]:
    """The words of a share with any fields, under a checksum that is right."""
    from shamir_mnemonic import rs1024, wordlist  # noqa: PLC0415

    head = (
        27_000 << 25 | fields.get("extendable", 1) << 24 | fields.get("exponent", 0) << 20
        | fields.get("group", 0) << 16 | 0 << 12 | fields.get("groups", 0) << 8 | 0 << 4
        | threshold - 1
    )  # fmt: skip
    value = int.from_bytes(fixed("value", 32), "big") | fields.get("filling", 0) << 259
    numbers = [head >> 10 * at & 1023 for at in (3, 2, 1, 0)]
    numbers += [value >> 10 * at & 1023 for at in range(25, -1, -1)]
    extendable = fields.get("extendable", 1)
    made = rs1024.create_checksum(numbers, b"shamir_extendable" if extendable else b"shamir")
    return [wordlist.WORDLIST[number] for number in (*numbers, *made)]


def supervisor_shares() -> Cases:
    """A share of the slot, sealed to a supervisor's device."""
    given = {
        "program": _PROGRAM, "workspace": _WORKSPACE, "device": ANA.id, "salt": _SALT, **_KEYS
    }  # fmt: skip

    def sealed(*bound: bytes, to: bytes = BEN.device.kem) -> bytes:
        return wrap_to(to, b"supervisor share\0" + b"".join(bound), _WORDS.encode())

    good = sealed(_PROGRAM, _WORKSPACE, ANA.id, _SALT)
    wrong = {
        "of another program": sealed(_PROGRAM[::-1], _WORKSPACE, ANA.id, _SALT),
        "of another workspace": sealed(_PROGRAM, _WORKSPACE[::-1], ANA.id, _SALT),
        "of another owner": sealed(_PROGRAM, _WORKSPACE, EVE.id, _SALT),
        "of the shares before": sealed(_PROGRAM, _WORKSPACE, ANA.id, _SALT[::-1]),
        "sealed to another": sealed(_PROGRAM, _WORKSPACE, ANA.id, _SALT, to=EVE.device.kem),
        "a bit changed": flipped(good, -1),
    }
    return Cases("supervisor-share", given, [Case("a sealed share", good), *refusals(wrong)])


def held_shares() -> Cases:
    """A share of the recovery key, in the roster's entry."""
    given = {"program": _PROGRAM, "device": BEN.id, "after": _AFTER, **_KEYS}

    def held(program: bytes, holder: bytes, after: bytes) -> bytes:
        bound = recoverykey.held_purpose(program, holder, after)
        return wrap_to(BEN.device.kem, bound, _WORDS.encode())

    wrong = {
        "of another program": held(_PROGRAM[::-1], BEN.id, _AFTER),
        "of another holder": held(_PROGRAM, EVE.id, _AFTER),
        "of another entry": held(_PROGRAM, BEN.id, _AFTER[::-1]),
    }
    good = Case("a share in the roster", held(_PROGRAM, BEN.id, _AFTER))
    return Cases("held-share", given, [good, *refusals(wrong)])


_HELD = [[BEN.id, b"one"], [EVE.id, b"two"]]
_PLEA: list[Any] = [1, _PROGRAM, _WORKSPACE, ANA.id, _SALT, TIME, ANA.device.kem, 2, _HELD]
_FIRST = b"satchel unlock request\n"


def requests() -> Cases:
    """Requests to unlock."""

    def asked(at: int = -1, to: Any = None) -> bytes:
        return _FIRST + pack([to if n == at else value for n, value in enumerate(_PLEA)])

    good = asked()
    wrong = {
        "a program of 31 bytes": asked(1, _PROGRAM[1:]),
        "a workspace of 15 bytes": asked(2, _WORKSPACE[1:]),
        "a device of 9 bytes": asked(3, ANA.id + b"\0"),
        "a salt of 15 bytes": asked(4, _SALT[1:]),
        "made before time began": asked(5, -1),
        "made beyond 2 to the 53": asked(5, 2**53),
        "a short KEM key": asked(6, ANA.device.kem[1:]),
        "no share needed": asked(7, 0),
        "more shares needed than there are": asked(7, 3),
        "no shares": asked(8, []),
        "seventeen shares": asked(8, _HELD[:1] * 17),
        "a share of a text": asked(8, [[BEN.id, "one"], *_HELD[1:]]),
        "a further field": _FIRST + pack([*_PLEA, 0]),
        "a list with a long head": _FIRST + b"\xdc\0\x09" + pack(_PLEA)[1:],
        "another first line": b"satchel unlock answer\n" + pack(_PLEA),
        "cut short": good[:-1],
        "a byte too many": good + b"\0",
        "more than 64 KiB": asked(8, [[BEN.id, bytes(64 * 1024)], *_HELD]),
    }
    read = [
        Case("a request", good),
        Case("one share needed of one", _FIRST + pack([*_PLEA[:7], 1, _HELD[:1]])),
        Case("another form", asked(0, 2), "newer"),
    ]
    return Cases("unlock-request", {}, [*read, *refusals(wrong)])


def answers() -> Cases:
    """Answers to a request to unlock."""
    request = supervision.read_request(_FIRST + pack(_PLEA))
    digest = supervision.digest_of(request)
    given = {
        "request": supervision.request_file(request), "public": BEN.device.signing,
        "mlkem768": ANA.mlkem, "x25519": ANA.x25519,
    }  # fmt: skip

    def wrapped(bound: bytes = digest + BEN.id) -> bytes:
        return wrap_to(ANA.device.kem, b"unlock answer\0" + bound, _WORDS.encode())

    def answer(*said: Any, seed: bytes = BEN.seed, purpose: str = "unlock answer") -> bytes:
        body = pack(list(said))
        return b"satchel unlock answer\n" + pack([body, signing.sign(seed, purpose, body)])

    good = supervision.answer_file(request, BEN.id, BEN.seed, _WORDS)
    wrong = {
        "to another request": answer(1, digest[::-1], BEN.id, wrapped()),
        "wrapped for another request": answer(1, digest, BEN.id, wrapped(digest[::-1] + BEN.id)),
        "wrapped by another device": answer(1, digest, BEN.id, wrapped(digest + EVE.id)),
        "signed by another": answer(1, digest, BEN.id, wrapped(), seed=EVE.seed),
        "signed as a share": answer(1, digest, BEN.id, wrapped(), purpose="recovery share"),
        "a further field": answer(1, digest, BEN.id, wrapped(), 0),
        "a field less": answer(1, digest, BEN.id),
        "another first line": b"satchel unlock request\n" + good[22:],
        "a bit of its signature": flipped(good, -1),
        "a byte too many": good + b"\0",
    }
    read = [
        Case("an answer", good),
        Case("another form", answer(2, digest, BEN.id, wrapped()), "newer"),
    ]
    return Cases("unlock-answer", given, [*read, *refusals(wrong)])


def given_shares() -> Cases:
    """Shares of the recovery key that a holder gave to another laptop."""
    given = {"public": ANA.device.signing, **_KEYS}
    made = recoverykey.give(_PROGRAM, _NAME, ANA.id, BEN.device, _WORDS)
    good = recoverykey.given_file(made, ANA.seed)
    fields = [1, _PROGRAM, _NAME, ANA.id, BEN.id, made.wrapped]

    def file(at: int = -1, to: Any = None, seed: bytes = ANA.seed, more: Any = ()) -> bytes:
        body = pack([*(to if n == at else value for n, value in enumerate(fields)), *more])
        signature = signing.sign(seed, "recovery share", body)
        return b"satchel recovery share\n" + pack([body, signature])

    wrong = {
        "of another program": file(1, _PROGRAM[::-1]),
        "of another key": file(2, _NAME[::-1]),
        "of another holder": file(3, EVE.id),
        "for another receiver": file(4, EVE.id),
        "a bit of its wrap": file(5, flipped(made.wrapped, -1)),
        "a further field": file(more=[0]),
        "signed by another": file(seed=EVE.seed),
        "another first line": b"satchel recovery chare\n" + good[23:],
        "more than 16 KiB": file(5, bytes(16 * 1024)),
        "a byte too many": good + b"\0",
    }
    read = [Case("a share given", good), Case("another form", file(0, 2), "newer")]
    return Cases("given-share", given, [*read, *refusals(wrong)])


def keys() -> Cases:
    """What a master makes: name, public key, seed, ML-KEM seed, X25519 key."""
    read = [Case("a recovery key", _SECRET), Case("one of zeros", bytes(32))]
    return Cases("recovery-key", {}, read)
