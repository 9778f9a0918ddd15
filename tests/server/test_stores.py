"""The two places for chunks keep what they say they keep, and say when they cannot."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.server.bucket_store import BucketStore, bucket_of, credentials_from
from sync.server.folder_store import FolderStore
from sync.server.refusals import BusyError, RefusedError, SetupError
from sync.server.signature_v4 import Credentials, S3Request, signed
from sync.server.stores import NoStore, Store, new_name, open_store
from tests.conftest import FixedClock
from tests.server.s3 import KEY_ID, REGION, SECRET, Shelf, s3_store

KEYS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
NAME = new_name(b"p" * 32, b"v" * 16, b"d" * 32)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with s3_store() as standing:
        yield standing


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Iterator[Store]:
    if request.param == "folder":
        yield FolderStore(tmp_path / "blobs")
        return
    standing: Shelf = request.getfixturevalue("shelf")
    opened = open_store(standing.address, "", clock, KEYS)
    yield opened
    opened.close()


def test_what_is_put_is_got_until_it_is_deleted(store: Store) -> None:
    store.check()
    assert store.get(NAME) is None
    store.put(NAME, b"sealed")
    assert store.get(NAME) == b"sealed"
    store.delete(NAME)
    store.delete(NAME)
    assert store.get(NAME) is None
    store.check()


def test_every_bringing_of_a_chunk_has_a_name_of_its_own() -> None:
    names = {new_name(b"p" * 32, b"v" * 16, b"d" * 32) for _ in range(50)}
    assert len(names) == 50
    assert all(set(name) <= set("0123456789abcdef/.") for name in names)


def test_a_folder_that_cannot_be_written_is_busy_and_holds_no_halves(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"a file where a folder should be")
    store = FolderStore(tmp_path / "blobs")
    with pytest.raises(BusyError):
        store.put(NAME, b"sealed")
    with pytest.raises(BusyError):
        store.check()
    with pytest.raises(BusyError):
        FolderStore(tmp_path).get("blobs/x")
    whole = FolderStore(tmp_path / "others")
    whole.put(NAME, b"sealed")
    assert [path.name for path in (tmp_path / "others").rglob("*.new")] == []


def test_a_bucket_that_stumbles_is_asked_again_and_one_that_refuses_is_busy(
    shelf: Shelf, clock: FixedClock
) -> None:
    store = open_store(shelf.address, "", clock, KEYS)
    shelf.answers = [503, 500]
    store.put(NAME, b"sealed")
    assert list(shelf.objects.values()) == [b"sealed"]
    for answers in ([503, 503, 503], [403], [301], [404]):
        shelf.answers = list(answers)
        with pytest.raises(BusyError):
            store.put(NAME, b"other")
        assert shelf.answers == []
    wrong = open_store(shelf.address, "", clock, KEYS | {"AWS_SECRET_ACCESS_KEY": "another"})
    elsewhere = open_store(shelf.address.replace("/sealed/", "/other/"), "", clock, KEYS)
    for refused in (wrong, elsewhere):
        with pytest.raises(BusyError):
            refused.get(NAME)
        refused.close()
    store.close()
    assert list(shelf.objects.values()) == [b"sealed"]


def test_a_bucket_that_is_not_there_is_busy(clock: FixedClock) -> None:
    bucket = bucket_of("s3+http://127.0.0.1:1/sealed")
    store = BucketStore(bucket, Credentials(KEY_ID, SECRET), clock)
    with pytest.raises(BusyError):
        store.check()
    store.close()


EXAMPLE = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
HOST = "examplebucket.s3.amazonaws.com"
EXAMPLES = {
    "get an object": (
        S3Request("GET", HOST, "/test.txt", headers={"Range": "bytes=0-9"}),
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ),
    "put an object": (
        S3Request(
            "PUT",
            HOST,
            "/test$file.text",
            body=b"Welcome to Amazon S3.",
            headers={
                "Date": "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class": "REDUCED_REDUNDANCY",
            },
        ),
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ),
    "ask for the lifecycle": (
        S3Request("GET", HOST, "/", {"lifecycle": ""}),
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ),
    "list objects": (
        S3Request("GET", HOST, "/", {"prefix": "J", "max-keys": "2"}),
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ),
}
"""The examples of the S3 API reference, with the signatures that stand there."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_requests_are_signed_as_the_reference_says(example: str) -> None:
    request, signature = EXAMPLES[example]
    headers = signed(request, EXAMPLE, datetime(2013, 5, 24, tzinfo=UTC))
    assert headers["authorization"].endswith(f"Signature={signature}")


@pytest.mark.parametrize(
    "address",
    [
        "s3://",
        "s3://host",
        "s3://host/",
        "s3://user:word@host/bucket",
        "s3://host/buc ket",
        "s3://host/bucket/../other",
        "s3://host/bucket?secret=x",
        "s3+http://elsewhere.example/bucket",
        "s3x://host/bucket",
        "s3:bucket",
    ],
)
def test_another_address_of_a_bucket_is_refused_in_words(address: str) -> None:
    with pytest.raises(SetupError):
        bucket_of(address)


def test_an_address_says_host_bucket_prefix_and_region() -> None:
    bucket = bucket_of("s3://Store.example:9000/sealed/satchel?region=eu-1")
    assert bucket.origin == "https://store.example:9000"
    assert (bucket.path, bucket.region) == ("/sealed/satchel/", "eu-1")
    assert bucket_of("s3://store.example/sealed").region == "us-east-1"


def test_keys_come_from_a_file_only_its_owner_reads_or_from_the_environment(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys"
    path.write_text(f"{KEY_ID}\nsecret\n")
    environment = {"SATCHEL_SERVER_S3_KEYS": str(path)}
    path.chmod(0o600)
    found = credentials_from(environment, REGION)
    assert (found.key_id, found.secret, found.region) == (KEY_ID, "secret", REGION)
    assert "secret" not in repr(found).replace("secret=", "")
    path.chmod(0o640)
    with pytest.raises(SetupError, match="chmod 600"):
        credentials_from(environment, REGION)
    without: list[Mapping[str, str]] = [
        {},
        {"AWS_ACCESS_KEY_ID": KEY_ID},
        {"SATCHEL_SERVER_S3_KEYS": str(tmp_path / "none")},
    ]
    for each in without:
        with pytest.raises(SetupError, match="keys"):
            credentials_from(each, REGION)


def test_where_no_place_was_given_blobs_are_beside_sqlite_or_nowhere(
    tmp_path: Path, clock: FixedClock
) -> None:
    beside = open_store("", f"sqlite:///{tmp_path / 'x.db'}", clock, {})
    assert isinstance(beside, FolderStore)
    assert beside.folder == tmp_path / "x.db.blobs"
    nowhere = open_store("", "postgresql://x/y", clock, {})
    assert isinstance(nowhere, NoStore)
    nowhere.check()
    with pytest.raises(RefusedError, match="full"):
        nowhere.put(NAME, b"sealed")
    assert nowhere.get(NAME) is None
