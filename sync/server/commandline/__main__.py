"""``python -m sync.server.commandline`` is ``satchel-server``."""

import sys

from sync.server.commandline.main import main

if __name__ == "__main__":
    sys.exit(main())
