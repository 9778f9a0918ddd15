"""Everything that waits to be sent or fetched, and why: what was saved, files, and figures."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.pages.program.members import MemberRow
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Hint, Label
from desktop.wording.dates import local_moment
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from desktop.wording.numbers import counted, size_words
from desktop.wording.sync import not_yet_cleared
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.usecases.syncing.whereabouts import Files, Unsent, Waits


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class WaitCard(Card):
    """What was not sent or fetched yet; hidden where nothing waits. ``opened``: kind and record."""

    opened = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(_tr("What waits"))
        self._saves = Label("", wrap=True)
        self._rows = QVBoxLayout()
        self.body.addWidget(self._saves)
        self.body.addLayout(self._rows)
        self._said: object = None
        self.hide()

    def show_waits(
        self,
        waits: Waits,
        why: str,
        figures: Sequence[tuple[str, str]] = (),
        *,
        is_owed: bool = False,
        initials: bool,
    ) -> None:
        """Show everything that waits; ``why`` is what keeps it from being sent, in words.

        ``figures`` are the titles of ``waits.sheets``, and where each is on its way. ``is_owed``
        says that the server may have something of destroyed cases.
        """
        self._say_why(waits, why)
        said = (waits, tuple(figures), is_owed, initials)
        if said == self._said:
            return
        self._said = said
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row in self._lines(waits, initials=initials):
            self._rows.addWidget(row)
        for title, detail in figures:
            self._rows.addWidget(MemberRow("file-chart-column", title, detail))
        if is_owed:
            self._rows.addWidget(Label(not_yet_cleared(), wrap=True))
        self.setVisible(bool(waits.saves) or self._rows.count() > 0)

    def _say_why(self, waits: Waits, why: str) -> None:
        # A label of its own: the rows, and the focus on one, stay when only the reason changes.
        count = counted(waits.saves, "Save", "Saves")
        words = _tr("{count} on this laptop only. {why}").format(count=count, why=why)
        self._saves.setText(words.strip())
        self._saves.setVisible(bool(waits.saves))

    def _lines(self, waits: Waits, *, initials: bool) -> list[QWidget]:
        lines: list[QWidget] = [self._unsent(one, initials=initials) for one in waits.unsent]
        if waits.saves > len(waits.unsent) > 0:
            more = _tr("and {count} more").format(count=waits.saves - len(waits.unsent))
            lines.append(Hint(more))
        if waits.files.count:
            words = _tr("{count} of documents, {size}, to be sent after the records.")
            lines += self._files(waits.files, words, initials=initials)
        if waits.wanted.count:
            words = _tr("{count} of documents, {size}, to be fetched with a next round.")
            if waits.wanted.absent:
                words += " " + _tr("{absent} nobody has sent yet.")
            lines += self._files(waits.wanted, words, initials=initials)
        return lines

    def _files(self, files: Files, words: str, *, initials: bool) -> list[QWidget]:
        """Return what is said of files, a button for each of the first, and how many more."""
        count, absent = (
            counted(files.count, "file", "files"),
            counted(files.absent, "file", "files"),
        )
        size = size_words(files.size)
        text = words.format(count=count, size=size, absent=absent)
        lines: list[QWidget] = [Label(text, wrap=True)]
        for record, name in files.named:
            title = shown(name, initials) or _tr("A document")
            lines.append(MemberRow("file-text", title, "", self._opens("document", record, title)))
        if files.count > len(files.named) > 0:
            more = _tr("and {count} more").format(count=files.count - len(files.named))
            lines.append(Hint(more))
        return lines

    def _opens(self, kind: str, record: RecordId, name: str) -> QWidget:
        button = QuietButton(_tr("Open"))
        button.setAccessibleName(_tr("Open {name}").format(name=name))
        button.clicked.connect(lambda: self.opened.emit(kind, record))
        return button

    def _unsent(self, one: Unsent, *, initials: bool) -> QWidget:
        buttons: list[QWidget] = []
        names = []
        for kind, record, name in one.records:
            label = kind_label(KINDS[kind])
            words = shown(name, initials)
            names.append(f"{label}: {words}" if words else label)
            if not buttons:
                buttons.append(self._opens(kind, record, names[-1]))
        if one.more:
            names.append(_tr("{count} more").format(count=one.more))
        title = ", ".join(names) or _tr("A change")
        return MemberRow("clock", title, local_moment(one.moment), *buttons)
