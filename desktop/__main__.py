"""``python -m desktop``: the same as the command ``satchel``."""

import sys

from desktop.commandline.main import main

if __name__ == "__main__":
    sys.exit(main())
