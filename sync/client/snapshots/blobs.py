"""Bring sealed bytes to the server in chunks, and fetch them chunk by chunk."""

from sync.client.commands import Script
from sync.client.problems import SyncError
from sync.client.session import Session, ask, expect, refusal_of, refuse
from sync.protocol.blobs import Chunk, blob_id, blob_manifest, chunk_of, chunks_of
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Kept
from sync.protocol.requests import Request
from sync.protocol.segments import chunks_in


class WithheldError(Exception):
    """A blob, or a chunk of it, is not on the server, or is not what its id says."""


def send_blob(session: Session, vault: bytes, content: bytes) -> Script[bytes]:
    """Bring ``content`` to the server and return the blob's id; what is there is not sent again."""
    chunks = chunks_in(content)
    manifest = blob_manifest(chunks)
    path = path_of(session, vault, blob_id(manifest))
    answer = yield from expect(session, Request("PUT", path, body=manifest))
    for number in decode(answer, tuple[int, ...]):
        if not 0 <= number < len(chunks):
            raise SyncError("refused", "malformed")
        yield from expect(session, Request("PUT", f"{path}/{number}", body=chunks[number]))
    return blob_id(manifest)


def fetch_manifest(session: Session, vault: bytes, blob: bytes) -> Script[bytes]:
    """Return the manifest of a blob; WithheldError when the server has not the whole of it."""
    content = yield from _get(session, path_of(session, vault, blob))
    try:
        kept = decode(content, Kept)
        chunks_of(kept.manifest)
    except ProtocolError as error:
        raise WithheldError from error
    if blob_id(kept.manifest) != blob or kept.missing:
        raise WithheldError
    return kept.manifest


def is_there(session: Session, vault: bytes, blob: bytes) -> Script[bool]:
    """Tell whether the server has the whole of a blob."""
    try:
        yield from fetch_manifest(session, vault, blob)
    except WithheldError:
        return False
    return True


def fetch_chunk(
    session: Session, vault: bytes, blob: bytes, number: int, chunk: Chunk
) -> Script[bytes]:
    """Return one chunk of a blob; WithheldError when it is not the one its manifest lists."""
    content = yield from _get(session, f"{path_of(session, vault, blob)}/{number}")
    if chunk_of(content) != chunk:
        raise WithheldError
    return content


def path_of(session: Session, vault: bytes, blob: bytes) -> str:
    """Return the address of a blob."""
    return f"/v1/programs/{session.program.hex()}/vaults/{vault.hex()}/blobs/{blob.hex()}"


def _get(session: Session, path: str) -> Script[bytes]:
    answer = yield from ask(session, Request("GET", path))
    refusal = refusal_of(answer)
    if refusal is not None and refusal.reason == "not-found":
        raise WithheldError
    refuse(answer)
    return answer.body
