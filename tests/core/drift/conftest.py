import numpy as np
import pytest

from core.drift.measured import Measured

GENRES = ["Drama", "Horror", "War"]


@pytest.fixture
def made():
    """Measures of made-up plots: ``made(n, seed, length=1.0, ...)``; every film is a drama."""

    def make(
        plots, seed=0, *, length=1.0, one_sentence=0.3, unknown=0.03, familiar=1.0, foreign=0.0, blank=0.0, horror=0.1
    ):
        rng = np.random.default_rng(seed)
        words = np.maximum((rng.lognormal(3.6, 0.6, plots) * length).round(), 1).astype(np.int32)
        scores = np.column_stack([rng.random(plots) < share for share in (1.0, horror, 0.05)]) * 0.8 + 0.1
        return Measured(
            words=words,
            one_sentence=rng.random(plots) < one_sentence,
            unknown=(rng.binomial(words, unknown) / words).astype(np.float16),
            familiarity=(rng.random(plots) ** (1 / familiar)).astype(np.float16),
            language=np.where(rng.random(plots) < foreign, "de", "en"),
            readable=rng.random(plots) >= blank,
            y_score=scores.astype(np.float16),
        )

    return make
