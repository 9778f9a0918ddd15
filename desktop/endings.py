"""How the last Satchel over this workspace ended: put away, or by a fault.

What stands on the desk is kept as a draft every second or two, and once more as it is put away, by
a lock or an end. Only the latter says so; what a fault has left does not.
"""

from collections.abc import Mapping
from typing import Any

from storage.usecases.drafts import draft

DESK = "desk"
"""The draft that holds where everything stood."""
_PUT_AWAY = "put_away"


def as_put_away(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``place`` as what is kept at a lock or an end."""
    return {**place, _PUT_AWAY: True}


def was_put_away(connection: Any) -> bool:
    """Tell whether the last desk was put away, or nobody has sat at one yet."""
    found = draft(connection, DESK)
    return found is None or (isinstance(found.content, dict) and _PUT_AWAY in found.content)
