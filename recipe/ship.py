"""python -m recipe.ship: put a baseline's figures beside the shipped model's own on its card.

Run it after training models/default. TF-IDF + logistic regression learns from the same films and is calibrated and
given thresholds as the model was; a minute or two on two cores.
"""

import argparse
import json
import os
from pathlib import Path

from core.measure import metrics
from core.model import artifact
from recipe import baseline, films
from train.config import TrainConfig
from train.fit.card_text import readme

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / "default"
NOTE = (
    "The texts it learnt from were gathered from public catalogues and stay outside this repository; most of their"
    " sources state no licence, and the terms of IMDb and TMDB apply to them."
)


def main(arguments: list[str] | None = None) -> None:
    """Rewrite card.json, README.md and the checksums."""
    about = {"description": __doc__, "formatter_class": argparse.RawDescriptionHelpFormatter}
    argparse.ArgumentParser(prog="python -m recipe.ship", **about).parse_args(arguments)
    shipped = films.shipped()
    figures = baseline.evaluate(shipped, baseline.tfidf_logistic(shipped)).metrics
    layout = artifact.LAYOUT
    model = artifact.load(MODEL)
    card = model.card | {"baseline": figures}
    files = {name: os.path.relpath(ROOT / str(model.config[name]), ROOT) for name in ("data", "glove", "teacher")}
    settings = model.config | files | {"data_note": NOTE}
    per_genre = metrics.per_genre(*model.evaluation(), model.thresholds, model.genres)

    def write(staging: Path) -> None:
        for path in MODEL.iterdir():
            (staging / path.name).write_bytes(path.read_bytes())
        (staging / layout.card).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (staging / layout.config).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
        text = readme(card, TrainConfig.from_dict(settings), per_genre)
        (staging / layout.readme).write_text(text, encoding="utf-8")

    artifact.save(MODEL, write)
    print({name: round(figures[name], 3) for name in ("micro_f1_global", "macro_f1", "map", "lrap")})


if __name__ == "__main__":
    main()
