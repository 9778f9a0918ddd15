"""What else is pasted or dropped than plain text, by the number of the item it stands for."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QImage

_HIDDEN = '<p>Seen<span style="display:none">hidden</span></p>'
_WORD_LIST = '<p class="MsoListParagraph"><![if !supportLists]>1.<![endif]>First</p>'


def data(
    plain: str = "",
    html: str = "",
    files: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    **more: bytes,
) -> QMimeData:
    """Return what a clipboard or a drag brings."""
    made = QMimeData()
    if plain:
        made.setText(plain)
    if html:
        made.setHtml(html)
    urls = [QUrl.fromLocalFile(file) for file in files] + [QUrl(link) for link in links]
    if urls:
        made.setUrls(urls)
    for kind, content in more.items():
        made.setData(kind.replace("_", "/"), QByteArray(content))
    return made


def picture() -> QMimeData:
    """Return a picture alone."""
    made = QMimeData()
    made.setImageData(QImage(3, 3, QImage.Format.Format_RGB32))
    return made


PASTED: list[tuple[int, str, tuple[Callable[[], QMimeData], str]]] = [
    (47, "hidden text in HTML", (lambda: data("Seen", _HIDDEN), "Seen")),
    (47, "HTML alone", (lambda: data(html=_HIDDEN), "")),
    (47, "numbers of a list", (lambda: data("1. First", _WORD_LIST), "1. First")),
    (47, "RTF alone", (lambda: data(text_rtf=b"{\\rtf1 hidden}"), "")),
    (47, "RTF and text", (lambda: data("Seen", text_rtf=b"{\\rtf1 hidden}"), "Seen")),
    (47, "a picture alone", (picture, "")),
    (47, "a picture in HTML", (lambda: data("x", '<img src="file:///etc/passwd">'), "x")),
    (47, "5 MB of style", (lambda: data("Seen", f"<style>{'a' * 5_000_000}</style>"), "Seen")),
    (48, "a file", (lambda: data(files=("/home/ana/order.pdf",)), "")),
    (48, "a file and its path", (lambda: data("/home/ana/x", files=("/home/ana/x",)), "")),
    (48, "three files", (lambda: data(files=("/a", "/b", "/c")), "")),
    (48, "a link alone", (lambda: data(links=("https://evil.example/",)), "")),
    (
        48,
        "a link as text",
        (lambda: data("https://x.example/", links=("https://x.example/",)), "https://x.example/"),
    ),
    (5, "a word of 10 MB", (lambda: data("x" * 10_000_000), "")),
    (5, "10 MB of words", (lambda: data("ana " * 2_500_000), "")),
    (4, "a word of 10,001 letters", (lambda: data("x" * 10_001), "")),
    (6, "lines", (lambda: data("a\n" * 5_000), "a\n" * 5_000)),
    (14, "half a letter", (lambda: data("An\ud800a"), "Ana")),
]
"""Item, what it is, how it is made, and the text that is in a note afterwards."""
