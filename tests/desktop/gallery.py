"""Every widget and editor in one window, rendered to build/gallery to be looked at."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEvent, QSize, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.background import Lanes
from desktop.charts import BarChart, Donut, Series
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.lists.cells import ChipCell, IconCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, IconButton, PrimaryButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.columns import Columns
from desktop.widgets.empty import EmptyState
from desktop.widgets.figure import Figure
from desktop.widgets.inputs import CheckBox, ChoiceBox, SearchField, TextArea
from desktop.widgets.labels import Label, Muted
from desktop.widgets.page import Page
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.toast import Toasts
from desktop.wording.dates import short_day
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.person import Person
from storage.domain.partial_dates import PartialDate
from storage.usecases.codelists import codebook

TODAY = date(2026, 11, 21)
FOLDER = Path("build/gallery")

PERSON = (
    Section("Name", ("given_name", "family_name", "name_used", "pronouns", wide("aliases"))),
    Section("For the reports", ("born_on", "sex", "gender_identity", "role", wide("race"))),
    Section("Safety", (wide("safe_contact"), "living_situation", "interpreter_needed")),
)
SERVICE = (Section("", ("on", "code", "quantity", "funding", wide("compensation_assisted")), 3),)


def row(*widgets: QWidget, stretch: bool = False) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(px(10))
    for widget in widgets:
        line.addWidget(widget, 1 if stretch else 0)
    if not stretch:
        line.addStretch(1)
    return line


def pieces() -> Page:
    page = Page("Today", "Saturday, November 21 · 3 changes wait to sync")
    page.buttons.addWidget(Button("Export", "download"))
    page.buttons.addWidget(PrimaryButton("New case", "plus"))
    figures = [
        Figure("Open cases", "folder-open"),
        Figure("Court this week", "gavel", role="info"),
        Figure("Clocks running", "clock", role="warn"),
        Figure("Need a decision", "layers", role="ok"),
    ]
    for figure, number in zip(figures, (1_188, 26, 12, 8), strict=True):
        figure.set_number(number)
    page.body.addWidget(Columns([(figure, 1) for figure in figures], 4, least=150))
    page.body.addWidget(Banner("The last backup is nine days old.", "warn", "Back up now"))
    page.body.addWidget(Banner("A newer version kept parts of this record.", "info", "Show them"))
    page.body.addWidget(Columns([(states(), 1), (inputs(), 1)], 2, least=330))
    progress = ProgressPanel("Importing the county's file")
    progress.show_progress((12_400, 31_775))
    work = Card("")
    work.body.addWidget(progress)
    page.body.addWidget(work)
    empty = Card("")
    button = PrimaryButton("Log a service", "plus")
    empty.body.addWidget(
        EmptyState(
            "notebook-pen", "No services yet", "Log the first one; Ctrl+J does it too.", button
        )
    )
    page.body.addWidget(empty, 1)
    return page


def states() -> Card:
    card = Card("States", QuietButton("Show all"))
    card.body.addLayout(
        row(
            Chip("Standard"),
            Chip("Interview set", "info"),
            Chip("Synced", "ok", "circle-check"),
            Chip("Waiting", "warn", "clock"),
        )
    )
    card.body.addWidget(Label("Running text <b>stays plain</b> whatever it holds.", wrap=True))
    card.body.addWidget(Muted("Text that steps back, with the reason why."))
    disabled = PrimaryButton("Save")
    disabled.setEnabled(False)
    card.body.addLayout(row(PrimaryButton("Save"), Button("Undo"), disabled, QuietButton("Later")))
    quiet = Button("Filters", "filter")
    quiet.setEnabled(False)
    names = (("refresh-cw", "Sync now"), ("lock", "Lock"), ("moon", "Dark"))
    card.body.addLayout(row(quiet, *(IconButton(icon, name) for icon, name in names)))
    card.body.addStretch(1)
    return card


def inputs() -> Card:
    card = Card("Inputs")
    card.body.addWidget(SearchField("Search by number, name or next step"))
    choice = ChoiceBox("Stage")
    choice.addItems(["All stages", "Intake", "Services"])
    card.body.addWidget(choice)
    ticked = CheckBox("Youth present")
    ticked.setChecked(True)
    card.body.addLayout(row(ticked, CheckBox("Interpreter used")))
    area = TextArea("Notes")
    area.setPlaceholderText("Facts as told or seen.")
    card.body.addWidget(area)
    return card


def forms() -> Page:
    page = Page("Alder, Dov", "Case BER-26-0033 · Fairmont · R. Sample")
    page.buttons.addWidget(Chip("Standard", "info"))
    person = RecordForm(Person, PERSON, codebook(), TODAY)
    person.start_with(
        {
            "given_name": "Dov",
            "family_name": "Alder",
            "aliases": frozenset({"D.", "Doc"}),
            "born_on": PartialDate(2009, 5, estimated=True),
            "role": "primary_victim",
            "race": frozenset({"asian", "hispanic"}),
            "safe_contact": "Text only, after 4 PM. Code word: library.",
            "interpreter_needed": True,
        }
    )
    card = Card("Person")
    card.body.addWidget(person)
    service = RecordForm(Service, SERVICE, codebook(), TODAY)
    service.editor("on").set_raw("2/30/2026")
    service.check()
    other = Card("Service")
    other.body.addWidget(service)
    page.body.addWidget(card)
    page.body.addWidget(other)
    contact = RecordForm(
        Contact,
        (Section("", ("on", "started_at", "minutes", "mode", wide("with_whom")), 3),),
        codebook(),
        TODAY,
    )
    third = Card("Contact")
    third.body.addWidget(contact)
    page.body.addWidget(third)
    page.body.addStretch(1)
    case = RecordForm(Case, (Section("", ("number", "youth"), 2),), codebook(), TODAY)
    fourth = Card("Case")
    fourth.body.addWidget(case)
    page.body.addWidget(fourth)
    return page


NAMES = ("Alder, Dov", "Hollow, Mara", "Grove, Joel", "Quarry, Cleo", "Thorn, Tess")
STATES = {
    True: ChipCell("Synced", "ok", "circle-check"),
    False: ChipCell("Waiting", "warn", "clock"),
}


class People:
    """A few rows of every style of cell."""

    columns = (
        Column("Case", 110, "strong", sort="case"),
        Column("Youth", 150, sort="youth"),
        Column("Stage", 140, "chip", show=lambda text: ChipCell(text, "info")),
        Column("Next step", 180, "muted", stretch=True),
        Column("Due", 120),
        Column("Services", 90, "number"),
        Column("Sync", 120, "chip", show=lambda done: STATES[done]),
        Column("Seen", 120, "icon", show=lambda text: IconCell("phone", text)),
    )

    def order(self, connection: Any, filter: Any, sort: Sort) -> Sequence[int]:  # noqa: A002
        del connection, filter, sort
        return range(12_000)

    def rows(self, connection: Any, keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
        del connection
        return {key: self._one(key) for key in keys}

    def _one(self, key: int) -> tuple[Any, ...]:
        step = "MDT meeting with the school and the caregiver"
        day = short_day(TODAY)
        return (f"26-{key:04d}", NAMES[key % 5], "Services", step, day, "12", key % 3 > 0, "Called")


class Straight:
    """A workspace of no rows: the table's own are made up."""

    def __init__(self, *, writer: bool) -> None:
        del writer

    def read(self, query: Callable[..., Any], *args: Any) -> Any:
        return query(None, *args)

    write = let_out = read

    def give_up(self) -> None:
        pass

    def close(self) -> None:
        pass


