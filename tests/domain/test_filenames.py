"""What a file is called outside is taken for what it says, on every system."""

import re
import unicodedata
from pathlib import Path

import pytest

from storage.domain.filenames import LONGEST, is_safe, safe_name

NAMES = [
    *("../../etc/x", "..\\..\\x", "/abs", "C:\\x", "\\\\?\\C:\\x", "//srv/x", "\\\\srv\\x"),
    *("CON", "NUL", "AUX", "COM1", "con", "LPT\u00b9", "COM\u00b2", "CONIN$", "aux.txt", "nul.tar"),
    *("order.", "order ", "order. . ", " order", "a.txt:evil:$DATA", "a:b", "report\u202efdp.exe"),
    *("x" * 300, "\U0001f600" * 255, "\u00e9" * 200, "-rf", ";rm", "$(x)", "%TEMP%", "`id`"),
    *(".hidden", "~", "~/x", "desktop.ini", "order.lnk", "x.pdf.exe", "x.scr", "..", ".", ""),
    *("a\nb", "a\0b", "a\rb", "a\u2215b", "a\uff0fb", "a\u2044b", "a\ufeffb", "a\u200bb"),
    *("caf\u00e9", "cafe\u0301", "ORDER", "order", "Order of 2 March", "\u0434\u043e\u043a"),
    *("a\ud800b", "a\ue000b", "a\x1b[2Jb", "a'b", 'a"b', "a&b", "a|b", "a*b", "a?b", "<a>"),
]


def windows_takes(name: str) -> bool:
    stem = name.partition(".")[0].rstrip(" ").lower()
    devices = r"con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]"
    return (
        not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        and not name.endswith((".", " "))
        and not re.fullmatch(devices, stem)
        and 0 < len(name.encode("utf-16-le")) // 2 <= 255
    )


def macos_takes(name: str) -> bool:
    return not set(name) & set("/:\0") and 0 < len(name.encode()) <= 255 and name[0] != "."


def linux_takes(name: str) -> bool:
    return not set(name) & set("/\0") and name not in {"", ".", ".."} and len(name.encode()) <= 255


@pytest.mark.parametrize("ending", [".pdf", ""])
@pytest.mark.parametrize("said", NAMES)
def test_every_system_takes_what_becomes_of_a_name(said: str, ending: str, tmp_path: Path) -> None:
    name = safe_name(said, ending)
    assert windows_takes(name)
    assert macos_takes(name)
    assert linux_takes(name)
    assert len(name.encode()) <= LONGEST
    assert name.count(".") == ending.count(".")
    assert name.endswith(ending)
    assert not re.search(r"^[-~.]|[;$`%&!]", name)
    assert not any(unicodedata.category(letter)[0] == "C" for letter in name)
    assert is_safe(name) == bool(ending)
    assert safe_name(name.removesuffix(ending), ending) == name
    (tmp_path / name).write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("said", ["report\u202efdp.exe", "x.pdf.exe", "order.lnk", "desktop.ini"])
def test_no_other_ending_is_hidden_in_it(said: str) -> None:
    assert Path(safe_name(said, ".pdf")).suffixes == [".pdf"]


def test_letters_of_every_script_stay() -> None:
    for said in (
        "Orden del 2 de marzo",
        "\u0434\u043e\u043a\u0443\u043c\u0435\u043d\u0442",
        "\u6587\u4ef6",
    ):
        assert safe_name(said, ".pdf") == f"{said}.pdf"
    assert safe_name("cafe\u0301", ".pdf") == safe_name("caf\u00e9", ".pdf")


@pytest.mark.parametrize("name", ["order.pdf", "case-2026-03.zip", "Order of 2 March.docx"])
def test_a_plain_name_is_safe_as_it_is(name: str) -> None:
    assert is_safe(name)


@pytest.mark.parametrize("name", [*(one for one in NAMES if "." in one), "order.p df", "x."])
def test_any_other_is_not(name: str) -> None:
    assert not is_safe(name)
