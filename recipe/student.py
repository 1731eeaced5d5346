"""python -m recipe.student: train the shipped network, in two and a half minutes with CUDA, hours without.

It learns what ``python -m train`` would learn with these settings, and writes the same model folder; PyTorch fits the
network instead of Keras, and the weights that are kept are an exponential moving average over the steps.
"""

import argparse
import math
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import torch
from numpy.typing import NDArray
from torch.nn import functional
from tqdm import tqdm

from core.model.calibration import sigmoid
from core.text import batches_by_length, pad
from recipe import films, texts, word_vectors
from recipe.networks.torch_network import Network
from recipe.settings import CONFIG
from train import job
from train.config import TrainConfig
from train.examples.sides import Side
from train.examples.training_set import TrainingSet
from train.fit.evaluation import validation_report
from train.fit.fit import History
from train.runs.events import Epoch, Event, Phase

AVERAGE = 0.999  # of the moving average at a step, once there have been a thousand
CLIP = 1.0  # largest norm of a weight's gradient
FALLS_TO = 0.1  # of the learning rate, along a cosine
Ids = list[NDArray[np.int32]]


def fit(
    config: TrainConfig, embedding: NDArray[np.float32], examples: TrainingSet, validation: Side
) -> tuple[Network, History]:
    """The network with the averaged weights of its best epoch, by validation loss."""
    torch.manual_seed(config.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = Network(config.network, embedding, examples.targets.target.shape[1]).to(device)
    average = torch.optim.swa_utils.AveragedModel(network, avg_fn=_moving_average)
    optimizer = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], eps=1e-7)
    epochs: list[Epoch] = []
    best: dict[str, torch.Tensor] = {}
    steps = math.ceil(len(examples.sequences) / config.batch_size)
    for epoch in range(config.epochs):
        began, losses = time.perf_counter(), []
        for place, (ids, lengths, rows) in enumerate(_batches(config, examples.sequences, epoch, device)):
            share = (epoch * steps + place) / (config.epochs * steps)
            optimizer.param_groups[0]["lr"] = config.learning_rate * _cosine(share)
            target = torch.from_numpy(examples.targets.target[rows]).to(device)
            weight = torch.from_numpy(examples.targets.weight[rows]).to(device)
            losses.append(_step(network, optimizer, ids, lengths, target, weight))
            average.update_parameters(network)
        words = sum(map(len, examples.sequences)) / (time.perf_counter() - began)
        report = validation_report(validation.y_true, sigmoid(scores(average.module, validation.sequences)))
        loss, memory = float(torch.stack(losses).mean()), round(psutil.Process().memory_info().rss / 1e6)
        step = (epoch + 1) * steps
        epochs.append(
            Epoch(epoch=epoch + 1, step=step, loss=loss, words_per_second=round(words), memory_mb=memory, **report)
        )
        print(epochs[-1], flush=True)
        if epochs[-1].val_loss == min(e.val_loss for e in epochs):
            best = {name: value.clone() for name, value in average.module.state_dict().items()}
    network.load_state_dict(best)
    return network, History(epochs, 1 + int(np.argmin([e.val_loss for e in epochs])), stopped=False)


def _moving_average(average: torch.Tensor, now: torch.Tensor, steps: torch.Tensor | int) -> torch.Tensor:
    """A mean over few steps at the beginning, so that the weights of the start are soon forgotten."""
    return torch.lerp(now, average, min(AVERAGE, int(steps) / (int(steps) + 9)))


def _cosine(share: float) -> float:
    """The learning rate after this share of the steps, as part of the first."""
    return FALLS_TO + (1 - FALLS_TO) * (1 + math.cos(math.pi * share)) / 2


def _step(
    network: Network,
    optimizer: torch.optim.Optimizer,
    ids: torch.Tensor,
    lengths: torch.Tensor,
    target: torch.Tensor,
    weight: torch.Tensor,
) -> torch.Tensor:
    """One step of Adam on the weighted binary cross-entropy; returns it."""
    network.train()
    loss = (
        weight * functional.binary_cross_entropy_with_logits(network(ids, lengths), target, reduction="none")
    ).mean()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            torch.nn.utils.clip_grad_norm_(parameter, CLIP)  # each weight by itself, as Keras's clipnorm does
    optimizer.step()
    return loss.detach()


def _batches(
    config: TrainConfig, sequences: Ids, epoch: int, device: str
) -> Iterator[tuple[torch.Tensor, torch.Tensor, NDArray[np.intp]]]:
    """(ids, lengths, rows) of films of similar length, with words left out at random, in the order of the epoch."""
    rng = np.random.default_rng([config.seed, epoch])
    lengths = np.array([len(sequence) for sequence in sequences])
    batches = batches_by_length(lengths * rng.uniform(0.8, 1.25, len(lengths)), config.batch_size)
    for batch in tqdm([batches[i] for i in rng.permutation(len(batches))], desc=f"epoch {epoch + 1}", unit="step"):
        kept = [sequences[i][rng.random(len(sequences[i])) >= config.word_dropout] for i in batch]
        read = [some if len(some) else sequences[i][:1] for i, some in zip(batch, kept, strict=True)]
        yield *_tensors(read, device), batch


def _tensors(sequences: Ids, device: str | torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    return torch.from_numpy(pad(sequences)).long().to(device), lengths.to(device)


def scores(network: Network, sequences: Ids, batch_size: int = 256) -> NDArray[np.float64]:
    """Log-odds [films, genres], without dropout."""
    network.eval()
    result = np.empty((len(sequences), network.output.out_features))
    with torch.no_grad():
        for batch in batches_by_length([len(sequence) for sequence in sequences], batch_size):
            ids, lengths = _tensors([sequences[i] for i in batch], network.query.device)
            result[batch] = network(ids, lengths).cpu().numpy()
    return result


def report(event: Event) -> None:
    """Say which part of the work begins."""
    if isinstance(event, Phase):
        print(event.name, flush=True)


def main(arguments: list[str] | None = None) -> None:
    """Train, and write models/default."""
    as_it_is = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m recipe.student", description=__doc__, formatter_class=as_it_is)
    parser.add_argument("--out", type=Path, default=Path("models/default"), help="model folder to write")
    options = parser.parse_args(arguments)
    vocabulary = word_vectors.vocabulary(texts.spelt(films.shipped()))
    prepared = job.prepare(CONFIG, report, vocabulary)
    trained, history = fit(CONFIG, prepared.embedding.matrix, prepared.examples, prepared.scored_validation)
    from core.model.network.layers import (
        build_network,  # TensorFlow before PyTorch's optimizers is a segmentation fault
    )

    network = build_network(CONFIG.network, prepared.embedding.matrix, len(prepared.genres))
    weights = trained.weights()
    for weight in network.weights:
        weight.assign(in_half(weights[weight.path]))
    print(job.conclude(prepared, network, history, prepared.familiarity(), options.out, report))


def in_half(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """The numbers rounded to half precision, which halves what a large array takes on the disk."""
    return array.astype(np.float16).astype(np.float32)


if __name__ == "__main__":
    main()
