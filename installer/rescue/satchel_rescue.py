"""Get everything out of a Satchel workspace or backup, without Satchel.

    python -m pip install cryptography sqlcipher3
    python satchel_rescue.py WORKSPACE-FOLDER-OR-BACKUP-FILE NEW-FOLDER [--code]

It asks for the passphrase, or with --code for the recovery code on paper, and writes into
NEW-FOLDER: records.json (everything that is shown, exactly), a CSV for each kind of record, the
files of documents, the list of Saves, versions.json (what stands in Review beside what is shown),
drafts.json (what was typed and not saved), and REPORT.txt with what could not be read. Nothing that
it reads is changed. A damaged workspace or a backup that was cut off is read as far as it goes.
Cases that were destroyed after a backup was made, as the list beside it says, are left out, but
where a legal hold is in it: which case it keeps Satchel alone works out.

What it writes is readable by anyone: keep NEW-FOLDER on an encrypted disk and delete it after use.

This one file is all there is. It knows the formats from the page "What is on the disk" of Satchel's
documentation and shares no code with Satchel, so that it works when Satchel does not.
"""

import argparse
import csv
import getpass
import hashlib
import hmac
import json
import re
import shutil
import struct
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlcipher3 import dbapi2

KEYS, DATABASE, LOG, LISTED = (
    "workspace.keys", "workspace.db", "workspace.db-wal", "documents.list",
)  # fmt: skip
GONE = "workspace.gone-"
MEMBER = b"PK\x03\x04"
PIECE = 4 * 1024 * 1024
RECORD_COLUMNS = {"id", "scope", "born", "versions", "saved", "retired"}
HIDDEN = {"scope", "born", "versions", "saved", "retired"}
NO_RECORD = 64
"""So many rows in a row are looked for one by one behind a page that cannot be read."""


class Trouble(Exception):  # noqa: N818 - it is shown, not handled
    """Why nothing could be got out, in one sentence."""


# --- From a passphrase or a recovery code to the workspace key --------------------------------


def hkdf(secret: bytes, salt: bytes | None, info: bytes, length: int = 32) -> bytes:
    """Derive a key with HKDF-SHA-256."""
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def workspace_key(keys: bytes, typed: str, *, is_code: bool) -> bytes:
    """Open the slot of the key file that ``typed`` fits."""
    try:
        said = json.loads(keys)
        slots = [slot for slot in said["slots"] if slot["kind"] in _kinds(is_code=is_code)]
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble("The key file cannot be read.") from error
    guarded = any(slot["kind"] == "passphrase and factor" for slot in said["slots"])
    for slot in slots:
        with suppress(InvalidTag):
            return _open_slot(said, slot, typed, is_code=is_code)
    if guarded and not is_code:
        raise Trouble("This passphrase needs a security key. Use the recovery code: --code.")
    raise Trouble("The recovery code or the passphrase does not open this. Nothing was written.")


def _kinds(*, is_code: bool) -> set[str]:
    return {"recovery code"} if is_code else {"passphrase"}


def _open_slot(said: dict[str, Any], slot: dict[str, Any], typed: str, *, is_code: bool) -> bytes:
    derivation, workspace = slot["derivation"], said["workspace"]
    salt = bytes.fromhex(derivation["salt"])
    if is_code:
        under = hkdf(code_bytes(typed), salt, b"satchel/1/recovery/" + workspace.encode())
    else:
        kdf = Argon2id(
            salt=salt,
            length=32,
            iterations=derivation["passes"],
            lanes=derivation["lanes"],
            memory_cost=derivation["memory"],
        )
        under = kdf.derive(unicodedata.normalize("NFKC", typed).encode())
    header = {name: slot[name] for name in ("id", "kind", "label", "derivation")}
    header |= {name: said[name] for name in ("magic", "version", "workspace")}
    beside = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    wrapped = bytes.fromhex(slot["wrapped"])
    return AESGCM(under).decrypt(wrapped[:12], wrapped[12:], beside)


