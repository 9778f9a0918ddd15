"""Random small programs for property tests: everything that may happen to a few people."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from storage.domain.partial_dates import PartialDate
from storage.usecases.codelists import codebook
from tests.reports.facts import (
    CJA,
    VOCA,
    Retired,
    id_of,
    outreach,
    person,
    same,
    service,
    victim_of,
)

NAMES = ("Maya", "Leo", "Rosa", "Ines", "Otto", "Caller", "Texter", "Absent")
FIRST, LAST = date(2021, 6, 1), date(2022, 11, 30)
BOUNDARIES = ("2021-09-30", "2021-10-01", "2021-12-31", "2022-01-01", "2022-06-30", "2022-07-01")

codes = {name: st.sampled_from(sorted(found)) for name, found in codebook().lists.items()}
days = st.one_of(
    st.sampled_from(BOUNDARIES), st.dates(FIRST, LAST).map(lambda day: day.isoformat())
)
births = st.one_of(
    st.just(""),
    st.sampled_from(["declined", "unknown", "2009", "2010-01~", "2030-01-01", "2008-02-29"]),
    st.dates(date(1955, 1, 1), date(2015, 1, 1)).map(lambda day: PartialDate.of(day).text()),
)


@st.composite
def people(draw: st.DrawFn) -> list[Any]:
    found = []
    for name in NAMES[:-1]:
        if not draw(st.booleans()):
            continue
        anonymous = name in {"Caller", "Texter"}
        made = person(
            name,
            "anonymous_contact" if anonymous else draw(codes["person_role"]),
            draw(births),
            race=" ".join(draw(st.sets(codes["race"], max_size=3))),
            gender_identity=draw(st.one_of(st.just(""), codes["gender_identity"])),
            pmt_race=draw(st.one_of(st.just(""), st.just(""), codes["pmt_race"])),
            special_classifications=" ".join(
                draw(st.sets(codes["special_classification"], max_size=2))
            ),
        )
        found.append(Retired(made) if draw(st.integers(0, 9)) == 0 else made)
    return found


@st.composite
def one_service(draw: st.DrawFn) -> Any:
    made = service(
        draw(st.sampled_from(NAMES)),
        draw(days),
        draw(codes["service"]),
        times=draw(st.integers(1, 4)),
        funding=draw(st.sampled_from([VOCA, VOCA, VOCA, "cac_core_voca", CJA])),
        contact=draw(st.sampled_from(["", "first call", "second call"])),
        compensation_assisted=draw(st.booleans()),
    )
    return Retired(made) if draw(st.integers(0, 9)) == 0 else made


@st.composite
def one_victimization(draw: st.DrawFn) -> Any:
    start = draw(days)
    lasting = draw(st.one_of(st.none(), st.integers(0, 200)))
    end = date.fromisoformat(start) + timedelta(days=lasting) if lasting is not None else ""
    kind, name = draw(codes["victimization"]), draw(st.sampled_from(NAMES))
    made = victim_of(kind, name, start, str(end), draw(st.sampled_from(["", " ", "Told"])))
    return Retired(made) if draw(st.integers(0, 9)) == 0 else made


@st.composite
def one_decision(draw: st.DrawFn) -> Any:
    kept, other = draw(st.permutations(NAMES))[:2]
    made = same(kept, other, different=draw(st.integers(0, 3)) == 0)
    return Retired(made) if draw(st.integers(0, 3)) == 0 else made


@st.composite
def worlds(draw: st.DrawFn) -> list[Any]:
    return [
        *draw(people()),
        *draw(st.lists(one_service(), max_size=14)),
        *draw(st.lists(one_victimization(), max_size=8)),
        *(outreach(day) for day in draw(st.lists(days, max_size=3))),
        *draw(st.lists(one_decision(), max_size=2)),
    ]


ABSENT = id_of("Absent")
