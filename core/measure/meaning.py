"""What a probability meant on the test films: of a hundred films with one like it, how many had the genre."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

STEPS = 10  # of probability, as in the reliability curve
FEWEST = 20  # films; with fewer in a genre's step, the step of all genres together is told
NORMAL = 1.96  # standard deviations on either side of a 95 % interval


def wilson(successes: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    share, spread = successes / count, NORMAL**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = NORMAL * np.sqrt(share * (1 - share) / count + spread / count / 4) / (1 + spread)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def step_of(probability: float) -> int:
    """The step of probability, from 0 to 9."""
    return min(int(probability * STEPS), STEPS - 1)


def meaning(
    y_true: NDArray[np.integer], y_score: NDArray[np.floating], genres: Sequence[str], genre: str, probability: float
) -> str:
    """For instance: Of 100 test films with 60 to 70 % for Horror, 66 were Horror (95 % interval 58 to 73).

    ``y_true`` and ``y_score`` [films, genres]. Says so where there are too few films of the genre, or any at all.
    """
    column, step = list(genres).index(genre), step_of(probability)
    place = np.minimum((y_score * STEPS).astype(int), STEPS - 1)
    own = place[:, column] == step
    chosen = y_true[own, column] if own.sum() >= FEWEST else y_true[place == step]
    low, high = step * 100 // STEPS, (step + 1) * 100 // STEPS
    if not len(chosen):
        return f"No test film had {low} to {high} % for any genre."
    least, most = (round(100 * end) for end in wilson(int(chosen.sum()), len(chosen)))
    told = f"{round(100 * chosen.mean())} {'were ' + genre if own.sum() >= FEWEST else 'had it'}"
    films = f"test films with {low} to {high} % for {genre if own.sum() >= FEWEST else 'a genre'}"
    return f"Of 100 {films}, {told} (95 % interval {least} to {most})."


def meanings(
    y_true: NDArray[np.integer], y_score: NDArray[np.floating], genres: Sequence[str], probabilities: Sequence[float]
) -> Mapping[str, str]:
    """Genre -> the meaning of its probability, for one plot."""
    pairs = zip(genres, probabilities, strict=True)
    return {genre: meaning(y_true, y_score, genres, genre, float(p)) for genre, p in pairs}


def ladder(y_true: NDArray[np.integer], y_score: NDArray[np.floating], genres: Sequence[str], genre: str) -> list[str]:
    """The meanings of a genre's ten steps of probability, from the lowest."""
    return [meaning(y_true, y_score, genres, genre, (step + 0.5) / STEPS) for step in range(STEPS)]
