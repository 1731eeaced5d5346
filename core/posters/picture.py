"""A poster with its heatmap as a picture, and the same in words for who can't see it."""

import base64
import io
from collections.abc import Mapping
from dataclasses import asdict
from html import escape
from typing import Any

import numpy as np

from ..explanations.faithfulness import Deletion
from ..explanations.render.sentence import percent
from .image import Pixels
from .regions import METHODS, Regions
from .shares import Shares

RAISES, LOWERS = (47, 127, 193), (217, 113, 28)  # as words are coloured
STRONGEST = 0.72  # opacity of the strongest region
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Poster</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em }}
</style></head><body><h1>Where on the poster</h1>{section}</body></html>
"""
_IMAGE = "max-width:100%;height:auto;border-radius:4px"


def heatmap(regions: Regions, genre: str) -> Pixels:
    """The poster [height, width, 3], grey under blue where it raises a genre and under orange where it lowers it."""
    from PIL import Image

    values = regions.of(genre)
    height, width = regions.pixels.shape[:2]
    scaled = values / (np.abs(values).max(initial=0.0) or 1.0)
    spread = Image.fromarray(scaled.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR)
    strength = np.asarray(spread)[:, :, None]
    grey = np.repeat(regions.pixels.mean(axis=2, keepdims=True), 3, axis=2)
    opacity = STRONGEST * np.abs(strength)
    colour = np.where(strength > 0, np.array(RAISES), np.array(LOWERS))
    return np.clip(grey * (1 - opacity) + colour * opacity, 0, 255).astype(np.uint8)


def png(pixels: Pixels) -> bytes:
    """Pixels as a PNG file, without any metadata."""
    from PIL import Image

    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def alternative(regions: Regions, genre: str, shares: Shares) -> str:
    """The picture in words: For Horror, the top left of the poster speaks most. Horror is at ..."""
    g = shares.genres.index(genre)
    speaks = f"For {genre}, the {regions.place(genre)} of the poster speaks most"
    if regions.of(genre).max() <= 0:
        speaks = f"No region of the poster speaks for {genre}"
    before, after = percent(shares.plot[g]), percent(shares.both[g])
    return f"{speaks}. {genre} is at {before} without the poster and at {after} with it."


def trust(deletion: Deletion) -> str:
    """What the deletion test found, in a sentence or two; a warning when it is near random."""
    if not deletion.words:
        return f"No region of this poster speaks for {deletion.genre}."
    told = (
        f"Covering the {deletion.words} regions named first takes {deletion.genre} from {percent(deletion.before)} to"
        f" {percent(deletion.after)}; covering as many random ones, to {percent(deletion.random)}."
    )
    return f"{told} That is hardly more than chance: don't trust this map." if deletion.near_random else told


def figure(regions: Regions, genre: str, shares: Shares) -> str:
    """The heatmap as one ``img`` of HTML, complete in itself."""
    data = base64.b64encode(png(heatmap(regions, genre))).decode("ascii")
    told = escape(alternative(regions, genre, shares), quote=True)
    return f'<img src="data:image/png;base64,{data}" alt="{told}" style="{_IMAGE}">'


def section(regions: Regions, shares: Shares, tests: Mapping[str, Deletion], note: str = "") -> str:
    """A part of a page: the poster, what to know of how it was read (``note``), then each tested genre's heatmap, what
    plot and poster add, and how far to trust it.
    """
    data = base64.b64encode(png(regions.pixels)).decode("ascii")
    whole = f'<img src="data:image/png;base64,{data}" alt="The poster as the network reads it." style="{_IMAGE}">'
    parts = [f'<section class="poster"><h2>The poster</h2>{whole}<p>{_legend(regions)}</p>']
    parts += [f"<p>{escape(note)}</p>"] if note else []
    for genre, test in tests.items():
        told = "".join(f"<p>{escape(text)}</p>" for text in _told(regions, shares, genre, test))
        parts.append(f"<h3>{escape(genre)}</h3>{figure(regions, genre, shares)}{told}")
    return "".join([*parts, "</section>"])


def _legend(regions: Regions) -> str:
    return f"Blue raises a genre, orange lowers it ({METHODS[regions.method].lower()})."


def _told(regions: Regions, shares: Shares, genre: str, test: Deletion) -> tuple[str, str, str]:
    """The sum of plot and poster, the picture in words, and how far to trust it."""
    g = shares.genres.index(genre)
    sums = (
        f"How frequent it is: {percent(shares.prior[g])}. From the plot {100 * shares.of_plot[g]:+.1f} points, from"
        f" the poster {100 * shares.of_poster[g]:+.1f}: {percent(shares.both[g])}."
    )
    return sums, alternative(regions, genre, shares), trust(test)


def page(regions: Regions, shares: Shares, tests: Mapping[str, Deletion], note: str = "") -> str:
    """A page to keep: :func:`section` and nothing else. The pixels are all that it has of the file."""
    return PAGE.format(section=section(regions, shares, tests, note))


def to_dict(regions: Regions, shares: Shares, tests: Mapping[str, Deletion], note: str = "") -> dict[str, Any]:
    """The same for JSON; ``regions`` are rows from top to bottom."""
    return {
        "note": note,
        "method": regions.method,
        "genres": shares.to_dict(),
        "regions": {genre: regions.of(genre).tolist() for genre in tests},
        "deletion": {genre: {**asdict(test), "near_random": test.near_random} for genre, test in tests.items()},
    }
