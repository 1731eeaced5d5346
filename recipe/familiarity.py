"""python -m recipe.familiarity: let the shipped model, or another, tell plots from other texts.

Every training does this; this is for a model that was trained before. Half a minute; the network stays as it is.
"""

import argparse
from pathlib import Path

from core.model.familiarity.score import Familiarity
from core.model.folder import artifact
from core.model.folder.artifact import Artifact
from core.model.folder.writer import writing
from data import split
from data.sources import registry
from train.fit import familiar

ROOT = Path(__file__).parents[1]


def fitted(model: Artifact) -> Familiarity:
    """From the films that the model was trained and validated on."""
    table = registry.load(str(model.config["data"]))
    side = split.assign(table.frame, model.config["split"], seed=model.config["seed"])
    train, validation = (table.frame.loc[side == name, "plot"].tolist() for name in ("train", "validation"))
    return familiar.fit(train, validation, model.vocabulary, model.max_tokens)


def main(arguments: list[str] | None = None) -> None:
    """Write familiarity.npz and the checksums."""
    parser = argparse.ArgumentParser(prog="python -m recipe.familiarity", description=__doc__)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "default", metavar="DIR", help="model folder")
    folder = parser.parse_args(arguments).model
    model = artifact.load(folder)
    with writing(folder) as new:
        new.copy(folder)
        new.familiarity(fitted(model))
    print(f"{folder / artifact.LAYOUT.familiarity} is written.")


if __name__ == "__main__":
    main()
