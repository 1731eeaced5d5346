"""Token ids in batches of similar length, and a model's answers to all of them."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from core.text import batches_by_length
from recipe.networks.mpnet import PAD, Tagger

Rows = NDArray[np.intp]
STEP = 16  # tokens: batches are padded to a multiple of it
ANSWERED_AT_ONCE = 64  # texts


class TokenIds:
    """Texts as token ids."""

    def __init__(self, ids: Sequence[Sequence[int]]) -> None:
        self.ids = [np.asarray(row, dtype=np.int64) for row in ids]
        self.lengths = np.array([len(row) for row in self.ids])

    def batch(self, rows: Rows) -> torch.Tensor:
        """Ids [rows, longest, a multiple of 16]."""
        width = -(-self.lengths[rows].max() // STEP) * STEP
        ids = np.full((len(rows), width), PAD)
        for place, row in enumerate(rows):
            ids[place, : self.lengths[row]] = self.ids[row]
        return torch.from_numpy(ids)

    def shuffled(self, rows: Rows, size: int, seed: int) -> list[Rows]:
        """Batches of similar length in random order."""
        rng = np.random.default_rng(seed)
        noisy = self.lengths[rows] * rng.uniform(0.85, 1.18, len(rows))
        batches = [rows[batch] for batch in batches_by_length(noisy, size)]
        return [batches[i] for i in rng.permutation(len(batches))]

    def by_length(self) -> list[Rows]:
        """Batches of all texts, the shortest first."""
        return list(batches_by_length(self.lengths, ANSWERED_AT_ONCE))


def autocast(device: torch.device) -> torch.autocast:
    """Products in bfloat16 where the device has it; emulated, it is many times slower than single precision."""
    fast = device.type == "cuda" or bool(torch.cpu.get_capabilities().get("avx512_bf16"))
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=fast)


def apply(tagger: Tagger, function: Callable[[torch.Tensor], torch.Tensor], texts: TokenIds) -> NDArray[np.float32]:
    """``function``, the tagger or one of its methods, of every text's ids: [texts, dim]."""
    tagger.eval()
    results: dict[int, NDArray[np.float32]] = {}
    with torch.no_grad(), autocast(tagger.device):
        for rows in texts.by_length():
            batch = function(texts.batch(rows).to(tagger.device)).float().cpu().numpy()
            results.update(zip(rows.tolist(), batch, strict=True))
    return np.array([results[row] for row in range(len(texts.ids))])
