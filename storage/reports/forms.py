"""The form versions that ship with Satchel, read strictly: an unknown word is an error."""

from functools import cache
from importlib.resources import files

import msgspec

from storage.domain.periods import Period
from storage.errors import DamagedError, RejectedError
from storage.reports.form import Form
from storage.reports.form_rules import problems_of


@cache
def forms() -> tuple[Form, ...]:
    """Return every form version that ships with Satchel, by name."""
    folder = files("resources") / "forms"
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return tuple(read(folder.joinpath(name).read_bytes(), name) for name in names)


def form_for(form: str, period: Period) -> Form:
    """Return the version of ``form`` that a period uses; RejectedError in plain words if none."""
    known = [version for version in forms() if version.form == form]
    if not known:
        names = ", ".join(sorted({version.form for version in forms()}))
        raise RejectedError(f"There is no report called {form}. Choose one of: {names}.")
    start = period.start.isoformat()
    for version in reversed(known):
        if version.valid_from <= start and (not version.valid_to or start <= version.valid_to):
            return version
    raise RejectedError(f"No version of {known[-1].title} is for periods that start on {start}.")


def read(content: bytes, name: str) -> Form:
    """Read one form file; DamagedError that names the file and the first thing wrong in it."""
    try:
        form = msgspec.json.decode(content, type=Form)
    except msgspec.DecodeError as error:
        raise DamagedError(f"The form {name} cannot be read: {error}.") from error
    for problem in problems_of(form):
        raise DamagedError(f"The form {name} cannot be used: {problem}.")
    if name != f"{form.form}-{form.version}.json":
        raise DamagedError(f"The form {name} calls itself {form.form} {form.version}.")
    return form
