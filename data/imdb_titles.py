"""Titles as IMDb's lists write them, taken apart."""

import re
from typing import NamedTuple

FILM, TELEVISION = ("movie", "tv movie", "video"), ("series", "episode")
_KINDS = {"TV": "tv movie", "V": "video", "VG": "game", "mini": "series", None: "movie"}
_TITLE = re.compile(
    r"(?P<name>.+?)"
    r"\s+\((?P<year>\d{4}|\?{4})(?:/(?P<number>[IVXLCDM]+))?\)"
    r"(?:\s+\((?P<kind>TV|V|VG|mini)\))?"
    r"(?:\s+\{(?!\{)(?P<episode>.*?)\})?"
    r"(?P<suspended>\s+\{\{SUSPENDED\}\})?\s*"
)


class ImdbTitle(NamedTuple):
    """``"Name" (1999/II) {Episode (#1.2)}`` in parts.

    ``title`` reads well alone; ``series`` keeps episodes together.
    """

    title: str
    year: int | None
    kind: str  # movie, tv movie, video, game, series or episode
    series: str  # '"Name" (1999/II)' for series and episodes, else empty
    episode: str
    suspended: bool


def parse_title(text: str) -> ImdbTitle | None:
    """Take a title line apart; None when it isn't one (it has no year in brackets)."""
    match = _TITLE.fullmatch(text.strip())
    if match is None:
        return None
    name, episode = match["name"], (match["episode"] or "").strip()
    quoted = len(name) > 2 and name[0] == name[-1] == '"'
    bare = name[1:-1] if quoted else name
    year = match["year"]
    kind = ("episode" if episode else "series") if quoted else _KINDS[match["kind"]]
    numbered = f"({year}/{match['number']})" if match["number"] else f"({year})"
    return ImdbTitle(
        title=f"{bare}: {episode}" if episode else bare,
        year=int(year) if year.isdigit() else None,
        kind=kind,
        series=f'"{bare}" {numbered}' if quoted else "",
        episode=episode,
        suspended=bool(match["suspended"]),
    )
