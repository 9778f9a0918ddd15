"""The style sheet: one template in ``resources/theme``, filled with tokens and lengths.

It names classes, never ``*`` or ``QWidget``: a universal rule makes Qt restyle every widget and
costs seconds at each change of theme.
"""

import re
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from string import Template

from desktop.theme.fonts import base_points
from desktop.theme.tokens import Tokens

_SHEETS = ("satchel.qss", "shell.qss")
_LENGTH = re.compile(r"(?<![\w#.$])(\d+)u(-1)?\b")
_SIZE = re.compile(r"(?<![\w#.$])(\d+\.\d+)f\b")


def sheet_of(tokens: Tokens, text_size: int) -> str:
    """Return the style sheet of ``tokens`` at ``text_size`` per cent.

    In the template ``$name`` is a token, ``8u`` are 8 pixels at 100 %, ``8u-1`` one pixel less
    (where a border grows by one), ``1.2f`` is 1.2 times the running text.
    """
    sized = _LENGTH.sub(
        lambda found: f"{round(int(found[1]) * text_size / 100) - bool(found[2])}px", _template()
    )
    points = base_points(text_size)
    sized = _SIZE.sub(lambda found: f"{float(found[1]) * points:.1f}pt", sized)
    return Template(sized).substitute(asdict(tokens))


@cache
def _template() -> str:
    folder = files("resources").joinpath("theme")
    return "\n".join(folder.joinpath(name).read_text("utf-8") for name in _SHEETS)
