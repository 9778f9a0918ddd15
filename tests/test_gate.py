"""Nothing readable leaves the workspace except through the gate."""

import ast
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from installer.surroundings import ROOT
from storage.domain.ids import RecordId
from storage.domain.kinds.disclosure import Disclosure
from storage.errors import GateError
from storage.tables.journal import JOURNAL
from storage.tables.records import TABLES, record_maker
from storage.usecases.settings import set_settings
from storage.usecases.sharing import (
    Intent,
    Released,
    release,
    write_file,
    write_folder,
    write_stream,
)
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace

ALLOWED = {
    ("storage.usecases.sharing", "write_file"): "the gate's own writer",
    (
        "storage.usecases.sharing",
        "_write_nameless",
    ): "the gate's own writer, where a disk has files without a name",
    ("storage.usecases.sharing", "_give_name"): "gives what it wrote its name, once it is whole",
    ("storage.usecases.sharing", "write_private"): "the gate's writer, for a program that shows it",
    ("desktop.lending", "_open"): "has the system open what passed the gate, by rule, for a reason",
    ("sync.client.bundles.making", "_Making.begin"): "a bundle: envelopes that are sealed for the "
    "server, sealed once more to the program's own devices",
    ("desktop.commandline.meeting", "_write"): "messages of an invitation, sealed",
    ("sync.client.transport", "HttpTransport._issuer"): "a handshake that reads the certificate "
    "which was not trusted; nothing is sent in it",
    ("desktop.pages.program.savingfile", "_write"): "the link of an invitation: an address, a "
    "public key and twelve words; or ids and signatures that prove what a server said",
    ("storage.workspace.erasing", "_overwrite"): "zeros over a key file that is destroyed",
    ("storage.keyless.starting", "start"): "a process that holds no key: bytes of a file go in by "
    "pipe, rows or pixels come back by pipe",
    ("storage.exchange.foreign.child", "main"): "such a process: its answer goes into the pipe",
    ("storage.viewing.child", "main"): "such a process: pixels, text or a copy go into the pipe",
    ("storage.viewing.cleanoffice", "clean_office"): "a ZIP in memory, in that process",
    ("desktop.dialogs.share.exchange", "exchange_made"): "a ZIP in memory, for the gate",
    ("desktop.dialogs.copypanel", "CopyPanelDialog._put"): "one field, after the disclosure is "
    "logged; the window's watch clears the clipboard",
    ("storage.backup.bundle", "write"): "the container of a backup: ciphertext and its manifest",
    ("storage.backup.bundle", "_extract"): "restores ciphertext into a new workspace folder",
    ("storage.backup.writing", "write_named"): "writes a backup: ciphertext",
    ("storage.backup.closed", "copy_gone"): "ids of destroyed cases, beside the backups",
    ("storage.crypto.chunkfiles", "put"): "a sealed part of a file, into the workspace's folder",
    ("desktop.shell.clipboard", "ClipboardWatch._mark"): "what was copied already, once more, with "
    "the words that keep clipboard histories away",
    ("desktop.commandline.surroundings", "_begin_anew"): "this very program, in clean surroundings",
    ("storage.crypto.durable", "make_durable"): "opens to wait for the disk; writes nothing",
    ("storage.crypto.durable", "write_durable"): "key files, counters of attempts, sealed parts",
    ("storage.workspace.ballast", "lay"): "random bytes that are in the way on purpose",
    ("storage.crypto.head", "HeadFile.write"): "writes digests of the journal's end",
    ("storage.claiming", "ring"): "one byte by which the first window is raised",
    ("storage.claiming", "claim"): "an empty file that says the workspace is open",
    ("desktop.unlock.opening", "save_request"): "a request to supervisors, of a locked workspace: "
    "a public key and sealed shares",
    ("desktop.commandline.main", "_drop_unheard"): "takes a closed standard output away",
    ("desktop.errorline", "write_line"): "takes a standard error away that takes nothing",
    ("desktop.commandline.selftest", "_steps"): "a workspace of its own, made and thrown away",
    ("desktop.pages.program.code", "CodePanel.copy"): "the program's code, which is no secret",
    ("desktop.pages.program.page", "ProgramPage._remedy"): "the program's code once more",
    ("desktop.tour.governing", "add_document"): "an invented court order, for the tour over "
    "practice data to attach; taken away again",
    ("desktop.tour.telephone", "Telephone.say"): "words of an invitation between practice laptops",
    ("desktop.system.windows", "WindowsSystem.replace_process"): "starts Satchel locked",
    ("desktop.system.linux", "LinuxSystem.replace_process"): "becomes Satchel locked",
    ("desktop.system.macos", "MacSystem.replace_process"): "becomes Satchel locked",
    ("sync.server.identity", "make_key_file"): "the server's own key, for its user alone",
    ("sync.server.backup", "make_backup"): "the file of a server's backup: envelopes and chunks "
    "as the laptops sealed them, rosters and digests; the server reads no record",
    ("sync.server.backup", "_write"): "what stands in that file",
    ("sync.server.folder_store", "_write_through"): "a chunk a laptop sealed, into the server's "
    "folder of blobs",
    ("sync.server.commandline.verbs", "audit_head"): "the signed end of an audit chain: ids, a "
    "number and a digest",
}
"""Everything that may write bytes outside SQLCipher or hand them on, each read and reasoned."""

