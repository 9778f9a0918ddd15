"""Names on the screen, whole or as initials when somebody looks over the shoulder."""

import re


def shown(name: str, initials: bool) -> str:  # noqa: FBT001 - it is a setting, passed on as it is
    """Write ``name`` as it is, or every word of it as one letter: ``Rivera, Maya`` ``R., M.``."""
    return (
        re.sub(r"\w[\w'\u2019-]*", lambda word: f"{word[0][0].upper()}.", name)
        if initials
        else name
    )


def free_text(text: str, initials: bool) -> str:  # noqa: FBT001 - as ``shown``
    """Return what somebody wrote, or three dots: free text may name anybody."""
    return "\N{HORIZONTAL ELLIPSIS}" if initials and text else text
