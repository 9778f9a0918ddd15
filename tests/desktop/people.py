"""Two people whom references may point to, at the edge where a page looks records up."""

from collections.abc import Callable, Sequence
from datetime import date

from desktop.forms.finder import Choice
from storage.domain.ids import RecordId

TODAY = date(2026, 11, 21)
DOV, MARA = RecordId(b"d" * 16), RecordId(b"m" * 16)
PEOPLE = (Choice(DOV, "Alder, Dov", "26-0033"), Choice(MARA, "Hollow, Mara", "26-0026"))


class People:
    """The edge where a page looks records up."""

    def find(self, kind: str, typed: str, deliver: Callable[[Sequence[Choice]], object]) -> None:
        assert kind == "person"
        deliver([one for one in PEOPLE if typed.casefold() in one.line.casefold()])

    def label(self, kind: str, record: RecordId, deliver: Callable[[str], object]) -> None:
        assert kind == "person"
        deliver(next((one.label for one in PEOPLE if one.id == record), ""))
