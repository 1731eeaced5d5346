"""MPNet (Song et al. 2020) as all-mpnet-base-v2 has it, and a linear layer for genres on the mean over its tokens."""

import math
from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

BUCKETS, FARTHEST = 32, 128  # of relative positions
PAD = 1
FIRST_POSITION = 2


@dataclass(frozen=True)
class Shape:
    """Sizes of the encoder; the defaults are the published ones."""

    width: int = 768
    heads: int = 12
    layers: int = 12
    feed_forward: int = 3072
    tokens: int = 30527
    positions: int = 514


@cache
def relative_buckets(length: int, device: torch.device) -> torch.Tensor:
    """The bucket of each distance between two positions, [length, length].

    As in T5 (Raffel et al. 2020): half the buckets for either direction, small distances one by one, larger ones on a
    logarithmic scale.
    """
    positions = torch.arange(length)
    offset = positions[:, None] - positions[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    distance = offset.abs()
    scale = (half - exact) / math.log(FARTHEST / exact)
    far = exact + (torch.log(distance.clamp(min=1) / exact) * scale).long()
    return ((offset < 0) * half + torch.where(distance < exact, distance, far.clamp(max=half - 1))).to(device)


class Layer(nn.Module):
    """Self-attention and a feed-forward layer, each with a residual connection and layer normalisation after it."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        width, self.heads, self.probability = shape.width, shape.heads, dropout
        self.query_key_value, self.attention_output = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.expand, self.contract = nn.Linear(width, shape.feed_forward), nn.Linear(shape.feed_forward, width)
        self.attention_norm, self.output_norm = nn.LayerNorm(width, 1e-5), nn.LayerNorm(width, 1e-5)
        self.dropout = nn.Dropout(dropout)

    def forward(self, hidden: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Hidden states [batch, time, width] and the bias of the attention [batch, heads, time, time]."""
        batch, time, width = hidden.shape
        query, key, value = self.query_key_value(hidden).view(batch, time, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        context = nn.functional.scaled_dot_product_attention(
            query, key, value, bias.to(query.dtype), dropout_p=self.probability if self.training else 0.0
        )
        context = self.attention_output(context.transpose(1, 2).reshape(batch, time, width))
        hidden = self.attention_norm(self.dropout(context) + hidden)
        transformed = self.contract(nn.functional.gelu(self.expand(hidden)))
        return self.output_norm(self.dropout(transformed) + hidden)


class MPNet(nn.Module):
    """Token ids -> the hidden states of the last layer. The bias by relative position is not trained."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        self.tokens = nn.Embedding(shape.tokens, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        self.norm, self.dropout = nn.LayerNorm(shape.width, 1e-5), nn.Dropout(dropout)
        self.relative_bias = nn.Embedding(BUCKETS, shape.heads)
        self.relative_bias.weight.requires_grad = False
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        """Ids [batch, time] -> what the first layer reads [batch, time, width]."""
        positions = torch.arange(FIRST_POSITION, FIRST_POSITION + ids.shape[1], device=ids.device)
        return self.dropout(self.norm(self.tokens(ids) + self.positions(positions)))

    def run_layers(
        self, hidden: torch.Tensor, real: torch.Tensor, begin: int = 0, end: int | None = None
    ) -> torch.Tensor:
        """Hidden states through the layers from ``begin`` to before ``end``; only ``real`` tokens are attended to."""
        near = self.relative_bias(relative_buckets(real.shape[1], real.device)).permute(2, 0, 1)
        bias = near[None].masked_fill(~real[:, None, None, :], -math.inf)
        for layer in self.layers[begin:end]:
            hidden = layer(hidden, bias)
        return hidden


class Tagger(nn.Module):
    """The log-odds of the genres as the trusted labeller gives them, and a correction for each other labeller.

    Another catalogue leaves genres out or uses them more freely; its correction learns that, so that the common output
    need not. Answers are given as for trusted films.
    """

    def __init__(self, genres: int, labellers: int, shape: Shape | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        shape = shape or Shape()
        self.encoder, self.dropout = MPNet(shape, dropout), nn.Dropout(dropout)
        self.output = nn.Linear(shape.width, genres)
        self.corrections = nn.Linear(shape.width, labellers * genres)
        for values in (self.output.bias, self.corrections.weight, self.corrections.bias):
            nn.init.zeros_(values)
        nn.init.normal_(self.output.weight, std=0.02)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.output.weight.device

    def pooled(self, ids: torch.Tensor) -> torch.Tensor:
        """Ids [batch, time] -> [batch, width]."""
        return mean(self.encoder.run_layers(self.encoder.embed(ids), ids != PAD), ids != PAD)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Ids [batch, time] -> log-odds [batch, genres]."""
        return self.output(self.pooled(ids))

    def logits(self, pooled: torch.Tensor, labeller: torch.Tensor) -> torch.Tensor:
        """Vectors [batch, width] and each film's labeller [batch] (0: the trusted one) -> log-odds [batch, genres]."""
        pooled = self.dropout(pooled)
        logits = self.output(pooled)
        corrections = self.corrections(pooled).view(len(labeller), -1, logits.shape[1])
        own = corrections.gather(1, labeller[:, None, None].expand(-1, 1, logits.shape[1]))[:, 0]
        return logits + own * (labeller > 0)[:, None]


def mean(hidden: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
    """The mean over the real tokens: [batch, time, width] -> [batch, width]."""
    return (hidden.float() * real[:, :, None]).sum(1) / real.sum(1, keepdim=True)
