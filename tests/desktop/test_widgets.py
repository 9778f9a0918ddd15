from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.charts import BarChart, Donut, Series, ceiling_of
from desktop.settings import Settings
from desktop.theme import Tokens
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.chip import Chip, paint_chip
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import ask, tell
from desktop.widgets.empty import EmptyState
from desktop.widgets.figure import Figure
from desktop.widgets.guard import Guard, guard
from desktop.widgets.inputs import CheckBox, ChoiceBox, SearchField, TextArea
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.toast import Toasts
from desktop.widgets.tooltips import is_plain_tip, plain_tip, set_tooltip
from storage.errors import CancelledError
from storage.usecases.settings import DEFAULTS
from tests.desktop import gallery
from tests.desktop.conftest import EXPECTED

Show = Callable[[QWidget], QWidget]
NASTY = '<img src="//host/share/x.png"><b>Alder</b> & son'


@pytest.mark.parametrize(
    "text", [NASTY, "<qt>x</qt>", "<!-- -->", "a < b", "plain", "two\nlines <b>x</b>", "<p"]
)
def test_a_tooltip_shows_every_character_as_it_is(text: str) -> None:
    tip = plain_tip(text)
    assert is_plain_tip(tip)
    assert unescape(tip.replace("<br>", "\n").removeprefix("<qt>").removesuffix("</qt>")) in (
        text,
        f"<qt>{text}</qt>",
        text.removeprefix("<qt>").removesuffix("</qt>"),
    )


def test_a_long_tooltip_is_folded() -> None:
    assert max(map(len, plain_tip("word " * 60).splitlines())) <= 64


def test_labels_of_every_kind_are_plain(shown: Show) -> None:
    page = Page(NASTY, NASTY)
    for widget in (Label(NASTY), Chip(NASTY), Banner(NASTY, "warn", "Do"), Figure(NASTY)):
        page.body.addWidget(widget)
    page.body.addWidget(EmptyState("info", NASTY, NASTY, Button("Next")))
    shown(page)
    labels = page.findChildren(QLabel)
    assert len(labels) >= 8
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_the_guard_finds_a_label_that_guesses_and_makes_it_plain(
    shown: Show, request: pytest.FixtureRequest
) -> None:
    request.node.stash[EXPECTED] = ("QLabel careless",)
    careless = QLabel(NASTY)
    careless.setObjectName("careless")
    shown(careless)
    assert careless.textFormat() == Qt.TextFormat.PlainText


def test_the_guard_finds_a_tooltip_that_would_be_taken_for_markup(
    shown: Show, request: pytest.FixtureRequest
) -> None:
    request.node.stash[EXPECTED] = ("QPushButton ",)
    button = QPushButton("Press")
    button.setToolTip(NASTY)
    shown(button)
    request.node.stash[EXPECTED] = ("QPushButton",)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), button.mapToGlobal(QPoint(2, 2)))
    QCoreApplication.sendEvent(button, event)
    assert is_plain_tip(button.toolTip())


def test_a_tooltip_set_our_way_passes_the_guard(shown: Show, qapp: QApplication) -> None:
    watch: Guard = guard(qapp)
    button = Button("Press")
    set_tooltip(button, NASTY)
    shown(button)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), button.mapToGlobal(QPoint(2, 2)))
    QCoreApplication.sendEvent(button, event)
    QCoreApplication.processEvents()
    assert watch.found == []
    qapp.removeEventFilter(watch)


def test_pasting_markup_pastes_its_letters(shown: Show) -> None:
    area = TextArea("Note")
    shown(area)
    area.insertPlainText(NASTY)
    assert area.toPlainText() == NASTY


def test_a_figure_says_number_and_caption_and_is_pressed_by_keyboard(
    shown: Show, qtbot: QtBot
) -> None:
    figure = Figure("Open cases", "folder-open", "Cases not closed today")
    figure.set_number(12_000)
    shown(figure)
    figure.setFocus()
    seen = QAccessible.queryAccessibleInterface(figure)
    assert seen.text(QAccessible.Text.Name) == "12,000 Open cases"
    with qtbot.waitSignal(figure.clicked):
        QTest.keyClick(figure, Qt.Key.Key_Space)


def test_a_toast_stays_six_seconds_and_its_undo_is_reached_by_keyboard(shown: Show) -> None:
    window = QWidget()
    window.resize(600, 400)
    shown(window)
    done: list[bool] = []
    toasts = Toasts(window)
    toasts.say("Service logged", "Undo", lambda: done.append(True), seconds=1)
    assert toasts.toast.isVisible()
    assert toasts.toast._end.interval() == 6_000
    toasts.take_focus()
    undo = QApplication.focusWidget()
    assert isinstance(undo, Button)
    toasts.toast._leave()
    assert toasts.toast.isVisible(), "it does not go while one is in it"
    QTest.keyClick(undo, Qt.Key.Key_Space)
    assert done == [True]
    assert not toasts.toast.isVisible()


