"""HTML in a plot, read as what it shows: tags of HTML alone, so that ``<3`` and ``a < b`` stay, and entities."""

import html
import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

# Tags inside a line, which split no word; all others are a gap, as a line break is.
_INLINE = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt"
    "|u|var|wbr"
)
_BLOCK = (
    "address|area|article|aside|audio|base|blockquote|body|br|button|canvas|caption|center|col|colgroup|data|datalist|dd"
    "|details|dialog|dir|div|dl|dt|embed|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hgroup"
    "|hr|html|iframe|img|input|label|legend|li|link|main|map|menu|meta|meter|nav|noscript|object|ol|optgroup|option"
    "|output|p|param|picture|pre|progress|rp|rt|ruby|section|select|slot|source|summary|svg|table|tbody|td|template"
    "|textarea|tfoot|th|thead|time|title|tr|track|ul|video|script|style"
)
# In tables that were escaped once too often, tags are entities. Each pattern stops at the next beginning of its kind:
# a text of many beginnings and no end takes no time.
_MARKUP = re.compile(
    r"(?P<hidden><!--(?:(?!<!--).)*?-->|<(script|style)\b[^<>]*>(?:(?!<(?:script|style)\b).)*?</\2\s*>)"
    rf"|<(?:/?(?:(?P<inline>{_INLINE})|{_BLOCK})(?:\s[^<>]*)?/?)>"
    rf"|&lt;/?(?:(?P<escaped>{_INLINE})|{_BLOCK})(?:\s(?:(?!&lt;|&gt;)[^<>]){{0,400}})?/?&gt;"
    r"|(?P<entity>&(?:amp;){0,5}(?:#\d{1,7};?|#x[0-9a-f]{1,6};?|[a-z][a-z0-9]{1,31};))",
    re.IGNORECASE | re.DOTALL,
)
LONGEST_CHARACTER = 2  # what an entity shows: one character, or a letter with its mark
_NAMES = re.compile(r"&(?:amp;){1,5}(?=[#a-z])", re.IGNORECASE)


class Shown(NamedTuple):
    """What a text shows, and where that stands in it: ``pieces`` of (begin shown, begin and end typed, whether the
    letters are the same), in order.
    """

    text: str
    pieces: list[tuple[int, int, int, bool]]
    begins: list[int]

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """The place in the typed text of ``text[start:end]``, which is not empty."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, position: int) -> tuple[int, int]:
        shown, begin, end, same = self.pieces[bisect_right(self.begins, position) - 1]
        return (begin + position - shown, begin + position - shown + 1) if same else (begin, end)


def shown(text: str) -> Shown | None:
    """What the HTML in a text shows; None when there is none."""
    if ("<" not in text and "&" not in text) or not _MARKUP.search(text):
        return None
    parts: list[str] = []
    pieces: list[tuple[int, int, int, bool]] = []
    length = last = 0
    for match in _MARKUP.finditer(text):
        meaning = _meaning(match)
        if len(meaning) > LONGEST_CHARACTER:
            continue  # no entity of HTML: it shows itself
        begin, end = match.span()
        if last < begin:
            parts.append(text[last:begin])
            pieces.append((length, last, begin, True))
            length += begin - last
        if meaning:
            parts.append(meaning)
            pieces.append((length, begin, end, False))
            length += len(meaning)
        last = end
    if last < len(text):
        parts.append(text[last:])
        pieces.append((length, last, len(text), True))
    return Shown("".join(parts), pieces, [piece[0] for piece in pieces])


def plain(text: str) -> str:
    """A text as its HTML shows it, blanks around tags as one; without HTML it stays as it is."""
    if "<" not in text and "&" not in text:
        return text
    found, count = _MARKUP.subn(_replaced, text)
    return re.sub(r"[ \t\xa0]{2,}", " ", found).strip() if count else text


def _replaced(match: re.Match[str]) -> str:
    meaning = _meaning(match)
    return match[0] if len(meaning) > LONGEST_CHARACTER else meaning  # no entity of HTML: it shows itself


def _meaning(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "entity":
        return _character(match[0])
    return "" if kind else " "


@lru_cache(1_000)
def _character(entity: str) -> str:
    """What an entity shows; in a text that was escaped as a whole the same few come again and again."""
    return html.unescape(_NAMES.sub("&", entity))
