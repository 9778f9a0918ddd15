"""Papers from the templates of ``resources/typst``, made in memory; they leave by the gate."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any


def typeset(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the paper of ``template`` filled with ``data``, as tagged PDF (PDF/UA-1).

    ``data`` is what ``resources/typst/README.md`` says of the template. Nothing is read but the
    template and the fonts beside it, and nothing is written.
    """
    import typst  # noqa: PLC0415 - it takes 80 ms to load, and most sittings print nothing

    folder = files("resources")
    made = typst.compile(
        str(folder / "typst" / f"{template}.typ"),
        sys_inputs={"data": json.dumps(data)},
        font_paths=[str(folder / "fonts")],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    if not isinstance(made, bytes):
        raise TypeError("a paper is one document")
    return made
