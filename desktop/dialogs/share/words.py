"""What is said of an offer at the gate: how much leaves, whom it names, what is left out."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from desktop.dialogs.share.offered import Offer
from desktop.wording.names import shown
from desktop.wording.numbers import counted


def words_of_offer(offered: Offer, *, initials: bool) -> list[str]:
    """Return the sentences about ``offered``; with ``initials`` no name is written out."""
    facts = dict(offered.lines)
    names = shown(facts.get("people", ""), initials)
    for fact, words in _WORDS.items():
        if fact in facts:
            return words(facts, names)
    return [
        _tr("Records about people: {records}.").format(records=facts["records"]),
        _tr("It names {people}.").format(people=names) if names else "",
        _tr("Privileged notes are left out."),
    ]


def _of_totals(facts: Mapping[str, str], _names: str) -> list[str]:
    words = [
        _tr("Totals only, for {period}: {numbers} numbers.").format(
            period=facts["period"], numbers=facts["numbers"]
        ),
        _tr("No name, no date of birth, no case number."),
    ]
    if facts["small"] != "0":
        small = _tr(
            "{small} of the numbers are below 11. They may go to a funder; do not publish them."
        )
        words.append(small.format(small=facts["small"]))
    return words


def _of_missing_child(facts: Mapping[str, str], names: str) -> list[str]:
    return [
        _tr("One page about {people}, for the police and NCMEC.").format(people=names),
        _tr("{filled} facts; {blank} lines are left to fill in by hand.").format(
            filled=facts["filled"], blank=facts["blank"]
        ),
        _tr(
            "Nothing of exploitation, services or notes. The report of a missing child needs no"
            " release."
        ),
    ]


def _of_calendar(facts: Mapping[str, str], _names: str) -> list[str]:
    number = counted(int(facts["records"]), "entry", "entries")
    words = [_tr("{records} of the calendar.").format(records=number)]
    if facts["calendar"] == "ics":
        words.append(
            _tr(
                "Titles say only what sort of entry it is: Court, Task, Review. No name, no text,"
                " no alarm; missing episodes are left out."
            )
        )
    else:
        words.append(_tr("No youth is named, but tasks are printed as they were written."))
    if "numbered" in facts:
        words.append(_tr("Case numbers are in it."))
    if "placed" in facts:
        words.append(_tr("Courts and places are in it."))
    return words


def _of_list(facts: Mapping[str, str], _names: str) -> list[str]:
    words = [
        _tr("The list as it is shown, rows: {rows}.").format(rows=facts["rows"]),
        _tr("People it is about: {people}.").format(people=facts["people"]),
    ]
    if facts.get("attached", "0") != "0":
        attached = _tr("Documents whose files stay inside: {attached}. A backup takes them along.")
        words.append(attached.format(attached=facts["attached"]))
    return words


def _of_sums(facts: Mapping[str, str], _names: str) -> list[str]:
    words = [
        _tr("Sums over {programs} programs, for {period}.").format(
            programs=facts["programs"], period=facts["period"]
        ),
        _tr("No name, no date of birth, no case number."),
    ]
    if facts["hidden"] == "0":
        return [*words, _tr("No number is below 11: nothing is hidden.")]
    hidden = _tr(
        "{hidden} numbers are hidden, so that it can be published: those below 11, and others"
        " from which one of them could be worked out."
    )
    return [*words, hidden.format(hidden=facts["hidden"])]


def _of_card(facts: Mapping[str, str], _names: str) -> list[str]:
    return [
        _tr("A card with {count} entries, in the youth's own words.").format(count=facts["card"]),
        _tr("It says neither whose it is, nor what it is, nor who made it."),
    ]


def _of_document(facts: Mapping[str, str], names: str) -> list[str]:
    words = [_how_copied(facts).format(kind=facts["document"])]
    if names:
        words.append(_tr("It is in the case of {people}.").format(people=names))
    if facts["source"]:
        words.append(_tr("It came from: {source}.").format(source=facts["source"]))
    if facts["limit"]:
        words.append(_tr("Limit on passing it on: {limit}").format(limit=facts["limit"]))
        words.append(_tr("The copy says so, on a page before it or on a sheet beside it."))
    else:
        words.append(_tr("No limit on passing it on is recorded. Ask its source if in doubt."))
    return words


def _of_access(facts: Mapping[str, str], _names: str) -> list[str]:
    number = counted(int(facts["entries"]), "entry", "entries")
    return [
        _tr("{entries} of the record of access: {choice}.").format(
            entries=number, choice=facts["choice"]
        ),
        _tr("It names colleagues, case numbers and what was searched for."),
        _tr("The JSON file holds the digests of all other entries, so that it can be checked."),
    ]


def _of_incident(_facts: Mapping[str, str], _names: str) -> list[str]:
    return [
        _tr("One sheet about a laptop that was taken out, and what people have to do about it."),
        _tr("It names colleagues. No child, no case number."),
    ]


def _how_copied(facts: Mapping[str, str]) -> str:
    if facts["exact"] == "1" or facts["media"] == "text":
        return _tr("The file itself, byte for byte as it was added: {kind}.")
    if facts["media"] in {"pdf", "png", "jpeg"}:
        return _tr("A copy without what the file says of authors, places and programs: {kind}.")
    return _tr(
        "A copy without the file's properties: {kind}. Comments and marked changes stay in it."
    )


_WORDS: dict[str, Callable[[Mapping[str, str], str], list[str]]] = {
    "hidden": _of_sums,
    "rows": _of_list,
    "small": _of_totals,
    "calendar": _of_calendar,
    "blank": _of_missing_child,
    "card": _of_card,
    "document": _of_document,
    "entries": _of_access,
    "incident": _of_incident,
}
"""The first of these facts that an offer has tells what sort of offer it is."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("share", text)
