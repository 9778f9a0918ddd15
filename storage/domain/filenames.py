"""Names for files that leave: ones that Windows, macOS and Linux all take for what they say.

Rules of Windows: learn.microsoft.com, "Naming Files, Paths, and Namespaces".
"""

import re
import unicodedata

LONGEST = 120
"""Bytes in UTF-8: what is left of 255 is for folders and for a mark of a second copy."""
_UNFIT = re.compile(r"[\x00-\x1f\x7f<>:\"/\\|?*;&$%!`^~]+")
_SLASHES = re.compile("[\u2044\u2215\u29f8\uff0f\uff3c\ufe68\u2216\u29f5]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])",
    re.IGNORECASE,
)
_EDGES = " .-_"
_LEAVING = frozenset(
    {"csv", "docx", "ics", "jpg", "json", "odp", "ods", "odt", "pdf", "png", "pptx", "txt"}
    | {"xlsx", "zip"}
)
"""The endings of what Satchel writes."""


def safe_name(stem: str, ending: str, otherwise: str = "document") -> str:
    """Return a file name made of ``stem`` and ``ending`` (with its dot, or empty).

    What has a meaning to a system or a shell becomes a dash, nothing in it is unseen, and it is
    never a path, a device, hidden, or a program under a double ending.
    """
    plain = unicodedata.normalize("NFC", stem)
    plain = "".join("-" if _is_unseen(letter) else letter for letter in plain)
    plain = _UNFIT.sub("-", _SLASHES.sub("-", plain))
    # One ending, at the end: "order.pdf.exe" is no order.
    plain = " ".join(plain.replace(".", "-").split())
    plain = re.sub("-{2,}", "-", plain)
    plain = _cut(plain.strip(_EDGES), LONGEST - len(ending.encode())).strip(_EDGES)
    if not plain:
        plain = otherwise
    if _DEVICES.fullmatch(plain):
        plain = f"{otherwise}-{plain}"
    return unicodedata.normalize("NFC", f"{plain}{ending}")


def is_safe(name: str) -> bool:
    """Tell whether a whole file name is one that ``safe_name`` would have made of it."""
    stem, dot, ending = name.rpartition(".")
    return bool(stem) and ending in _LEAVING and safe_name(stem, dot + ending) == name


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode(errors="ignore")
