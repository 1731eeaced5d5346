"""python -m benchmarks.ship: put the baseline of make quality beside the shipped model's figures, on its card.

Run it after training models/default and ``python -m benchmarks.quality --table plots``: the scores of TF-IDF + logistic
regression come from there, calibrated and with thresholds tuned in the same way as the model's own.
"""

import json
import os
from pathlib import Path

from benchmarks.quality import contenders, table
from core.measure import metrics
from core.model import artifact
from recipe import films
from train.config import TrainConfig
from train.fit.card_text import readme

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / "default"
NOTE = (
    "The texts it learnt from were gathered from public catalogues and stay outside this repository; most of their"
    " sources state no licence, and the terms of IMDb and TMDB apply to them."
)


def main() -> None:
    """Rewrite card.json, README.md and the checksums."""
    whole = films.load("plots", "clean=1", int(str(table.PLOTS["min_films"])))
    baseline = table.measure(
        whole, table.scores(whole, "TF-IDF + logistic regression", contenders.tfidf_logistic)
    ).values
    folder = artifact.LAYOUT
    model = artifact.load(MODEL)
    card = model.card | {"baseline": baseline}
    files = {name: os.path.relpath(ROOT / str(model.config[name]), ROOT) for name in ("data", "glove", "teacher")}
    settings = model.config | files | {"data_note": NOTE}
    per_genre = metrics.per_genre(*model.evaluation(), model.thresholds, model.genres)

    def write(staging: Path) -> None:
        for path in MODEL.iterdir():
            (staging / path.name).write_bytes(path.read_bytes())
        (staging / folder.card).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (staging / folder.config).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
        text = readme(card, TrainConfig.from_dict(settings), per_genre)
        (staging / folder.readme).write_text(text, encoding="utf-8")

    artifact.save(MODEL, write)
    print({name: round(baseline[name], 3) for name in ("micro_f1_global", "macro_f1", "map", "lrap")})


if __name__ == "__main__":
    main()
