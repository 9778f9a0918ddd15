"""The incident sheet of a laptop that was taken out: what is known of it, and what people do."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.wording.dates import local_moment
from desktop.wording.numbers import counted
from storage.usecases.privileged import VAULT as PRIVILEGED
from sync.client.governing.incident import Held, Incident

_GROUP = 4


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


def duties(reason: str) -> list[str]:
    """Return what is done already and what people have to do now, a paragraph each."""
    said = [
        _tr(
            "Every key it knew has been replaced, on this laptop and at the server, in one"
            " signed entry. Your colleagues' laptops take the new keys at their next sync."
        )
    ]
    if reason in {"lost", "stolen"}:
        said += [
            _tr(
                "1. Write down when and where it was seen last, whether it was locked, and"
                " whether anything with the passphrase was with it."
            ),
            _tr(
                "2. Tell your supervisor, your CAC's director and whoever answers for data"
                " security today. M.G.L. c. 93H may ask for notices, 201 CMR 17.00 for a review"
                " that is written down, and your VOCA or VAWA grant for a notice of its own; the"
                " encrypted disk and the time of this entry are part of the answer."
            ),
            _tr("3. A theft: report it to the police and keep the report's number."),
            _tr(
                "4. Ask whether printed papers, a recovery sheet or a USB stick were in the"
                " same bag. A recovery sheet with the laptop opens it: tell them that as well."
            ),
        ]
    if reason == "left":
        said.append(
            _tr(
                "Collect the laptop, printed papers and the recovery sheet, and hand over the"
                " caseload (Team, Hand over)."
            )
        )
    return said


def incident_paper(found: Incident) -> dict[str, Any]:
    """Return the sheet as the template of a record takes it; it names no case and no child."""
    facts = [{"label": label, "value": value} for label, value in incident_facts(found)]
    to_do = [{"label": "", "text": text} for text in duties(found.reason)]
    return {
        "title": _tr("Incident sheet of a laptop"),
        "subtitle": reason_words(found.reason),
        "fields": facts,
        "sections": [{"title": _tr("What people have to do now"), "level": 1, "texts": to_do}],
    }


def incident_facts(found: Incident) -> Iterator[tuple[str, str]]:
    """Yield what is known of the laptop, each fact with its label."""
    yield _tr("Person"), found.name or _tr("Not known on this laptop")
    which = _tr("Laptop {place} of {laptops} that this person had in the program")
    yield _tr("Laptop"), which.format(place=found.place, laptops=found.laptops)
    yield _tr("Laptop's number"), grouped(found.device)
    yield _tr("What happened"), reason_words(found.reason)
    yield _tr("Last change that came from it"), _when(found.changed)
    yield _tr("Last entry of its record of access"), _when(found.noted)
    yield (
        _tr("Last contact with the server"),
        _tr(
            "Not before the later of these two, by the laptop's own clock. The server's operator"
            " can look up when it sent something last."
        ),
    )
    signed = (
        local_moment(found.signed)
        if found.signed is not None
        else _tr("Not known on this laptop; it stands in the record of access of who signed it")
    )
    yield _tr("Taken out on"), signed
    yield _tr("Taken out by"), found.signer or _tr("Not known on this laptop")
    yield _tr("Signed as"), _tr("Entry {number} of the program").format(number=found.entry)
    for held in found.held:
        yield _tr("It held: {what}").format(what=vault_words(held.name)), _held_words(held)
    yield _tr("Files of documents it never sent"), _files_words(found.files)
    asked = _tr("Yes, at its next contact with the server")
    yield _tr("Erasing was asked for"), asked if found.erase else _tr("No")


def reason_words(reason: str) -> str:
    """Say why a laptop was taken out."""
    words = {
        "lost": _tr("The laptop is lost"),
        "stolen": _tr("The laptop was stolen"),
        "left": _tr("The person leaves the program"),
        "replaced": _tr("The laptop was replaced by another one"),
        "ended": _tr("The coverage has ended"),
    }
    return words.get(reason, reason)


def laptop_words(place: int, laptops: int) -> str:
    """Say which of a person's laptops one is, in the order in which they came in."""
    words = _tr("Laptop {place} of {laptops}")
    return words.format(place=place, laptops=laptops)


def vault_words(name: str) -> str:
    """Say what a vault is for."""
    words = {
        "cases": _tr("the cases that everybody in the program has"),
        "program": _tr("the program's own records, such as members and agencies"),
        PRIVILEGED: _tr("privileged notes"),
    }
    return words.get(name, _tr("cases that are kept to some people"))


def grouped(device: bytes) -> str:
    """Write a laptop's number in groups that can be read out."""
    digits = device.hex()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _held_words(held: Held) -> str:
    words = []
    if held.name not in {"program", PRIVILEGED}:
        words.append(
            _tr("Cases there: not known on this laptop.")
            if held.cases is None
            else _tr("{cases}, counted on this laptop when the sheet was made.").format(
                cases=counted(held.cases, _tr("case"), _tr("cases"))
            )
        )
    if len(held.taken) > 1:
        # A laptop on which a backup was brought back counts anew from there.
        parts = [
            _tr("{number} (series {series})").format(number=number, series=series)
            for series, number in held.taken
        ]
        taken = ", ".join(parts)
    else:
        taken = str(held.taken[0][1]) if held.taken else ""
    words.append(
        _tr("What it wrote is taken in up to number {taken}.").format(taken=taken)
        if taken
        else _tr("No end of what it wrote there is settled.")
    )
    return " ".join(words)


def _files_words(files: int) -> str:
    if not files:
        return _tr("None is known on this laptop.")
    return _tr("{files}. Each of these documents says so in its case.").format(
        files=counted(files, _tr("file"), _tr("files"))
    )


def _when(moment: Any) -> str:
    return local_moment(moment) if moment is not None else _tr("None is on this laptop")
