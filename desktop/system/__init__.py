"""One seam per operating system: leaving the desk, hardening, replacing the process, paths."""

import sys

from desktop.system.interface import Signs, System

__all__ = ["Signs", "System", "this_system"]


def this_system() -> System:
    """Return the seam for the system Satchel runs on; Linux is the proven one."""
    if sys.platform == "win32":
        from desktop.system.windows import WindowsSystem  # noqa: PLC0415 - exists only there

        return WindowsSystem()
    if sys.platform == "darwin":
        from desktop.system.macos import MacSystem  # noqa: PLC0415 - exists only there

        return MacSystem()
    from desktop.system.linux import LinuxSystem  # noqa: PLC0415 - exists only there

    return LinuxSystem()