def test_a_toast_without_action_goes_by_escape_or_by_itself(shown: Show) -> None:
    window = QWidget()
    window.resize(600, 400)
    shown(window)
    toasts = Toasts(window)
    toasts.say(NASTY)
    window.resize(500, 300)
    assert toasts.toast.geometry().bottom() <= 300
    QTest.keyClick(toasts.toast, Qt.Key.Key_Escape)
    assert not toasts.toast.isVisible()
    toasts.say("Saved")
    toasts.toast._leave()
    assert not toasts.toast.isVisible()


def test_a_question_puts_the_focus_on_the_safe_answer(shown: Show) -> None:
    window = QWidget()
    shown(window)
    answers: list[str] = []
    asked = ask(window, "Retire this note?", NASTY, yes="Retire", then=lambda: answers.append("y"))
    assert asked.windowTitle() == "Satchel", "a window's title never carries what it is about"
    safe = asked.focusWidget()
    assert isinstance(safe, Button)
    assert safe.text() == "Cancel"
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    assert answers == []
    again = ask(window, "Retire it?", "It stays.", yes="Retire", then=lambda: answers.append("y"))
    again.accept()
    assert answers == ["y"]
    told = tell(window, "The backup is done", NASTY)
    assert told.isVisible()
    told.accept()


def test_enter_presses_the_button_it_stands_on(shown: Show) -> None:
    for button in (Button("Begin"), IconButton("x", "Close"), Figure("Open cases")):
        pressed: list[str] = []
        shown(button)
        button.clicked.connect(lambda _=False, into=pressed: into.append("x"))
        QTest.keyClick(button, Qt.Key.Key_Return)
        QTest.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        assert len(pressed) == 2


def test_enter_on_cancel_is_not_taken_for_yes(shown: Show) -> None:
    answers: list[str] = []
    window = shown(QWidget())
    asked = ask(window, "Retire this note?", "", yes="Retire", then=lambda: answers.append("y"))
    cancel = next(b for b in asked.findChildren(QPushButton) if b.text() == "Cancel")
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert not asked.isVisible()
    assert not answers


def test_search_waits_for_the_fingers_to_rest_and_escape_empties_it(
    shown: Show, qtbot: QtBot
) -> None:
    field = SearchField("Search")
    shown(field)
    said: list[str] = []
    field.searched.connect(said.append)
    QTest.keyClicks(field, "ald")
    assert said == []
    qtbot.waitUntil(lambda: said == ["ald"])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert said == ["ald", ""]
    with qtbot.waitSignal(field.stepped_down):
        QTest.keyClick(field, Qt.Key.Key_Down)


