"""Takes a file in, in a process of its own; whoever started it may kill it at any moment."""

import sys
from datetime import date
from pathlib import Path

from storage.domain.clocks import SystemClock
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.usecases.documents.intake import add_document, take_in_new_file
from storage.workspace import Workspace


def main(folder: Path, key: bytes, file: Path, case: RecordId) -> None:
    """Take ``file`` in as a document of ``case`` and say so."""
    with Workspace(folder, key) as workspace:
        taken = workspace.read(take_in_new_file, SystemClock(), file)
        document = Document(
            id=taken.record,
            case=case,
            title="Order",
            document_kind="court_order",
            received_on=date(2026, 3, 2),
        )
        workspace.write(add_document, document, taken)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        bytes.fromhex(sys.argv[2]),
        Path(sys.argv[3]),
        RecordId(bytes.fromhex(sys.argv[4])),
    )
