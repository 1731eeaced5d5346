"""Pure: a reading in, what the lines under its text draw out, as plain lists and numbers for the browser."""

from collections.abc import Sequence
from typing import Any

from core.explanations.read_along import ReadAlong
from dashboard.charts.palette import genre_color

DASHES = ("", "8 5", "2 4", "12 4 2 4", "16 6")  # lines are told apart without their colour too


def data(along: ReadAlong, genres: Sequence[str]) -> dict[str, Any]:
    """The text in pieces, between the steps and the steps in turn, and a line of probabilities for each genre."""
    pieces, position = [], 0
    for start, end in along.spans:
        pieces += [along.text[position:start], along.text[start:end]]
        position = end
    lines = [
        {
            "genre": genre,
            "color": genre_color(genre),
            "dash": DASHES[i % len(DASHES)],
            "values": along.of_genre(genre).round(6).tolist(),
        }
        for i, genre in enumerate(genres)
    ]
    return {"pieces": [*pieces, along.text[position:]], "lines": lines, "unit": along.unit}
