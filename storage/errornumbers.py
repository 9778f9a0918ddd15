"""The numbers by which a system says why it did not do something, by what helps against it."""

import errno

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Room on the disk helps; a stick in an old format takes no file beyond 4 GiB."""
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
"""Another place helps, or the right to write in this one."""
NO_FILES = frozenset({errno.EMFILE, errno.ENFILE})
"""Fewer open files help."""
SCARCE = frozenset({errno.ENOMEM, errno.EAGAIN, *NO_FILES})
"""What other programs have taken: closing them helps, and nothing is wrong with the disk."""
