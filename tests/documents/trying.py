"""A process under the limits of ``storage.keyless`` that tries what it must not, and says so."""

import encodings.idna
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from storage.keyless.limits import bound, shut

ATTEMPTS: Mapping[str, Callable[[], object]] = {
    "read a file": lambda: Path("/etc/passwd").read_bytes(),
    "write a file": lambda: os.open("/tmp/satchel-tries", os.O_CREAT | os.O_WRONLY),  # noqa: S108 - it must not come to be
    "list a folder": lambda: os.listdir("/"),  # noqa: PTH208 - the call itself is tried
    "ask the network": lambda: socket.create_connection(("127.0.0.1", 9), 1),
    "make a socket": socket.socket,
    "start a program": lambda: subprocess.run([sys.executable, "-V"], check=True),
    "become two": os.fork,
    "make a thread": lambda: threading.Thread(target=int).start(),
    "end another": lambda: os.kill(os.getppid(), 0),
    "become a program": lambda: os.execv(sys.executable, [sys.executable]),  # noqa: S606 - tried
    "ask for memory": lambda: bytearray(1 << 30),
}


def main() -> None:
    """Try everything in turn and say what was refused; the first words say what the kernel does."""
    encodings.idna.ToASCII("loaded")
    bound(512 << 20, 20)
    said = [f"filtered {shut()}"]
    for name, attempt in ATTEMPTS.items():
        try:
            attempt()
        except (OSError, RuntimeError, MemoryError):
            said.append(f"{name}: refused")
        else:
            said.append(f"{name}: done")
    os.write(1, "\n".join(said).encode())


if __name__ == "__main__":
    main()
