"""A model's metrics with 95 % intervals on your films, and whether another model is better.

python -m examples.evaluate_and_compare FILE.csv [MODEL] [ANOTHER]     columns: plot, genres (joined by |)
"""

import sys
from pathlib import Path

from core import GenreClassifier, evaluate
from core.measure import report
from core.model.classifier import DEFAULT_MODEL


def main(data: str, model: str = str(DEFAULT_MODEL), another: str = "") -> None:
    """Print the metrics of ``model`` on the films of ``data`` and, beside it, of ``another``."""
    classifier = GenreClassifier.load(model)
    result = evaluate(classifier, data, draws=200)
    for name in ("micro_f1", "macro_f1", "map", "lrap"):
        low, high = result["intervals"][name]
        print(f"{name:<9} {result['metrics'][name]:.3f}  [{low:.3f}, {high:.3f}]")

    if another:
        genres = [str(genre) for genre in classifier.classes_]
        films = report.read(Path(data), genres)
        verdicts = report.against(classifier, GenreClassifier.load(another), films, draws=200)
        print(f"{model} beside {another}: mAP {verdicts['map']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
