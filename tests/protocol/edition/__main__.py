"""Make frozen vectors in a folder that is not there yet.

    .venv/bin/python -m tests.protocol.edition tests/vectors/sync/3

What stands in tests/vectors is never written again: it is what versions in use have written.
"""

import sys
from pathlib import Path

from tests.protocol.edition.writing import write_edition

write_edition(Path(sys.argv[1]))
