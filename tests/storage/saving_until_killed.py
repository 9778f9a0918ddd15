"""A process that saves in a loop and tells of every save that was acknowledged.

It gets a folder and a workspace key on its first two lines. For every further line it forks a
child that opens the workspace and saves until it is killed. The fork spares every child the half
second in which Python reads the library.
"""

import os
import sys
from itertools import count
from pathlib import Path

from storage.domain.kinds.person import Person
from storage.tables.records import Stored, fetch
from storage.usecases import bulk, drafts
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace

TOGETHER = 3
"""Entries that an import makes, so that the head skips numbers."""


def main() -> None:
    folder, key = Path(sys.stdin.readline().strip()), bytes.fromhex(sys.stdin.readline())
    bulk.CHUNK = 2
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _save_for_ever(folder, key)
        _tell("child", child)
        os.waitpid(child, 0)
        _tell("dead", child)


def _save_for_ever(folder: Path, key: bytes) -> None:
    workspace = Workspace(folder, key)
    for number in count():
        if number % 4 == 3:
            for person in workspace.write(_import, number):
                _tell("saved", person.id.hex(), person.given_name)
            continue
        person = workspace.write(_add, f"Name {number}")
        _tell("saved", person.id.hex(), person.given_name)
        renamed = workspace.write(_rename, person, f"{person.given_name}, corrected")
        _tell("saved", renamed.id.hex(), renamed.given_name)
        workspace.write(drafts.keep, "note", {"text": "She said " * number})


def _add(transaction: Transaction, name: str) -> Person:
    person = Person(id=transaction.new_id(), role="sibling", given_name=name)
    save(transaction, [Add(person)], "add")
    return person


def _rename(transaction: Transaction, person: Person, name: str) -> Person:
    stored: Stored[Person] | None = fetch(transaction.connection, Person, person.id)
    assert stored is not None
    renamed = Person(
        id=person.id, role="sibling", given_name=name, languages=frozenset({"english"})
    )
    save(transaction, [Edit(stored, renamed)], "rename")
    return renamed


def _import(transaction: Transaction, number: int) -> list[Person]:
    people = [
        Person(id=transaction.new_id(), role="sibling", given_name=f"Imported {number}-{n}")
        for n in range(bulk.CHUNK * TOGETHER)
    ]
    bulk.add_all(transaction, people, "import", batch=bulk.batch_id(transaction))
    return people


def _tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


if __name__ == "__main__":
    main()
