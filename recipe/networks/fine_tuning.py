"""Fine-tuning of MPNet with AdamW: the layers above those that stay as published, and the output.

Learning rates rise over the warm-up and then fall to zero along a line. They fall from layer to layer downwards too
(Howard and Ruder 2018): each layer has ``decay`` times the rate of the one above.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from core.tables.output import atomic
from recipe.networks.batches import Rows, autocast
from recipe.networks.lower_layers import LowerLayers
from recipe.networks.mpnet import PAD, Tagger, mean
from train.examples.targets import Targets

CHECKPOINT = "checkpoint.pt"
OUTPUT = -1  # the depth of the output layer


@dataclass(frozen=True)
class Settings:
    """How one fine-tuning goes."""

    seed: int = 7
    rate: float = 1e-4
    output_rate: float = 1e-3
    decay: float = 0.9
    batch_size: int = 32
    warm_up: int = 150
    save_every: int = 200  # steps

    def learning_rate(self, depth: int, step: int, steps: int) -> float:
        """The rate at ``step`` of ``steps`` of a layer with ``depth`` layers above it; -1 is the output layer."""
        share = min(1.0, (step + 1) / self.warm_up) * (1 - step / steps)
        return share * (self.output_rate if depth == OUTPUT else self.rate * self.decay**depth)


@dataclass(frozen=True)
class Examples:
    """What is learnt: targets and who labelled each film [films] (0: the trusted), and the rows of each pass."""

    targets: Targets
    labeller: NDArray[np.int64]
    passes: list[Rows]


def fine_tune(tagger: Tagger, lower: LowerLayers, examples: Examples, folder: Path, settings: Settings) -> Tagger:
    """Train ``tagger``, or go on from the checkpoint in ``folder``: the result is the same."""
    optimizer, depths = _optimizer(tagger, lower.count)
    batches = [
        batch
        for n, rows in enumerate(examples.passes)
        for batch in lower.texts.shuffled(rows, settings.batch_size, settings.seed + 100 * n)
    ]
    steps, path = len(batches), folder / CHECKPOINT
    begin = _restore(path, tagger, optimizer) if path.exists() else 0
    tagger.train()
    for step in range(begin, steps):
        for group, depth in zip(optimizer.param_groups, depths, strict=True):
            group["lr"] = settings.learning_rate(depth, step, steps)
        torch.manual_seed(1_000_003 * settings.seed + step)  # dropout after a restart is what it would have been
        loss = _step(tagger, lower, examples, batches[step], optimizer)
        if (step + 1) % settings.save_every == 0 or step + 1 == steps:
            _save(path, tagger, optimizer, step + 1)
            print(f"{folder.name}: step {step + 1} of {steps}, loss {loss:.4f}", flush=True)
    return tagger.eval()


def _optimizer(tagger: Tagger, frozen: int) -> tuple[torch.optim.AdamW, list[int]]:
    """AdamW over what is trained, and the number of layers above each of its groups."""
    encoder = tagger.encoder.requires_grad_(False)
    groups = [(list(layer.parameters()), len(encoder.layers) - 1 - n) for n, layer in enumerate(encoder.layers)]
    groups = groups[frozen:]
    if not frozen:
        embeddings = [encoder.tokens.weight, encoder.positions.weight, *encoder.norm.parameters()]
        groups.append((embeddings, len(encoder.layers)))
    groups.append(([*tagger.output.parameters(), *tagger.corrections.parameters()], OUTPUT))
    for parameters, _ in groups:
        for parameter in parameters:
            parameter.requires_grad = True
    optimizer = torch.optim.AdamW([{"params": parameters} for parameters, _ in groups], weight_decay=0.01)
    return optimizer, [depth for _, depth in groups]


def _step(
    tagger: Tagger, lower: LowerLayers, examples: Examples, rows: Rows, optimizer: torch.optim.Optimizer
) -> float:
    """One batch; returns its loss."""
    ids = lower.texts.batch(rows).to(tagger.device)
    columns = (examples.targets.target, examples.targets.weight, examples.labeller)
    target, weight, labeller = (torch.from_numpy(values[rows]).to(tagger.device) for values in columns)
    with autocast(tagger.device):
        hidden = tagger.encoder.run_layers(lower(rows, ids), ids != PAD, begin=lower.count)
        logits = tagger.logits(mean(hidden, ids != PAD), labeller)
    losses = nn.functional.binary_cross_entropy_with_logits(logits.float(), target, reduction="none")
    loss = (losses * weight).sum() / weight.sum()
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_([p for p in tagger.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return loss.item()


def _save(path: Path, tagger: Tagger, optimizer: torch.optim.Optimizer, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic.replacing(path) as stream:
        torch.save({"model": tagger.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, stream)


def _restore(path: Path, tagger: Tagger, optimizer: torch.optim.Optimizer) -> int:
    """Bring a checkpoint back; returns the number of steps that it has behind it."""
    state = torch.load(path, map_location=tagger.device)
    tagger.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]
