"""Every screen stands over the whole state; the pictures are kept in build/screens."""

from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from desktop import theme
from tests.screens.office import Office
from tests.screens.studio import Studio
from tests.screens.together import Look, take

KEPT = Path("build/screens")
FEWEST_TONES = 12
"""A screen on which nothing stands has fewer."""


def test_every_screen_stands_over_the_whole_state(tmp_path: Path, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    KEPT.mkdir(parents=True, exist_ok=True)
    studio = Studio(tmp_path / "state", qapp)
    empty = [
        shot.name
        for shot in studio.shots
        if tones(studio.take(shot, KEPT / f"{shot.name}-light-100.png")) < FEWEST_TONES
    ]
    studio.close()
    assert studio.failures == []
    assert empty == []
    assert len(studio.shots) > 80


def test_every_screen_of_a_program_and_of_its_door_stands(
    tmp_path: Path, qapp: QApplication
) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    office = Office(tmp_path / "office")
    names = take(office, qapp, Look("light", 100), KEPT)
    office.close()
    pictures = {name: QPixmap(str(KEPT / f"{name}-light-100.png")) for name in names}
    assert [name for name, picture in pictures.items() if tones(picture) < FEWEST_TONES] == []
    assert len(pictures) > 20


def tones(picture: QPixmap) -> int:
    """Return how many colours there are on every seventh point."""
    image = picture.toImage()
    return len(
        {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    )
