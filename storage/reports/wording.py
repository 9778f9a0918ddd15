"""The sentences of a report: its basis, its public sentence, its footnotes."""

from collections.abc import Collection, Iterator, Mapping

from storage.domain.anonymous import NO_RECORD
from storage.domain.kinds.person import Person
from storage.reports.destroyed import kept_words
from storage.reports.form import Footnote
from storage.reports.form_rules import PLACE
from storage.reports.material import Material
from storage.reports.sources import person_fields
from storage.spec.kinds import fields_of


def filled(template: str, texts: Mapping[str, str]) -> str:
    """Return ``template`` with every ``{row id}`` replaced by its text."""
    return PLACE.sub(lambda found: texts[found[1]], template)


def basis_of(material: Material, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return on what basis the figures were counted, one sentence each."""
    terms = material.terms
    said = [filled(sentence, texts) for sentence in terms.form.basis]
    missing = sorted(terms.not_collected & set(person_fields(terms.form)))
    said += [f"This program does not collect the {field_words(name)}." for name in missing]
    if not terms.tracks_new and terms.form.new_resets:
        said.append("This program does not track new individuals; their rows have no value.")
    return tuple(said)


def footnotes_of(
    material: Material, texts: Mapping[str, str], nonzero: Collection[str]
) -> tuple[str, ...]:
    """Return what a reader must know beside the figures, one sentence each."""
    return (*_form_notes(material, texts, nonzero), *_record_notes(material))


def field_words(name: str) -> str:
    """Return what people call the person's field ``name``, within a sentence."""
    return fields_of(Person)[name].label.lower()


def counted_people(number: int) -> str:
    """Return ``1 person`` or ``1,188 people``."""
    return "1 person" if number == 1 else f"{number:,} people"


def _form_notes(
    material: Material, texts: Mapping[str, str], nonzero: Collection[str]
) -> Iterator[str]:
    for note in material.terms.form.footnotes:
        if not isinstance(note, Footnote):
            yield filled(note, texts)
        elif note.when in nonzero:
            yield filled(note.text, texts)


def _record_notes(material: Material) -> Iterator[str]:
    if words := kept_words(material.kept):
        yield words
    # Who was in a case that is destroyed is in what is kept of it, with role and demographics.
    absent = len(material.without_record) + material.kept.values.get(NO_RECORD, 0)
    if absent > 0:
        verb = "has" if absent == 1 else "have"
        yield (
            f"{counted_people(absent)} who received services {verb} no record on this laptop; "
            "role and demographics count as not reported."
        )
    if material.retired:
        yield (
            f"Services of {counted_people(len(material.retired))} whose record was retired "
            "are left out."
        )
    if material.undecided == 1:
        yield "1 record counted here has several versions of a field; the one shown is counted."
    elif material.undecided:
        yield (
            f"{material.undecided:,} records counted here have several versions of a field; "
            "the ones shown are counted."
        )
