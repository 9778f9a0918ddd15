"""From the arguments to an open workspace: its folder, its passphrase, its key."""

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commandline.parsing import UsageError
from desktop.commandline.speaking import say
from desktop.passphrasefile import passphrase_in
from storage.errors import LockedError, RejectedError

if TYPE_CHECKING:
    from storage.workspace import Workspace

_CACHE_MIB = 256


def usual_workspace() -> Path:
    """Return the folder of this person's workspace; the window uses the same."""
    import platformdirs

    return Path(platformdirs.user_data_dir("Satchel", appauthor=False)) / "workspace"


def workspace_folder(arguments: argparse.Namespace) -> Path:
    """Return the folder to open; UsageError when it holds no workspace."""
    from storage.workspace import exists

    folder: Path = arguments.workspace or usual_workspace()
    if not exists(folder):
        _put_back(folder)
    if not exists(folder):
        raise UsageError("there is no workspace in that folder. Name another with --workspace")
    return folder


def _put_back(folder: Path) -> None:
    """Have what was there before a backup was brought back, where that was cut off."""
    from storage.backup.cutoff import put_back

    with suppress(OSError):
        put_back(folder)


def passphrase(arguments: argparse.Namespace, prompt: str = "Passphrase: ") -> str:
    """Return the passphrase from the file that was named, or ask for it without showing it."""
    if arguments.passphrase_file is not None:
        try:
            return passphrase_in(arguments.passphrase_file)
        except RejectedError as error:
            raise UsageError(str(error)) from error
    if not sys.stdin.isatty():
        raise LockedError("Locked: say where the passphrase is with --passphrase-file.")
    try:
        return getpass.getpass(prompt)
    except EOFError as error:
        raise LockedError("Locked: no passphrase was given.") from error


def new_passphrase(arguments: argparse.Namespace) -> str:
    """Return a passphrase to be set; who types it types it twice. UsageError where they differ."""
    typed = passphrase(arguments, "New passphrase: ")
    if arguments.passphrase_file is None and passphrase(arguments, "Once more: ") != typed:
        raise UsageError("the two are not the same. Nothing was made; begin again")
    return typed


@contextmanager
def opened(
    arguments: argparse.Namespace, *, looks: bool = False, read_only: bool = False
) -> "Iterator[Workspace]":
    """Unlock and open the workspace that the arguments name; close it behind the block.

    It is claimed as a window does, with LockedError where another Satchel has it open. A command
    that only ``looks``, and has that noted, works beside another and keeps none from coming.
    """
    from storage.claiming import claim, claimed
    from storage.workspace import Workspace

    folder = workspace_folder(arguments)
    if not read_only:
        _look_at_place(folder)
    held = None if looks else claimed(folder)
    try:
        key = unlocked(folder, passphrase(arguments))
        held = held or claim(folder)
        alone = held is not None
        with Workspace(
            folder, key, alone=alone, cache_mib=_CACHE_MIB, read_only=read_only
        ) as workspace:
            if looks and held is not None:
                held.release()
            yield workspace
    finally:
        if held is not None:
            held.release()


def _look_at_place(folder: Path) -> None:
    """Close the folder to other people, as the window does; say what is wrong with its place."""
    from storage.workspace.location import close_to_others, warning

    with suppress(OSError):
        close_to_others(folder)
        if words := warning(folder):
            say(words)


def unlocked(folder: Path, typed: str) -> bytes:
    """Return the key for what was typed, with what the workspace asks for beside it."""
    from storage.workspace import second_factors, unlock

    if not second_factors(folder).needed:
        return unlock(folder, typed)
    from desktop.unlock.factors import Unattended, answers

    say("Plug in your security key and touch it, or unlock the key store.")
    return unlock(folder, typed, answers=answers(folder, Unattended()))
