"""What the practice state is made of, looked at before it is stored."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import chain, pairwise
from typing import Any

import pytest

from storage.domain.checks import problems_of
from storage.domain.clocks import ZONE
from storage.domain.kinds import OPEN_KINDS
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage
from storage.domain.kinds.training import Training
from storage.domain.partial_dates import age_on
from storage.domain.rules import rule_problems
from storage.practice.chapters import chapters
from storage.practice.desk import Batch
from storage.practice.figures import PEOPLE_TRAINED
from storage.practice.programs import Program, programs
from storage.spec.fields import Moment, Reference, References, Text
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.codelists import codebook

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
FIRST, LAST = date(2021, 7, 1), date(2022, 6, 30)
NEVER = (
    "rape", "intercourse", "naked", "nude", "genital", "porn", "prostitut", "whore", "slut",
    "blood", "bruise", "beaten", "stab", "suicide", "overdose", "needle", "kill",
)  # fmt: skip


def made(seed: int, *chosen: Program) -> list[Batch]:
    return list(chapters(chosen or programs(), 1, seed, TODAY))


def records(batches: list[Batch]) -> Iterator[Any]:
    for batch in batches:
        yield from chain.from_iterable(batch.by_kind())


@pytest.fixture(scope="module")
def batches() -> list[Batch]:
    return made(1)


def every(batches: list[Batch], kind: str) -> list[Any]:
    return [record for batch in batches for record in getattr(batch, kind)]


def of(batches: list[Batch], cls: type[Any]) -> list[Any]:
    return [record for batch in batches for record in batch.of(cls)]


def served(batches: list[Batch]) -> dict[bytes, date]:
    """Return the day of the first service in the year, by recipient."""
    first: dict[bytes, date] = {}
    for service in every(batches, "services"):
        if FIRST <= service.on <= LAST:
            first[service.recipient] = min(service.on, first.get(service.recipient, LAST))
    return first


@pytest.mark.parametrize("seed", [1, 7, 2022])
def test_every_seed_gives_the_published_figures_of_the_year(seed: int) -> None:
    batches = made(seed)
    first = served(batches)
    people = {p.id: p for p in every(batches, "people")}
    services = [s for s in every(batches, "services") if FIRST <= s.on <= LAST]
    ages = [age_on(people[person].born_on, day) for person, day in first.items()]
    types = Counter(
        v.person
        for v in every(batches, "victimizations")
        if v.person in first and v.presented_from <= LAST
        if v.presented_to is None or v.presented_to >= FIRST
    )
    trafficked = {
        v.person
        for v in every(batches, "victimizations")
        if v.person in first and v.type == "human_trafficking_sex"
    }
    assert len(first) == 1188
    assert {people[person].role for person in first} == {"primary_victim", "at_risk_youth"}
    assert len(services) == sum(service.quantity for service in services) == 31_775
    assert all(codebook().pmt("funding", service.funding) == "voca" for service in services)
    assert sum(age is not None and age < 12 for age in ages) == 202
    assert sum(age is not None and age <= 12 for age in ages) == 261
    assert sum(count > 1 for count in types.values()) == 653
    assert len(trafficked) == 937
    assert sum(FIRST <= o.on <= LAST for o in every(batches, "outreach")) == 176


def test_the_same_seed_on_the_same_day_gives_the_same_records_with_their_ids(
    batches: list[Batch],
) -> None:
    assert made(1) == batches


def test_another_seed_gives_other_people(batches: list[Batch]) -> None:
    names = {(p.given_name, p.family_name, p.born_on) for p in every(batches[:1], "people")}
    others = {(p.given_name, p.family_name, p.born_on) for p in made(2)[0].people}
    assert len(names & others) < len(names) / 5


def test_the_twelve_programs_are_the_state_cut_in_twelve(batches: list[Batch]) -> None:
    alone = [record.id for program in programs() for record in records(made(1, program))]
    assert sorted(alone) == sorted(record.id for record in records(batches))
    assert len(alone) == len(set(alone))


def test_every_record_may_be_stored_by_the_rules_for_everyone(batches: list[Batch]) -> None:
    problems = [
        (type(record).__name__, problem)
        for record in records(batches)
        for problem in (
            *problems_of(record, today=TODAY, codes=codebook()),
            *rule_problems(record),
        )
    ]
    assert problems == []


def test_every_kind_is_there_but_what_a_program_decides_for_itself(batches: list[Batch]) -> None:
    kinds = {kind_of(type(record)).name for record in records(batches)}
    own = {"disclosure", "misfiling", "field_setting", "code_setting", "clock_setting"}
    assert kinds == set(OPEN_KINDS) - own


def test_every_reference_leads_to_a_record_of_its_kind(batches: list[Batch]) -> None:
    known = {record.id: kind_of(type(record)).name for record in records(batches)}
    astray = set()
    for record in records(batches):
        for name, field in fields_of(type(record)).items():
            if not isinstance(field, Reference | References):
                continue
            value = getattr(record, name)
            named = value if isinstance(field, References) else {value} - {None}
            if any(known.get(one) != field.kind for one in named):
                astray.add((type(record).__name__, name))
    assert astray == set()


def test_no_text_is_graphic(batches: list[Batch]) -> None:
    found = set()
    for record in records(batches):
        for name, field in fields_of(type(record)).items():
            if isinstance(field, Text):
                text = getattr(record, name).casefold().replace("barnstable", "")
                found |= {(text, word) for word in NEVER if word in text}
    assert found == set()


def test_the_year_is_as_full_as_the_field_tells(batches: list[Batch]) -> None:
    counted = Counter(kind_of(type(record)).name for record in records(batches))
    assert counted["referral_out"] == pytest.approx(2_500, rel=0.1)
    assert counted["missing_episode"] == pytest.approx(850, rel=0.12)
    assert counted["task"] == pytest.approx(4_000, rel=0.1)
    assert counted["agency"] == pytest.approx(170, rel=0.15)
    assert counted["partner"] == pytest.approx(600, rel=0.1)
    reached = sum(one.attendees or 0 for one in of(batches[:-1], Training))
    assert reached == PEOPLE_TRAINED


def test_what_happens_while_a_child_is_away_is_in_order(batches: list[Batch]) -> None:
    episodes = of(batches, MissingEpisode)
    screened = {screening.id: screening for screening in of(batches, Screening)}
    by_person: dict[bytes, list[Any]] = {}
    for episode in episodes:
        by_person.setdefault(episode.person, []).append(episode)
        if episode.screening:
            assert screened[episode.screening].trigger == "return"
    for told in by_person.values():
        stretches = sorted((one.identified_at, one.returned_at or NOW) for one in told)
        for (_, returned), (left, _) in pairwise(stretches):
            assert returned < left
    waiting = [e for e in episodes if e.returned_at and not (e.screening or e.screening_not_done)]
    assert len(waiting) > len(episodes) / 10


@pytest.mark.parametrize("day", ["2027-03-14", "2027-09-14", "2028-03-01"])
def test_no_moment_is_later_than_the_midnight_with_which_the_day_began(day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZONE)
    later = {
        (kind_of(type(record)).name, name)
        for record in records(list(chapters(programs(), 1, 1, midnight.date())))
        for name, field in fields_of(type(record)).items()
        if isinstance(field, Moment) and (getattr(record, name) or midnight) > midnight
    }
    assert later == set()


def test_a_court_event_follows_one_of_its_matter_and_keeps_its_docket(
    batches: list[Batch],
) -> None:
    events = {event.id: event for event in every(batches, "court_events")}
    followed = [event for event in events.values() if event.previous]
    assert len(followed) > len(events) / 8
    for event in followed:
        before = events[event.previous]
        assert (before.case, before.matter, before.docket) == (
            event.case, event.matter, event.docket
        )  # fmt: skip
        assert before.on <= event.on
    assert all((event.state == "scheduled") == (event.on >= TODAY) for event in events.values())


def test_what_dcf_did_follows_the_report_in_order_and_leaves_some_clocks_running(
    batches: list[Batch],
) -> None:
    filed = [one for batch in batches for one in batch.referrals if one.report_filed_on]
    for one in filed:
        days = (
            *(one.report_filed_on, one.report_decided_on, one.dcf_seen_on),
            *(one.report_found_on, one.notice_received_on),
        )
        known = [day for day in days if day is not None]
        assert known == sorted(known)
        assert bool(one.report_decision) is (one.report_decided_on is not None)
    assert {one.report_finding for one in filed} == {"", "supported", "unsupported"}
    running = [one for one in filed if one.report_decision == "screened_in" and not one.dcf_seen_on]
    assert running
    assert all((TODAY - (one.received_on or TODAY)).days < 14 for one in running)


def test_today_has_something_for_every_list(batches: list[Batch]) -> None:
    now = batches[-1:]
    due = Counter(
        (task.due_on > TODAY) - (task.due_on < TODAY)
        for task in of(now, Task)
        if task.status in {"open", "in_progress"}
    )
    assert min(due[late] for late in (-1, 0, 1)) >= 15
    away = [episode for episode in of(now, MissingEpisode) if not episode.returned_at]
    missing = {case.id for case in every(now, "cases") if case.status == "missing"}
    assert {episode.case for episode in away} == missing
    assert 3 <= len(away) <= 15
    assert any(episode.ncmec_at is None for episode in away)
    people = {person.id: person for person in every(now, "people")}
    twice = Counter(
        person.born_on for person in people.values() if person.born_on and person.born_on.day
    )
    assert sum(count > 1 for count in twice.values()) >= 24
    assert any(plan.replaces for plan in of(now, SafetyPlan))
    assert any(referral.status == "waitlisted" for referral in of(now, ReferralOut))
    assert len(of(now, Coverage)) == len(programs())


def test_notes_are_as_long_as_people_write_them_and_fill_every_blank(
    batches: list[Batch],
) -> None:
    texts = [note.text for note in every(batches[:1], "notes") if note.amends is None]
    lengths = [len(text.split()) for text in texts]
    assert 40 <= sum(lengths) / len(lengths) <= 80
    assert not any("{" in text for text in texts)


def test_people_are_as_different_as_the_state_is(batches: list[Batch]) -> None:
    first = served(batches)
    youth = [p for p in every(batches[:1], "people") if p.id in first]
    share = {
        name: sum(p.gender_identity in codes for p in youth) / len(youth)
        for name, codes in {
            "girls": {"female"},
            "boys": {"male"},
            "others": {"transgender_female", "transgender_male", "nonbinary"},
        }.items()
    }
    assert share["girls"] == pytest.approx(0.80, abs=0.05)
    assert share["boys"] == pytest.approx(0.18, abs=0.05)
    assert 0 < share["others"] < 0.05
    assert len({language for p in youth for language in p.languages}) >= 8
    assert len({p.county for p in youth}) == 14
    assert any(p.born_on and p.born_on.year and not p.born_on.day for p in youth)


def test_children_are_named_in_1_13_reports_each(batches: list[Batch]) -> None:
    year = batches[0]
    assert len(year.referrals) / len(year.cases) == pytest.approx(1.13, abs=0.05)
    assert any(len(referral.people) == 2 for referral in year.referrals)


def test_the_weeks_around_today_are_alive_and_touch_no_fixed_year(batches: list[Batch]) -> None:
    now = batches[-1:]
    assert min(service.on for service in every(now, "services")) > LAST
    assert all(case.status != "closed" for case in every(now, "cases"))
    assert sum(event.on >= TODAY for event in every(now, "court_events")) >= 30
    assert sum(event.on == TODAY for event in every(now, "court_events")) >= 3
    assert sum((case.next_review_on - TODAY).days <= 7 for case in every(now, "cases")) >= 10
    assert max(contact.on for contact in every(now, "contacts")) <= TODAY
    assert sum((TODAY - contact.on).days < 7 for contact in every(now, "contacts")) >= 30
    for program in programs():
        assert sum(case.cac == program.cac for case in every(now, "cases")) >= 4


def test_case_numbers_are_given_once(batches: list[Batch]) -> None:
    numbers = [case.number for case in every(batches, "cases")]
    assert len(numbers) == len(set(numbers))
