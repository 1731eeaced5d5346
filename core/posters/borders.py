"""The uniform border of a screenshot: bars, margins, a phone's dark screen around the poster.

Posters have frames and dark grounds of their own, which belong to them. So a border is cut off only where it is wide,
has one colour, ends sharply on every side, and leaves a picture of a poster's shape. A picture that has not the shape
of a poster itself, as a screen has, is a clearer case: there the poster may be as dark as the border, and what stands
in the border by itself, such as a clock, goes with it.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

NEAR = 16  # of 255: how far a border may be from its colour, as JPEG leaves it
UNIFORM = 0.99  # share of a row's pixels that are near it
SHARP = 0.3  # share of the first line of a poster that has another colour; of letters on a dark ground it is less
RINGING = 8  # lines around the poster that JPEG may have spoilt
LARGEST_PART = 0.7  # of the picture that may be left
NARROWEST = 0.05  # of a side, on both ends
APART = 0.02  # of a side: uniform lines between what stands in a screen's border and the poster
POSTERS = (0.6, 0.8)  # width by height


def trimmed(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture [height, width, 3] without its border, or itself where it has none that is worth cutting off."""
    height, width = pixels.shape[:2]
    screen = not POSTERS[0] <= width / height <= POSTERS[1]
    found = [part for part in _parts(pixels, screen) if _is_poster(part, height, width)]
    if not found:
        return pixels
    rows, columns = min(found, key=lambda part: _length(part[0]) * _length(part[1]))
    return np.ascontiguousarray(pixels[rows, columns])


def _parts(pixels: NDArray[np.uint8], screen: bool) -> Iterator[tuple[slice, slice]]:
    """Rows and columns inside a border of the colour of a corner, for each colour whose border ends sharply; on a
    screen it need not.
    """
    for colour in {tuple(int(value) for value in pixels[y, x]) for y in (0, -1) for x in (0, -1)}:
        distance = np.abs(pixels.astype(np.int16) - np.array(colour, dtype=np.int16)).max(axis=2)
        other = np.asarray(distance > NEAR, dtype=np.bool_)
        part = _largest(other) if screen else (_within(other, 1), _within(other, 0))
        rows, columns = part
        if rows is None or columns is None:
            continue
        inside = other[rows, columns]
        sharp_rows = _sharpened(rows, inside.mean(axis=1), len(other))
        sharp_columns = _sharpened(columns, inside.mean(axis=0), other.shape[1])
        if sharp_rows and sharp_columns:
            yield sharp_rows, sharp_columns
        elif screen:
            yield rows, columns


def _largest(other: NDArray[np.bool_]) -> tuple[slice | None, slice | None]:
    """Rows and columns of the largest thing in a border; ``other`` [height, width]: of another colour."""
    rows = _within(other, 1, alone=True)
    columns = _within(other[rows], 0, alone=True) if rows else None
    return (_within(other[:, columns], 1, alone=True), columns) if columns else (None, None)


def _within(other: NDArray[np.bool_], axis: int, alone: bool = False) -> slice | None:
    """The lines between the first and the last that are not uniform; ``alone``: of the longest run of such lines."""
    lines = np.flatnonzero(other.mean(axis=axis) > 1 - UNIFORM)
    if not len(lines):
        return None
    if alone:
        gaps = np.flatnonzero(np.diff(lines) > 1 + APART * other.shape[1 - axis]) + 1
        lines = max(np.split(lines, gaps), key=lambda run: int(run[-1] - run[0]))
    return slice(int(lines[0]), int(lines[-1]) + 1)


def _sharpened(part: slice, shares: NDArray[np.float64], length: int) -> slice | None:
    """The part from its first to its last line of which :data:`SHARP` is of another colour; None where these are not
    at its ends. An end where nothing is cut off, of ``length`` lines, stays. ``shares`` [lines of the part].
    """
    lines = np.flatnonzero(shares >= SHARP)
    if not len(lines):
        return None
    before = int(lines[0]) if part.start else 0
    after = len(shares) - 1 - int(lines[-1]) if part.stop < length else 0
    return slice(part.start + before, part.stop - after) if max(before, after) <= RINGING else None


def _is_poster(part: tuple[slice, slice], height: int, width: int) -> bool:
    """Whether what is left has a poster's shape, and what goes is a wide border on two opposite sides."""
    rows, columns = part
    wide = max(
        min(rows.start, height - rows.stop) / height,
        min(columns.start, width - columns.stop) / width,
    )
    left = _length(rows) * _length(columns) / (height * width)
    return wide >= NARROWEST and left <= LARGEST_PART and POSTERS[0] <= _length(columns) / _length(rows) <= POSTERS[1]


def _length(part: slice) -> int:
    return int(part.stop - part.start)
