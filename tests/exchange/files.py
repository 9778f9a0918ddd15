"""Small import files for tests, and what comes of them."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from storage.exchange.importing import Imported, import_files
from storage.exchange.rejects import ImportRejectedError
from storage.workspace import Workspace

PERSON = "id,role,given_name,family_name\nP-1,primary_victim,Marisol,Vega\n"
CASE = (
    "id,number,youth,cac,opened_on,status\n"
    "C-1,BER-26-0001,P-1,berkshire_kids_place,2026-03-02,active_ongoing\n"
)
SERVICE = "case,recipient,on,code,funding\nC-1,P-1,2026-03-02,e10,maca_csec_voca\n"


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder


def take_in(workspace: Workspace, folder: Path, files: Mapping[str, str | bytes]) -> Imported:
    return workspace.write(import_files, write_files(folder / "csv", files))


def rejects_of(workspace: Workspace, folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Return the rejects of an import, after looking that nothing of it was kept."""
    before = workspace.read(counts)
    try:
        take_in(workspace, folder, files)
    except ImportRejectedError as error:
        assert workspace.read(counts) == before
        return list(error.lines())
    return []


def counts(connection: Connection) -> list[int]:
    tables = ("person", "case", "service", "note", "journal", "case_key")
    return [
        connection.exec_driver_sql(f'SELECT count(*) FROM "{table}"').scalar_one()  # noqa: S608 - fixed names
        for table in tables
    ]
