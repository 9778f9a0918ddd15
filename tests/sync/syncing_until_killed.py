"""A process that saves and syncs in a loop and tells of every save that was acknowledged.

It gets two folders, two workspace keys and a server's address on its first line. For every
further line, which names one of the two, it forks a child that goes on until it is killed.
"""

import os
import sys
from itertools import count
from pathlib import Path

from storage.domain.kinds.person import Person
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.driving import drive
from sync.client.round import sync_round
from sync.client.transport import HttpTransport


def main() -> None:
    *laptops, address = sys.stdin.readline().split()
    for line in sys.stdin:
        number = 2 * int(line)
        folder, key = Path(laptops[number]), bytes.fromhex(laptops[number + 1])
        child = os.fork()
        if child == 0:
            _work_for_ever(folder, key, address)
        _tell("child", child)
        os.waitpid(child, 0)
        _tell("dead", child)


def _work_for_ever(folder: Path, key: bytes, address: str) -> None:
    workspace = Workspace(folder, key)
    with HttpTransport(address) as transport:
        for number in count():
            person = workspace.write(_add, f"Name {number}")
            _tell("saved", person.id.hex())
            if number % 3 == 2:
                drive(sync_round(workspace.clock, at_work=bool(number % 2)), transport, workspace)


def _add(transaction: Transaction, name: str) -> Person:
    person = Person(id=transaction.new_id(), role="sibling", given_name=name)
    save(transaction, [Add(person)], "add")
    return person


def _tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


if __name__ == "__main__":
    main()
