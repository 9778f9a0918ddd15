"""What is said where people are let into a restricted case, or taken out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.wording.names import shown
from sync.client.governing.insiders import Insider, Insiders

_MOST_NAMED = 8
_MOST_LETTERS = 32
"""On a button, with large text."""
_LONG_NAME = 16


def _tr(text: str) -> str:
    return QCoreApplication.translate("access", text)


@dataclass(frozen=True, slots=True)
class Words:
    """What tells one vault's panel from another's; ``initials`` as everywhere on the screen."""

    initials: bool
    meaning: str
    """What whoever comes gets, and whoever goes keeps."""
    about: Callable[[Insiders], str]
    """What stands in the vault."""
    outside: str = ""
    """What is said to who is not in."""


def of_cases(*, initials: bool) -> Words:
    """Return the words of a case that is kept to some people."""
    meaning = _tr(
        "Who is let in gets everything of it at their next sync, also what was written before."
        " Who is taken out receives nothing that is written from now on. What is on their laptop"
        " already stays there, and what they have read has been read. You are taken out by another"
        " lead who is in."
    )
    outside = _tr(
        "You are not one of them any more: this laptop has the case as it was then, and receives"
        " nothing new of it."
    )
    return Words(initials, meaning, _about_cases, outside)


def of_privileged_notes(*, initials: bool) -> Words:
    """Return the words of privileged notes that are kept to some people."""
    meaning = _tr(
        "Who is let in gets every privileged note that was kept apart so far, and the new ones, at"
        " their next sync. Who is taken out receives no new ones. What is on their laptop already"
        " stays there, and what they have read has been read. You are taken out by another lead who"
        " is in."
    )
    return Words(initials, meaning, _alone)


def wished(words: Words, into: Sequence[Insider], out: Sequence[Insider]) -> str:
    """Return what the button says; empty where there is nothing to do."""
    if into and out:
        both = _tr("Take {out} out, let {into} in")
        said = both.format(out=_named(words, out), into=_named(words, into))
        return said if len(said) <= _MOST_LETTERS else both.format(out=len(out), into=len(into))
    if into:
        return _tr("Let {who} in").format(who=_named(words, into))
    return _tr("Take {who} out").format(who=_named(words, out)) if out else ""


def done(words: Words, into: Sequence[Insider], out: Sequence[Insider]) -> str:
    """Return what was done."""
    said = []
    if out:
        said.append(_tr("Taken out: {who}.").format(who=_listed(words, out)))
    if into:
        said.append(_tr("Let in: {who}.").format(who=_listed(words, into)))
    return " ".join(said)


def whom_to_ask(words: Words, found: Insiders) -> str:
    """Return who can let others in and take them out, for who cannot."""
    is_in = any(one.mine and one.inside for one in found.people)
    said = [words.outside] if words.outside and not is_in else []
    if found.leads:
        names = ", ".join(shown(name, words.initials) for name in found.leads)
        said.append(
            _tr("To let somebody in or take somebody out, ask: {names}.").format(names=names)
        )
    else:
        said.append(
            _tr(
                "A lead who is one of them could let others in or take somebody out. None of them"
                " leads: ask a lead to make one of them a lead."
            )
        )
    return " ".join(said)


def _about_cases(found: Insiders) -> str:
    said = []
    if len(found.cases) > 1:
        numbers = ", ".join(found.cases[:_MOST_NAMED])
        if len(found.cases) > _MOST_NAMED:
            numbers += ", …"
        said.append(
            _tr(
                "{count} cases are kept to the same people, and change together: {numbers}."
            ).format(count=len(found.cases), numbers=numbers)
        )
    return " ".join((*said, _alone(found))).strip()


def _alone(found: Insiders) -> str:
    if len({one.person for one in found.people if one.inside}) > 1:
        return ""
    return _tr("You are the only one in. When your laptop is gone, nobody can open it.")


def _named(words: Words, people: Sequence[Insider]) -> str:
    """Return a given name, or how many where they are several: it stands on a button."""
    some = list(dict.fromkeys(one.name for one in people))
    if len(some) > 1:
        return _tr("{count} people").format(count=len(some))
    given = some[0].split(" ")[0]
    return shown(given if len(given) <= _LONG_NAME else some[0][:1] + ".", words.initials)


def _listed(words: Words, people: Sequence[Insider]) -> str:
    return ", ".join(dict.fromkeys(shown(one.name, words.initials) for one in people))
