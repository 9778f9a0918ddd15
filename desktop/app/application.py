"""The Qt application: neutral to whoever looks at a list of windows, in the user's language."""

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.theme.icons import icon
from desktop.widgets.dialogs import WINDOW_TITLE


def make_application(profile: Path | None = None) -> QApplication:
    """Return the Qt application, neutral to whoever looks at a list of windows.

    ``profile`` is the county's profile to go by, the installed one when None.
    """
    application = QApplication([WINDOW_TITLE])
    application.setApplicationName(WINDOW_TITLE)
    application.setApplicationDisplayName("")
    application.setDesktopFileName("satchel")
    application.setWindowIcon(icon("satchel"))
    application.setQuitOnLastWindowClosed(False)
    _translate(application, profile)
    return application


def _translate(application: QApplication, profile: Path | None) -> None:
    """Speak the county's language, or the system's, where it is translated into; else English."""
    folder = files("resources").joinpath("translations")
    spoken = {file.name: file for file in folder.iterdir() if file.name.endswith(".qm")}
    if not spoken:
        return  # The profile is not read for nothing: the door is to stand soon.
    from desktop.profile import installed  # noqa: PLC0415 - see above

    county = installed(profile).profile
    language = county.language if county else QLocale().name().partition("_")[0]
    file = spoken.get(f"satchel_{language}.qm")
    if file is not None:
        translator = QTranslator(application)
        translator.load(file.read_bytes())
        application.installTranslator(translator)
