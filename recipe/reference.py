"""python -m recipe.reference: what the shipped model's films look like, or another model's, kept beside the model.

Every training does this; this is for a model that was trained before. The model's folder stays as it is: the figures
go to models/references, under the digest of the network. A minute.
"""

import argparse
from pathlib import Path

from core.drift import reference
from core.drift.measured import Measured
from core.model.classifier import GenreClassifier
from data import split
from data.sources import registry

ROOT = Path(__file__).parents[1]


def validation_plots(classifier: GenreClassifier) -> list[str]:
    """The plots of the films that the model was validated on."""
    config = classifier.artifact.config
    frame = registry.load(str(config["data"])).frame
    return frame.loc[split.assign(frame, config["split"], seed=config["seed"]) == "validation", "plot"].tolist()


def main(arguments: list[str] | None = None) -> None:
    """Measure the films and write the file."""
    parser = argparse.ArgumentParser(prog="python -m recipe.reference", description=__doc__)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "default", metavar="DIR", help="model folder")
    classifier = GenreClassifier.load(parser.parse_args(arguments).model)
    plots = reference.chosen(validation_plots(classifier))
    path = reference.place_of(classifier)
    path.parent.mkdir(exist_ok=True)
    reference.save(Measured.of(classifier, plots), path)
    print(f"{path} has {len(plots):,} films.")


if __name__ == "__main__":
    main()
