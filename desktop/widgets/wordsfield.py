"""A field for words that were read out: it completes them, takes a paste, and says what is off."""

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QCoreApplication, QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import px
from desktop.widgets.inputs import TextArea
from desktop.widgets.labels import Hint

_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_COMPLETING = (Qt.Key.Key_Space, Qt.Key.Key_Comma)
_LINK = re.compile(r"\bsatchel:", re.IGNORECASE)
_UNIQUE = 4
"""Letters after which a word of the list is sure."""
_PNG = "image/png"


def _tr(text: str) -> str:
    return QCoreApplication.translate("words", text)


class WordsArea(TextArea):
    """Space ends a word and completes it where only one can be meant; Enter goes on."""

    entered = Signal()
    linked = Signal(str)
    """A link was pasted; it is no words."""

    def __init__(self, name: str, beginning: Callable[[str], Sequence[str]]) -> None:
        super().__init__(name, lines=3)
        self._beginning = beginning
        self.take_picture: Callable[[bytes], object] | None = None
        """Gets a picture that is pasted, as PNG; without it none is taken."""

    def completion(self) -> str:
        """Return the word that the letters before the caret can only be; empty when not sure."""
        found = _LAST_WORD.search(self._before_caret())
        words = self._beginning(found[0]) if found else ()
        return words[0] if len(words) == 1 and found and words[0] != found[0].lower() else ""

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.complete()
            self.entered.emit()
            return
        if event.key() in _COMPLETING:
            self.complete()
        super().keyPressEvent(event)

    @override
    def canInsertFromMimeData(self, source: QMimeData, /) -> bool:
        return super().canInsertFromMimeData(source) or self._brings_picture(source)

    @override
    def insertFromMimeData(self, source: QMimeData, /) -> None:
        """Take the words of what is pasted, without its numbers, dashes and lines."""
        if self.take_picture is not None and self._brings_picture(source):
            self.take_picture(_picture_of(source))
            return
        if _LINK.search(source.text()):
            self.linked.emit(source.text())
            return
        words = _WORD.findall(source.text())
        if words:
            self.insertPlainText(" ".join(words) + " ")

    def complete(self) -> None:
        """Write out the word before the caret where only one can be meant."""
        word = self.completion()
        if not word:
            return
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.PreviousWord, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(word)
        self.setTextCursor(cursor)

    def _brings_picture(self, source: QMimeData) -> bool:
        # Some programs put a picture of a text beside it.
        return self.take_picture is not None and source.hasImage() and not source.text()

    def _before_caret(self) -> str:
        cursor = self.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]


class WordsField(QWidget):
    """The area and the line under it; ``changed`` with every letter, ``entered`` on Enter.

    ``beginning`` returns the words of the list that begin with some letters.
    """

    changed = Signal()
    entered = Signal()
    linked = Signal(str)
    """A link was pasted instead of words."""

    def __init__(
        self, name: str, object_name: str, wanted: int, beginning: Callable[[str], Sequence[str]]
    ) -> None:
        super().__init__()
        self._wanted = wanted
        self._beginning = beginning
        self.area = WordsArea(name, beginning)
        self.area.setObjectName(object_name)
        self._hint = Hint("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.area)
        column.addWidget(self._hint)
        self.setFocusProxy(self.area)
        self.area.textChanged.connect(self._judge)
        self.area.entered.connect(self.entered)
        self.area.linked.connect(self.linked)
        self._judge()

    def take_pictures(self, take: Callable[[bytes], object]) -> None:
        """Give ``take`` each picture that is pasted here, as PNG."""
        self.area.take_picture = take

    def words(self) -> tuple[str, ...]:
        """Return what is typed, word by word, in small letters."""
        return tuple(word.lower() for word in _WORD.findall(self.area.toPlainText()))

    def text(self) -> str:
        """Return the letters as they are typed."""
        return self.area.toPlainText()

    def set_text(self, text: str) -> None:
        """Type ``text`` instead of what is there."""
        self.area.setPlainText(text)
        self.area.moveCursor(QTextCursor.MoveOperation.End)

    @property
    def hint(self) -> str:
        """What it says about the words so far."""
        return self._hint.text()

    def problem(self) -> str:
        """Return what keeps the words from being taken; empty when nothing does."""
        words = self.words()
        for word in words:
            if word not in self._beginning(word):
                return _strange(word, self._beginning)
        if len(words) != self._wanted:
            text = _tr("{count} of {wanted} words so far. Type the others too.")
            return text.format(count=len(words), wanted=self._wanted)
        return ""

    def _judge(self) -> None:
        self._hint.setText(self._words_about())
        self.area.setAccessibleDescription(self._hint.text())
        self.changed.emit()

    def _words_about(self) -> str:
        words, completion = self.words(), self.area.completion()
        typing = bool(_LAST_WORD.search(self.area.toPlainText()))
        finished = words[:-1] if typing else words
        strange = next((word for word in finished if word not in self._beginning(word)), "")
        if strange:
            return _strange(strange, self._beginning)
        if typing and not self._beginning(words[-1]):
            return _strange(words[-1], self._beginning)
        count = _tr("{count} of {wanted} words").format(count=len(words), wanted=self._wanted)
        if completion:
            return _tr("{count} · Space writes “{word}”").format(count=count, word=completion)
        return count


def _picture_of(source: QMimeData) -> bytes:
    """Return the picture as it lies on the clipboard, not decoded where it lies there as PNG."""
    given = bytes(source.data(_PNG).data())
    if given:
        return given
    image, made = source.imageData(), QBuffer()
    made.open(QBuffer.OpenModeFlag.WriteOnly)
    if isinstance(image, QImage):
        image.save(made, "PNG")  # type: ignore[call-overload]  # its stub wants bytes, Qt a text
    return bytes(made.data().data())


def _strange(word: str, beginning: Callable[[str], Sequence[str]]) -> str:
    """Say that ``word`` is none of the list, with the nearest by its first letters."""
    near: Sequence[str] = ()
    for length in range(min(len(word), _UNIQUE), 1, -1):
        near = beginning(word[:length])
        if near:
            break
    if not near:
        return _tr("“{word}” is not one of the words. Ask to have it spelt.").format(word=word)
    text = _tr("“{word}” is not one of the words. Perhaps “{near}”?")
    return text.format(word=word, near=near[0])
