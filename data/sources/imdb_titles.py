"""Titles as IMDb's lists write them, taken apart."""

import re
from typing import NamedTuple

FILM, TELEVISION = ("movie", "tv movie", "video"), ("series", "episode")
_KINDS = {"TV": "tv movie", "V": "video", "VG": "game", "mini": "series", None: "movie"}
_TITLE = re.compile(
    r"(?P<name>\S.*?)"
    r"\s+\((?P<year>\d{4}|\?{4})(?:/(?P<number>[IVXLCDM]+))?\)"
    r"(?:\s+\((?P<kind>TV|V|VG|mini)\))?"
    r"(?:\s+\{(?!\{)\s*(?P<episode>.*?)\s*\})?"
    r"(?P<suspended>\s+\{\{SUSPENDED\}\})?"
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
    name, year, number, mark, episode, suspended = match.groups()
    if name[0] != '"' or name[-1] != '"' or len(name) < 3:
        return ImdbTitle(name, int(year) if year != "????" else None, _KINDS[mark], "", episode or "", bool(suspended))
    bare = name[1:-1]
    return ImdbTitle(
        title=f"{bare}: {episode}" if episode else bare,
        year=int(year) if year != "????" else None,
        kind="episode" if episode else "series",
        series=f"{name} ({year}/{number})" if number else f"{name} ({year})",
        episode=episode or "",
        suspended=bool(suspended),
    )
