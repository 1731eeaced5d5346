"""python -m recipe.convert FOLDER: a model folder of format 1, which kept its weights in model.keras, as format 2.

Predictions and explanations stay the same: only the file changes that training and integrated gradients read.
"""

import argparse
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from core.errors import ArtifactError
from core.model.folder import artifact
from core.model.folder.layout import FORMAT_VERSION
from core.model.folder.writer import writing

BEFORE = "model.keras"


def convert(folder: Path) -> None:
    """Replace model.keras by weights.safetensors. Raises ArtifactError for a folder that is not of format 1."""
    import onnxruntime

    from core.model.network.layers import build_network, weights_of

    model = artifact.load(folder)
    if model.card.format_version != 1 or not (folder / BEFORE).is_file():
        raise ArtifactError(f"{folder} is not of format 1 with a {BEFORE}. There is nothing to convert.")
    words, genres = len(model.vocabulary), len(model.genres)
    session = onnxruntime.InferenceSession(model.onnx(), providers=["CPUExecutionProvider"])
    ids = np.random.default_rng(0).integers(1, words, size=(4, 30)).astype(np.int32)
    network = build_network(model.network, np.zeros((words, _dim(folder / BEFORE)), dtype=np.float32), genres)
    network.load_weights(folder / BEFORE)
    gap = np.abs(session.run(["logits"], {"ids": ids})[0] - np.asarray(network(ids)["logits"])).max()
    if not gap < 1e-4:
        raise ArtifactError(f"{folder / BEFORE} is not the network of the model's other files. Train it again.")
    with writing(folder) as new:
        new.copy(folder)
        (new.folder / BEFORE).unlink()
        new.weights(weights_of(network))
        new.card(replace(model.card, format_version=FORMAT_VERSION))


def _dim(path: Path) -> int:
    """Numbers in a word vector, as Keras's own description of the network says."""
    with zipfile.ZipFile(path) as archive:
        layers = json.loads(archive.read("config.json"))["config"]["layers"]
    return next(layer["config"]["output_dim"] for layer in layers if layer["class_name"] == "Embedding")


def main() -> None:
    """Convert the folder that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m recipe.convert", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    convert(parser.parse_args().folder)


if __name__ == "__main__":
    main()
