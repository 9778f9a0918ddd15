"""What waits for a person, a line each: what it is, and why it stands there."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication

from desktop.conflicts.words import (
    DOT,
    author_words,
    fields_words,
    subject_words,
    versions_words,
    whose_words,
)
from desktop.wording.labels import kind_label
from desktop.wording.numbers import counted
from storage.domain.kinds import KINDS
from storage.usecases.syncing.reviewing import Parked, Review, Waiting
from storage.usecases.syncing.worthalook import Look


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)


class Said(NamedTuple):
    """What it is, and why it stands here."""

    what: str
    why: str


def review_line(review: Review, *, initials: bool) -> Said:
    """Return which record has versions side by side, in which fields and by whom."""
    subject = review.subject
    what = subject_words(review.kind, subject, initials=initials)
    whose = whose_words(subject, initials=initials)
    authors = ", ".join(dict.fromkeys(author_words(side) for side in review.sides))
    about = fields_words(review)
    if not review.retirement:
        about = f"{about}: {versions_words(len(review.sides))}"
    words = _tr("{about}, by {authors}").format(about=about, authors=authors)
    return Said(DOT.join((what, whose)), words)


def look_line(look: Look, *, initials: bool) -> Said:
    """Return which record does not fit since others changed it, and why."""
    what = subject_words(look.kind, look.subject, initials=initials)
    whose = whose_words(look.subject, initials=initials)
    return Said(DOT.join((what, whose)), look.sentence)


def waiting_line(waiting: Waiting, *, initials: bool) -> Said:
    """Return what waits inside the workspace, of which record where that is known, and why."""
    cls = KINDS.get(waiting.kind)
    label = kind_label(cls) if cls else _tr("Of a kind this Satchel does not know")
    changes = counted(waiting.count, _tr("change"), _tr("changes"))
    words = [label]
    if (subject := waiting.subject) is not None:
        if subject.name and waiting.kind != "case":
            words = [subject_words(waiting.kind, subject, initials=initials), subject.number]
        else:
            words.append(whose_words(subject, initials=initials))
    words.append(changes)
    return Said(DOT.join(filter(None, words)), _sentence(waiting.reason))


def parked_line(parked: Parked) -> Said:
    """Return what was set aside of what somebody sent, and why."""
    what = counted(parked.count, _tr("sealed part"), _tr("sealed parts"))
    words = _tr("{what} from {sender}").format(what=what, sender=parked.sender)
    return Said(words if parked.sender else what, _sentence(parked.reason))


def _sentence(text: str) -> str:
    words = text[:1].upper() + text[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."
