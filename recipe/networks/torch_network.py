"""The network of core.model.network.layers in PyTorch, for a GPU.

:meth:`Network.weights` has the names and shapes of ``core.model.network.presets.weight_shapes``. Only the shipped shape
is here: both directions, pooling, a dense layer and a bag of words.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from core.model.network.presets import EMBEDDING, NetworkConfig

BIDIRECTIONAL = ("forward", "backward")


class Network(nn.Module):
    """ids [batch, time] (0 = padding, at the end) and lengths [batch] -> logits [batch, genres]."""

    def __init__(self, config: NetworkConfig, embedding: NDArray[np.float32], genres: int) -> None:
        super().__init__()
        if not (config.bidirectional and config.pooling and config.dense_units and config.bag_of_words):
            raise ValueError("Only networks of the shipped shape are built in PyTorch; train others with Keras.")
        self.config = config
        words, width = embedding.shape
        self.embedding = nn.Parameter(torch.from_numpy(embedding.copy()))
        self.lstm = nn.ModuleList()
        for _ in range(config.lstm_layers):
            self.lstm.append(nn.ModuleList([_lstm(width, config.lstm_units) for _ in BIDIRECTIONAL]))
            width = 2 * config.lstm_units
        self.query = nn.Parameter(nn.init.xavier_uniform_(torch.empty(width, 1)))
        self.dense, self.output = _dense(3 * width, config.dense_units), _dense(config.dense_units, genres)
        self.bag_of_words = nn.Parameter(torch.zeros(words, genres))

    def forward(self, ids: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """The logits; with dropout while training."""
        config, real = self.config, (ids > 0).float()[:, :, None]
        embedded = functional.embedding(ids, self.embedding)
        sequence = self._drop(embedded, config.dropout, (len(ids), 1, embedded.shape[2]))
        place = torch.arange(ids.shape[1], device=ids.device)
        mirrored = lengths[:, None] - 1 - place
        mirrored = torch.where(mirrored >= 0, mirrored, place)[:, :, None]
        for ahead, back in self.lstm:
            reverse = sequence.gather(1, mirrored.expand(-1, -1, sequence.shape[2]))
            backward = back(reverse)[0]
            backward = backward.gather(1, mirrored.expand(-1, -1, backward.shape[2]))
            sequence = torch.cat([ahead(sequence)[0], backward], dim=2)
        pooled = self._pool(sequence, real, lengths)
        hidden = functional.relu(self.dense(self._drop(pooled, config.dropout, pooled.shape)))
        logits = self.output(self._drop(hidden, config.dropout, hidden.shape))
        scale = config.word_gain * lengths.float().rsqrt()[:, None, None]
        word_logits = functional.embedding(ids, self.bag_of_words) * real * scale
        return logits + self._drop(word_logits, config.bag_dropout, (*ids.shape, 1)).sum(dim=1)

    def _pool(self, sequence: torch.Tensor, real: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Maximum, mean and attention over the words, [batch, 3 * dim]."""
        hidden = 1e4 * (1 - real)
        weights = torch.softmax(sequence @ self.query - hidden, dim=1)
        mean = (sequence * real).sum(dim=1) / lengths[:, None]
        return torch.cat([(sequence - hidden).amax(dim=1), mean, (sequence * weights).sum(dim=1)], dim=1)

    def _drop(self, values: torch.Tensor, share: float, shape: tuple[int, ...]) -> torch.Tensor:
        """Inverted dropout with one draw for each entry of ``shape``, which is spread over the values."""
        if not self.training:
            return values
        return values * (torch.rand(shape, device=values.device) >= share) / (1 - share)

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Name -> array of every weight as Keras has it: kernels transposed, one bias for each LSTM."""
        arrays = {EMBEDDING: self.embedding, "pooling/query": self.query, "bag_of_words/weight": self.bag_of_words}
        for number, layer in enumerate(self.lstm, 1):
            for direction, lstm in zip(BIDIRECTIONAL, layer, strict=True):
                cell = f"lstm_{number}_{direction}/lstm_cell"
                arrays |= {f"{cell}/kernel": lstm.weight_ih_l0.T, f"{cell}/recurrent_kernel": lstm.weight_hh_l0.T}
                arrays[f"{cell}/bias"] = lstm.bias_ih_l0 + lstm.bias_hh_l0
        for name, layer in (("dense", self.dense), ("output", self.output)):
            arrays |= {f"{name}/kernel": layer.weight.T, f"{name}/bias": layer.bias}
        return {name: array.detach().cpu().numpy() for name, array in arrays.items()}


def _lstm(width: int, units: int) -> nn.LSTM:
    """One direction of one layer, begun as Keras begins it: the forget gate open, one bias that is trained."""
    lstm = nn.LSTM(width, units, batch_first=True)
    nn.init.xavier_uniform_(lstm.weight_ih_l0)
    nn.init.orthogonal_(lstm.weight_hh_l0)
    nn.init.zeros_(lstm.bias_ih_l0)
    nn.init.zeros_(lstm.bias_hh_l0).requires_grad_(False)
    lstm.bias_ih_l0.data[units : 2 * units] = 1
    return lstm


def _dense(width: int, units: int) -> nn.Linear:
    layer = nn.Linear(width, units)
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer
