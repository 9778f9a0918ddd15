"""The picture of an invitation's QR code; a process without keys decodes it."""

from pathlib import Path

from storage.domain.media import picture_in
from storage.errors import RejectedError
from storage.viewing.session import Viewing
from sync.client.enrolment.links import LONGEST, Invited, read_file, read_invitation

ENDINGS = (".png", ".jpg", ".jpeg")
LARGEST = 32 << 20
"""Bytes of a picture: what a telephone's camera makes is a third of it."""
_TOO_LARGE = "This picture is larger than 32 MB. Cut it down to the code, or type the twelve words."
_NO_PICTURE = (
    "This is no PNG or JPEG picture. Save it as one of them, or type the twelve words. Telephones "
    "may call another sort by the same name."
)
_NOT_OURS = "The code in this picture is no invitation to Satchel. Take the one on the screen."


def read_path(path: Path, viewing: Viewing) -> Invited:
    """Return what the file of an invitation, or the picture of its code, at ``path`` tells.

    RejectedError says in words what is wrong with it; OSError where it cannot be read; closing
    ``viewing`` from elsewhere ends it with CancelledError.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    is_picture = path.suffix.lower() in ENDINGS or picture_in(content) is not None
    return read_picture(content, viewing) if is_picture else read_file(content)


def read_picture(content: bytes, viewing: Viewing) -> Invited:
    """Return what the QR code in a PNG or JPEG tells; errors as above."""
    if len(content) > LARGEST:
        raise RejectedError(_TOO_LARGE)
    media = picture_in(content)
    if media is None:
        raise RejectedError(_NO_PICTURE)
    try:
        viewing.open(f"{media} code", len(content), [content])
        text = viewing.text(0)
    finally:
        viewing.close()
    found = read_invitation(text) if len(text) <= LONGEST else Invited("")
    if not found.server_key:
        raise RejectedError(_NOT_OURS)
    return found
