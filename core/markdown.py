"""Words of films, files and strangers' models inside Markdown: shown as the text they are, never as markup."""

import re

_BLANK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")  # controls, direction overrides
_SIGNS = re.compile(r"[\\`*_\[\]<$~]|:(?=\w)|&(?=#?\w+;)|^[#>+=-]|^\d+(?=[.)]\s)")
_LATER = re.compile(  # made of text when its escapes are gone already: addresses, :emoji:, arrows and dashes
    r"(?<=:)(?=//|[\w+/-]+:)|(?<=\bwww)(?=\.)|(?<=\w@)(?=\w)|(?<=[-<>~=])(?=[-<>=])", re.IGNORECASE
)
_JOINER = "\u2060"  # of no width: the reader sees the same text
_FENCE = re.compile(r"^([ \t>]*(?:`{3,}|~{3,}))[^\n]*", re.MULTILINE)


def plain(text: object) -> str:
    """Markdown on one line that shows ``text`` letter by letter: no markup, formula, link, icon or colour."""
    line = " ".join(_BLANK.sub(" ", str(text)).split())
    return _SIGNS.sub(_escaped, _LATER.sub(_JOINER, line))


def _escaped(sign: re.Match[str]) -> str:
    return f"{sign[0]}\\" if sign[0][0].isdigit() else f"\\{sign[0]}"


def without_images(text: str) -> str:
    """A stranger's Markdown without what makes a browser load or draw anything: images, and code that is a chart."""
    return _FENCE.sub(r"\1", text.replace("![", r"!\["))