SPEAKING = {
    "desktop.app.satchel": "sentences without names, and how long the start took",
    "desktop.errorline": "one line of our own: plain sentences, and where an error happened",
    "desktop.commandline.figures": "a report that passed the gate, where the user asked for it",
    "desktop.commandline.main": "takes a closed standard output away",
    "desktop.commandline.parsing": "how to use the command",
    "desktop.commandline.speaking": "the answers of the command line",
    "desktop.tour": "what the guided tour over practice data has seen",
    "sync.server.commandline.main": "why an operator's command failed; the server reads no record",
    "sync.server.commandline.keeping": "what a backup holds, in counts, and where it was written",
    "sync.server.commandline.verbs": "the operator's answers: names of programs, ids and counts",
}
"""What may speak on standard output or error."""

PICTURES = {"desktop.tour.driving": "pictures of practice data, for the tour alone"}
"""What may save a picture."""

WRITING_MODES = set("wax+")
WRITING_FLAGS = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_APPEND")
EXITS = {
    "write_text", "write_bytes", "copyfile", "copy2", "copytree", "copyfileobj", "mkstemp",
    "mkdtemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "TemporaryDirectory",
    "QPrinter", "QPdfWriter", "QFile", "QSaveFile", "QTemporaryFile", "QTemporaryDir",
    "QTextDocumentWriter", "QImageWriter", "QSettings", "QFileDialog", "QProcess", "startDetached",
    "openUrl", "setMimeData", "popen", "urlopen", "create_connection",
    "QTcpSocket", "QNetworkAccessManager", "QSystemTrayIcon", "sendmail", "execv", "execve",
    "execl", "execvp", "posix_spawn", "spawnv", "writestr", "hardlink_to", "symlink_to",
}  # fmt: skip
QUALIFIED = {
    "shutil.copy", "shutil.move", "os.system", "os.link", "os.symlink", "socket.socket",
    "subprocess.Popen", "subprocess.run", "subprocess.call", "subprocess.check_call",
    "subprocess.check_output", "logging.basicConfig", "logging.FileHandler", "pickle.dump",
    "marshal.dump", "json.dump",
}  # fmt: skip


