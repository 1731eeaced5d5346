"""Films in two dimensions: at once by their two main directions, or by t-SNE, which keeps neighbours together.

PCA (Pearson 1901) is linear: distances in it are distances along two directions, and the other directions are lost.
t-SNE (van der Maaten & Hinton 2008) gives up distances for neighbourhoods; openTSNE (Poličar, Stražar & Zupan 2024)
computes it in time that grows with the films, not with their square (Linderman et al. 2019), and can be stopped.
"""

import numpy as np
from numpy.typing import NDArray

from data.map.representation import SEED, Floats, Judges, Progress

PERPLEXITY = 30  # about how many neighbours each film has a say in
EXAGGERATED, STEPS = 250, 500
EVERY = 10  # steps between two looks whether to stop
START = 1e-4  # the spread of the films before the first step, along their main directions
NEIGHBOURS = 10


def by_directions(directions: NDArray[np.float16]) -> Floats:
    """The two main directions, [films, 2]."""
    return directions[:, :2].astype(np.float32)


def by_neighbours(directions: NDArray[np.float16], progress: Progress) -> Floats:
    """t-SNE of the main directions, [films, 2]; the same each time.

    It keeps to one thread: more would be quicker, would take the processor from whoever clicks, and would give another
    map on another machine. ``progress`` is told the share that is done, and may end the work by raising.
    """
    from openTSNE import TSNE  # here, because a first prediction must not wait for it

    vectors = directions.astype(np.float32)
    begin = vectors[:, :2].astype(np.float64)
    begin *= START / max(begin[:, 0].std(), np.finfo(np.float32).tiny)
    done = 0

    def step(*_: object) -> bool:
        nonlocal done
        done += EVERY
        progress(min(done / (EXAGGERATED + STEPS), 1.0))
        return False

    progress(0.0)
    arranged = TSNE(
        perplexity=min(PERPLEXITY, (len(vectors) - 1) / 3),
        initialization=begin,
        early_exaggeration_iter=EXAGGERATED,
        n_iter=STEPS,
        random_state=SEED,
        n_jobs=1,
        callbacks=step,
        callbacks_every_iters=EVERY,
    ).fit(vectors)
    return np.asarray(arranged, dtype=np.float32)


def trustworthiness(judges: Judges, places: Floats) -> float:
    """How far the ten nearest films of a picture are near for the model too: 1 always, about .5 by chance.

    Of the films that judge, each place [films, 2] of the picture against the cosine of pooled vectors (Venna & Kaski
    2001, by scikit-learn).
    """
    from sklearn.manifold import trustworthiness as measure

    return float(measure(judges.pooled, places[judges.rows], n_neighbors=NEIGHBOURS, metric="cosine"))
