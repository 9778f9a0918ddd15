"""Put the parts together and run them."""

from pathlib import Path

from desktop.app.application import make_application
from desktop.app.satchel import Options, Satchel
from desktop.system import this_system
from storage.domain.clocks import SystemClock

__all__ = ["Options", "Satchel", "make_application", "run"]


def run(
    workspace: Path | None = None,
    *,
    tour: Path | None = None,
    exit_when_ready: bool = False,
    locked: bool = False,
    passphrase_file: str | None = None,
    profile: Path | None = None,
) -> int:
    """Show Satchel and return its exit code.

    ``workspace`` is the folder to open, the usual one when None. ``tour`` is the folder for the
    pictures of the guided tour. ``exit_when_ready`` prints how many milliseconds it took from the
    start of the process until the window could be used, and ends. ``locked`` is for the process
    that takes the place of one that was locked. ``profile`` is the county's profile to go by, the
    installed one when None.
    """
    options = Options(
        workspace=workspace,
        tour=tour,
        exit_when_ready=exit_when_ready,
        locked=locked,
        passphrase_file=passphrase_file,
        profile=profile,
    )
    application = make_application(profile)
    satchel = Satchel(options, this_system(), SystemClock())
    satchel.start()
    code = application.exec()
    satchel.end()
    return satchel.exit_code or code