def code_bytes(typed: str) -> bytes:
    """Return the 20 bytes of a recovery code; its last group checks the others."""
    symbols = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())
    symbols = symbols.translate(str.maketrans("OILU", "011V"))
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    def check_of(first: str) -> str:
        bits = int.from_bytes(hashlib.sha256(first.encode()).digest()[:4], "big")
        return "".join(alphabet[bits >> shift & 31] for shift in (27, 22, 17, 12))

    first, check = symbols[:32], symbols[32:]
    if len(first) < 32 or check != check_of(first):  # noqa: PLR2004 - 160 bits in groups of five
        raise Trouble("The recovery code has a typing error. Compare it group by group.")
    number = 0
    for symbol in first:
        number = number << 5 | alphabet.index(symbol)
    return number.to_bytes(20, "big")


# --- Where everything lies: a workspace's folder, or one file ---------------------------------


class Source:
    """The files of a workspace, from its folder or out of a backup."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.notes: list[str] = []
        self.beside = path if path.is_dir() else path.parent
        if path.is_dir():
            self.folder, self.documents = path, path / "documents"
            self._copy_database(path, scratch)
        elif path.is_file():
            self.folder = scratch
            self._unpack(path, scratch)
            inside = scratch / "documents"
            self.documents = inside if inside.is_dir() else path.parent / "documents"
        else:
            raise Trouble("There is no such folder or file.")

    def key_files(self) -> Iterator[bytes]:
        """Yield the key file and its copy."""
        for name in (KEYS, f"{KEYS}.copy"):
            with suppress(OSError):
                yield (self.folder / name).read_bytes()

    def chunk(self, digest: str) -> bytes | None:
        """Return a sealed part of a file where it lies whole."""
        with suppress(OSError):
            content = (self.documents / digest[:2] / digest).read_bytes()
            if hashlib.sha256(content).hexdigest() == digest:
                return content
        return None

    def gone(self, key: bytes) -> dict[str, str]:
        """Return the cases that were destroyed since, with their vaults, as a list here says.

        Without a vault stands a legal hold that was lifted since. A list that was changed leaves
        nothing out: nobody is to lose a case by it.
        """
        under = hkdf(key, None, b"satchel/1/head")
        tag = hmac.new(under, b"satchel/1/gone/name", hashlib.sha256).hexdigest()[:8]
        try:
            said = json.loads((self.beside / f"{GONE}{tag}").read_bytes())
            told = b"satchel/1/gone\0" + json.dumps(said["gone"], separators=(",", ":")).encode()
            if hmac.compare_digest(hmac.new(under, told, hashlib.sha256).hexdigest(), said["mac"]):
                return dict(said["gone"])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass
        self.notes.append("The list of destroyed cases was changed: they are not left out.")
        return {}

    def _copy_database(self, folder: Path, scratch: Path) -> None:
        """Copy it, so that not even its log is touched."""
        for name in (DATABASE, LOG):
            with suppress(FileNotFoundError):
                shutil.copyfile(folder / name, scratch / name)

    def _unpack(self, path: Path, scratch: Path) -> None:
        with path.open("rb") as file:
            whole = _is_whole(file, path.stat().st_size)
            file.seek(0)
            try:
                for name, size in _members(file):
                    _pour(file, size, scratch, name)
            except EOFError:
                self.notes.append("The backup was cut off: what comes after that is missing.")
        if not whole:
            self.notes.append("The backup is not what was written: some of it is damaged.")


def _is_whole(file: BinaryIO, size: int) -> bool:
    """Compare a backup with the digest at its end."""
    digest, left = hashlib.sha256(), size - 64
    while left > 0 and (piece := file.read(min(left, PIECE))):
        digest.update(piece)
        left -= len(piece)
    return hmac.compare_digest(digest.hexdigest().encode(), file.read())


def _members(file: BinaryIO) -> Iterator[tuple[str, int]]:
    """Yield the name and the size of each file in a backup, which stands at its first byte then.

    The list at the end of the archive is not used: a backup that was cut off has none.
    """
    while (head := file.read(30))[:4] == MEMBER:
        if len(head) < 30:  # noqa: PLR2004 - the fixed part of a member's header
            raise EOFError
        size, name_length, extra_length = struct.unpack("<I2H", head[22:30])
        name = file.read(name_length).decode("utf-8", "replace")
        extra = file.read(extra_length)
        if size == 0xFFFFFFFF:  # noqa: PLR2004 - the size stands in the extra field of large files
            size = _large_size(extra)
        yield name, size
    if head[:4] not in {b"PK\x01\x02", b""}:
        raise EOFError


def _large_size(extra: bytes) -> int:
    while len(extra) >= 4:  # noqa: PLR2004 - a field's number and length
        number, length = struct.unpack("<2H", extra[:4])
        if number == 1:
            return int(struct.unpack("<Q", extra[4:12])[0])
        extra = extra[4 + length :]
    raise EOFError


def _pour(file: BinaryIO, size: int, scratch: Path, name: str) -> None:
    """Write a member under its own name, where that is one of ours; pass over it otherwise."""
    ours = name in {KEYS, DATABASE, LOG} or re.fullmatch(
        r"documents/[0-9a-f]{2}/[0-9a-f]{64}", name
    )
    target = scratch / name if ours else None
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    written = target.open("wb") if target is not None else None
    try:
        while size > 0:
            piece = file.read(min(size, PIECE))
            if not piece:
                raise EOFError
            size -= len(piece)
            if written is not None:
                written.write(piece)
    finally:
        if written is not None:
            written.close()


# --- The database, as far as it can be read ---------------------------------------------------


class Database:
    """An encrypted database; a page that cannot be read costs the rows on it and no others."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self.gone: set[str] = set()
        """The cases to leave out and, as they are met, their records."""
        self.met, self.spares = 0, False
        self.lost: dict[str, int] = {}
        """How often reading a table met a place that could not be read."""

    def connect(self) -> Any:
        """Return a fresh connection: one that met a damaged page reads nothing any more."""
        connection = dbapi2.connect(str(self._path))
        connection.execute("PRAGMA cipher_log = off")
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        connection.execute("PRAGMA query_only = ON")
        # A file that was cut off is then read as far as it goes; nothing is written all the same.
        connection.execute("PRAGMA writable_schema = ON")
        return connection

    def tables(self) -> dict[str, list[str]]:
        """Return the columns of every table."""
        try:
            connection = self.connect()
            query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            names = [row[0] for row in connection.execute(query)]
            return {
                name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
                for name in names
            }
        except dbapi2.DatabaseError as error:
            raise Trouble(
                "The first pages of the database cannot be read, or it is of another workspace. "
                "Try the newest backup."
            ) from error

    def rows(self, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of a table; where a page cannot be read, go on behind it."""
        named = ", ".join(f'"{column}"' for column in columns)
        query = f'SELECT rowid, {named} FROM "{table}" WHERE rowid > ? ORDER BY rowid'  # noqa: S608 - names of its own schema
        last: int | None = -(2**63)
        while last is not None:
            connection = self.connect()
            try:
                for row in connection.execute(query, (last,)):
                    last = row[0]
                    yield dict(zip(columns, row[1:], strict=True))
            except dbapi2.DatabaseError:
                self.lost[table] = self.lost.get(table, 0) + 1
                last = self._behind(query, last)
            else:
                last = None
            finally:
                connection.close()

    def rows_if_any(self, table: str, columns: list[str]) -> Iterator[dict[str, Any]]:
        """Do as ``rows``; nothing where an earlier Satchel had no such table."""
        if {*columns} <= {*self.tables().get(table, [])}:
            yield from self.rows(table, columns)

    def leave_out(self, gone: dict[str, str]) -> None:
        """Leave out the cases that were destroyed since, but where a legal hold may keep one."""
        lifted = {hold for hold, vault in gone.items() if not vault}
        lifted |= {row["hold"].hex() for row in self.rows_if_any("hold_lifting", ["hold"])}
        holds = self.rows_if_any("legal_hold", ["id", "retired"])
        self.gone = {scope for scope, vault in gone.items() if vault}
        self.spares = any(not row["retired"] and row["id"].hex() not in lifted for row in holds)

    def is_of_gone(self, row: dict[str, Any]) -> bool:
        """Tell whether a row names a case that was destroyed, or a record of one."""
        values = (one if isinstance(one, bytes) else str(one).encode() for one in row.values())
        said = b"\0".join(values)
        return not self.spares and any(
            one.encode() in said or bytes.fromhex(one) in said for one in self.gone
        )

    def _behind(self, query: str, last: int) -> int | None:
        """Return the number of a row before the next one that can be read; None at the end."""
        step, tried = 1, max(last, 0)
        while tried < 2**62:
            tried += step
            step = 1 if tried - max(last, 0) < NO_RECORD else step * 2
            connection = self.connect()
            try:
                row = connection.execute(f"{query} LIMIT 1", (tried,)).fetchone()
            except dbapi2.DatabaseError:
                continue
            finally:
                connection.close()
            return tried if row is not None else None
        return None


# --- MessagePack, as far as versions and drafts use it ----------------------------------------


def unpacked(content: bytes) -> Any:
    """Return the one value that ``content`` holds; ValueError where it is not whole."""
    try:
        value, end = _value(content, 0)
    except (LookupError, struct.error, RecursionError) as error:
        raise ValueError from error
    if end != len(content):
        raise ValueError
    return value


SCALARS = {
    0xCA: ">f", 0xCB: ">d", 0xCC: ">B", 0xCD: ">H", 0xCE: ">I", 0xCF: ">Q",
    0xD0: ">b", 0xD1: ">h", 0xD2: ">i", 0xD3: ">q",
}  # fmt: skip
LONG = {
    0xC4: ("bytes", ">B"), 0xC5: ("bytes", ">H"), 0xC6: ("bytes", ">I"),
    0xD9: ("text", ">B"), 0xDA: ("text", ">H"), 0xDB: ("text", ">I"),
    0xDC: ("list", ">H"), 0xDD: ("list", ">I"), 0xDE: ("map", ">H"), 0xDF: ("map", ">I"),
}  # fmt: skip
SHORT = ((0x80, 0x8F, "map"), (0x90, 0x9F, "list"), (0xA0, 0xBF, "text"))


def _value(content: bytes, at: int) -> tuple[Any, int]:
    """Return the value that begins at ``at``, and where the next one does; bytes in hexadecimal."""
    mark, at = content[at], at + 1
    if mark < 0x80 or mark >= 0xE0:  # noqa: PLR2004 - the number itself
        return mark if mark < 0x80 else mark - 0x100, at  # noqa: PLR2004 - a negative one
    if mark in SCALARS:
        return struct.unpack_from(SCALARS[mark], content, at)[0], at + struct.calcsize(
            SCALARS[mark]
        )
    for first, last, kind in SHORT:
        if first <= mark <= last:
            return _several(content, at, kind, mark - first)
    if mark in LONG:
        kind, form = LONG[mark]
        return _several(
            content, at + struct.calcsize(form), kind, *struct.unpack_from(form, content, at)
        )
    return {0xC0: None, 0xC2: False, 0xC3: True}[mark], at


def _several(content: bytes, at: int, kind: str, count: int) -> tuple[Any, int]:
    if kind in {"bytes", "text"}:
        piece = content[at : at + count]
        if len(piece) < count:
            raise IndexError
        return piece.decode() if kind == "text" else piece.hex(), at + count
    found = []
    for _ in range(count * (2 if kind == "map" else 1)):
        one, at = _value(content, at)
        found.append(one)
    if kind == "list":
        return found, at
    return dict(zip(map(str, found[::2]), found[1::2], strict=True)), at


# --- What is written --------------------------------------------------------------------------


def plain(value: Any) -> Any:
    """Return a stored value as JSON has it."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] == "[" and value[-1:] == "]":
        with suppress(ValueError):
            return json.loads(value)
    return value


def in_cell(value: Any) -> str:
    """Return a value for a CSV cell, one that no spreadsheet takes for a formula."""
    if isinstance(value, list):
        text = "; ".join(map(str, value))
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def record(row: dict[str, Any]) -> dict[str, Any]:
    """Return a record as it is written: its fields, when it was saved, whether it is hidden."""
    found = {name: plain(value) for name, value in row.items() if name not in HIDDEN}
    found["saved"] = moment(row["saved"] >> 16)
    found["retired"] = bool(row["retired"])
    return found


def moment(milliseconds: int) -> str:
    """Write Unix milliseconds as people do."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def write_records(database: Database, out: Path) -> dict[str, list[dict[str, Any]]]:
    """Write records.json and a CSV for each kind; return the records by kind."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for table, columns in database.tables().items():
        if set(columns) >= RECORD_COLUMNS:
            kinds[table] = []
            for row in database.rows(table, columns):
                is_gone = row["scope"].hex() in database.gone
                database.met += is_gone
                if is_gone and not database.spares:
                    database.gone.add(row["id"].hex())
                else:
                    kinds[table].append(record(row))
    text = json.dumps(kinds, ensure_ascii=False, indent=1)
    (out / "records.json").write_text(text, encoding="utf-8")
    for kind, records in kinds.items():
        if records:
            write_csv(out / f"{kind}.csv", records)
    return kinds


def write_csv(path: Path, records: list[dict[str, Any]]) -> None:
    """Write one CSV, in UTF-8 with a mark by which spreadsheets know it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(records[0])
        writer.writerows([in_cell(value) for value in one.values()] for one in records)


def write_saves(database: Database, out: Path) -> int:
    """Write who saved when, and return how many Saves there were."""
    columns = ["sequence", "author", "act", "stamp"]
    saves = [
        {**row, "stamp": moment(row["stamp"] >> 16)} for row in database.rows("journal", columns)
    ]
    if saves:
        write_csv(out / "saves.csv", saves)
    return len(saves)


def write_versions(database: Database, out: Path) -> int:
    """Write the versions that stand beside what is shown; return how many."""
    columns = ["kind", "record", "register", "author", "stamp", "values"]
    return write_packed(database, out / "versions.json", "sibling", columns)


def write_drafts(database: Database, out: Path) -> int:
    """Write what was typed and not saved; return how many forms of it."""
    return write_packed(database, out / "drafts.json", "draft", ["place", "saved", "content"])


def write_packed(database: Database, path: Path, table: str, columns: list[str]) -> int:
    """Write the rows of a table as JSON, the last column opened; return how many."""
    found = []
    for row in database.rows_if_any(table, columns):
        if database.is_of_gone(row):
            continue
        one = {name: plain(value) for name, value in row.items()}
        when, packed = ("stamp" if "stamp" in one else "saved"), columns[-1]
        one[when] = moment(row[when] >> 16 if when == "stamp" else row[when])
        with suppress(ValueError):
            one[packed] = unpacked(row[packed])
        found.append(one)
    if found:
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return len(found)


def write_documents(
    database: Database, source: Source, documents: list[dict[str, Any]], out: Path
) -> tuple[int, list[str]]:
    """Write the files of documents; return how many, and the titles of those not here whole."""
    chunks: dict[str, dict[int, str]] = {}
    for row in database.rows("blob_chunk", ["blob", "number", "digest"]):
        chunks.setdefault(row["blob"], {})[row["number"]] = row["digest"]
    written, missing = 0, []
    for number, document in enumerate(documents, 1):
        if not document.get("blob"):
            continue
        content = open_document(document, chunks.get(document["blob"], {}), source)
        if content is None:
            missing.append(str(document.get("title", "")))
            continue
        (out / "documents").mkdir(exist_ok=True)
        name = f"{number:05}-{safe_name(str(document.get('file_name', '')))}"
        (out / "documents" / name).write_bytes(content)
        written += 1
    return written, missing


def open_document(
    document: dict[str, Any], digests: dict[int, str], source: Source
) -> bytes | None:
    """Return the content of a document's file; None where a part is missing or damaged."""
    count, pieces = int(document["chunks"] or 0), []
    for number in range(count):
        sealed = source.chunk(digests.get(number, ""))
        piece = sealed and open_chunk(document, number, count, sealed)
        if piece is None or sealed is None:
            return None
        pieces.append(piece)
    content = b"".join(pieces)[: document["size"]]
    return content if hashlib.sha256(content).hexdigest() == document["digest"] else None


def open_chunk(document: dict[str, Any], number: int, count: int, sealed: bytes) -> bytes | None:
    """Open one sealed part under the file's own key."""
    salt, commitment, ciphertext = sealed[:32], sealed[32:64], sealed[64:]
    both = hkdf(bytes.fromhex(document["key"]), salt, b"satchel/1/attachment", 64)
    place = b"satchel/1/attachment\0" + bytes.fromhex(document["id"])
    place += struct.pack(">II", number, count)
    if hmac.compare_digest(both[32:], commitment):
        with suppress(InvalidTag):
            return AESGCM(both[:32]).decrypt(bytes(12), ciphertext, place)
    return None


def safe_name(name: str) -> str:
    """Return a name that every system takes and that leads nowhere else."""
    kept = re.sub(r"[^\w.\- ]", "_", Path(name.replace("\\", "/")).name).strip(". ")
    return kept[-100:] or "file"


# --- All of it --------------------------------------------------------------------------------


def rescue(path: Path, out: Path, typed: str, *, is_code: bool) -> str:
    """Get everything out of ``path`` into the new folder ``out``; return the report."""
    if out.exists():
        raise Trouble("The folder to write into is there already. Name a new one.")
    out.mkdir(mode=0o700, parents=True)
    scratch = out / ".scratch"
    scratch.mkdir(mode=0o700)
    try:
        source = Source(path, scratch)
        key = _workspace_key(source, typed, is_code=is_code)
        database = Database(scratch / DATABASE, hkdf(key, None, b"satchel/1/database"))
        database.leave_out(source.gone(key))
        report = _write_all(database, source, out)
    except Trouble:
        shutil.rmtree(out)
        raise
    shutil.rmtree(scratch)
    (out / "REPORT.txt").write_text(report, encoding="utf-8")
    return report


def _workspace_key(source: Source, typed: str, *, is_code: bool) -> bytes:
    trouble = Trouble("There is no key file here. Name a workspace's folder or a backup.")
    for keys in source.key_files():
        try:
            return workspace_key(keys, typed, is_code=is_code)
        except Trouble as error:
            trouble = error
    raise trouble


def _write_all(database: Database, source: Source, out: Path) -> str:
    kinds = write_records(database, out)
    saves = write_saves(database, out)
    files, missing = write_documents(database, source, kinds.get("document", []), out)
    versions, drafts = write_versions(database, out), write_drafts(database, out)
    waiting = sum(1 for _ in database.rows_if_any("parked_operation", ["reason"]))
    lines = [f"{sum(map(len, kinds.values()))} records, {saves} Saves, {files} files."]
    told = [*source.notes]
    told += [f"{name}: {times} places could not be read." for name, times in database.lost.items()]
    told += [f"The file of this document is not here whole: {title}" for title in missing]
    if waiting:
        told.append(f"Changes left out that wait for a newer Satchel or their record: {waiting}.")
    lines += told or ["Everything could be read."]
    if database.met:
        became = "not left out, for a legal hold is here" if database.spares else "left out"
        lines.append(f"Records of cases that were destroyed since, {became}: {database.met}.")
    if versions:
        lines.append(f"Versions that stand beside what is shown, in versions.json: {versions}.")
    if drafts:
        lines.append(f"Drafts (typed and not saved), in drafts.json: {drafts}.")
    lines.append("These files are readable by anyone. Delete them when you have what you need.")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Ask, rescue, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("path", type=Path, help="a workspace's folder, or a backup")
    parser.add_argument("out", type=Path, help="a new folder for what is got out")
    parser.add_argument("--code", action="store_true", help="open with the recovery code")
    given = parser.parse_args()
    asked = "Recovery code: " if given.code else "Passphrase: "
    typed = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    try:
        sys.stdout.write(rescue(given.path, given.out, typed, is_code=given.code))
    except Trouble as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
