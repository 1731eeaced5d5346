"""python -m recipe.ship: put a baseline's figures on the shipped model's card, and the language of its plots beside it.

Run it after training models/default. TF-IDF + logistic regression learns from the same films and is calibrated and
given thresholds as the model was; a minute or two on two cores.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from core.measure import metrics
from core.model.folder import artifact
from core.model.folder.writer import writing
from recipe import baseline, familiarity, films
from recipe.settings import CONFIG
from train.fit.card_text import readme

ROOT = Path(__file__).parents[1]
MODEL = ROOT / "models" / "default"


def main(arguments: list[str] | None = None) -> None:
    """Rewrite card.json, README.md, familiarity.npz and the checksums."""
    as_it_is = argparse.RawDescriptionHelpFormatter
    argparse.ArgumentParser(prog="python -m recipe.ship", description=__doc__, formatter_class=as_it_is).parse_args(
        arguments
    )
    shipped = films.shipped()
    figures = baseline.evaluate(shipped, baseline.tfidf_logistic(shipped)).metrics
    model = artifact.load(MODEL)
    card = replace(model.card, baseline=figures)
    per_genre = metrics.per_genre(*model.evaluation(), model.thresholds, model.genres)
    with writing(MODEL) as new:
        new.copy(MODEL)
        new.card(card)
        new.readme(readme(card, CONFIG, per_genre, "python -m recipe.student"))
        new.familiarity(familiarity.fitted(model))
    print({name: round(figures[name], 3) for name in ("micro_f1_global", "macro_f1", "map", "lrap")})


if __name__ == "__main__":
    main()
