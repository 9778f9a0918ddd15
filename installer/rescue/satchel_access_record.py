"""Check a record of access that Satchel exported, without Satchel.

    python -m pip install cryptography
    python satchel_access_record.py FILE.json [--fingerprint "0123 4567 ..."]

It says whether anything was changed, taken out, put in, moved or cut off after the record was
exported, and where. With --fingerprint, the digits printed on the paper that came with the file, it
also says whether the file was signed by that laptop and no other. It exits with 0 when everything
holds, 1 when something does not, 2 when the file cannot be read.

This one file is all there is. It knows the format from the page "The record of access" of Satchel's
documentation and shares no code with Satchel.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORM = "satchel/1/access"
LARGEST = 1024 * 1024 * 1024


class Finding(NamedTuple):
    """Something that does not hold: whose laptop's entry (0: the file as a whole), and what."""

    device: str
    number: int
    what: str

    def words(self) -> str:
        """Return it as one line."""
        if not self.device:
            return self.what
        place = f", entry {self.number}" if self.number else ""
        return f"Laptop {self.device}{place}: {self.what}"


class Unreadable(Exception):  # noqa: N818 - it is shown, not handled
    """Why there is nothing to check, in one sentence."""


def check(text: str | bytes, fingerprint: str = "") -> tuple[list[Finding], int]:
    """Return what does not hold, the first place first, and how many entries were looked at."""
    content = _parsed(text)
    findings: list[Finding] = []
    keys, count = {}, 0
    try:
        index = content["index"]
        keys = {one["device"]: bytes.fromhex(one["key"]) for one in index["about"]["laptops"]}
        findings += _signed(content, index, keys, fingerprint)
        findings += _about(content, index)
        findings += _against(content["chains"], index["chains"])
        for chain in content["chains"]:
            findings += _chain(chain)
            findings += _ends(content["program"], chain, keys)
            count += len(chain["entries"])
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        findings.append(Finding("", 0, f"The file is not as Satchel writes it: {error!r}."))
    return findings, count


def main(arguments: list[str] | None = None) -> int:
    """Check the file that the command line names and say what was found."""
    parser = argparse.ArgumentParser(description="Check a record of access that Satchel exported.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--fingerprint", default="", help="the digits on the paper")
    chosen = parser.parse_args(arguments)
    try:
        with chosen.file.open("rb") as file:
            findings, count = check(file.read(LARGEST), chosen.fingerprint)
    except (OSError, Unreadable) as error:
        print(f"It cannot be read: {error}", file=sys.stderr)
        return 2
    for finding in findings:
        print(finding.words())
    if findings:
        print("This is NOT what was exported.")
        return 1
    print(f"{count} entries: every one is what was exported, and none is missing between them.")
    if not chosen.fingerprint:
        print("Compare the fingerprint on the paper with --fingerprint to know who exported it.")
    return 0


def _parsed(text: str | bytes) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"it is no JSON ({error})") from error
    if not isinstance(content, dict) or content.get("form") != f"{FORM} export":
        raise Unreadable("it is no record of access of a form known here")
    return content


