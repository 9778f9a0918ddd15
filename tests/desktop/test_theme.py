import re
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontInfo, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desktop import theme
from desktop.theme import fonts
from desktop.theme.icons import icon
from desktop.theme.stylesheet import sheet_of
from desktop.theme.tokens import CONTRAST, DARK, LIGHT, THEMES, Tokens

SURFACES = ("ground", "surface", "raised", "hovered", "selected")
TEXT = [
    *((ink, paper) for ink in ("text", "muted") for paper in SURFACES),
    *(("problem", paper) for paper in ("ground", "surface", "problem_soft")),
    *((kind, f"{kind}_soft") for kind in ("neutral", "info", "ok", "warn")),
    *((kind, "surface") for kind in ("info", "ok", "warn", "accent")),
    ("text", "info_soft"),
    ("text", "ok_soft"),
    ("text", "warn_soft"),
    ("text", "problem_soft"),
    ("accent", "ground"),
    ("accent", "accent_soft"),
    ("accent", "info_soft"),
    ("accent", "warn_soft"),
    ("accent", "selected"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("side_text", "side"),
    ("side_active_text", "side_active"),
    ("surface", "text"),
    ("muted", "neutral_soft"),
]
EDGES = [
    *((edge, paper) for edge in ("outline", "focus", "problem") for paper in ("ground", "surface")),
    ("side_focus", "side"),
    ("side_focus", "side_active"),
]


def light_of(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((light_of(one), light_of(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_all_text_can_be_read_by_weak_eyes(tokens: Tokens, ink: str, paper: str) -> None:
    least = 7 if tokens is CONTRAST else 4.5
    assert contrast(tokens[ink], tokens[paper]) >= least


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(("edge", "paper"), EDGES)
def test_outlines_of_inputs_and_focus_can_be_seen(tokens: Tokens, edge: str, paper: str) -> None:
    assert contrast(tokens[edge], tokens[paper]) >= 3


@pytest.mark.parametrize("tokens", THEMES.values(), ids=THEMES)
def test_parts_of_charts_stand_out_from_the_surface(tokens: Tokens) -> None:
    assert all(contrast(tone, tokens.surface) >= 3 for tone in tokens.charts)
    assert all(one != other for one, other in pairwise(tokens.charts))


def test_the_style_sheet_names_classes_and_leaves_no_placeholder() -> None:
    for tokens in (LIGHT, DARK):
        sheet = sheet_of(tokens, 150)
        assert "$" not in sheet
        assert not re.search(r"\b\d+u\b|\d\.\d+f\b", sheet)
        selectors = re.sub(r"/\*.*?\*/|\{[^}]*\}", " ", sheet, flags=re.DOTALL)
        assert "*" not in selectors
        assert not re.search(r"\bQWidget\b", selectors)
        assert "url(" not in sheet, "nothing is read from, or written to, a file"


def test_text_and_lengths_grow_together(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 100)
    points, length = qapp.font().pointSizeF(), theme.px(16)
    theme.apply(qapp, "light", 200)
    assert qapp.font().pointSizeF() == 2 * points
    assert theme.px(16) == 2 * length
    assert theme.apply(qapp, "dark").is_dark
    assert theme.apply(qapp, "no such theme") in THEMES.values()


def test_the_shipped_typeface_is_the_one_in_use(light: Tokens, qapp: QApplication) -> None:
    assert light is LIGHT
    assert QFontInfo(qapp.font()).family() == fonts.FAMILY
    weight = QFont(qapp.font())
    weight.setWeight(QFont.Weight.DemiBold)
    assert QFontInfo(weight).weight() == QFont.Weight.DemiBold


def painted(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    picture.paint(painter, image.rect(), Qt.AlignmentFlag.AlignCenter, mode)
    painter.end()
    colours = (image.pixelColor(x, y) for x in range(64) for y in range(64))
    return {colour.name().upper() for colour in colours if colour.alpha() == 255}


def test_an_icon_takes_the_colour_of_the_theme_in_force(qapp: QApplication) -> None:
    picture = icon("lock", "accent")
    theme.apply(qapp, "light")
    assert LIGHT.accent in painted(picture)
    theme.apply(qapp, "dark")
    assert DARK.accent in painted(picture)
    assert DARK.muted in painted(picture, QIcon.Mode.Disabled)
    assert not picture.pixmap(QSize(32, 32)).isNull()


@pytest.mark.usefixtures("light")
def test_an_icon_without_room_is_no_picture() -> None:
    assert icon("lock").pixmap(QSize(0, 16)).isNull()


def test_an_icon_that_does_not_exist_is_an_error_at_once(light: Tokens) -> None:
    assert light is LIGHT
    with pytest.raises(KeyError):
        icon("no-such-icon")


def test_changing_the_theme_writes_no_file(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for mode in THEMES:
        theme.apply(qapp, mode)
        icon("check").pixmap(QSize(16, 16))
    assert list(tmp_path.rglob("*")) == []


def test_a_window_follows_a_change_of_theme(qapp: QApplication) -> None:
    seen: list[QEvent.Type] = []

    class Watcher(QWidget):
        @override
        def changeEvent(self, event: QEvent, /) -> None:
            seen.append(event.type())

    watcher = Watcher()
    theme.apply(qapp, "light")
    theme.apply(qapp, "dark")
    assert QEvent.Type.StyleChange in seen
    watcher.deleteLater()