def functions(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the dotted name of the function it stands in."""
    for child in ast.iter_child_nodes(tree):
        name = inside
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{inside}.{child.name}".lstrip(".")
        if isinstance(child, ast.Call):
            yield name, child
        yield from functions(child, name)


def mode_of(call: ast.Call, last: str) -> str:
    """Return the mode an ``open`` is called with, as it is written; reading where it is not."""
    named = next((k.value for k in call.keywords if k.arg == "mode"), None)
    at = 0 if isinstance(call.func, ast.Attribute) and last == "open" else 1
    placed = call.args[at] if len(call.args) > at else None
    value = named or placed
    return str(value.value) if isinstance(value, ast.Constant) else ""


def is_exit(call: ast.Call) -> bool:
    """Tell whether a call could write bytes outside the database or hand them to others."""
    whole = ast.unparse(call.func)
    last = whole.rpartition(".")[2]
    text = ast.unparse(call)
    if whole == "os.open":
        return any(flag in text for flag in (*WRITING_FLAGS, "_NEW"))
    if last in {"open", "fdopen"}:
        mode = mode_of(call, last)
        is_dialog = not call.args and not call.keywords
        return not is_dialog and bool(set(mode) & WRITING_MODES) and len(mode) <= 4
    if last == "ZipFile":
        return any(f"'{mode}'" in text for mode in "wax")
    if last == "setText" and "clipboard" in whole.lower():
        return True
    if whole.endswith("typst.compile"):
        return any(k.arg == "output" for k in call.keywords) or len(call.args) > 1
    return bool(EXITS & set(whole.split("."))) or whole in QUALIFIED


def speaks(call: ast.Call) -> bool:
    whole = ast.unparse(call.func)
    return whole == "print" or whole.startswith(("sys.stdout.", "sys.stderr."))


def saves_a_picture(call: ast.Call) -> bool:
    """A ``save`` with one text or path argument is a picture's: a painter's takes none."""
    whole = ast.unparse(call.func)
    is_text = len(call.args) == 1 and ast.unparse(call.args[0]).startswith(("str(", "'", "f'"))
    return whole.endswith(".save") and is_text


def calls(wanted: Callable[[ast.Call], bool]) -> set[tuple[str, str]]:
    found = set()
    for folder in ("storage", "desktop", "sync"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            module = ".".join(part for part in parts if part != "__init__")
            tree = ast.parse(path.read_text("utf-8"))
            found |= {(module, name) for name, call in functions(tree) if wanted(call)}
    return found


def test_no_call_writes_outside_but_those_that_were_read_and_reasoned() -> None:
    found = calls(is_exit)
    assert found - ALLOWED.keys() == set(), "a new way out: send it through usecases.sharing"
    assert ALLOWED.keys() - found == set(), "no longer needed"


def test_only_the_command_line_speaks_and_only_the_tour_takes_pictures() -> None:
    speaking = {module for module, _ in calls(speaks)}
    assert speaking - SPEAKING.keys() == set()
    assert SPEAKING.keys() - speaking == set()
    assert {module for module, _ in calls(saves_a_picture)} == PICTURES.keys()


@pytest.mark.parametrize(
    "line",
    [
        "open(path, 'w')",
        "open(path, mode='xb')",
        "path.open('a')",
        "path.write_text(name)",
        "os.open(path, os.O_WRONLY)",
        "os.fdopen(number, 'wb')",
        "shutil.copy(a, b)",
        "zipfile.ZipFile(path, 'w')",
        "QGuiApplication.clipboard().setText(name)",
        "typst.compile(source, output=path)",
        "QFileDialog.getSaveFileName(self)",
        "subprocess.run(command)",
        "QPrinter()",
    ],
)
def test_the_walk_knows_a_way_out_when_it_sees_one(line: str) -> None:
    ((_, call), *_) = [pair for pair in functions(ast.parse(line)) if is_exit(pair[1])]
    assert call is not None


@pytest.mark.parametrize(
    "line",
    ["open(path)", "path.open('rb')", "dialog.open()", "os.open(path, os.O_RDONLY)",
     "typst.compile(source)", "context.open('record', {'kind': kind})", "label.setText(name)"],
)  # fmt: skip
def test_the_walk_lets_reading_pass(line: str) -> None:
    assert [call for _, call in functions(ast.parse(line)) if is_exit(call)] == []


def intent(**values: object) -> Intent:
    usual = {
        "form": "PMT quarterly report",
        "content": "aggregate",
        "purpose": "Report of the quarter",
        "recipient": "MOVA",
        "basis": "aggregate_report",
    }
    return Intent(**(usual | values))  # type: ignore[arg-type]  # values of the test


def disclosures(workspace: Workspace) -> list[Disclosure]:
    table, make = TABLES["disclosure"], record_maker("disclosure")
    return workspace.read(lambda c: [make(row) for row in c.execute(select(table)).mappings()])


def journal_length(workspace: Workspace) -> int:
    return workspace.read(lambda c: len(c.execute(select(JOURNAL.c.sequence)).all()))


def released(workspace: Workspace, files: dict[str, bytes]) -> Released:
    return workspace.write(release, intent(), files)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"purpose": "  "}, "Say what this is for"),
        ({"purpose": "\u200b"}, "Say what this is for"),
        ({"recipient": "-"}, "Say who receives this"),
        ({"recipient": ""}, "Say who receives this"),
        ({"content": "records"}, "cannot leave as an aggregate report"),
        ({"basis": "practice"}, "no practice program"),
    ],
)
def test_the_gate_refuses_in_plain_words_and_logs_nothing(
    workspace: Workspace, values: dict[str, object], words: str
) -> None:
    with pytest.raises(GateError, match=words) as refused:
        workspace.write(release, intent(**values), {"a.pdf": b"x"})
    assert refused.value.exit_code == 8
    assert disclosures(workspace) == []
    assert journal_length(workspace) == 0


def test_what_passes_is_logged_with_why_for_whom_and_what(workspace: Workspace) -> None:
    youth = RecordId(b"y" * 16)
    wanted = intent(content="records", basis="release", people=frozenset({youth}), records=3)
    workspace.write(release, wanted, {"b.csv": b"two", "a.csv": b"one"})
    (row,) = disclosures(workspace)
    assert (row.purpose, row.recipient, row.basis) == ("Report of the quarter", "MOVA", "release")
    assert (row.content, row.people, row.records) == ("records", frozenset({youth}), 3)
    assert row.author == "Ana Reyes"
    assert row.digest == sha256(sha256(b"one").digest() + sha256(b"two").digest()).hexdigest()
    assert journal_length(workspace) == 1


def test_the_log_is_written_in_the_transaction_of_the_act_or_not_at_all(
    workspace: Workspace,
) -> None:
    def act(transaction: Transaction) -> None:
        release(transaction, intent(), {"a.pdf": b"x"})
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        workspace.write(act)
    assert disclosures(workspace) == []


def test_practice_is_a_basis_in_a_practice_program(workspace: Workspace) -> None:
    workspace.write(set_settings, {"program.practice": True})
    workspace.write(release, intent(basis="practice"), {"a.pdf": b"x"})
    assert len(disclosures(workspace)) == 1


def test_a_file_is_written_whole_and_by_its_name(workspace: Workspace, tmp_path: Path) -> None:
    passed = released(workspace, {"a.pdf": b"content"})
    assert write_file(passed, tmp_path / "out.pdf").read_bytes() == b"content"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.pdf"]
    stream = BytesIO()
    write_stream(passed, stream)
    assert stream.getvalue() == b"content"


def test_several_files_go_into_one_folder(workspace: Workspace, tmp_path: Path) -> None:
    passed = released(workspace, {"a.csv": b"1", "b.csv": b"2"})
    written = write_folder(passed, tmp_path / "new")
    assert [(path.name, path.read_bytes()) for path in written] == [
        ("a.csv", b"1"),
        ("b.csv", b"2"),
    ]


def test_nothing_is_left_when_the_write_fails(workspace: Workspace, tmp_path: Path) -> None:
    passed = released(workspace, {"a.pdf": b"content"})
    taken = tmp_path / "taken.pdf"
    taken.mkdir()
    (taken / "inside").write_text("kept")
    with pytest.raises(GateError, match=r"taken\.pdf could not be written"):
        write_file(passed, taken)
    assert sorted(path.name for path in tmp_path.rglob("*") if "workspace" not in path.parts) == [
        "inside",
        "taken.pdf",
    ]
    with pytest.raises(GateError, match="Choose another place"):
        write_file(passed, tmp_path / "nowhere" / "a.pdf")
    (tmp_path / "file").touch()
    with pytest.raises(GateError, match="new could not be made"):
        write_folder(passed, tmp_path / "file" / "new")


def test_what_passed_the_gate_never_shows_its_content() -> None:
    passed = Released({"a.pdf": b"Marisol"}, RecordId(b"d" * 16), None)  # type: ignore[arg-type]  # only its repr
    assert "Marisol" not in repr(passed)