def test_the_wheel_over_a_choice_never_changes_it(shown: Show) -> None:
    box = ChoiceBox("Stage")
    box.addItems(["Intake", "Services"])
    shown(box)
    box.setFocus()
    wheel = QWheelEvent(
        QPoint(5, 5), box.mapToGlobal(QPoint(5, 5)), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QCoreApplication.sendEvent(box, wheel)
    assert box.currentText() == "Intake"


def test_a_progress_panel_counts_and_can_be_stopped(shown: Show, qtbot: QtBot) -> None:
    panel = ProgressPanel("Importing")
    shown(panel)
    panel.show_progress((12_400, 31_775))
    assert "12,400 of 31,775" in [label.text() for label in panel.findChildren(QLabel)]
    stop = panel.findChild(Button)
    assert stop is not None
    with qtbot.waitSignal(panel.cancelled):
        stop.click()
    assert not stop.isEnabled()


def test_work_that_begins_anew_can_be_stopped_as_the_work_before_it(shown: Show) -> None:
    panel = ProgressPanel("Importing")
    shown(panel)
    stop = panel.findChild(Button)
    assert stop is not None
    for _ in range(2):
        progress = panel.begin()
        progress.at(1, 2)
        stop.click()
        with pytest.raises(CancelledError):
            progress.at(2, 2)
        panel.end()
        panel.show()


def test_a_banner_offers_one_action(shown: Show, qtbot: QtBot) -> None:
    banner = Banner("The last backup is old.", "warn", "Back up now")
    shown(banner)
    button = banner.findChild(QPushButton)
    assert button is not None
    with qtbot.waitSignal(banner.acted):
        button.click()
    banner.set_kind("ok")
    banner.set_text("Backed up.", "")
    assert banner.text == "Backed up."
    assert not button.isVisible()


def test_an_icon_button_has_a_name_to_be_spoken() -> None:
    button = IconButton("moon", "Switch to dark")
    button.set_name("Switch to light")
    assert button.accessibleName() == button.toolTip() == "Switch to light"


def test_four_figures_stand_four_or_two_and_two(shown: Show) -> None:
    columns = Columns([(Label(str(number)), 1) for number in range(4)], 4, least=100)
    shown(columns)
    columns.resize(600, 200)
    assert columns.columns == 4
    columns.resize(380, 200)
    assert columns.columns == 2


def test_charts_tell_their_data_in_words_and_paint_on_any_paper(light: Tokens) -> None:
    assert light.name == "light"
    bars = BarChart("Services by month", ("Oct", "Nov"), [Series("Given", (1_200, 0))])
    donut = Donut("By stage", [("Intake", 11), ("Services", 0)])
    assert bars.accessibleDescription() == "Oct: Given 1,200; Nov: Given 0"
    assert donut.accessibleDescription() == "Intake: 11; Services: 0"
    for chart in (bars, donut, Donut("Nothing", []), BarChart("Nothing", (), [])):
        paper = QImage(400, 300, QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        before = paper.copy()
        painter = QPainter(paper)
        chart.draw(painter, QRectF(0, 0, 400, 300))
        painter.end()
        assert paper != before
        chart.deleteLater()


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (5, 8), (31, 40), (100, 100), (1_188, 2_000)]
)
def test_a_scale_ends_at_a_round_number(highest: int, top: int) -> None:
    assert ceiling_of(highest) == top


def test_settings_take_what_fits_and_leave_out_the_rest() -> None:
    assert Settings.of({}) == Settings()
    kept = Settings.of({"look.theme": "dark", "look.text_percent": "200", "unheard.of": 1})
    assert kept == Settings(theme="dark")
    assert set(kept.stored()) <= set(DEFAULTS)
    assert Settings.of(kept.stored()) == kept
    assert Settings.of(DEFAULTS) == Settings()


def test_a_ticked_box_shows_its_tick_in_every_theme(qapp: QApplication) -> None:
    for mode in ("light", "dark"):
        theme.apply(qapp, mode)
        box = CheckBox("Youth present")
        box.resize(box.sizeHint())
        empty = box.grab().toImage()
        box.setChecked(True)
        assert box.grab().toImage() != empty
        box.deleteLater()


def test_everything_one_can_focus_has_a_name_and_the_gallery_renders(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "FOLDER", tmp_path)
    for make in (gallery.pieces, gallery.forms):
        theme.apply(qapp, "light")
        page = make()
        nameless = [
            type(child).__name__
            for child in page.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and not name_of(child)
        ]
        assert nameless == []
        page.deleteLater()
        QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete)
    gallery.render(qapp, [("light", 100), ("dark", 200)])
    pictures = sorted(path.name for path in tmp_path.iterdir())
    assert len(pictures) == 6
    assert all(not QImage(str(tmp_path / name)).isNull() for name in pictures)


def name_of(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit | ChoiceBox):
        return widget.accessibleName()
    seen = QAccessible.queryAccessibleInterface(widget)
    return seen.text(QAccessible.Text.Name)


def test_a_chip_grows_with_its_words() -> None:
    chip = Chip("Short")
    before = chip.sizeHint()
    chip.set("A good deal longer", "ok", "check")
    assert chip.sizeHint().width() > before.width()
    assert chip.minimumSizeHint() == chip.sizeHint()
    assert chip.kind == "ok"
    assert chip.sizeHint() != QSize()


def test_a_choice_has_room_for_its_words(shown: Show) -> None:
    box = ChoiceBox("When")
    box.addItem("At any time whatever")
    shown(box)
    box.resize(box.sizeHint())
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    assert box.fontMetrics().horizontalAdvance(box.currentText()) <= room.width()


def test_a_chip_without_room_says_that_there_is_more(light: Tokens) -> None:  # noqa: ARG001 - its colours
    def painted(text: str) -> QImage:
        image = QImage(120, 26, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        paint_chip(painter, QRectF(image.rect()), text, "warn")
        painter.end()
        return image

    whole = "under investigation or prosecution"
    shorter = [whole[:end].rstrip() + "\u2026" for end in range(4, 16)]
    assert any(painted(whole) == painted(one) for one in shorter)
