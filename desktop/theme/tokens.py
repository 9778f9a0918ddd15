"""The colours of Satchel, by what they are for. Every text pair meets WCAG AA; tests hold it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme: colours as ``#rrggbb``."""

    name: str
    is_dark: bool

    ground: str
    """Behind everything."""
    surface: str
    """Cards, inputs, tables."""
    raised: str
    """Table headers, quiet buttons under the pointer."""
    line: str
    """Hairlines that only decorate."""
    outline: str
    """Outlines that say "type here" or "press here": at least 3:1 on ground and surface."""

    text: str
    muted: str
    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str
    focus: str

    side: str
    side_text: str
    side_active: str
    side_active_text: str
    side_focus: str

    neutral: str
    neutral_soft: str
    info: str
    info_soft: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    problem: str
    """For what the program cannot take, never for what happened to a youth."""
    problem_soft: str

    selected: str
    hovered: str
    charts: tuple[str, ...]
    """Parts of a chart, in the order of use: at least 3:1 on the surface."""

    def __getitem__(self, role: str) -> str:
        """Return the colour of a role by its name."""
        return str(getattr(self, role))


LIGHT = Tokens(
    name="light",
    is_dark=False,
    ground="#F3F6F7",
    surface="#FFFFFF",
    raised="#F6F9F9",
    line="#DDE5E7",
    outline="#7D8F95",
    text="#10262B",
    muted="#51656B",
    accent="#0B6B75",
    accent_strong="#08545D",
    accent_soft="#DFF1F2",
    on_accent="#FFFFFF",
    focus="#0B6B75",
    side="#0D2D34",
    side_text="#B7CBCF",
    side_active="#17474F",
    side_active_text="#FFFFFF",
    side_focus="#6FC7D1",
    neutral="#43565C",
    neutral_soft="#E9EFF0",
    info="#1D5A97",
    info_soft="#E4EEF9",
    ok="#196B45",
    ok_soft="#E1F3E9",
    warn="#7F4D00",
    warn_soft="#FCF0DB",
    problem="#A2301D",
    problem_soft="#FBEAE6",
    selected="#DAEEF0",
    hovered="#F0F6F6",
    charts=("#0B6B75", "#C27C1A", "#3F7FC1", "#3E9468", "#7D8F95"),
)

DARK = Tokens(
    name="dark",
    is_dark=True,
    ground="#0E1719",
    surface="#152124",
    raised="#1A292D",
    line="#27393D",
    outline="#6E858B",
    text="#E4EEEF",
    muted="#9DB1B5",
    accent="#4FB9C4",
    accent_strong="#76CED7",
    accent_soft="#17393E",
    on_accent="#04242A",
    focus="#63C6D0",
    side="#0A1214",
    side_text="#9FB4B8",
    side_active="#173840",
    side_active_text="#FFFFFF",
    side_focus="#63C6D0",
    neutral="#B5C5C8",
    neutral_soft="#243438",
    info="#8ABCF3",
    info_soft="#18314C",
    ok="#60CB98",
    ok_soft="#133329",
    warn="#EBB968",
    warn_soft="#3A2D15",
    problem="#FFA393",
    problem_soft="#40221D",
    selected="#1D424A",
    hovered="#1A2A2E",
    charts=("#4FB9C4", "#EBB968", "#8ABCF3", "#60CB98", "#B5C5C8"),
)

CONTRAST = Tokens(
    name="contrast",
    is_dark=False,
    ground="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#4D4D4D",
    outline="#000000",
    text="#000000",
    muted="#262626",
    accent="#00464E",
    accent_strong="#002F35",
    accent_soft="#FFFFFF",
    on_accent="#FFFFFF",
    focus="#00464E",
    side="#000000",
    side_text="#FFFFFF",
    side_active="#00464E",
    side_active_text="#FFFFFF",
    side_focus="#FFFFFF",
    neutral="#000000",
    neutral_soft="#F0F0F0",
    info="#00346B",
    info_soft="#F0F0F0",
    ok="#003D22",
    ok_soft="#F0F0F0",
    warn="#4A2C00",
    warn_soft="#F0F0F0",
    problem="#6E1406",
    problem_soft="#FFFFFF",
    selected="#CFE6E8",
    hovered="#F0F0F0",
    charts=("#00464E", "#B06A00", "#00346B", "#00704A", "#5C5C5C"),
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}
