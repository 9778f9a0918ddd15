"""How to reach the youth without harm, in one line; every version of it while there are two."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.conflicts.words import either_words, values_in
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Label
from storage.domain.kinds.person import Person
from storage.usecases.syncing.reviewing import Review


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class SafeContact(QWidget):
    """The rules of safe contact: what endangers stands first, the code word waits for a press."""

    def __init__(self) -> None:
        super().__init__()
        self.banner = Banner("", "info")
        self.banner.setObjectName("safe-contact")
        self._show_word = QuietButton(_tr("Code word"), "eye")
        self._show_word.setObjectName("code-word")
        self._word = Label("", selectable=True)
        self._word.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.banner, 1)
        row.addWidget(self._word)
        row.addWidget(self._show_word)
        self._show_word.clicked.connect(self._turn_word)

    @property
    def text(self) -> str:
        """What it says, but for the code word."""
        return self.banner.text

    def show_youth(
        self, youth: Person | None, reviews: Sequence[Review], *, initials: bool
    ) -> None:
        """Show the rules of ``youth``; the code word is folded again."""
        self.setVisible(youth is not None)
        self._fold_word(folded=True)
        if youth is None:
            return
        said = _Versions(youth, reviews, initials=initials)
        self.banner.set_kind("warn" if _is_watched(youth, said) else "info")
        self.banner.set_text(safe_words(youth, said))
        self._word.setText(said.either("code_word", youth.code_word))
        self._show_word.setVisible(bool(self._word.text()))

    def _turn_word(self) -> None:
        self._fold_word(folded=self._word.isVisibleTo(self))

    def _fold_word(self, *, folded: bool) -> None:
        self._word.setVisible(not folded)
        self._show_word.setText(_tr("Code word") if folded else _tr("Hide it"))


class _Versions:
    """What the versions of a field say, where there is more than one."""

    def __init__(self, youth: Person, reviews: Sequence[Review], *, initials: bool) -> None:
        self._reviews = [review for review in reviews if review.record == youth.id]
        self._initials = initials

    def said(self, name: str) -> list[str]:
        """Return every version of one field; empty while there is one."""
        return values_in(self._reviews, name, initials=self._initials)

    def careful(self, name: str, answer: bool) -> str:  # noqa: FBT001 - a value
        """Return the answer to act on: no, where one of two versions says no."""
        if self.said(name):
            return _tr("no (two versions)")
        return _tr("yes") if answer else _tr("no")

    def either(self, name: str, value: str) -> str:
        """Return every version of a field, for none of them is to be left out."""
        return either_words(self._reviews, name, value, initials=self._initials)


def _is_watched(youth: Person, said: _Versions) -> bool:
    """Tell whether the device is watched, or one of two versions says so."""
    return youth.device_watched or bool(said.said("device_watched"))


def safe_words(youth: Person, said: _Versions) -> str:
    """Return the rules in one line."""
    parts = [
        _tr("Safe contact: {phone}").format(
            phone=said.either("phone", youth.phone) or _tr("no phone recorded")
        ),
        _tr("call {answer}").format(answer=said.careful("calls_ok", youth.calls_ok)),
        _tr("voicemail {answer}").format(answer=said.careful("voicemail_ok", youth.voicemail_ok)),
        _tr("text {answer}").format(answer=said.careful("text_ok", youth.text_ok)),
    ]
    more = (
        ("who_may_answer", youth.who_may_answer, _tr("May answer: {words}.")),
        ("safe_times", youth.safe_times, _tr("Safe times: {words}.")),
        ("safe_contact", youth.safe_contact, "{words}"),
        ("placement", youth.placement, _tr("Placement: {words}.")),
    )
    words = [
        _tr("The device is watched.") if _is_watched(youth, said) else "",
        f"{', '.join(parts)}.",
        *(
            form.format(words=found.rstrip(".") if form.endswith(".") else found)
            for name, value, form in more
            if (found := said.either(name, value))
        ),
    ]
    return " ".join(filter(None, words))
