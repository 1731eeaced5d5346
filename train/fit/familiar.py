"""What a model's own plots look like, so that it can tell what is no plot: fitted by every training."""

from collections.abc import Sequence

from core.model import windows
from core.model.familiarity.score import Familiarity
from core.model.network import vectors
from core.text import Vocabulary


def fit(plots: Sequence[str], held_out: Sequence[str], vocabulary: Vocabulary, max_tokens: int) -> Familiarity:
    """From training plots and ``held_out`` ones, such as those of validation; ``max_tokens``: words learnt of each."""
    ranks = vectors.packaged_ranks(vocabulary.words)
    return Familiarity.fit(plots, held_out, vocabulary, ranks, windows.limit(max_tokens))
