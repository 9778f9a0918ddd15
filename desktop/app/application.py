"""The Qt application: neutral to whoever looks at a list of windows, in the user's language."""

from importlib.resources import files

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop.theme.icons import icon
from desktop.widgets.dialogs import WINDOW_TITLE


def make_application() -> QApplication:
    """Return the Qt application, neutral to whoever looks at a list of windows."""
    application = QApplication([WINDOW_TITLE])
    application.setApplicationName(WINDOW_TITLE)
    application.setApplicationDisplayName("")
    application.setDesktopFileName("satchel")
    application.setWindowIcon(icon("satchel"))
    application.setQuitOnLastWindowClosed(False)
    _translate(application)
    return application


def _translate(application: QApplication) -> None:
    """Speak the language of the system where somebody has translated into it, else English."""
    language = QLocale().name().partition("_")[0]
    file = files("resources").joinpath("translations", f"satchel_{language}.qm")
    if file.is_file():
        translator = QTranslator(application)
        translator.load(file.read_bytes())
        application.installTranslator(translator)