def tables() -> Page:
    page = Page("Cases", scrolls=False)
    page.buttons.addWidget(Button("Export", "download"))
    page.buttons.addWidget(PrimaryButton("New case", "plus"))
    stages = ChoiceBox("Stage")
    stages.addItem("All stages")
    page.body.addLayout(
        row(SearchField("Search by number, name or next step"), stages, stretch=True)
    )
    lanes = Lanes(Straight)
    lanes.setParent(page)
    table = RecordTable(lanes, People(), "Cases", sort=Sort("case"))
    table.refresh()
    page.body.addWidget(table, 3)
    months = ("Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    bars = BarChart(
        "Referrals by month",
        months,
        [
            Series("Interviewed", (18, 13, 16, 24, 24, 15)),
            Series("Referred on", (4, 4, 5, 7, 8, 4)),
        ],
    )
    donut = Donut(
        "Open cases by stage",
        [
            ("Intake", 11),
            ("Interview set", 12),
            ("MDT review", 13),
            ("Services", 17),
            ("Closing", 7),
        ],
    )
    first, second = Card("Referrals by month"), Card("Open cases by stage")
    first.body.addWidget(bars)
    second.body.addWidget(donut)
    page.body.addWidget(Columns([(first, 1), (second, 1)], 2, least=300), 2)
    QTimer.singleShot(60, lambda: table.select(2))
    return page


def render(app: QApplication, modes: Sequence[tuple[str, int]]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for mode, size in modes:
        theme.apply(app, mode, size)
        for name, make in (("pieces", pieces), ("forms", forms), ("tables", tables)):
            host = QWidget()
            column = QVBoxLayout(host)
            column.setContentsMargins(0, 0, 0, 0)
            page = make()
            column.addWidget(page)
            host.resize(QSize(1180, 1240 if name == "forms" else 900))
            host.show()
            Toasts(host).say("Service logged for 3 youth", "Undo", lambda: None)
            done = QDeadlineTimer(250)
            while not done.hasExpired():
                QCoreApplication.processEvents()
            host.grab().save(str(FOLDER / f"{name}-{mode}-{size}.png"))
            host.close()
            host.deleteLater()
            QCoreApplication.sendPostedEvents(host, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    application = QApplication([])
    render(application, [("light", 100), ("dark", 100), ("light", 200), ("contrast", 100)])
