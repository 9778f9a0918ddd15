"""How each kind's form is laid out, composed by hand: what is asked first stands first."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.dialogs.layouts import care, casework, directory, findings, learning, safety, work
from desktop.forms.layout import Section

LAYOUTS: Mapping[str, tuple[Section, ...]] = MappingProxyType(
    {
        **casework.LAYOUTS,
        **findings.LAYOUTS,
        **care.LAYOUTS,
        **safety.LAYOUTS,
        **work.LAYOUTS,
        **directory.LAYOUTS,
        **learning.LAYOUTS,
    }
)
"""The sections of the form of every kind that people edit, by the kind's name."""
