"""AWS Signature Version 4, as a store that speaks S3's protocol wants its requests signed.

After "Authenticating Requests (AWS Signature Version 4)" of the S3 API reference; the examples
that stand there are in the tests. The body is always signed.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

_ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks; ``secret`` is never sent."""

    key_id: str
    secret: str = field(repr=False)
    region: str = "us-east-1"


@dataclass(frozen=True, slots=True)
class S3Request:
    """What is asked; ``path`` is not yet quoted, ``query`` has each name once."""

    method: str
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def quoted_path(path: str) -> str:
    """Return ``path`` as it is signed and sent."""
    return quote(path, safe="/-_.~")


def quoted_query(query: Mapping[str, str]) -> str:
    """Return ``query`` as it is signed and sent, sorted by name."""
    pairs = sorted((quote(name, safe="-_.~"), quote(query[name], safe="-_.~")) for name in query)
    return "&".join(f"{name}={value}" for name, value in pairs)


def signed(request: S3Request, credentials: Credentials, moment: datetime) -> dict[str, str]:
    """Return all headers of ``request`` with the three that sign it; ``moment`` in UTC."""
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    digest = sha256(request.body).hexdigest()
    headers = {name.lower(): value.strip() for name, value in request.headers.items()}
    headers |= {"host": request.host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        (
            request.method,
            quoted_path(request.path),
            quoted_query(request.query),
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            names,
            digest,
        )
    )
    scope = f"{stamp[:8]}/{credentials.region}/s3/aws4_request"
    to_sign = "\n".join((_ALGORITHM, stamp, scope, sha256(canonical.encode()).hexdigest()))
    signature = _hmac(_key(credentials, stamp[:8]), to_sign).hex()
    headers["authorization"] = (
        f"{_ALGORITHM} Credential={credentials.key_id}/{scope},"
        f"SignedHeaders={names},Signature={signature}"
    )
    return headers


def _key(credentials: Credentials, day: str) -> bytes:
    key = f"AWS4{credentials.secret}".encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")
