"""Text that fits: how wide it is, where it breaks, how it is shortened, and what is left out of it.

Widths are those of Liberation Sans (metrically Arial), rounded up, so that a picture is laid out alike on
every machine; nothing here asks for a font.
"""

import re

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

# Not in XML at all, or invisible and able to reorder what stands around it.
_UNSEEN = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_THIN = frozenset("iljI.,:;'|!`")
_NARROW = frozenset('ftr()[]{}/\\ -"*')
_WIDE = frozenset("mwMW@%—…")


def one_line(text: object) -> str:
    """Return text on one line, without characters that XML cannot hold or that cannot be seen."""
    return " ".join(_UNSEEN.sub("", str(text)).split())


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide a text is, in the unit of `size`; never much too narrow."""
    return sum(map(_em, text)) * size * (1.07 if bold else 1.0)


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return the text, cut with … where it is wider than `room`.

    Examples
    --------
    >>> shortened("Cobalt mine", 10, 200), shortened("Cobalt mine", 10, 40)
    ('Cobalt mine', 'Cobal…')
    """
    if width(text, size, bold=bold) <= room:
        return text
    room -= width("…", size, bold=bold)
    kept = 0
    while kept < len(text) and (room := room - width(text[kept], size, bold=bold)) >= 0:
        kept += 1
    return f"{text[:kept].rstrip()}…"


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return the text as lines no wider than `room`, broken at blanks, within a word only where one is wider."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold=bold) <= room:
            lines[-1] = joined
            continue
        pieces = _pieces(word, size, room, bold=bold)
        lines += pieces
    return lines


def _pieces(word: str, size: float, room: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for sign in word:
        if pieces[-1] and width(pieces[-1] + sign, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _em(sign: str) -> float:
    if sign in _THIN:
        return 0.28
    if sign in _NARROW:
        return 0.36
    if sign in _WIDE:
        return 0.95
    if sign.isupper():
        return 0.72
    return 0.56 if ord(sign) < 0x2E80 else 1.0
