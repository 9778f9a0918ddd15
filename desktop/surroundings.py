"""Which variables Satchel heeds: the one list for its start and for the locked process.

It names what is let in: whatever else a login file sets could bring somebody's code to the process
that is about to hold the keys, and no list of such names is ever complete.
"""

from collections.abc import Mapping

_OF_THE_PERSON = (
    "PATH", "HOME", "USER", "LOGNAME", "USERNAME", "SHELL", "PWD", "TMPDIR", "TERM", "COLORTERM",
    "NO_COLOR", "COLUMNS", "LINES", "LANG", "LANGUAGE", "TZ",
)  # fmt: skip
_OF_THE_DESKTOP = (
    "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "ICEAUTHORITY", "SESSION_MANAGER",
    "DESKTOP_SESSION", "DESKTOP_STARTUP_ID", "DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS",
    "XCURSOR_THEME", "XCURSOR_SIZE", "XMODIFIERS", "XCOMPOSEFILE", "GTK_IM_MODULE", "GDK_BACKEND",
    "GDK_SCALE", "GDK_DPI_SCALE", "NO_AT_BRIDGE", "LIBGL_ALWAYS_SOFTWARE",
)  # fmt: skip
_OF_QT = (
    "QT_QPA_PLATFORM", "QT_IM_MODULE", "QT_IM_MODULES", "QT_SCALE_FACTOR",
    "QT_SCALE_FACTOR_ROUNDING_POLICY", "QT_SCREEN_SCALE_FACTORS", "QT_AUTO_SCREEN_SCALE_FACTOR",
    "QT_ENABLE_HIGHDPI_SCALING", "QT_USE_PHYSICAL_DPI", "QT_FONT_DPI", "QT_ACCESSIBILITY",
    "QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "QT_X11_NO_MITSHM", "QT_WAYLAND_DISABLE_WINDOWDECORATION",
)  # fmt: skip
_OF_WINDOWS = (
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "OS", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA",
    "USERPROFILE", "USERDOMAIN", "HOMEDRIVE", "HOMEPATH", "PUBLIC", "ALLUSERSPROFILE",
    "PROGRAMDATA", "PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "COMMONPROGRAMFILES",
    "COMMONPROGRAMFILES(X86)", "COMMONPROGRAMW6432", "COMPUTERNAME", "SESSIONNAME", "LOGONSERVER",
    "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "PROCESSOR_ARCHITEW6432", "TEMP", "TMP",
)  # fmt: skip
_OF_MACOS = (
    "__CF_USER_TEXT_ENCODING", "__CFBUNDLEIDENTIFIER", "XPC_SERVICE_NAME", "XPC_FLAGS",
    "COMMAND_MODE", "SECURITYSESSIONID",
)  # fmt: skip
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
"""Ways to a server; what comes that way is believed by its signatures alone."""
_SEARCH_PATHS = frozenset(("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"))
"""Of a package, its own starter has put them there."""
_HEEDED = frozenset(
    (*_OF_THE_PERSON, *_OF_THE_DESKTOP, *_OF_QT, *_OF_WINDOWS, *_OF_MACOS, *_PROXIES)
)
_BEGINNINGS = (
    "LC_", "XDG_", "GNOME_", "KDE_", "AT_SPI", "IBUS_", "FCITX_", "XKB_DEFAULT_", "SATCHEL_",
)  # fmt: skip
_OF_SOURCES = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "VIRTUAL_ENV")
"""A copy of the sources may need its search paths; a package brings all it loads."""
_SCREENS = ("xcb", "wayland", "wayland-egl", "windows", "cocoa", "offscreen", "minimal")
"""Never one that shows the window to another machine."""
_BUS = ("unix:", "launchd:")
_ON_THIS_MACHINE = {
    "DISPLAY": (" ", (":", "unix:", "/")),
    "DBUS_SESSION_BUS_ADDRESS": (";", _BUS),
    "DBUS_SYSTEM_BUS_ADDRESS": (";", _BUS),
    "AT_SPI_BUS_ADDRESS": (";", _BUS),
    "IBUS_ADDRESS": (";", _BUS),
    "SESSION_MANAGER": (",", ("local/", "unix/")),
}
"""What stands between the addresses in each, and how those begin that lead to no other machine.

The screen, a screen reader and an input method get every word. Other addresses of a bus name a
program that would be run.
"""


def heeded(surroundings: Mapping[str, str], *, packaged: bool) -> dict[str, str]:
    """Return what of ``surroundings`` may reach Satchel."""
    return {
        name: value
        for name, value in surroundings.items()
        if _is_heeded(name.upper(), packaged=packaged)
        and (name != "QT_QPA_PLATFORM" or _is_own_screen(value))
        and (name not in _ON_THIS_MACHINE or _stays_here(value, *_ON_THIS_MACHINE[name]))
    }


def _is_heeded(name: str, *, packaged: bool) -> bool:
    return (
        name in _HEEDED
        or name in _SEARCH_PATHS
        or name.startswith(_BEGINNINGS)
        or (not packaged and name in _OF_SOURCES)
    )


def _stays_here(value: str, between: str, beginnings: tuple[str, ...]) -> bool:
    return all(one.strip().startswith(beginnings) for one in value.split(between) if one)


def _is_own_screen(value: str) -> bool:
    return all(one.partition(":")[0] in _SCREENS for one in value.split(";"))
