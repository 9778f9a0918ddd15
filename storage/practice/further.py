"""Make what belongs to cases beside people, contacts and notes, from a chance of its own.

The cases of a year are drawn first, so that its figures do not depend on what is made here.
"""

from dataclasses import replace
from datetime import date

from storage.practice.care import add_care
from storage.practice.courses import courses
from storage.practice.court_chains import chain_court_events
from storage.practice.desk import Batch, Desk
from storage.practice.directory import Directory
from storage.practice.doubles import add_doubles
from storage.practice.exploiters import Known, add_exploiter
from storage.practice.findings import add_findings
from storage.practice.holds import add_holds
from storage.practice.hours import add_hours
from storage.practice.learning import add_credentials, add_learning
from storage.practice.living import add_living
from storage.practice.missing import add_missing
from storage.practice.papers import add_papers
from storage.practice.presets import add_presets
from storage.practice.promises import add_own_tasks, add_tasks
from storage.practice.reported import follow_reports
from storage.practice.safety import add_plans

_LARGE = 150
"""Programs of this weight have a youth missing on any day."""


def add_further(desk: Desk, directory: Directory, today: date) -> None:
    """Make the further records of every case in the desk's batch, as they are known ``today``."""
    known = Known()
    for course in courses(desk.batch, today):
        returns = add_missing(desk, course, directory, today)
        add_findings(desk, course, returns)
        add_exploiter(desk, course, known)
        add_living(desk, course, directory)
        add_care(desk, course, directory, today)
        add_plans(desk, course, len(returns))
        add_tasks(desk, course, today)
    chain_court_events(desk, desk.batch, today)
    follow_reports(desk.batch, today)


def add_around_today(desk: Desk, since: date, today: date, directory: Directory) -> None:
    """Make what a coordinator of ``today`` has beside the cases; learning from ``since`` on."""
    add_own_tasks(desk, today)
    add_learning(desk, directory, since, today, 2, 60)
    add_credentials(desk, today)
    add_hours(desk, today)
    add_presets(desk, today)
    add_doubles(desk, list(courses(desk.batch, today)), today)
    add_holds(desk, list(courses(desk.batch, today)), today)
    for course in courses(desk.batch, today):
        add_papers(desk, course)


def let_one_be_missing(batch: Batch, weight: int) -> None:
    """Let a youth of a large program be missing today where nobody is."""
    cases = batch.cases
    if weight >= _LARGE and cases and all(case.status != "missing" for case in cases):
        cases[-2] = replace(cases[-2], status="missing")