def _signed(
    content: dict[str, Any], index: dict[str, Any], keys: dict[str, bytes], fingerprint: str
) -> Iterator[Finding]:
    """Yield what is wrong with the signature over the list of links."""
    key = keys.get(index["about"]["exporter"], b"")
    message = json.dumps(index, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not _verify(key, "access export", message.encode(), content.get("signature")):
        yield Finding("", 0, "The signed list of links, or its signature, was changed.")
    if fingerprint and "".join(fingerprint.split()).lower() != _fingerprint(key):
        yield Finding("", 0, "It was signed by another laptop than the one on the paper.")


def _about(content: dict[str, Any], index: dict[str, Any]) -> Iterator[Finding]:
    """Yield which fields before the entries are not what was signed."""
    named = set(content) - {"chains", "index", "signature"}
    for name in sorted(named | set(index["about"])):
        if content.get(name) != index["about"].get(name):
            yield Finding("", 0, f'"{name}" was changed.')


def _against(chains: list[dict[str, Any]], signed: list[dict[str, Any]]) -> Iterator[Finding]:
    """Yield where the entries are not those of the signed list of links."""
    for place in range(max(len(chains), len(signed))):
        if place >= len(signed):
            yield Finding(chains[place]["device"], chains[place]["first"], "This part was put in.")
            continue
        wanted = signed[place]
        if place >= len(chains):
            yield Finding(wanted["device"], wanted["first"], "This part was taken out.")
            continue
        chain = chains[place]
        for name in ("device", "incarnation", "before", "first"):
            if chain[name] != wanted[name]:
                yield Finding(wanted["device"], wanted["first"], f'"{name}" was changed.')
        if [end[0] for end in chain["ends"]] != wanted["ends"]:
            yield Finding(wanted["device"], wanted["first"], "The signed ends were changed.")
        yield from _links(chain["entries"], wanted)


def _links(entries: list[dict[str, Any]], wanted: dict[str, Any]) -> Iterator[Finding]:
    """Yield the first place at which the entries are others than the signed ones."""
    marks = wanted["links"].split(" ") if wanted["links"] else []
    for place, mark in enumerate(marks):
        number = wanted["first"] + place
        if place >= len(entries):
            yield Finding(wanted["device"], number, "The entries from here on were cut off.")
            return
        if _mark(entries[place]) != mark:
            later = [_mark(entry) for entry in entries[place:]]
            gone = mark not in later
            what = "This entry was changed or taken out." if gone else "Something was put in here."
            yield Finding(wanted["device"], number, what)
            return
    if len(entries) > len(marks):
        number = wanted["first"] + len(marks)
        yield Finding(wanted["device"], number, "The entries from here on were put in.")


def _mark(entry: dict[str, Any]) -> str:
    told = "h" if "line" not in entry else "f" if entry["said"] is None else "s"
    return f"{entry['link'][:16]}{told}"


def _chain(chain: dict[str, Any]) -> Iterator[Finding]:
    """Yield every entry that does not lead from the link before to its own."""
    before = bytes.fromhex(chain["before"])
    for place, entry in enumerate(chain["entries"]):
        number = chain["first"] + place
        wrong = _entry(chain, number, before, entry)
        if wrong:
            yield Finding(chain["device"], number, wrong)
        before = bytes.fromhex(entry["link"])


def _entry(chain: dict[str, Any], number: int, before: bytes, entry: dict[str, Any]) -> str:
    """Return what is wrong with one entry, or nothing."""
    if "line" in entry:
        line = json.dumps(entry["line"], ensure_ascii=False, separators=(",", ":")).encode()
        digest = hashlib.sha256(line).digest()
        if entry["line"][:4] != [FORM, chain["device"], chain["incarnation"], number]:
            return "It is the entry of another place."
        if not _said(entry):
            return "What was said with it was changed."
    else:
        digest = bytes.fromhex(entry["digest"])
    if hashlib.sha256(before + digest).hexdigest() != entry["link"]:
        return "It does not follow the entry before it."
    return ""


def _said(entry: dict[str, Any]) -> bool:
    if entry["salt"] is None or entry["said"] is None:
        return entry["salt"] is None and entry["said"] is None
    message = f"{FORM} said\0".encode() + bytes.fromhex(entry["salt"]) + entry["said"].encode()
    return bool(hashlib.sha256(message).hexdigest() == entry["line"][11])


def _ends(program: str, chain: dict[str, Any], keys: dict[str, bytes]) -> Iterator[Finding]:
    """Yield the ends of a laptop's chain that it did not sign."""
    for number, signature in chain["ends"]:
        place = number - chain["first"]
        if not 0 <= place < len(chain["entries"]):
            yield Finding(chain["device"], number, "Its laptop signed an entry that is not here.")
            continue
        link = chain["entries"][place]["link"]
        line = [f"{FORM} end", program, chain["device"], chain["incarnation"], number, link]
        message = json.dumps(line, separators=(",", ":")).encode()
        if not _verify(keys.get(chain["device"], b""), "access", message, signature):
            what = "Its laptop did not sign this end: it, or an entry before it, was changed."
            yield Finding(chain["device"], number, what)


def _verify(key: bytes, purpose: str, message: bytes, signature: object) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(key)
        framed = f"satchel/1/{purpose}\0".encode() + message
        public.verify(bytes.fromhex(str(signature)), framed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"satchel/1/access key of\0" + key).hexdigest()[:32]


if __name__ == "__main__":
    sys.exit(main())
