"""Chunks in a bucket of a store that speaks S3's protocol, over signed HTTP.

An address is ``s3://HOST[:PORT]/BUCKET[/PREFIX][?region=REGION]``, or ``s3+http://`` for a store
on this computer. The keys come from a file or the environment, never from an argument, which
other users of the computer could read.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx2

from sync.server.clocks import Clock
from sync.server.refusals import BusyError, SetupError
from sync.server.signature_v4 import Credentials, S3Request, quoted_path, signed

KEY_ID, SECRET = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"
KEYS_FILE = "SATCHEL_SERVER_S3_KEYS"
"""Where keys are: these two variables, or a file (named by the third) of two lines."""
_TIMEOUT_S = 10.0
_TRIES = 3
_REGION = "us-east-1"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_LINES = 2


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where a bucket is."""

    origin: str
    """Like https://s3.example.org:9000."""
    host: str
    path: str
    """The bucket and what stands before every name, like /bucket/satchel/."""
    region: str


class BucketStore:
    """Keeps each chunk as an object."""

    def __init__(self, bucket: Bucket, credentials: Credentials, clock: Clock) -> None:
        self._bucket, self._credentials, self._clock = bucket, credentials, clock
        self._client = httpx2.Client(
            base_url=bucket.origin,
            timeout=_TIMEOUT_S,
            trust_env=False,
            follow_redirects=False,
            headers={"accept-encoding": "identity", "user-agent": "satchel-server"},
        )

    def put(self, name: str, content: bytes) -> None:
        """Put an object; the store says that it is kept before this returns."""
        self._ask("PUT", name, content)

    def get(self, name: str) -> bytes | None:
        """Return an object's bytes."""
        answer = self._ask("GET", name)
        return None if answer.status_code == HTTPStatus.NOT_FOUND else answer.content

    def delete(self, name: str) -> None:
        """Delete an object."""
        self._ask("DELETE", name)

    def check(self) -> None:
        """Ask for an object that is not there: signature, bucket and rights must be right."""
        self._ask("GET", "ready")

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def _ask(self, method: str, name: str, content: bytes = b"") -> httpx2.Response:
        """Ask once more or twice where the store does not answer: each request can be repeated."""
        path = self._bucket.path + name
        for _ in range(_TRIES):
            request = S3Request(method, self._bucket.host, path, body=content)
            headers = signed(request, self._credentials, self._clock.now())
            try:
                answer = self._client.request(
                    method, quoted_path(path), content=content or None, headers=headers
                )
            except httpx2.TransportError:
                continue
            if answer.is_success or _is_gone(method, answer):
                return answer
            if not answer.is_server_error:
                break
        raise BusyError


def _is_gone(method: str, answer: httpx2.Response) -> bool:
    """Tell whether the object, and not the bucket, is missing."""
    if method == "PUT" or answer.status_code != HTTPStatus.NOT_FOUND:
        return False
    return b"NoSuchBucket" not in answer.content


def bucket_of(address: str) -> Bucket:
    """Return the bucket at ``address``; SetupError saying what one looks like."""
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    scheme = {"s3": "https", "s3+http": "http"}.get(parts.scheme)
    path = parts.path.strip("/")
    if scheme is None or not parts.hostname or parts.username or _PLAIN.fullmatch(path) is None:
        raise SetupError("The address of a bucket is s3://HOST/BUCKET[/PREFIX][?region=REGION].")
    if scheme == "http" and parts.hostname not in _LOCAL:
        raise SetupError("A bucket on another computer is reached by s3://, which means TLS.")
    if set(options) - {"region"}:
        raise SetupError("The address of a bucket has one option: region.")
    host = parts.netloc.lower()
    return Bucket(f"{scheme}://{host}", host, f"/{path}/", options.get("region", _REGION))


def credentials_from(environment: Mapping[str, str], region: str) -> Credentials:
    """Return the keys that the environment names; SetupError when there are none."""
    file = environment.get(KEYS_FILE)
    if file:
        found = _read_keys(Path(file))
    else:
        found = [environment.get(KEY_ID, ""), environment.get(SECRET, "")]
    if len(found) != _LINES or not all(found):
        raise SetupError(
            f"A bucket needs keys: put the key id and the secret into a file, a line each, and "
            f"name it in {KEYS_FILE}; or set {KEY_ID} and {SECRET}."
        )
    return Credentials(found[0], found[1], region)


def _read_keys(path: Path) -> list[str]:
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"The file {path} with the bucket's keys cannot be read.") from error
    if os.name == "posix" and mode & 0o077:
        raise SetupError(f"Others may read the bucket's keys. Set the mode: chmod 600 {path}")
    return text.split()
