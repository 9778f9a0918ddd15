"""A filter in the Linux kernel (seccomp): calls that compute pass, all others are refused.

Numbers are those of the kernel's own tables (arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h); the program is classic BPF over ``struct seccomp_data``.
"""

import ctypes
import platform
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import EPERM
from types import MappingProxyType

_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_REFUSE = 0x00050000 | EPERM
_LOAD_WORD, _SKIP_UNLESS_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
"""Where in ``struct seccomp_data`` they stand."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """An architecture as the kernel names it, and the calls that pass on it."""

    audit: int
    calls: tuple[int, ...]


# read write readv writev pread64 lseek close; fstat (by its descriptor alone); mmap mprotect
# munmap mremap madvise brk; rt_sigaction rt_sigprocmask rt_sigreturn; futex set_robust_list rseq
# sched_yield sched_getaffinity; getpid gettid getrusage getrandom; clock_gettime clock_getres
# clock_nanosleep restart_syscall; exit exit_group.
_MACHINES: Mapping[str, _Machine] = MappingProxyType(
    {
        "x86_64": _Machine(
            0xC000003E,
            (
                *(0, 1, 19, 20, 17, 8, 3, 5, 9, 10, 11, 25, 28, 12, 13, 14, 15, 202, 273, 334),
                *(24, 204, 39, 186, 98, 318, 228, 229, 230, 219, 60, 231),
            ),
        ),
        "aarch64": _Machine(
            0xC00000B7,
            (
                *(63, 64, 65, 66, 67, 62, 57, 80, 222, 226, 215, 216, 233, 214, 134, 135, 139, 98),
                *(99, 293, 124, 123, 172, 178, 165, 278, 113, 114, 115, 128, 93, 94),
            ),
        ),
    }
)


def refuse_calls() -> bool:
    """Have the kernel refuse this thread every call that is not on the list, for good.

    Tells whether it does: another system or machine has no such filter.
    """
    machine = _MACHINES.get(platform.machine())
    if machine is None or struct.calcsize("P") != _WORD:
        return False
    code = b"".join(_program(machine))
    kept = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // _WORD, ctypes.addressof(kept))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, program, 0, 0) == 0)


_WORD = 8
"""Bytes of one step of the program, and of a pointer where this is tried."""


def _program(machine: _Machine) -> Sequence[bytes]:
    steps = [
        _step(_LOAD_WORD, _ARCHITECTURE),
        _step(_SKIP_UNLESS_EQUAL, machine.audit, yes=1),
        _step(_RETURN, _KILL),
        _step(_LOAD_WORD, _NUMBER),
    ]
    for left, call in zip(range(len(machine.calls), 0, -1), machine.calls, strict=True):
        steps.append(_step(_SKIP_UNLESS_EQUAL, call, yes=left))
    return [*steps, _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)]


def _step(code: int, operand: int, *, yes: int = 0) -> bytes:
    """Return one instruction; where it compares, equal skips ``yes`` of those behind it."""
    return struct.pack("HBBI", code, yes, 0, operand)
