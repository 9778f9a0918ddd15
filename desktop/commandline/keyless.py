"""The verbs by which a packaged Satchel starts itself as a process that holds no key."""

import argparse

from desktop.commandline.parsing import Verbs
from storage.keyless.starting import READ_TABLE, SHOW_DOCUMENT


def add_verbs(verbs: Verbs) -> None:
    """Add them; nobody types them, and no help names them."""
    verbs.add_parser(READ_TABLE).set_defaults(run=_read_table)
    verbs.add_parser(SHOW_DOCUMENT).set_defaults(run=_show_document)


def _read_table(_arguments: argparse.Namespace) -> int:
    from storage.exchange.foreign.child import main

    return main()


def _show_document(_arguments: argparse.Namespace) -> int:
    from storage.viewing.child import main

    return main()
