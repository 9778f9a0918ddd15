"""What is said of a conflict."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.conflicts.folding import folded_words, is_folded
from desktop.wording.dates import local_moment, short_day
from desktop.wording.labels import field_label, kind_label
from desktop.wording.names import shown
from storage.domain.kinds import KINDS
from storage.domain.kinds.person import Person
from storage.spec.fields import Reference, References, Text, Texts
from storage.spec.kinds import fields_of
from storage.usecases.syncing.reviewing import Change, Review, Side, Subject

DOT = " \u00b7 "


def _tr(text: str) -> str:
    return QCoreApplication.translate("conflicts", text)


def chip_words(reviews: Sequence[Review]) -> str:
    """Return what the chip beside a field says."""
    if all(review.retirement for review in reviews):
        return _tr("Retired or kept?")
    return versions_words(max(len(r.sides) for r in reviews if not r.retirement))


def versions_words(count: int) -> str:
    """Return ``2 versions``; of one, that somebody retired what another one changed."""
    if count < _TWO:
        return _tr("Retired or kept?")
    return _tr("{count} versions").format(count=count)


def marked_words(words: str, versions: int) -> str:
    """Return the words of a row, led by how many versions one of its fields has."""
    return DOT.join((versions_words(versions), words)) if versions else words


def label_of(review: Review, name: str) -> str:
    """Return the label of one field of ``review``."""
    return field_label(fields_of(KINDS[review.kind])[name])


def fields_words(review: Review) -> str:
    """Return what the conflict is about: the labels of the fields on which the versions differ."""
    if review.retirement:
        return _tr("Retired or kept?")
    return ", ".join(label_of(review, review.fields[place]) for place in differing_fields(review))


def differing_fields(review: Review) -> list[int]:
    """Return the places of the fields that not all versions say alike; all when none differs."""
    places = range(len(review.fields))
    found = [place for place in places if len({side.words[place] for side in review.sides}) > 1]
    return found or list(places)


def said(review: Review, place: int, words: str, *, initials: bool) -> str:
    """Return one value in words: ``nothing recorded`` where there is none, names as they may be."""
    return _said(review.kind, review.fields[place], words, initials=initials)


def told(review: Review, place: int, words: str, *, initials: bool) -> str:
    """Return one value for a line: of a text that stays folded only how long it is."""
    return _told(review.kind, review.fields[place], words, initials=initials)


def _said(kind: str, name: str, words: str, *, initials: bool) -> str:
    if not words:
        return _tr("nothing recorded")
    return shown(words, initials and _names_people(kind, name))


def _told(kind: str, name: str, words: str, *, initials: bool) -> str:
    if words and is_folded(kind, name):
        return folded_words(words)
    return _said(kind, name, words, initials=initials)


def author_words(side: Side) -> str:
    """Return who wrote a version."""
    return side.author or _tr("Somebody whose name is not recorded")


def when_words(side: Side) -> str:
    """Return when, by what act and on which laptop a version was written."""
    said = (local_moment(side.moment), sentence_case(side.act), laptop_words(side))
    return DOT.join(filter(None, said))


def laptop_words(side: Side) -> str:
    """Return on which laptop a version was written."""
    names = (_tr("on this laptop"), _tr("on another laptop"), _tr("on a third laptop"))
    return names[side.laptop] if side.laptop < len(names) else _tr("on one more laptop")


def base_words(review: Review, *, initials: bool) -> str:
    """Return what all versions began from."""
    if review.base is None:
        return _tr("What stood there before is not on this laptop.")
    if not review.base:
        return _tr("Nothing stood there before: the record was added more than once.")
    several = len(review.fields) > 1
    parts = []
    for place in differing_fields(review):
        words = told(review, place, review.base[place], initials=initials)
        name = label_of(review, review.fields[place])
        parts.append(f"{name}: {words}" if several else words)
    begun = _tr("Both began from: {value}") if len(review.sides) == _TWO else _tr(
        "All began from: {value}"
    )  # fmt: skip
    return begun.format(value=DOT.join(parts))


def side_words(review: Review, side: Side, *, initials: bool) -> str:
    """Return a version in one line, for a screen reader and for a line beneath a field."""
    several = len(review.fields) > 1
    parts = []
    for place in differing_fields(review):
        words = told(review, place, side.words[place], initials=initials)
        name = label_of(review, review.fields[place])
        parts.append(f"{name}: {words}" if several else words)
    return DOT.join(parts)


def change_words(review: Review, change: Change, *, initials: bool) -> str:
    """Return what somebody wrote while another one retired the record, and what was there."""
    words, before = (
        _told(review.kind, change.name, words, initials=initials)
        for words in (change.words, change.before)
    )
    label = field_label(fields_of(KINDS[review.kind])[change.name])
    return _tr("{field}: {words}. Before: {before}.").format(
        field=label, words=words, before=before
    )


def also_words(review: Review, *, initials: bool) -> str:
    """Return every version but the one on show, each with its author."""
    return "\n".join(
        _tr("Also, by {author}: {words}").format(
            author=author_words(side), words=side_words(review, side, initials=initials)
        )
        for side in review.sides
        if not side.displayed
    )


def short_fields_words(reviews: Sequence[Review]) -> str:
    """Return what several conflicts are about, the first two by name."""
    named = [fields_words(review) for review in reviews]
    if len(named) <= _TWO:
        return "; ".join(named)
    rest = _tr("{count} more").format(count=len(named) - _TWO)
    return "; ".join((*named[:_TWO], rest))


def values_in(reviews: Sequence[Review], name: str, *, initials: bool) -> list[str]:
    """Return what the versions say of one field, the one on show first; empty without conflict."""
    for review in reviews:
        if name in review.fields:
            place = review.fields.index(name)
            sides = sorted(review.sides, key=lambda side: not side.displayed)
            words = (said(review, place, side.words[place], initials=initials) for side in sides)
            return list(dict.fromkeys(words))
    return []


def either_words(reviews: Sequence[Review], name: str, value: str, *, initials: bool) -> str:
    """Return every version of a field in one line, for none is to be left out; else ``value``."""
    said = values_in(reviews, name, initials=initials)
    if not said:
        return value
    return _tr("{versions} (two versions)").format(versions=_tr(" or ").join(said))


def subject_words(kind: str, subject: Subject, *, initials: bool) -> str:
    """Return which record it is: ``Court event`` with its day, or ``Person`` with the name."""
    label = kind_label(KINDS[kind])
    if kind == "case":
        return DOT.join(filter(None, (label, subject.name)))
    if subject.day is not None:
        return DOT.join((label, short_day(subject.day)))
    name = "" if subject.name == label else shown(subject.name, initials)
    return DOT.join(filter(None, (label, name)))


def noting_words(review: Review) -> str:
    """Return what the button says that keeps a version and the other one in words."""
    if not review.place.how:
        return ""
    several = len(review.sides) > _TWO
    return _tr("Keep this, note the others") if several else _tr("Keep this, note the other")


def place_words(review: Review) -> str:
    """Return where the other version would be noted, where that is not a note of the case."""
    match review.place.how:
        case "note":
            return ""
        case "task":
            return _tr("This person is in no case: what is noted goes into a task about them.")
        case "field":
            words = _tr("This record is in no case: what is noted is added to its field “{field}”.")
            return words.format(field=label_of(review, review.place.name))
        case _:
            return _tr(
                "This record is in no case and has no field for a note, so only one value can be"
                " kept. The other stays in the record's history."
            )


def kept_words(review: Review) -> str:
    """Return where the other version went once it was kept in words; ``{author}`` is left open."""
    match review.place.how:
        case "task":
            return _tr("Kept what {author} wrote; the rest is in a task")
        case "field":
            # A label may hold braces; only the author is filled in later.
            field = label_of(review, review.place.name).replace("{", "{{").replace("}", "}}")
            words = _tr("Kept what {author} wrote; the rest is under “{field}”")
            return words.format(author="{author}", field=field)
        case _:
            return _tr("Kept what {author} wrote; the rest is in a note")


def whose_words(subject: Subject, *, initials: bool) -> str:
    """Return the number of the case and the youth; what stands outside any case says so."""
    youth = shown(subject.youth, initials)
    return DOT.join(filter(None, (subject.number, youth))) or _tr("Outside any case")


def sentence_case(text: str) -> str:
    """Return ``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def _names_people(kind: str, name: str) -> bool:
    cls = KINDS[kind]
    match fields_of(cls)[name]:
        case Reference(kind="person") | References(kind="person"):
            return True
        case (Text() | Texts()) as field:
            return cls is Person and field.search == "name"
        case _:
            return False


_TWO = 2
