"""Put the parts together and run them."""

from desktop.app.application import make_application
from desktop.app.options import Options
from desktop.app.satchel import Satchel
from desktop.system import this_system
from desktop.system.ending import Ending
from storage.domain.clocks import SystemClock

__all__ = ["Options", "Satchel", "make_application", "run"]


def run(options: Options) -> int:
    """Show Satchel as ``options`` ask and return its exit code."""
    application = make_application()
    satchel = Satchel(options, this_system(), SystemClock())
    ending = Ending(application)
    ending.asked.connect(satchel.shut)
    satchel.start()
    code = application.exec()
    satchel.end()
    return satchel.exit_code or code
