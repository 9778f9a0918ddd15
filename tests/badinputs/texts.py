"""Texts that people type, paste or are sent, by the number of the item they stand for."""

from dataclasses import dataclass

CONTROL = "has characters that cannot be stored. Type it again."
NAME_TOO_LONG = "is longer than 80 characters. Shorten it."
NOTE_TOO_LONG = "is longer than 200000 characters. Shorten it."
NEEDED = "is needed. Fill it in."


@dataclass(frozen=True, slots=True)
class Text:
    """One text; ``name`` and ``note`` say why a line or a page of text refuses it, or nothing."""

    item: int
    what: str
    text: str
    name: str = ""
    note: str = ""


def _same(item: int, **texts: str) -> list[Text]:
    """Return texts that a line and a page both take."""
    return [Text(item, what.replace("_", " "), text) for what, text in texts.items()]


def _control(item: int, **texts: str) -> list[Text]:
    """Return texts that neither takes."""
    return [
        Text(item, what.replace("_", " "), text, CONTROL, CONTROL) for what, text in texts.items()
    ]


def _lines(item: int, **texts: str) -> list[Text]:
    """Return texts that only a page takes."""
    return [Text(item, what.replace("_", " "), text, CONTROL) for what, text in texts.items()]


TEXTS = [
    Text(1, "empty", "", "", NEEDED),
    Text(2, "spaces only", "   ", "", NEEDED),
    Text(2, "blanks that are none of ours", "\u00a0\u2003", "", NEEDED),
    *_control(3, NUL_inside="An\0a", NUL_alone="\0"),
    Text(4, "1 MB", "ana " * 262_144, NAME_TOO_LONG, NOTE_TOO_LONG),
    Text(5, "10 MB", "ana " * 2_621_440, NAME_TOO_LONG, NOTE_TOO_LONG),
    Text(6, "100,000 lines", "a\n" * 99_999 + "b", NAME_TOO_LONG),
    *_same(7, override="report\u202efdp", isolates="\u2066Ana\u2067\u2068\u2069"),
    *_same(8, Arabic="\u0645\u0631\u064a\u0645", Hebrew="\u05de\u05e8\u05d9\u05dd"),
    *_same(9, family="\U0001f469\u200d\U0001f467 Ana", flag="\U0001f1fa\U0001f1f8"),
    *_same(9, tone="\U0001f44b\U0001f3fd"),
    Text(10, "200 marks on a letter", "a" + "\u0301" * 200, NAME_TOO_LONG),
    *_same(10, seventy_marks="a" + "\u0316" * 70),
    *_same(11, composed="Jos\u00e9", decomposed="Jose\u0301"),
    *_same(12, Cyrillic="\u0410nn\u0430", Greek="\u0391nna"),
    *_same(13, zero_width="An\u200ba", joiner="An\u200da", mark="An\ufeffa"),
    *_control(14, half_a_letter="An\ud800a", other_half="\udfff"),
    *_same(15, FFFE="An\ufffea", FFFF="An\uffffa", FDD0="An\ufdd0a", plane_16="An\U0010ffffa"),
    *_same(16, private="An\ue000a", private_plane="An\U000f0000a"),
    *_same(17, unassigned="An\U000e0fffa", plane_4="An\U00040000a", tags="An\U000e0041a"),
    *_control(18, CR="An\ra", CRLF="An\r\na", VT="An\x0ba", FF="An\x0ca"),
    *_lines(18, LF="An\na", blank_lines="An\n\n\na"),
    *_same(18, line_separator="An\u2028a", paragraph_separator="An\u2029a", next_line="An\u0085a"),
    *_lines(19, tab="An\ta", tab_first="\tAna"),
    *_control(20, escape="\x1b[31mAna\x1b[0m", DEL="An\x7fa"),
    *_control(20, unit_separator="An\x1fa", backspace="Anx\x08a"),
    *_same(20, C1="An\u009ba", hyphen_soft="An\u00ada"),
    *_control(21, BEL="An\x07a"),
    *_same(22, dotted_I="\u0130pek", dotless_i="I\u015f\u0131k"),
    *_same(23, sharp_s="Wei\u00df", capital_sharp_s="WEI\u1e9e"),
    *_same(24, Thai="\u0e2a\u0e21\u0e43\u0e08\u0e14\u0e35", Khmer="\u179f\u17bb\u1781\u17b6"),
    *_same(25, one_letter="\u674e", rare="\U00020bb7", Korean="\uae40"),
    *_same(26, apostrophe="O'Neil", curly="O\u2019Neil", hyphen="Anne-Marie", Null="Null"),
    *_same(26, nothing="None", truth="True", NaN="NaN", single="A", mononym="Suharto"),
    Text(26, "250 letters", "Ana " * 62 + "Bo", NAME_TOO_LONG),
    *_same(26, eighty="n" * 80, eighty_beyond_the_first_plane="\U0001f600" * 80),
    *_same(27, bold="<b>Ana</b>", a_less_than="1 < 2 > 0"),
    *_same(28, an_image='<img src="file:///etc/passwd">'),
    *_same(29, an_image_of_a_share='<img src="//evil/share/x.png">'),
    *_same(30, a_share="\\\\evil\\share\\x"),
    *_same(31, a_program='<a href="file:///C:/Windows/System32/calc.exe">x</a>'),
    *_same(32, a_style="<style>@import url(//evil/x.css)</style>"),
    *_same(33, an_image="![x](http://evil/x.png)", a_link="[Ana](javascript:alert(1))"),
    *_same(34, a_script="javascript:alert(1)"),
    *_same(35, an_entity="&#x202E;&amp;&lt;", a_name="R&D"),
    *_same(36, an_end_of_data="]]><x/>"),
    *_same(37, braces="{{7*7}}", a_block="{% raw %}", of_our_own="#let x = 1 #x", math="$x^2$ @r"),
    *_same(38, a_class="{0.__class__.__mro__}"),
    *_same(39, percent="%s%s%n", percent_named="%(name)s"),
    *_same(40, a_lookup="${jndi:ldap://x}"),
    *_same(41, a_command="$(id)", backticks="`id`", a_pipe="| rm -rf ~"),
    *_same(42, a_table_dropped="'; DROP TABLE case;--", a_comment="x'/*", always="' OR '1'='1"),
    *_same(43, percent="%", underscore="_", backslash="\\", mixed="50%_\\%"),
    *_same(44, quote='"', star="*", near="NEAR(", AND="AND", column="col:x", minus="-x", caret="^"),
    *_same(44, opened="(", half="a OR", weight="a^2", braces="{given_name}: a", plus="a + b"),
    *_same(45, nested="(a+)+$", star_bomb="(.*)*b" + "a" * 60),
    *_same(46, equals="=1+1", plus="+1", minus="-1", at="@SUM(1)", guarded="'=1", apostrophe="'"),
    *_same(50, ampersand="Fish & Sons", two="A && B", mnemonic="&File", placeholder="%1 of %2"),
]  # fmt: skip
