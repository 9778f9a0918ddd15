"""Write case notes of forty to eighty words about what a contact was."""

from datetime import date

from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.practice import phrases
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk, Youth
from storage.practice.seeded import Rng

_ABROAD, _RARE, _CORRECTION = 0.3, 0.0015, 0.008
_IN_PERSON = {"cac", "home", "community", "video"}
_TEMPLATES = {"court": "court", "mdt_meeting": "mdt_summary", "collateral": "collateral"}
_CLASSES = weighted({"factual": 62, "privileged": 30, "administrative": 8})
_MORE = weighted({2: 30, 3: 50, 4: 20})
_FACTS_IN_PLACEMENT = phrases.FACTS + phrases.PLACEMENT_FACTS
_HOBBIES = weighted(phrases.HOBBIES)


def add_note(desk: Desk, youth: Youth, on: date, mode: str, contact: RecordId | None) -> None:
    """Write a note about a contact of ``mode``; now and then a correction of it follows."""
    rng = desk.rng
    note = Note(
        id=desk.ids.on(on),
        case=youth.case,
        on=on,
        note_class="mdt_shared" if mode == "mdt_meeting" else pick(rng, _CLASSES),
        template=_TEMPLATES.get(mode, "contact"),
        text=_text(rng, youth, mode),
        author=desk.program.coordinator,
        contact=contact,
    )
    desk.batch.notes.append(note)
    if rng.random() < _CORRECTION:
        desk.batch.notes.append(
            Note(
                id=desk.ids.on(on),
                case=youth.case,
                on=on,
                note_class=note.note_class,
                template=note.template,
                text=f"{phrases.CORRECTION} {pick(rng, phrases.STEPS)}",
                author=note.author,
                amends=note.id,
            )
        )


def _text(rng: Rng, youth: Youth, mode: str) -> str:
    sentences = [_opening(rng, mode)]
    facts = _FACTS_IN_PLACEMENT if youth.place else phrases.FACTS
    sentences += [pick(rng, facts) for _ in range(pick(rng, _MORE))]
    if mode == "court":
        sentences.insert(1, pick(rng, phrases.COURT_FACTS))
    elif mode == "mdt_meeting":
        sentences.append(pick(rng, phrases.DECISIONS))
    elif rng.random() < _ABROAD / 2:
        sentences.append(pick(rng, phrases.SAFETY_FACTS))
    if youth.language in phrases.ABROAD and rng.random() < _ABROAD:
        sentences.append(pick(rng, phrases.ABROAD[youth.language]))
    sentences.append(pick(rng, phrases.STEPS))
    hobby = pick(rng, phrases.RARE_HOBBIES if rng.random() < _RARE else _HOBBIES)
    told = dict.fromkeys(sentences)  # no sentence twice
    return " ".join(told).format(
        name=youth.name,
        school=youth.school or "school",
        place=youth.place or "home",
        hobby=hobby,
        minutes=15 + 5 * int(rng.random() * 12),
    )


def _opening(rng: Rng, mode: str) -> str:
    known = phrases.OPENINGS
    return pick(
        rng, known["in_person" if mode in _IN_PERSON else mode if mode in known else "phone"]
    )
