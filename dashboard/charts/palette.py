"""A colour per genre, the same on every page; always shown beside the genre's name, never instead of it."""

import colorsys
import hashlib

RAISES, LOWERS, QUIET = "#2F7FC1", "#D9711C", "#8A8F94"

# Neighbours in hue differ in lightness, so that colour-blind people tell them apart; all read on both themes.
GENRES = {
    "Action": "#D55E00",
    "Adventure": "#E69F00",
    "Animation": "#F0A5C8",
    "Biography": "#9A7B3F",
    "Comedy": "#D8B400",
    "Crime": "#A8474A",
    "Documentary": "#7C8B6F",
    "Drama": "#4C78A8",
    "Family": "#7CC27C",
    "Fantasy": "#9A6BD0",
    "Film-Noir": "#6B6F76",
    "History": "#B08968",
    "Horror": "#C2252C",
    "Music": "#17A2A2",
    "Musical": "#E377C2",
    "Mystery": "#5B5EA6",
    "Romance": "#E15A84",
    "Sci-Fi": "#2CA6D8",
    "Sport": "#3C9D4E",
    "Thriller": "#8C4FA0",
    "War": "#77803C",
    "Western": "#B9652B",
}


def genre_color(genre: str) -> str:
    """The genre's colour as ``#rrggbb``; a genre of other catalogues gets one from its name."""
    if genre in GENRES:
        return GENRES[genre]
    hue = hashlib.md5(genre.encode("utf-8", "surrogatepass")).digest()[0] / 255
    red, green, blue = colorsys.hls_to_rgb(hue, 0.5, 0.4)
    return f"#{int(red * 255):02x}{int(green * 255):02x}{int(blue * 255):02x}"
