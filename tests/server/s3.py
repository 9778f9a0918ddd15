"""A small store that speaks S3's protocol, at the edge of the wire: it believes no signature.

It checks each request's signature by itself, written from the S3 API reference and sharing nothing
with ``sync.server``.
"""

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from typing_extensions import override

KEY_ID, SECRET, REGION, BUCKET = "AKIATEST", "a secret of the tests", "eu-test-1", "sealed"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request,\s*"
    r"SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})"
)


@dataclass
class Shelf:
    """What the store holds, and how it shall fail."""

    port: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)
    answers: list[int] = field(default_factory=list)
    """Statuses to give to the next requests instead of doing anything."""
    asked: int = 0

    @property
    def address(self) -> str:
        return f"s3+http://127.0.0.1:{self.port}/{BUCKET}/satchel?region={REGION}"

    def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, bytes]:
        """Do what is asked where it is signed; status and body of the answer."""
        if self.answers:
            return self.answers.pop(0), b""
        sent = {name.lower(): value for name, value in headers.items()}
        wanted = signature_of(method, path, sent, body)
        if not sent["authorization"].endswith(f"Signature={wanted}"):
            return 403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>"
        if not path.startswith(f"/{BUCKET}/"):
            return 404, b"<Error><Code>NoSuchBucket</Code></Error>"
        if method == "PUT":
            self.objects[path] = body
        if method == "GET" and path not in self.objects:
            return 404, b"<Error><Code>NoSuchKey</Code></Error>"
        if method == "DELETE":
            self.objects.pop(path, None)
            return 204, b""
        return 200, self.objects[path] if method == "GET" else b""


def signature_of(method: str, target: str, headers: dict[str, str], body: bytes) -> str:
    """The signature that this request should carry, computed from the documentation."""
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    assert found is not None
    key_id, day, region, names, _given = found.groups()
    assert (key_id, region) == (KEY_ID, REGION)
    assert {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names.split(";"))
    assert headers["x-amz-date"].startswith(day)
    payload = hashlib.sha256(body).hexdigest()
    assert headers["x-amz-content-sha256"] == payload
    path, _, query = target.partition("?")
    canonical = f"{method}\n{path}\n{query}\n"
    for name in names.split(";"):
        canonical += f"{name}:{' '.join(headers[name].split())}\n"
    canonical += f"\n{names}\n{payload}"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    words = f"AWS4-HMAC-SHA256\n{headers['x-amz-date']}\n{day}/{region}/s3/aws4_request\n{hashed}"
    key = b"AWS4" + SECRET.encode()
    for step in (day, region, "s3", "aws4_request", words):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    return key.hex()


@contextmanager
def s3_store() -> Iterator[Shelf]:
    """Run the store on a free port for as long as the block lasts."""
    shelf = Shelf()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def do_DELETE(self) -> None:
            self._answer()

        @override
        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            shelf.asked += 1
            status, content = shelf.answer(
                self.command, self.path, dict(self.headers.items()), body
            )
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shelf.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield shelf
        finally:
            server.shutdown()
            thread.join()
