"""``satchel sync --proof`` prints what proves two histories, and sends nothing."""

from pathlib import Path

from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.commandline.conftest import Satchel
from tests.conftest import Template


def test_a_proof_is_printed_and_where_there_is_none_that_is_said(
    folder: Path, template: Template, satchel: Satchel, open_with: tuple[str, ...]
) -> None:
    done = satchel("sync", "--proof", *open_with)
    assert (done.code, done.errors) == (0, "")
    assert done.output == "Nothing here proves that the server showed two histories.\n"
    heads = [[1, "aa" * 32], [2, "bb" * 32]]
    kept = [1, 1_770_000_000_000, "01" * 8, "02" * 32, "03" * 16, 7, *heads, "04" * 9]
    with Workspace(folder, template.key) as workspace:
        workspace.write(set_settings, {"sync.fork_proof": kept})
    done = satchel("sync", "--proof", *open_with)
    assert (done.code, done.errors) == (0, "")
    assert done.output.splitlines() == [
        "heard: 2026-02-02T02:40:00+00:00",
        f"signed by device: {'01' * 8}",
        f"envelope: {'02' * 32}",
        f"vault: {'03' * 16}",
        "place: 7",
        f"link its author verified: {'aa' * 32} (generation 1)",
        f"link this laptop verified: {'bb' * 32} (generation 2)",
        f"what was signed: {'04' * 9}",
    ]
