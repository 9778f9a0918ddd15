"""The episode from which a youth has not returned: since when, who was told, what is known."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal

from desktop.conflicts.words import values_in
from desktop.context import DeskContext
from desktop.pages.case.stamps import Stamps
from desktop.pages.case.told import told_box
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, PrimaryButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.columns import Columns
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Label
from desktop.wording.absences import span
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from storage.domain.deadlines.alarms import Alarm
from storage.domain.kinds.missing_episode import Appearance, MissingEpisode
from storage.usecases.safety.absences import Absence
from storage.usecases.syncing.reviewing import Review


def _tr(text: str) -> str:
    return QCoreApplication.translate("missing", text)


class OpenEpisode(Card):
    """``told`` carries a stamp; the other signals are the buttons."""

    told = Signal(str)
    packet = Signal()
    returned = Signal()
    details = Signal()
    second = Signal(object)

    def __init__(self, context: DeskContext) -> None:
        super().__init__()
        self._context = context
        self._others: list[Absence] = []
        self._since: datetime | None = None
        self.headline = Heading("", level=2, wrap=True)
        self._chips = tuple(Chip() for _ in range(3))
        self.stamps = Stamps()
        self._other = Banner("", "warn", _tr("Open it"))
        self.facts = {name: Label("", wrap=True) for name, _ in _facts()}
        self._boxes = {name: told_box(label, self.facts[name]) for name, label in _facts()}
        self._columns = Columns([(box, 1) for box in self._boxes.values()], 3, least=200)
        self.packet_button = PrimaryButton(_tr("Packet"), "printer")
        self.returned_button = Button(_tr("Returned"), "house")
        self._details_button = QuietButton(_tr("Details"), "pencil")
        self._lay_out()
        self.stamps.told.connect(self.told)
        self.packet_button.clicked.connect(self.packet)
        self.returned_button.clicked.connect(self.returned)
        self._details_button.clicked.connect(self.details)
        self._other.acted.connect(self._open_other)

    def show_episode(
        self,
        absence: Absence,
        others: Sequence[Absence],
        looks: Appearance | None,
        clocks: Mapping[str, Alarm],
        now: datetime,
    ) -> None:
        """Show ``absence``; ``others`` are open too, ``clocks`` its alarms by rule."""
        episode, book = absence.episode.record, self._context.book
        self._since = episode.identified_at
        self.say_since(now)
        words = [
            _tr("Risk: {risk}").format(risk=book.label("missing_risk", episode.risk))
            if episode.risk
            else "",
            book.label("missing_category", episode.category) if episode.category else "",
            _tr("Episode {number}").format(number=absence.number),
        ]
        for chip, text in zip(self._chips, words, strict=True):
            chip.set(text, "warn" if episode.risk == "imminent" and text == words[0] else "neutral")
            chip.setVisible(bool(text))
        self.stamps.show_episode(episode, clocks, now)
        self._show_others(others)
        self._show_facts(episode, looks)

    def show_versions(self, reviews: Sequence[Review]) -> None:
        """Show all that stands side by side until somebody decides: none of it is to be missed."""
        fields = {
            "with": ("companions",),
            "places": ("likely_places", "places"),
            "dangers": ("dangers", "needs"),
            "clothing": ("clothing",),
        }
        for box, names in fields.items():
            said = [
                text
                for name in names
                for text in values_in(reviews, name, initials=self._context.initials)
            ]
            if said:
                shown_now = self.facts[box].text().split("\n")
                hidden = self._context.initials
                every = dict.fromkeys([*shown_now, *(shown(text, hidden) for text in said)])
                self.facts[box].setText("\n".join(text for text in every if text))

    def say_since(self, now: datetime) -> None:
        """Say how long the youth has been missing."""
        if self._since is None:
            self.headline.setText(_tr("Missing"))
            return
        since, long = local_moment(self._since), span(self._since, now)
        self.headline.setText(
            _tr("Missing since {since} \u00b7 {long}").format(since=since, long=long)
        )

    def _show_others(self, others: Sequence[Absence]) -> None:
        self._others = list(others)
        self._other.setVisible(bool(others))
        if others and (at := others[0].episode.record.identified_at):
            self._other.set_text(
                _tr("Another open episode, since {since}. Retire the one that is not needed.")
                .format(since=local_moment(at))
            )  # fmt: skip

    def _open_other(self) -> None:
        self.second.emit(next(other.episode.record.id for other in self._others))

    def _show_facts(self, episode: MissingEpisode, looks: Appearance | None) -> None:
        at = local_moment(episode.last_seen_at) if episode.last_seen_at else ""
        texts = {
            "last_seen": [at, episode.last_seen_where, episode.last_seen_by],
            "clothing": [episode.clothing],
            "placement": [episode.placement],
            "with": [episode.companions, looks.companions if looks else ""],
            "places": [episode.likely_places, looks.places if looks else ""],
            "dangers": [episode.dangers, looks.needs if looks else ""],
        }
        joins = {"last_seen": " \u00b7 "}
        for name, parts in texts.items():
            text = joins.get(name, "\n").join(dict.fromkeys(part for part in parts if part))
            self.facts[name].setText(shown(text, self._context.initials))
        self._columns.show_only([box for n, box in self._boxes.items() if self.facts[n].text()])

    def _lay_out(self) -> None:
        self.setObjectName("open-episode")
        self.packet_button.setObjectName("missing-packet")
        self.returned_button.setObjectName("missing-returned")
        chips, buttons = FlowLayout(), FlowLayout()
        for chip in self._chips:
            chips.addWidget(chip)
        for button in (self.packet_button, self.returned_button, self._details_button):
            buttons.addWidget(button)
        self.body.addWidget(self.headline)
        self.body.addLayout(chips)
        self.body.addWidget(self._other)
        self.body.addSpacing(px(4))
        self.body.addWidget(self.stamps)
        self.body.addSpacing(px(4))
        self.body.addWidget(self._columns)
        self.body.addLayout(buttons)


def _facts() -> tuple[tuple[str, str], ...]:
    return (
        ("last_seen", _tr("Last seen")),
        ("clothing", _tr("Clothing")),
        ("placement", _tr("Missing from")),
        ("with", _tr("May be with")),
        ("places", _tr("Likely places")),
        ("dangers", _tr("Dangers and medical needs")),
    )
